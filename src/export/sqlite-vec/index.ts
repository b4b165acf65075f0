import { resolve } from 'node:path';
import { z } from 'zod';
import { defineExporter, excerpt } from '../../core/index.js';
import { digestOf } from '../shared/digest.js';
import { tableTarget } from '../shared/table-target.js';
import { sqliteIndex } from './browse.js';
import { fileProblem, hasUnmergedLog, isBusy } from './database.js';
import { options, type SqliteVecExportOptions } from './options.js';
import { openReader } from './read.js';
import { openWriter } from './write.js';

export type { SqliteVecExportOptions } from './options.js';

const receiptSchema = z.object({ bytes: z.int(), sha256: z.string() });

/**
 * Exports released chunks to tables of an SQLite file, with vectors in a virtual table of the extension sqlite-vec where `embeddings` are named. One transaction
 * changes all of it. Needs the package `sqlite-vec` for vectors.
 *
 * Errors: those of `tableTarget`, `package-missing`.
 */
export const sqliteVecExporter = defineExporter<SqliteVecExportOptions>({
  id: 'sqlite-vec', version: 1, options, index: sqliteIndex,
  embedding: { of: ({ embeddings }) => embeddings ?? null },
  ...tableTarget<SqliteVecExportOptions>({
    name: ({ path, table }, { baseDir }) => `the table "${table}" in "${excerpt(resolve(baseDir, path), 300)}"`,
    read: ({ path, table }, { baseDir }) => openReader(resolve(baseDir, path), table),
    write: (given, snapshot, { baseDir }) => openWriter(resolve(baseDir, given.path), given, snapshot),
    isTransient: isBusy,
    async stillHolds({ path }, receipt, { baseDir, signal }) {
      const file = resolve(baseDir, path);
      const left = receiptSchema.safeParse(receipt);
      if (!left.success || (await fileProblem(file)) !== null || (await hasUnmergedLog(file))) return false;
      return (await digestOf(file, signal))?.sha256 === left.data.sha256;
    },
  }),
});
