import { z } from 'zod';
import { defineExporter } from '../../core/index.js';
import { fileTarget } from '../shared/file-target.js';
import { copyLines } from './copy.js';
import { scanTarget } from './scan.js';
import { jsonlIndex } from './browse.js';

export { manifestPathOf, readManifest, type FileManifest } from '../shared/manifest.js';

const options = z.strictObject({
  path: z.string().min(1).max(4096).describe('File to write, relative to the pipeline file; its folder is created'),
});

export type JsonlExportOptions = z.infer<typeof options>;

/**
 * Exports released chunks as JSON Lines: a line is the canonical JSON of `{ id, text, metadata }`, lines are in the snapshot's
 * order (document, then position), and
 * `<name>.manifest.json` beside the file says what it holds. Equal snapshots give equal bytes; everything else is as in every file target.
 * Memory grows by about 200 bytes a chunk; texts are streamed.
 */
export const jsonlExporter = defineExporter<JsonlExportOptions>({
  id: 'jsonl', version: 1, options, index: jsonlIndex,
  ...fileTarget({
    async *encode(items) {
      for await (const { json } of items) yield Buffer.from(`${json}\n`);
    },
    copy: copyLines,
    scan: scanTarget,
  }),
});
