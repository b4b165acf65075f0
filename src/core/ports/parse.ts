import type { JsonObject } from '../json.js';
import type { ParsedDocument } from '../model/index.js';
import type { BlockMeta } from './block.js';
import type { RenderPlace, Rendering } from './rendering.js';

export interface ParseInput {
  readonly bytes: Uint8Array;
  readonly path: string;
  readonly mediaType: string;
  readonly declared: JsonObject;
}

/** Turns bytes into text with structure. Runs in a child process that may be killed at any time. */
export interface Parser<Options = unknown> extends BlockMeta<Options> {
  readonly kind: 'parser';
  readonly mediaTypes: readonly string[];
  /** Lower case, with the dot. */
  readonly extensions: readonly string[];
  /** Before a run: whether what the options ask for can be had. Throws `package-missing` for a package that is not installed. */
  check?(options: Options): void;
  run(input: ParseInput, options: Options): Promise<readonly ParsedDocument[]>;
  /** The file as those see it who open it, for people who compare it with what was extracted; `null` = not of this place. Absent = files of its types cannot be shown. */
  render?(input: ParseInput, place: RenderPlace, options: Options): Promise<Rendering | null>;
}
