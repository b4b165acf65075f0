import Database from 'better-sqlite3';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as sqliteVec from 'sqlite-vec';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/core/index.js';
import { sqliteVecExporter, type SqliteVecExportOptions } from '../../src/export/index.js';
import { describeExporter, item, snapshot, type ExporterTarget } from '../contract/exporter.js';

function opened(path: string): Database.Database {
  const db = new Database(path);
  sqliteVec.load(db);
  return db;
}

function target(given: Partial<SqliteVecExportOptions> = {}): ExporterTarget<SqliteVecExportOptions> {
  const baseDir = mkdtempSync(join(tmpdir(), 'winnow-sqlite-vec-'));
  const options = sqliteVecExporter.options.parse({ path: 'out/corpus.db', ...given });
  const path = join(baseDir, options.path);
  const change = <Result>(work: (db: Database.Database) => Result): Result => {
    const db = opened(path);
    try {
      return work(db);
    } finally {
      db.close();
    }
  };
  return {
    options, baseDir,
    async contents() {
      const rows = change((db) => db.prepare<[], { id: string; text: string; exact: string | null; metadata: string }>('SELECT * FROM chunks').all());
      return new Map(rows.map(({ id, text, exact, metadata }) => [id, canonicalJson({ id, text: exact === null ? text : (JSON.parse(exact) as string), metadata: JSON.parse(metadata) as unknown })]));
    },
    async remove(id) { change((db) => db.prepare('DELETE FROM chunks WHERE id = ?').run(id)); },
    async add({ id, text, metadata }) { change((db) => db.prepare('INSERT INTO chunks (id, text, metadata) VALUES (?, ?, ?)').run(id, text, canonicalJson(metadata))); },
    async replace({ id, text, metadata }) { change((db) => db.prepare('UPDATE chunks SET text = ?, metadata = ? WHERE id = ?').run(text, canonicalJson(metadata), id)); },
    // A transaction that was not committed never was; `kill.test.ts` shows it of a process that is killed.
    async crash(next) {
      const before = readFileSync(path);
      await next();
      writeFileSync(path, before);
    },
    async close() { rmSync(baseDir, { recursive: true }); },
  };
}

describe('a chunk that leaves', () => {
  it('is not to be read in what is left of the file', async () => {
    const of = target();
    const context = { baseDir: of.baseDir, signal: new AbortController().signal };
    const items = Array.from({ length: 300 }, (_, n) => item(n, `secret number ${n} of many, `.repeat(9)));
    await sqliteVecExporter.apply(of.options, snapshot(items), new Map(), context);
    await sqliteVecExporter.apply(of.options, snapshot(items.slice(0, 150)), new Map(), context);
    const left = readFileSync(join(of.baseDir, of.options.path), 'latin1');
    expect([left.includes('secret number 149 of'), ...[150, 222, 299].map((n) => left.includes(`secret number ${n} of`))]).toEqual([true, false, false, false]);
    await of.close();
  });
});

describe('a file whose writer was killed', () => {
  it('is read as it was before, by who may undo what is half done', async () => {
    const of = target();
    const context = { baseDir: of.baseDir, signal: new AbortController().signal };
    const items = Array.from({ length: 500 }, (_, n) => item(n, 'long '.repeat(200)));
    await sqliteVecExporter.apply(of.options, snapshot(items), new Map(), context);
    const path = join(of.baseDir, of.options.path);
    const writer = new Database(path);
    // So little memory that pages go to the file before the transaction ends.
    writer.pragma('cache_size = 1');
    writer.exec("BEGIN; UPDATE chunks SET text = 'half'");
    const killed = target();
    const copy = join(killed.baseDir, killed.options.path);
    mkdirSync(join(killed.baseDir, 'out'));
    for (const suffix of ['', '-journal']) copyFileSync(`${path}${suffix}`, `${copy}${suffix}`);
    writer.exec('ROLLBACK');
    writer.close();
    const plain = new Database(copy, { readonly: true });
    expect(() => plain.prepare('SELECT count(*) FROM chunks').get()).toThrow(expect.objectContaining({ code: 'SQLITE_READONLY_ROLLBACK' }) as Error);
    plain.close();
    expect(await sqliteVecExporter.verify(killed.options, snapshot(items), { ...context, baseDir: killed.baseDir })).toMatchObject({ ok: true, found: 500 });
    await Promise.all([of.close(), killed.close()]);
  });
});

describe("somebody else's file", () => {
  it('is refused without a byte of it changed, whatever its journal', async () => {
    for (const mode of ['delete', 'wal']) {
      const of = target();
      const path = join(of.baseDir, of.options.path);
      mkdirSync(join(of.baseDir, 'out'));
      const db = new Database(path);
      db.pragma(`journal_mode = ${mode}`);
      db.exec("CREATE TABLE chunks (recipe TEXT); INSERT INTO chunks VALUES ('soup')");
      db.close();
      const before = readFileSync(path);
      await expect(sqliteVecExporter.apply(of.options, snapshot([item(1)]), new Map(), { baseDir: of.baseDir, signal: new AbortController().signal })).rejects.toMatchObject({ code: 'target-foreign' });
      expect(readFileSync(path).equals(before), mode).toBe(true);
      await of.close();
    }
  });
});

describeExporter('sqlite-vec, texts alone', { exporter: sqliteVecExporter, open: async () => target() });
describeExporter('sqlite-vec', { exporter: sqliteVecExporter, dimensions: 8, open: async () => target() });
