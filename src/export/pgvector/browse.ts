import { z } from 'zod';
import { WinnowError, excerpt } from '../../core/index.js';
import { fieldOptions, fieldsOf, indexReader, itemOfRow } from '../shared/index-items.js';
import { connect, type Connection } from './connection.js';
import { options as targetOptions } from './options.js';

const FETCH = 1_000;

const options = z.strictObject({
  env: targetOptions.shape.env,
  schema: z.string().min(1).max(63).default('public').describe('Schema of the table'),
  table: z.string().min(1).max(63).optional().describe('Table with the texts; else the only one that has a column of pgvector'),
  ...fieldOptions,
});

/** A table of PostgreSQL as an index, whoever made it. */
export const pgvectorIndex = indexReader<z.infer<typeof options>>({
  options,
  name: ({ env, schema, table }) => `the table ${table === undefined ? 'with vectors' : `"${excerpt(schema, 63)}"."${excerpt(table, 63)}"`} in the database of ${env}`,
  async *items({ env, schema, table, ...given }, { signal }) {
    const connection = await connect({ env });
    try {
      // The moment at which it is read, and no right to do more.
      await connection.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const chosen = table ?? (await tableIn(connection, schema));
      const columns = await connection.query<{ name: string; type: string }>('SELECT column_name AS name, udt_name AS type FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2 ORDER BY ordinal_position', [schema, chosen]);
      const place = `the table "${excerpt(schema, 63)}"."${excerpt(chosen, 63)}"`;
      if (columns.length === 0) throw new WinnowError('index-unreadable', `there is no ${place.slice(4)} in the database of ${env}`, { next: 'Name it: --with schema=<name> --with table=<name>.' });
      const shown = columns.filter(({ type }) => !VECTORS.has(type)).map(({ name }) => name);
      const fields = fieldsOf(shown, given, place);
      await connection.query(`DECLARE winnow_index NO SCROLL CURSOR FOR SELECT ${shown.map(quoted).join(', ')} FROM ${quoted(schema)}.${quoted(chosen)}`);
      for (let number = 0; ; ) {
        signal.throwIfAborted();
        const rows = await connection.query<Record<string, unknown>>(`FETCH ${FETCH} FROM winnow_index`);
        for (const row of rows) yield itemOfRow(row, fields, (number += 1));
        if (rows.length < FETCH) return;
      }
    } finally {
      await connection.close();
    }
  },
});

const VECTORS: ReadonlySet<string> = new Set(['vector', 'halfvec', 'sparsevec', 'bit', 'bytea', 'tsvector', '_float4', '_float8']);
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

async function tableIn(connection: Connection, schema: string): Promise<string> {
  const found = await connection.query<{ name: string }>("SELECT DISTINCT table_name AS name FROM information_schema.columns WHERE table_schema = $1 AND udt_name IN ('vector', 'halfvec') ORDER BY 1", [schema]);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only.name;
  throw new WinnowError('index-unreadable', `the schema "${excerpt(schema, 63)}" has ${found.length === 0 ? 'no table' : 'several tables'} with vectors${found.length === 0 ? '' : `: ${found.map(({ name }) => excerpt(name, 63)).join(', ')}`}`, { next: 'Name it: --with table=<name>.' });
}
