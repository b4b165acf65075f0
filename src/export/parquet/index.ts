import { z } from 'zod';
import { defineExporter } from '../../core/index.js';
import { fileTarget } from '../shared/file-target.js';
import { encode } from './encode.js';
import { scanTarget } from './scan.js';
import { parquetIndex } from './browse.js';

const options = z.strictObject({
  path: z.string().min(1).max(4096).describe('File to write, relative to the pipeline file; its folder is created'),
});

export type ParquetExportOptions = z.infer<typeof options>;

/**
 * Exports released chunks as one Parquet file (Snappy, row groups of at most 2,000 rows), rows in the snapshot's order: `id`, `text` and `metadata` (JSON) are the item,
 * the other columns repeat what people filter by. Equal snapshots give equal bytes; everything else is as in every file target. In memory are a row group, and ids and hashes of all chunks.
 */
export const parquetExporter = defineExporter<ParquetExportOptions>({ id: 'parquet', version: 1, options, index: parquetIndex, ...fileTarget({ encode, scan: scanTarget }) });
