import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/core/index.js';
import { pgvectorExporter, type PgvectorExportOptions } from '../../src/export/index.js';
import { cellsOf } from '../../src/export/pgvector/rows.js';
import { CuttingProxy } from './cutting-proxy.js';
import { startPglite, type PgliteServer } from './pglite-server.js';
import { describeExporter, item, snapshot, type ExporterTarget } from '../contract/exporter.js';

const context = { baseDir: '/', signal: new AbortController().signal };
/** A real PostgreSQL: a schema of its own is made there and dropped. */
const REAL = process.env['WINNOW_TEST_DATABASE_URL'];

/** Where connections are cut: at a real server where there is one. */
const FAULTY = REAL === undefined ? 'WINNOW_TEST_PGLITE' : 'WINNOW_TEST_REAL';

let server: PgliteServer;
beforeAll(async () => {
  server = await startPglite();
  process.env['WINNOW_TEST_PGLITE'] = server.url;
  if (REAL !== undefined) process.env['WINNOW_TEST_REAL'] = REAL;
}, 120_000);
afterAll(() => server.close());

async function asked<Result>(env: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: process.env[env] });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function target(env: string, given: Partial<PgvectorExportOptions> = {}): Promise<ExporterTarget<PgvectorExportOptions>> {
  const schema = `winnow_${randomBytes(4).toString('hex')}`;
  await asked(env, (client) => client.query(`CREATE SCHEMA ${schema}`));
  const options = pgvectorExporter.options.parse({ env, schema, ...given });
  const table = `${schema}.chunks`;
  return {
    options, baseDir: '/',
    async contents() {
      const { rows } = await asked(env, (client) => client.query<{ id: string; text: string; metadata: object; exact: string | null }>(`SELECT id, text, metadata, exact FROM ${table}`));
      return new Map(rows.map(({ id, text, metadata, exact }) => [id, canonicalJson({ id, ...(exact === null ? { text, metadata } : (JSON.parse(exact) as object)) })]));
    },
    async remove(id) { await asked(env, (client) => client.query(`DELETE FROM ${table} WHERE id = $1`, [id])); },
    async add({ id, text, metadata }) { await asked(env, (client) => client.query(`INSERT INTO ${table} (id, text, metadata) VALUES ($1, $2, $3)`, [id, text, JSON.stringify(metadata)])); },
    async replace({ id, text, metadata }) { await asked(env, (client) => client.query(`UPDATE ${table} SET text = $2, metadata = $3 WHERE id = $1`, [id, text, JSON.stringify(metadata)])); },
    // What was not committed never was.
    async crash(next) {
      await asked(env, (client) => client.query(`CREATE TABLE ${schema}.before AS SELECT id, text, metadata, exact FROM ${table}`));
      await next();
      await asked(env, (client) => client.query(`DELETE FROM ${table}; INSERT INTO ${table} (id, text, metadata, exact) SELECT id, text, metadata, exact FROM ${schema}.before; DROP TABLE ${schema}.before`));
    },
    async close() { await asked(env, (client) => client.query(`DROP SCHEMA ${schema} CASCADE`)); },
  };
}

describeExporter('pgvector on PGlite', { exporter: pgvectorExporter, dimensions: 8, open: () => target('WINNOW_TEST_PGLITE') });
describeExporter('pgvector on PGlite, texts alone', { exporter: pgvectorExporter, open: () => target('WINNOW_TEST_PGLITE') });
describe.skipIf(REAL === undefined)('a real PostgreSQL', () => {
  describeExporter('pgvector on PostgreSQL, texts alone', { exporter: pgvectorExporter, open: () => target('WINNOW_TEST_REAL') });
});

