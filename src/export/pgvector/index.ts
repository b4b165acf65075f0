import { defineExporter } from '../../core/index.js';
import { tableTarget } from '../shared/table-target.js';
import { isTransient } from './connection.js';
import { options, type PgvectorExportOptions } from './options.js';
import { isUntouched, openReader } from './read.js';
import { tableOf } from './rows.js';
import { openWriter } from './write.js';
import { pgvectorIndex } from './browse.js';

export type { PgvectorExportOptions } from './options.js';

/**
 * Exports released chunks to a table of PostgreSQL, with vectors in a column of pgvector where `embeddings` are named. One transaction changes all of it. Needs the
 * package `pg`.
 *
 * Errors: those of `tableTarget`, `package-missing`, `usage` without a connection string.
 */
export const pgvectorExporter = defineExporter<PgvectorExportOptions>({
  id: 'pgvector', version: 1, options, index: pgvectorIndex,
  embedding: { of: ({ embeddings }) => embeddings ?? null },
  ...tableTarget<PgvectorExportOptions>({
    name: (given) => `the table ${tableOf(given)} in the database of ${given.env}`,
    read: openReader,
    write: openWriter,
    isTransient,
    stillHolds: async (given, receipt) => ((await isUntouched(given, receipt)) ? 'ledger' : false),
  }),
});
