import * as lancedb from '@lancedb/lancedb';
import Database from 'better-sqlite3';
import { parquetWriteFile } from 'hyparquet-writer';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditIndex, run, type AuditResult } from '../../src/index.js';
import { sha256 } from '../../src/core/index.js';
import { startChroma, type ChromaServer } from '../export/chroma-server.js';
import { startPglite, type PgliteServer } from '../export/pglite-server.js';
import { ChromaClient } from 'chromadb';

const NOW = new Date('2026-11-01');
const CHROMA = process.env['WINNOW_TEST_CHROMA'];

interface Row { readonly key: string; readonly body: string | null; readonly url: string }

const LEAVE = 'Everybody who works here has twenty-five days of paid leave in each calendar year, and asks the head of the team for it two weeks before the first day.';
const GARAGE = 'The garage below the yard has forty places, and every one of them belongs to a flat in the street behind it, whose owner holds the key.';
const OLD = 'The canteen on the ground floor serves lunch from eleven to two, and whoever wants a vegetarian plate orders it in the morning at the counter.';
const PARKED = 'Visitors leave their bicycles in the racks beside the northern gate, where a guard looks after them until nine in the evening on every working day.';
const FOREIGN = 'Zebras graze in distant valleys near the volcano, where the grass is high after the rains and lions sleep in the shade of the acacias at noon.';
const ROWS: readonly Row[] = [
  { key: 'a', body: LEAVE, url: 'https://intra/leave' },
  { key: 'b', body: GARAGE, url: 'https://intra/garage' },
  { key: 'c', body: GARAGE, url: 'https://intra/garage-copy' },
  { key: 'd', body: 'Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore magna aliqua.', url: 'https://intra/draft' },
  { key: 'e', body: FOREIGN, url: 'https://intra/zebras' },
  { key: 'f', body: OLD, url: 'https://intra/canteen' },
  { key: 'g', body: null, url: 'https://intra/picture' },
];

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'winnow-audit-test-')); });
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

/** A corpus that releases some of it, held back one of it, and once had another of it. */
async function corpus(): Promise<string> {
  const docs = join(folder, 'docs');
  mkdirSync(docs);
  const store = join(folder, 'corpus.db');
  const pipeline = { version: 1 as const, name: 'intra', read: [{ name: 'docs', use: 'files', with: { root: docs, git: false } }], join: [], policy: { quarantine: ["fired('structure/placeholder')"] }, limits: { parserProcesses: 1 } };
  writeFileSync(join(docs, 'leave.md'), `# Leave\n\n${LEAVE}\n`);
  writeFileSync(join(docs, 'garage.md'), `# Garage\n\n${GARAGE}\n`);
  writeFileSync(join(docs, 'bicycles.md'), `# Bicycles\n\n${PARKED}\n`);
  writeFileSync(join(docs, 'draft.md'), `# Draft\n\n${ROWS[3]?.body ?? ''}\n`);
  writeFileSync(join(docs, 'canteen.md'), `# Canteen\n\n${OLD}\n`);
  await run(pipeline, { store, now: NOW });
  rmSync(join(docs, 'canteen.md'));
  await run(pipeline, { store, now: NOW });
  return store;
}

function expectFound(result: AuditResult): void {
  expect(result).toMatchObject({ items: 7, withoutText: 1, chunks: { total: 6 }, corpus: null });
  const rules = new Map(result.held.map(({ id, reasons }) => [id, reasons.map(({ rule }) => rule)]));
  expect(rules.get('d')).toContain('structure/placeholder');
  expect([rules.get('b'), rules.get('c')].flat()).toContain('duplication/exact');
  expect(result.health).toBe(Math.floor((result.chunks.accepted / 6) * 1000) / 10);
  const copy = result.held.find(({ reasons }) => reasons.some(({ rule }) => rule === 'duplication/exact'));
  expect(copy?.reasons.find(({ rule }) => rule === 'duplication/exact')?.message).toMatch(/`https:\/\/intra\/garage(?:-copy)?`/u);
}

