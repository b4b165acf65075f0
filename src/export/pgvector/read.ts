import type { TableReader } from '../shared/table-target.js';
import { connect } from './connection.js';
import type { PgvectorExportOptions } from './options.js';
import { allRows, someRows, tableOf } from './rows.js';
import { fingerprint, stateOf } from './state.js';

/** Opens a target for reading, as it is at one moment; `null` = there is none. */
export async function openReader(options: PgvectorExportOptions): Promise<TableReader | null> {
  const connection = await connect(options);
  try {
    await connection.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const state = await stateOf(connection, options);
    if (state === null) {
      await connection.close();
      return null;
    }
    const table = tableOf(options);
    const vectors = state.dimensions !== null;
    return {
      async stamp() { return state.stamp; },
      rows: () => allRows(connection, table, vectors),
      rowsOf: (ids) => someRows(connection, table, vectors, ids),
      async count() { return Number((await connection.query<{ n: string }>(`SELECT count(*) AS n FROM ${table}`))[0]?.n); },
      async problems() { return []; },
      receipt: () => fingerprint(connection, options),
      close: () => connection.close(),
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** Whether no row was written to since the receipt was given. */
export async function isUntouched(options: PgvectorExportOptions, receipt: unknown): Promise<boolean> {
  const connection = await connect(options);
  try {
    return (await stateOf(connection, options)) !== null && (await fingerprint(connection, options)) === receipt;
  } finally {
    await connection.close();
  }
}
