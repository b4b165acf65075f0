import { readStamp, type Stamp } from '../shared/stamp.js';
import type { Connection } from './connection.js';
import type { PgvectorExportOptions } from './options.js';
import { tableOf } from './rows.js';

/** What there is of a target. */
export interface TableState {
  /** As its comment says; `null` = it has none that is ours. */
  readonly stamp: Stamp | null;
  /** Numbers in a vector of its column; `null` = there is no such column. */
  readonly dimensions: number | null;
}

/** `null` = there is no such table. */
export async function stateOf(connection: Connection, { schema, table }: PgvectorExportOptions): Promise<TableState | null> {
  const [found] = await connection.query<{ comment: string | null; dimensions: number | null }>(
    `SELECT obj_description(c.oid, 'pg_class') AS comment, (SELECT a.atttypmod FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'embedding' AND NOT a.attisdropped) AS dimensions
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2`, [schema, table],
  );
  return found === undefined ? null : { stamp: readStamp(found.comment), dimensions: found.dimensions };
}

/** Changes with every row that comes, goes or is written to, by whomever: `xmin` is the transaction that wrote a row. The texts themselves are not looked at. */
export async function fingerprint(connection: Connection, options: PgvectorExportOptions): Promise<string> {
  const [row] = await connection.query<{ print: string }>(
    `SELECT concat_ws(' ', count(*), coalesce(sum(hashtextextended(id::text || ' ' || xmin::text, 0)), 0), obj_description($1::regclass, 'pg_class')) AS print FROM ${tableOf(options)}`, [tableOf(options)],
  );
  return row?.print ?? '';
}