describe('pgvector', () => {
  let open: ExporterTarget<PgvectorExportOptions>;
  afterEach(() => open.close());
  const range = [1, 2, 3].map((n) => item(n));

  it('is searched and filtered as it is, by an index', async () => {
    open = await target('WINNOW_TEST_PGLITE');
    await pgvectorExporter.apply(open.options, snapshot(range, 1, 4), new Map(), context);
    const table = `${open.options.schema}.chunks`;
    const found = await asked('WINNOW_TEST_PGLITE', (client) => client.query<{ path: string }>(
      `SELECT path FROM ${table} WHERE source = 's' AND date = '2024-05-04' ORDER BY embedding <=> (SELECT embedding FROM ${table} WHERE path = 'p/2.md') LIMIT 2`));
    expect(found.rows[0]).toEqual({ path: 'p/2.md' });
    const indexes = await asked('WINNOW_TEST_PGLITE', (client) => client.query<{ indexdef: string }>('SELECT indexdef FROM pg_indexes WHERE schemaname = $1 ORDER BY indexname', [open.options.schema]));
    expect(indexes.rows.map(({ indexdef }) => indexdef).join('\n')).toContain('USING hnsw (embedding vector_cosine_ops)');
  });

  it('has its vectors made anew by another length, and goes without where none are asked for', async () => {
    open = await target('WINNOW_TEST_PGLITE');
    // A text whose vector went with the column needs nothing written.
    for (const [dimensions, upserted] of [[4, 3], [6, 3], [undefined, 0], [3, 3]] as const) {
      expect(await pgvectorExporter.apply(open.options, snapshot(range, 1, dimensions), new Map(), context)).toMatchObject({ upserted, deleted: 0 });
      expect(await pgvectorExporter.verify(open.options, snapshot(range, 1, dimensions), context)).toMatchObject({ ok: true });
    }
  });

  it('notices one number of one vector', async () => {
    open = await target('WINNOW_TEST_PGLITE');
    await pgvectorExporter.apply(open.options, snapshot(range, 1, 4), new Map(), context);
    await asked('WINNOW_TEST_PGLITE', (client) => client.query(`UPDATE ${open.options.schema}.chunks SET embedding = '[1,2,3,4]' WHERE id = $1`, [item(2).id]));
    expect(await pgvectorExporter.verify(open.options, snapshot(range, 1, 4), context)).toMatchObject({ ok: false, different: [item(2).id] });
  });

  it("leaves somebody else's table alone, and that of another pipeline", async () => {
    open = await target('WINNOW_TEST_PGLITE');
    const { schema } = open.options;
    await asked('WINNOW_TEST_PGLITE', (client) => client.query(`CREATE TABLE ${schema}.chunks (recipe text); INSERT INTO ${schema}.chunks VALUES ('soup')`));
    await expect(pgvectorExporter.apply(open.options, snapshot(range), new Map(), context)).rejects.toMatchObject({ code: 'target-foreign' });
    expect((await asked('WINNOW_TEST_PGLITE', (client) => client.query(`SELECT * FROM ${schema}.chunks`))).rows).toEqual([{ recipe: 'soup' }]);
    await asked('WINNOW_TEST_PGLITE', (client) => client.query(`DROP TABLE ${schema}.chunks`));
    await pgvectorExporter.apply(open.options, { ...snapshot(range), pipeline: 'other' }, new Map(), context);
    await expect(pgvectorExporter.apply(open.options, snapshot([]), new Map(), context)).rejects.toMatchObject({ code: 'target-foreign', message: expect.stringContaining('"other"') as string });
  });

  it('converges whenever the connection is cut, and is seen as it was or as it was to be', async () => {
    open = await target(FAULTY);
    const { port, hostname, username, pathname } = new URL(process.env[FAULTY] ?? '');
    const proxy = new CuttingProxy({ host: hostname, port: Number(port) });
    process.env['WINNOW_TEST_CUT'] = `postgres://${username}@127.0.0.1:${await proxy.listen()}${pathname}?sslmode=disable`;
    const through = { ...open.options, env: 'WINNOW_TEST_CUT' };
    const corpora = [0, 1].map((which) => snapshot(Array.from({ length: 60 }, (_, n) => item(n + which * 30, `${n % 3} of corpus ${which}`)), which + 1));
    await pgvectorExporter.apply(open.options, corpora[0]!, new Map(), context);
    await pgvectorExporter.apply(through, corpora[1]!, new Map(), context);
    // The writer's connection is the first one; every export from now on says as much.
    const [said = 0] = proxy.said;
    const rounds = 8;
    try {
      for (let round = 0; round < rounds; round += 1) {
        const next = corpora[round % 2]!;
        proxy.cuts = [Math.ceil(((round + Math.random()) / rounds) * said * 0.95)];
        await pgvectorExporter.apply(through, next, new Map(), context);
        expect(await pgvectorExporter.verify(open.options, next, context), `round ${round}`).toMatchObject({ ok: true, found: 60 });
      }
      expect(proxy.cut).toBe(rounds);
    } finally {
      await proxy.close();
    }
  }, 120_000);

  it('tells no password, whatever goes wrong', async () => {
    open = await target('WINNOW_TEST_PGLITE');
    for (const [url, says] of [['postgres://ada:s3cr%40t-word@127.0.0.1:1/db', 'ECONNREFUSED'], ['postgres://ada:s3cr@t-word@[bad/db', 'Invalid URL'], ['s3cr@t-word', ''], ['postgres://ada:s3cr%40t-word@no.such.host.invalid/db', '']] as const) {
      process.env['WINNOW_TEST_BAD'] = url;
      const failed = await pgvectorExporter.apply({ ...open.options, env: 'WINNOW_TEST_BAD' }, snapshot([]), new Map(), { ...context, signal: AbortSignal.timeout(1_000) }).then(() => null, (error: unknown) => error);
      const told = JSON.stringify([failed instanceof Error ? [failed.message, failed.stack, failed.cause instanceof Error ? [failed.cause.message, failed.cause.stack, Object.entries(failed.cause)] : null] : failed]);
      expect(failed).toBeInstanceOf(Error);
      expect(told).not.toMatch(/s3cr/u);
      if (!url.includes('127.0.0.1') && says !== '') expect(told).toContain(says);
    }
    await expect(pgvectorExporter.apply({ ...open.options, env: 'WINNOW_TEST_UNSET' }, snapshot([]), new Map(), context)).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('WINNOW_TEST_UNSET') as string });
  });
});

describe('a row of PostgreSQL', () => {
  it('holds in columns what PostgreSQL can, and the rest beside them', () => {
    expect(cellsOf({ text: 'a', metadata: { b: 1 } })).toEqual({ text: 'a', metadata: '{"b":1}', exact: null });
    expect(cellsOf({ text: 'a\u0000', metadata: { '\uD800': ['\u0000'] } })).toEqual({ text: 'a\uFFFD', metadata: '{"\uFFFD":["\uFFFD"]}', exact: '{"metadata":{"\\ud800":["\\u0000"]},"text":"a\\u0000"}' });
    expect(cellsOf({ text: '\\u0000 as words', metadata: {} }).exact).toBeNull();
  });
});