describe('an index that Winnow did not fill', () => {
  const files: readonly (readonly [string, string, Record<string, string>, (path: string) => Promise<void> | void])[] = [
    ['JSON Lines', 'jsonl', { id: 'key', text: 'body' }, (path) => { writeFileSync(path, ROWS.map((row) => JSON.stringify({ ...row, vector: [1, 2, 3] })).join('\n')); }],
    ['JSON Lines with metadata in an object', 'jsonl', { id: 'id', text: 'page_content' }, (path) => { writeFileSync(path, ROWS.map(({ key, body, url }) => JSON.stringify({ id: key, page_content: body, metadata: { url } })).join('\n')); }],
    ['Parquet', 'parquet', { id: 'key', text: 'body' }, (path) => parquetWriteFile({ filename: path, columnData: (['key', 'body', 'url'] as const).map((name) => ({ name, data: ROWS.map((row) => row[name]), type: 'STRING' as const, nullable: true })) })],
    ['SQLite', 'sqlite-vec', { id: 'key', text: 'body', table: 'docs' }, (path) => {
      const db = new Database(path);
      db.exec('CREATE TABLE docs (key TEXT, body TEXT, url TEXT, embedding BLOB); CREATE TABLE other (a)');
      for (const { key, body, url } of ROWS) db.prepare('INSERT INTO docs VALUES (?, ?, ?, ?)').run(key, body, url, Buffer.alloc(16));
      db.close();
    }],
  ];
  it.each(files)('is scored and left as it is: %s', async (_, use, given, write) => {
    const path = join(folder, 'index');
    await write(path);
    const before = sha256(readFileSync(path));
    expectFound(await auditIndex({ use, with: { path, ...given }, now: NOW }));
    expect(sha256(readFileSync(path))).toBe(before);
    expect(readdirSync(folder)).toEqual(['index']);
  });

  it('is scored where it is a table of LanceDB', async () => {
    const db = await lancedb.connect(join(folder, 'lance'));
    await db.createTable('docs', ROWS.map(({ key, body, url }) => ({ key, body: body ?? '', url, vector: [1, 2, 3] })));
    db.close();
    expectFound(await auditIndex({ use: 'lancedb', with: { path: 'lance', id: 'key', text: 'body' }, cwd: folder, now: NOW }));
    await expect(auditIndex({ use: 'lancedb', with: { path: 'lance', table: 'none' }, cwd: folder })).rejects.toMatchObject({ code: 'index-unreadable', message: expect.stringContaining('there is no table "none"') as string });
  });

  it('is scored where it is a LangChain store that lists', async () => {
    writeFileSync(join(folder, 'store.mjs'), `const rows = ${JSON.stringify(ROWS)};
      export const store = () => ({ store: { addVectors() {}, addDocuments() {}, delete() { throw new Error('touched'); } }, list: async function* () { for (const { key, body, url } of rows) yield { id: key, pageContent: body, metadata: { url } }; } });`);
    expectFound(await auditIndex({ use: 'langchain', with: { module: './store.mjs', export: 'store' }, cwd: folder, now: NOW }));
  });

  it('is compared with what a store releases', async () => {
    const store = await corpus();
    const path = join(folder, 'index.jsonl');
    writeFileSync(path, ROWS.map((row) => JSON.stringify(row)).join('\n'));
    const { corpus: compared } = await auditIndex({ use: 'jsonl', with: { path, id: 'key', text: 'body' }, store, now: NOW });
    expect(compared).toMatchObject({ generation: 2, released: 3, missing: 1 });
    expect(compared?.stray.map(({ id, why }) => [id, why])).toEqual([['d', 'held-back'], ['e', 'unknown'], ['f', 'left']]);
    expect(compared?.missingIds).toHaveLength(1);
  });

  it('that is ours is as it should be', async () => {
    const docs = join(folder, 'docs');
    const store = await corpus();
    const { stray, missing, released } = await (async () => {
      await run({ version: 1, name: 'intra', read: [{ name: 'docs', use: 'files', with: { root: docs, git: false } }], join: [], policy: { quarantine: ["fired('structure/placeholder')"] }, export: [{ use: 'sqlite-vec', with: { path: join(folder, 'ours.db') } }], limits: { parserProcesses: 1 } }, { store, now: NOW });
      const { corpus: compared } = await auditIndex({ use: 'sqlite-vec', with: { path: join(folder, 'ours.db'), table: 'chunks' }, store, now: NOW });
      return compared ?? { stray: [], missing: -1, released: -1 };
    })();
    expect({ stray, missing, released }).toEqual({ stray: [], missing: 0, released: 3 });
  });

  it.each([
    ['a kind there is not', { use: 'sqlite', with: {} }, 'usage', 'there is no kind of index "sqlite"'],
    ['an option that its kind does not take', { use: 'jsonl', with: { path: 'x', tabel: 'y' } }, 'usage', 'tabel'],
    ['a file that is not there', { use: 'jsonl', with: { path: '/nowhere/x.jsonl' } }, 'index-unreadable', 'there is no file'],
    ['a server that does not answer', { use: 'chroma', with: { url: 'http://127.0.0.1:9' } }, 'index-unreadable', 'http://127.0.0.1:9'],
  ])('names %s', async (_, request, code, message) => {
    await expect(auditIndex(request)).rejects.toMatchObject({ code, message: expect.stringContaining(message) as string });
  });

  it('says which fields there are where none is known to be a text, and which tables', async () => {
    writeFileSync(join(folder, 'x.jsonl'), '{"a":1,"b":2}\n');
    await expect(auditIndex({ use: 'jsonl', with: { path: 'x.jsonl' }, cwd: folder })).rejects.toMatchObject({ code: 'index-unreadable', message: expect.stringContaining('it has a, b') as string });
    writeFileSync(join(folder, 'y.jsonl'), '{"text":"x"}\nno json\n');
    await expect(auditIndex({ use: 'jsonl', with: { path: 'y.jsonl' }, cwd: folder })).rejects.toMatchObject({ code: 'index-unreadable', message: 'line 2 is no JSON object' });
    const db = new Database(join(folder, 'x.db'));
    db.exec('CREATE TABLE one (text); CREATE TABLE two (content)');
    db.close();
    await expect(auditIndex({ use: 'sqlite-vec', with: { path: 'x.db' }, cwd: folder })).rejects.toMatchObject({ code: 'index-unreadable', message: expect.stringContaining('several tables with texts: one, two') as string });
    await expect(auditIndex({ use: 'sqlite-vec', with: { path: 'x.db', table: 'three' }, cwd: folder })).rejects.toMatchObject({ code: 'index-unreadable', message: expect.stringContaining('it has one, two') as string });
  });

  it('may be empty', async () => {
    writeFileSync(join(folder, 'x.jsonl'), '\n');
    expect(await auditIndex({ use: 'jsonl', with: { path: 'x.jsonl' }, cwd: folder })).toMatchObject({ items: 0, health: 0, held: [] });
  });
});

