/** The duplication joins as built, for texts that stand alone: what title, headings and path say must not matter. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { JoinInput, JoinSide } from '../../src/core/index.js';
import type { isSign as IsSign, scanSigns as ScanSigns } from '../../src/core/language/index.js';
import type { documentCopiesJoin } from '../../src/join/duplication/documents/index.js';
import type { duplicationJoin } from '../../src/join/duplication/index.js';
import type { bandingFor as BandingFor, Banding, DuplicationOptions } from '../../src/join/duplication/options.js';
import { root } from './places.js';

type Join = typeof duplicationJoin;
export type Prepared = ReturnType<Join['prepare']>;
export type Side = JoinSide<Prepared>;

async function built<Module>(...path: readonly string[]): Promise<Module> {
  return (await import(pathToFileURL(join(root, 'dist', ...path)).href)) as Module;
}

export interface Duplication {
  readonly options: DuplicationOptions;
  readonly banding: Banding;
  side(text: string, name: string): Side;
  /** Keys of the bands, and those of passages (winnowing). */
  keys(side: Side): { readonly bands: readonly number[]; readonly passages: readonly number[] };
  verify(a: Side, b: Side): ReturnType<Join['verify']>;
  /** Folded words without the signs, by the scanner of `core/language`: what shingles are made of. */
  words(text: string): readonly string[];
}

const UNDATED = { value: null, published: null, modified: null, effective: null, reviewed: null, expires: null, source: null, confidence: null } as const;
/** No join key depends on how often terms are. */
const NO_STATISTICS = { nodes: 0, frequency: () => 0 };

const inputOf = (text: string, name: string): JoinInput => ({
  id: name, documentId: name, text, offset: 0, title: null, path: `${name}/text.md`, source: 'bench', headingPath: [], parentItem: null, kinds: ['paragraph'],
  language: null, access: null, authority: 0.5, mediaType: 'text/markdown', declared: {}, dates: UNDATED, type: null,
});

export interface DocumentCopies {
  readonly options: ReturnType<(typeof documentCopiesJoin)['options']['parse']>;
  /** Whether two documents that are a corpus by themselves share a key and are verified as related. */
  related(text: string, name: string, other: string): boolean;
}

export async function documentCopies(): Promise<DocumentCopies> {
  const { documentCopiesJoin: copies } = await built<{ documentCopiesJoin: typeof documentCopiesJoin }>('join', 'duplication', 'documents', 'index.js');
  const options = copies.options.parse({});
  return {
    options,
    related(text, name, other) {
      const [a, b] = [inputOf(text, name), inputOf(other, 'source')].map((input) => ({ input, prepared: copies.prepare(input, options) }));
      const keys = new Set(copies.keys(a!.prepared, options, NO_STATISTICS));
      return [...copies.keys(b!.prepared, options, NO_STATISTICS)].some((key) => keys.has(key)) && copies.verify(a!, b!, options, NO_STATISTICS).length > 0;
    },
  };
}

export async function duplication(): Promise<Duplication> {
  const { duplicationJoin: duplicates } = await built<{ duplicationJoin: Join }>('join', 'duplication', 'index.js');
  const { bandingFor } = await built<{ bandingFor: typeof BandingFor }>('join', 'duplication', 'options.js');
  const { isSign, scanSigns } = await built<{ isSign: typeof IsSign; scanSigns: typeof ScanSigns }>('core', 'language', 'index.js');
  const options = duplicates.options.parse({});
  const banding = bandingFor(options.jaccard, options.hashes, options.recall);
  if (banding === null) throw new Error('the default options have no bands');
  return {
    options, banding,
    side(text, name) {
      const input = inputOf(text, name);
      return { input, prepared: duplicates.prepare(input, options) };
    },
    // The join gives the bands' keys first, one a band, then the others.
    keys({ prepared }) {
      const all = [...duplicates.keys(prepared, options, NO_STATISTICS)];
      return { bands: all.slice(0, banding.bands), passages: all.slice(banding.bands) };
    },
    verify: (a, b) => duplicates.verify(a, b, options, NO_STATISTICS),
    words: (text) => scanSigns(text).folded.filter((word) => !isSign(word)),
  };
}

/** The runs of `width` words, each once; a shorter text is one run. */
export function shinglesOf(words: readonly string[], width: number): Set<string> {
  const runs = new Set<string>();
  for (let at = 0; at < Math.max(1, words.length - width + 1); at += 1) runs.add(words.slice(at, at + width).join(' '));
  return runs;
}

/** Exact Jaccard, and containment of the smaller set in the larger. */
export function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): { readonly jaccard: number; readonly containment: number } {
  let common = 0;
  for (const run of a) if (b.has(run)) common += 1;
  return { jaccard: common / (a.size + b.size - common), containment: common / Math.min(a.size, b.size) };
}
