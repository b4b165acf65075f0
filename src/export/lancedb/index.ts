import { resolve } from 'node:path';
import { defineExporter, excerpt } from '../../core/index.js';
import { tableTarget } from '../shared/table-target.js';
import { lancedbIndex } from './browse.js';
import { fingerprint, isConflict, type Place } from './database.js';
import { options, type LancedbExportOptions } from './options.js';
import { openReader } from './read.js';
import { openWriter } from './write.js';

export type { LancedbExportOptions } from './options.js';

const placeOf = ({ path, table }: LancedbExportOptions, { baseDir }: { readonly baseDir: string }): Place => ({ folder: resolve(baseDir, path), table });

/**
 * Exports released chunks to a table of a LanceDB database in a folder, with vectors in the column `vector` where `embeddings` are named. However much changes, it is
 * one new version of the table. Needs the packages `@lancedb/lancedb` and `apache-arrow`.
 *
 * Errors: those of `tableTarget`, `package-missing`.
 */
export const lancedbExporter = defineExporter<LancedbExportOptions>({
  id: 'lancedb', version: 1, options, index: lancedbIndex,
  embedding: { of: ({ embeddings }) => embeddings ?? null },
  ...tableTarget<LancedbExportOptions>({
    name: (given, context) => `the table "${given.table}" in "${excerpt(placeOf(given, context).folder, 300)}"`,
    read: (given, context) => openReader(placeOf(given, context)),
    write: (given, snapshot, context) => openWriter(placeOf(given, context), snapshot),
    isTransient: isConflict,
    stillHolds: async (given, receipt, context) => ((await fingerprint(placeOf(given, context))) === receipt ? 'ledger' : false),
  }),
});