describe('an index in PostgreSQL', () => {
  let server: PgliteServer;
  beforeAll(async () => {
    server = await startPglite();
    process.env['WINNOW_TEST_AUDIT'] = server.url;
  }, 120_000);
  afterAll(() => server.close());

  it('is the one table with vectors, read in a transaction that may not write', async () => {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query('CREATE EXTENSION IF NOT EXISTS vector; CREATE TABLE "docs of all" (key text, body text, url text, embedding vector(3)); CREATE TABLE plain (text text)');
    for (const { key, body, url } of ROWS) await client.query(`INSERT INTO "docs of all" VALUES ($1, $2, $3, '[1,2,3]')`, [key, body, url]);
    await client.end();
    expectFound(await auditIndex({ use: 'pgvector', with: { env: 'WINNOW_TEST_AUDIT', id: 'key', text: 'body' }, now: NOW }));
    await expect(auditIndex({ use: 'pgvector', with: { env: 'WINNOW_TEST_AUDIT', table: 'none' } })).rejects.toMatchObject({ code: 'index-unreadable', message: expect.stringContaining('there is no table "public"."none"') as string });
  });
});

describe.skipIf(CHROMA === undefined)('an index in Chroma', () => {
  let server: ChromaServer;
  beforeAll(async () => { server = await startChroma(CHROMA ?? ''); }, 120_000);
  afterAll(() => server.close());

  it('is the one collection there is', async () => {
    const { hostname, port } = new URL(server.url);
    const client = new ChromaClient({ host: hostname, port: Number(port), ssl: false });
    const collection = await client.createCollection({ name: 'docs', embeddingFunction: null });
    const texts = ROWS.filter(({ body }) => body !== null);
    await collection.add({ ids: texts.map(({ key }) => key), documents: texts.map(({ body }) => body ?? ''), metadatas: texts.map(({ url }) => ({ url })), embeddings: texts.map(() => [1, 2]) });
    await collection.add({ ids: ['g'], metadatas: [{ url: 'https://intra/picture' }], embeddings: [[1, 2]] });
    expectFound(await auditIndex({ use: 'chroma', with: { url: server.url }, now: NOW }));
    await client.createCollection({ name: 'more', embeddingFunction: null });
    await expect(auditIndex({ use: 'chroma', with: { url: server.url } })).rejects.toMatchObject({ code: 'index-unreadable', message: expect.stringContaining('there are 2 collections') as string });
  });
});
