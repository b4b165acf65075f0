import { resolve } from 'node:path';
import { z } from 'zod';
import { excerpt } from '../../core/index.js';
import { fieldOptions, fieldsOf, indexReader, itemOfRow, openIndexFile, type FieldOptions } from '../shared/index-items.js';
import { bufferOf, pieces, stringFromBytes } from './scan.js';

const options = z.strictObject({ path: z.string().min(1).max(4096).describe('Parquet file with a row an item'), ...fieldOptions });

/** A Parquet file as an index, whoever wrote it. */
export const parquetIndex = indexReader<z.infer<typeof options>>({
  options,
  name: ({ path }) => `"${excerpt(path, 300)}"`,
  async *items({ path, ...given }, { baseDir, signal }) {
    const { parquetMetadataAsync, parquetReadObjects } = await import('hyparquet');
    const handle = await openIndexFile(resolve(baseDir, path));
    try {
      const file = await bufferOf(handle);
      const metadata = await parquetMetadataAsync(file);
      let fields: FieldOptions | null = null;
      let number = 0;
      for (const { rowStart, rowEnd } of pieces(metadata)) {
        signal.throwIfAborted();
        for (const row of await parquetReadObjects({ file, metadata, rowStart, rowEnd, parsers: { stringFromBytes } })) {
          fields ??= fieldsOf(Object.keys(row), given, `"${excerpt(path, 300)}"`);
          yield itemOfRow(row, fields, (number += 1));
        }
      }
    } finally {
      await handle.close();
    }
  },
});
