import { WinnowError, excerpt, messageOf, type ExportSnapshot } from '../../core/index.js';
import { foreign } from '../shared/stamp.js';
import type { TableWriter } from '../shared/table-target.js';
import { connect, type Connection } from './connection.js';
import type { PgvectorExportOptions } from './options.js';
import { DERIVED, allRows, cellsOf, tableOf, vectorText } from './rows.js';
import { stateOf } from './state.js';

/** pgvector indexes no longer vectors. */
const MOST_INDEXED = 2_000;
/** Who else changes the table is waited for so long, then tried again. */
const LOCK_MS = 10_000;

/**
 * Begins a change of a target, which is made where there is none. Readers see what was there before until it is committed; other writers wait.
 * @throws WinnowError `target-foreign`, `export-failed` without the extension, and as `connect`
 */
export async function openWriter(options: PgvectorExportOptions, snapshot: ExportSnapshot): Promise<TableWriter> {
  const connection = await connect(options);
  try {
    await connection.query('BEGIN');
    await connection.query(`SET LOCAL lock_timeout = ${LOCK_MS}`);
    // Also two that would both make the table.
    await connection.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`winnow ${tableOf(options)}`]);
    const vectors = await prepared(connection, options, snapshot);
    return writerOf(connection, options, vectors);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** The table, made where there was none, with a column for vectors that fits. Returns whether it has one. */
async function prepared(connection: Connection, options: PgvectorExportOptions, snapshot: ExportSnapshot): Promise<boolean> {
  const table = tableOf(options);
  const state = await stateOf(connection, options);
  if (state !== null && state.stamp?.pipeline !== snapshot.pipeline) throw foreign(`the table ${table}`, state.stamp, snapshot.pipeline);
  if (state === null) {
    const derived = DERIVED.map(([name, from]) => `, ${name} text GENERATED ALWAYS AS (${from}) STORED`).join('');
    await connection.query(`CREATE TABLE ${table} (id uuid PRIMARY KEY, text text NOT NULL, metadata jsonb NOT NULL, exact text${derived})`);
  }
  await connection.query(`LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE`);
  const there = state?.dimensions ?? null;
  // How long the vectors of no items are is not known: whatever there is stays as it is.
  const due = snapshot.dimensions ?? (snapshot.count === 0 ? there : null);
  if (due !== there) {
    if (there !== null) await connection.query(`ALTER TABLE ${table} DROP COLUMN embedding`);
    if (due !== null) {
      await withExtension(connection);
      await connection.query(`ALTER TABLE ${table} ADD COLUMN embedding vector(${due})`);
    }
  }
  return due !== null;
}

async function withExtension(connection: Connection): Promise<void> {
  const installed = await connection.query("SELECT 1 FROM pg_extension WHERE extname = 'vector'");
  if (installed.length > 0) return;
  try {
    await connection.query('CREATE EXTENSION vector');
  } catch (error) {
    throw new WinnowError('export-failed', `the database lacks the extension pgvector and it cannot be made: ${excerpt(messageOf(error), 240)}`, { next: 'Install pgvector on the server, and run `CREATE EXTENSION vector` in the database as its owner.', cause: error });
  }
}

function writerOf(connection: Connection, options: PgvectorExportOptions, vectors: boolean): TableWriter {
  const table = tableOf(options);
  const columns = ['id', 'text', 'metadata', 'exact', ...(vectors ? ['embedding'] : [])];
  const upsert = `INSERT INTO ${table} (${columns.join(', ')})
    SELECT ${vectors ? 'id, text, metadata, exact, embedding::vector' : '*'} FROM unnest($1::uuid[], $2::text[], $3::jsonb[], $4::text[]${vectors ? ', $5::text[]' : ''}) AS given (${columns.join(', ')})
    ON CONFLICT (id) DO UPDATE SET ${columns.slice(1).map((name) => `${name} = excluded.${name}`).join(', ')}`;
  return {
    rows: () => allRows(connection, table, vectors),
    async put(items) {
      const cells = items.map(cellsOf);
      await connection.query(upsert, [
        items.map(({ id }) => id), cells.map(({ text }) => text), cells.map(({ metadata }) => metadata), cells.map(({ exact }) => exact),
        ...(vectors ? [items.map(({ vector }) => (vector === undefined ? null : vectorText(vector)))] : []),
      ]);
    },
    async remove(ids) {
      await connection.query(`DELETE FROM ${table} WHERE id = ANY($1::uuid[])`, [ids]);
    },
    async commit(stamp) {
      if (stamp.dimensions !== null && options.index === 'hnsw' && stamp.dimensions <= MOST_INDEXED) {
        await connection.query(`CREATE INDEX IF NOT EXISTS "${options.table}_by_${options.distance}" ON ${table} USING hnsw (embedding vector_${options.distance}_ops)`);
      }
      await connection.query(`COMMENT ON TABLE ${table} IS ${connection.literal(JSON.stringify(stamp))}`);
      await connection.query('COMMIT');
    },
    close: () => connection.close(),
  };
}
