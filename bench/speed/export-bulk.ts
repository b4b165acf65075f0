/** The targets' own bulk paths, as their documentation has them, of rows that are in memory. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Lance from '@lancedb/lancedb';
import type * as Arrow from 'apache-arrow';
import type Database from 'better-sqlite3';
import type { SnapshotItem } from '../../src/core/index.js';
import { root } from '../lib/places.js';

const require = createRequire(join(root, 'package.json'));
/** Rows that LanceDB is given at once. */
const BATCH_ROWS = 10_000;

/** Prepared statements in one transaction. */
function sqliteVec(items: readonly SnapshotItem[], length: number, file: string): () => void {
  return () => {
    const db = new (require('better-sqlite3') as new (path: string) => Database.Database)(file);
    (require('sqlite-vec') as { load(db: Database.Database): void }).load(db);
    db.exec(`CREATE TABLE chunks (no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, text TEXT NOT NULL, metadata TEXT NOT NULL);
      CREATE VIRTUAL TABLE chunks_vectors USING vec0(no INTEGER PRIMARY KEY, embedding FLOAT[${length}] DISTANCE_METRIC=cosine, source TEXT, path TEXT, language TEXT, version TEXT, access TEXT, date TEXT)`);
    const text = db.prepare('INSERT INTO chunks (no, id, text, metadata) VALUES (?, ?, ?, ?)');
    const vector = db.prepare('INSERT INTO chunks_vectors (no, embedding, source, path, language, version, access, date) VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
    db.transaction(() => {
      for (const [at, item] of items.entries()) {
        const { source, path, language } = item.metadata;
        text.run(at + 1, item.id, item.text, JSON.stringify(item.metadata));
        vector.run(BigInt(at + 1), Buffer.from(item.vector?.buffer ?? new ArrayBuffer(0)), source, path, language, '', '', '2026-10-01');
      }
    })();
    db.close();
  };
}

/** Tables of Arrow that are ready before the clock starts: the first is created, the others are added. */
function lancedb(items: readonly SnapshotItem[], length: number, folder: string): () => Promise<void> {
  const arrow = require('apache-arrow') as typeof Arrow;
  const text = (values: readonly (string | null)[]): Arrow.Vector => arrow.vectorFromArray(values, new arrow.Utf8());
  const batch = (from: number): Arrow.Table => {
    const rows = items.slice(from, from + BATCH_ROWS);
    const of = (name: string): Arrow.Vector => text(rows.map(({ metadata }) => (metadata[name] ?? null) as string | null));
    const numbers = new Float32Array(rows.length * length);
    for (const [at, { vector }] of rows.entries()) numbers.set(vector ?? [], at * length);
    const child = arrow.makeData({ type: new arrow.Float32(), length: numbers.length, nullCount: 0, data: numbers });
    return new arrow.Table({
      id: text(rows.map(({ id }) => id)), text: text(rows.map((row) => row.text)), metadata: text(rows.map(({ metadata }) => JSON.stringify(metadata))),
      source: of('source'), path: of('path'), title: of('title'), language: of('language'), version: of('version'), access: of('access'), date: text(rows.map(() => '2026-10-01')),
      vector: new arrow.Vector([arrow.makeData({ type: new arrow.FixedSizeList(length, new arrow.Field('item', new arrow.Float32(), true)), length: rows.length, nullCount: 0, child })]),
    });
  };
  const [first, ...others] = Array.from({ length: Math.ceil(items.length / BATCH_ROWS) }, (_, at) => batch(at * BATCH_ROWS));
  return async () => {
    const { connect } = require('@lancedb/lancedb') as typeof Lance;
    const db = await connect(folder);
    const table = await db.createTable('chunks', first ?? []);
    for (const other of others) await table.add(other);
    db.close();
  };
}

/** What is to be timed, with what it needs ready. */
export const BULK: Record<'sqlite-vec' | 'lancedb', (items: readonly SnapshotItem[], length: number, path: string) => () => Promise<void> | void> = { 'sqlite-vec': sqliteVec, lancedb };
