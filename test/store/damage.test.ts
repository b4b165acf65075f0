import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite/index.js';
import { SCHEMA_VERSION } from '../../src/store/sqlite/schema.js';
import { Session } from '../contract/store/session.js';
import { makeOlder } from './older-schemas.js';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'winnow-damage-'));
  file = join(folder, 'store.db');
});
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

/** A store with three generations, a decision and nothing pending, closed. */
async function furnish(): Promise<void> {
  const session = new Session(openSqliteStore(file));
  await session.night({ 'a.md': ['one', 'bad'], 'b.md': ['two'] });
  await session.night({ 'a.md': ['one', 'bad'], 'b.md': ['three'] });
  await session.review([await session.idOf('a.md', 'bad', 2), await session.idOf('b.md', 'three', 2)], 'approve', 2);
  expect(await session.store.check()).toEqual([]);
  await session.store.close();
}

function edit(...statements: string[]): void {
  const raw = new Database(file);
  for (const sql of statements) expect(raw.prepare(sql).run().changes, sql).toBeGreaterThan(0);
  raw.close();
}

async function problems(): Promise<string[]> {
  const store = openSqliteStore(file, { create: false });
  try {
    return (await store.check()).map((problem) => problem.code);
  } finally {
    await store.close();
  }
}

describe('check', () => {
  it.each([
    ['decision-chain-broken', "UPDATE decision SET reason = 'another' WHERE seq = 1"],
    ['decision-chain-broken', "UPDATE decision SET verdict = 'reject' WHERE seq = 2"],
    ['decision-chain-broken', 'DELETE FROM decision WHERE seq = 1'],
    ['verdict-without-chunk', 'UPDATE membership SET to_gen = 3 WHERE doc_no = 1'],
    ['chunk-without-verdict', 'DELETE FROM verdict WHERE chunk_no = 1'],
    ['verdict-twice', `INSERT INTO verdict SELECT chunk_no, 3, to_gen, status, next_change_at, body FROM verdict WHERE chunk_no = 1`],
    ['document-twice', 'INSERT INTO membership SELECT doc_no, version_no, 2, to_gen FROM membership WHERE doc_no = 1'],
    ['interval-inverted', 'UPDATE verdict SET to_gen = from_gen WHERE to_gen < 100'],
    ['version-without-text', 'DELETE FROM version_text WHERE version_no = 1'],
    ['version-chunks', 'UPDATE version SET chunks = chunks + 1 WHERE version_no = 1'],
    ['generation-gap', 'DELETE FROM generation WHERE number = 2'],
    ['embedding-length', "INSERT INTO embedding (model_no, text_hash, vector) VALUES (1, 'x', x'0000')"],
  ])('finds %s', async (code, sql) => {
    await furnish();
    edit(sql);
    expect(await problems()).toContain(code);
  });

  it('says which entry of the decision log was changed', async () => {
    await furnish();
    edit("UPDATE decision SET actor = 'mallory' WHERE seq = 2");
    const store = openSqliteStore(file, { create: false });
    expect(await store.check()).toMatchObject([{ code: 'decision-chain-broken', message: expect.stringContaining('the decision log was changed at entry 2') as string }]);
    await store.close();
  });
});

