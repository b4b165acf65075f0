import Database from 'better-sqlite3';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as sqliteVec from 'sqlite-vec';
import { canonicalJson } from '../../src/core/index.js';
import { sqliteVecExporter, type SqliteVecExportOptions } from '../../src/export/index.js';
import { describeExporter, type ExporterTarget } from '../contract/exporter.js';

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

describeExporter('sqlite-vec, texts alone', { exporter: sqliteVecExporter, open: async () => target() });
describeExporter('sqlite-vec', { exporter: sqliteVecExporter, dimensions: 8, open: async () => target() });