describe('a file that is no sound store', () => {
  const damaged = expect.objectContaining({ code: 'store-damaged' }) as Error;

  it('is refused when it is garbage, and left alone', () => {
    const garbage = 'this is not a database, it is a letter to my aunt\n'.repeat(100);
    writeFileSync(file, garbage);
    expect(() => openSqliteStore(file)).toThrow(damaged);
    expect(readFileSync(file, 'utf8')).toBe(garbage);
  });

  it('is found out when it was cut short', async () => {
    await furnish();
    truncateSync(file, 8192);
    await expect((async () => {
      const store = openSqliteStore(file, { create: false });
      try {
        await store.check();
        await store.listChunks({ at: 3, limit: 10 });
      } finally {
        await store.close();
      }
    })()).rejects.toMatchObject({ code: 'store-damaged' });
  });

  it('is found out when a page was overwritten', async () => {
    await furnish();
    const bytes = readFileSync(file);
    // Every page but the first, so that whatever is read is hit.
    bytes.fill(0xa5, 4096);
    writeFileSync(file, bytes);
    await expect((async () => {
      const store = openSqliteStore(file, { create: false });
      try {
        const found = await store.check();
        if (found.length > 0) throw Object.assign(new Error('reported'), { code: 'store-damaged' });
      } finally {
        await store.close();
      }
    })()).rejects.toMatchObject({ code: 'store-damaged' });
  });

  it.each([0, SCHEMA_VERSION, SCHEMA_VERSION + 1])("is refused when it is another program's (user_version %d), and left alone", (version) => {
    const raw = new Database(file);
    raw.exec(`CREATE TABLE recipe (name TEXT); INSERT INTO recipe VALUES ('soup'); PRAGMA user_version = ${version}`);
    raw.close();
    const before = readFileSync(file);
    expect(() => openSqliteStore(file)).toThrow(damaged);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('is refused when a newer Winnow wrote it', async () => {
    await furnish();
    const raw = new Database(file);
    raw.pragma(`user_version = ${SCHEMA_VERSION + 1}`);
    raw.close();
    expect(() => openSqliteStore(file, { create: false })).toThrow(expect.objectContaining({ code: 'store-newer', exitCode: 5 }) as Error);
  });
});

describe('a store of an older schema', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])('%d is brought up to date, with what it holds', async (schema) => {
    await furnish();
    makeOlder(file, schema);
    const store = openSqliteStore(file, { create: false });
    if (schema < 2) expect([await store.acknowledged('jsonl'), await store.heirOf('x')]).toEqual([null, null]);
    expect((await store.listChunks({ at: 3, limit: 10 })).map(({ context }) => context)).toContain('');
    expect((await store.currentGeneration())?.number).toBe(3);
    expect(await store.embeddings('bag@1', ['x'])).toEqual(new Map());
    expect(await store.exportVectors('bag@1', ['x'])).toEqual(new Map());
    expect(await store.intended('jsonl')).toEqual([]);
    expect(await store.told()).toEqual([]);
    expect(await store.judgeAnswers('contradiction', 'house@1', ['x'])).toEqual(new Map());
    expect(await store.check()).toEqual([]);
    await store.close();
    const after = new Database(file);
    expect(after.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
    after.close();
    // An older Winnow refuses what was brought up to date, and can go on with what was kept.
    const kept = new Database(`${file}.schema-${schema}.bak`);
    expect([kept.pragma('user_version', { simple: true }), kept.prepare<[], { n: number }>('SELECT count(*) AS n FROM decision').get()]).toEqual([schema, { n: 2 }]);
    kept.close();
  });
});

describe('a place that cannot be written', () => {
  const unwritable = expect.objectContaining({ code: 'store-unwritable' }) as Error;

  it('is named when a folder of the path is a file', () => {
    writeFileSync(join(folder, 'taken'), '');
    const location = join(folder, 'taken', 'store.db');
    expect(() => openSqliteStore(location)).toThrow(unwritable);
    expect(() => openSqliteStore(location)).toThrow(location);
  });

  it('is named when it is a folder', () => {
    mkdirSync(file);
    expect(() => openSqliteStore(file)).toThrow(unwritable);
  });

  it('is named when a backup cannot go there', async () => {
    const store = openSqliteStore(file);
    await expect(store.backup(join(folder, 'no', 'such', 'folder.db'))).rejects.toMatchObject({ code: 'store-unwritable' });
    await store.close();
  });
});

describe('a backup', () => {
  it('replaces an older one whole', async () => {
    await furnish();
    const store = openSqliteStore(file, { create: false });
    const copy = join(folder, 'copy.db');
    copyFileSync(file, copy);
    await store.backup(copy);
    const restored = openSqliteStore(copy, { create: false });
    expect((await restored.currentGeneration())?.number).toBe(3);
    expect(await restored.check()).toEqual([]);
    await restored.close();
    await store.close();
  });
});
