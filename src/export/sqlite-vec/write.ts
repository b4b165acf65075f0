import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import { metadataJson, type ExportSnapshot, type SnapshotItem } from '../../core/index.js';
import { foreign } from '../shared/stamp.js';
import type { TableWriter } from '../shared/table-target.js';
import { fileProblem, openDatabase, present, stampIn, tablesOf, type Tables } from './database.js';
import type { SqliteVecExportOptions } from './options.js';
import { FILTERS, Rows, exactOf, filterCells } from './rows.js';

/**
 * Begins a change of a target, which is made where there is none. While it lasts, readers see what was there before.
 * @throws WinnowError `target-foreign`, `package-missing`
 */
export async function openWriter(path: string, options: SqliteVecExportOptions, snapshot: ExportSnapshot): Promise<TableWriter> {
  if ((await fileProblem(path)) === 'other') throw new Error('it is no regular file');
  await mkdir(dirname(path), { recursive: true });
  const { db, noVectors } = await openDatabase(path, { readonly: false });
  let logged = false;
  try {
    const tables = tablesOf(options.table);
    const there = present(db, tables);
    refuseForeign(db, tables, snapshot);
    if (noVectors !== null && (snapshot.dimensions !== undefined || there.has('vectors'))) throw noVectors;
    // Readers are not kept waiting. Where there is nothing to read yet, all would be written twice for nobody.
    if (there.has('texts') && db.pragma('journal_mode', { simple: true }) !== 'wal') logged = db.pragma('journal_mode = WAL', { simple: true }) === 'wal';
    db.exec('BEGIN IMMEDIATE');
    // Somebody may have been quicker.
    refuseForeign(db, tables, snapshot);
    return writerOf(db, prepared(db, options, snapshot), logged);
  } catch (error) {
    end(db, logged);
    throw error;
  }
}

function refuseForeign(db: Database.Database, tables: Tables, { pipeline }: ExportSnapshot): void {
  const stamp = stampIn(db, tables);
  if (present(db, tables).size === 0 || stamp?.pipeline === pipeline) return;
  throw foreign(`the table "${tables.texts}"`, stamp, pipeline);
}

interface Prepared { readonly tables: Tables; readonly vectors: boolean }

/** The tables, made anew where there were none or none that fit. */
function prepared(db: Database.Database, { table, distance }: SqliteVecExportOptions, snapshot: ExportSnapshot): Prepared {
  const tables = tablesOf(table);
  // How long the vectors of no items are is not known: whatever there is stays as it is.
  const asTheyAre = snapshot.dimensions === undefined && snapshot.count === 0;
  const due = {
    texts: textTable(tables), stamp: `CREATE TABLE "${tables.stamp}" (no INTEGER PRIMARY KEY CHECK (no = 1), stamp TEXT NOT NULL)`,
    vectors: snapshot.dimensions === undefined ? null : vectorTable(tables, snapshot.dimensions, distance),
  };
  for (const key of ['texts', 'stamp', 'vectors'] as const) {
    const { sql } = db.prepare<[string], { sql: string }>('SELECT sql FROM sqlite_schema WHERE name = ?').get(tables[key]) ?? { sql: null };
    if (sql === due[key] || (sql !== null && asTheyAre)) continue;
    db.exec(`DROP TABLE IF EXISTS "${tables[key]}"`);
    if (due[key] !== null) db.exec(due[key]);
  }
  return { tables, vectors: present(db, tables).has('vectors') };
}

/** Columns for people to filter by are worked out of the metadata, so that they cannot say anything else. */
function textTable({ texts }: Tables): string {
  const columns = [['source'], ['path'], ['title'], ['language'], ['version'], ['access'], ['date', '$.dates.value'], ['page']] as const;
  const derived = columns.map(([name, place = `$.${name}`]) => `, ${name} ${name === 'page' ? 'INTEGER' : 'TEXT'} GENERATED ALWAYS AS (metadata ->> '${place}') VIRTUAL`).join('');
  return `CREATE TABLE "${texts}" (no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, text TEXT NOT NULL, metadata TEXT NOT NULL, exact TEXT${derived})`;
}

const vectorTable = ({ vectors }: Tables, dimensions: number, distance: string): string =>
  `CREATE VIRTUAL TABLE "${vectors}" USING vec0(no INTEGER PRIMARY KEY, embedding FLOAT[${dimensions}] DISTANCE_METRIC=${distance}${FILTERS.map(({ name }) => `, ${name} TEXT`).join('')})`;

function writerOf(db: Database.Database, { tables, vectors }: Prepared, logged: boolean): TableWriter {
  const rows = new Rows(db, tables, vectors);
  const noOf = db.prepare<[string], { no: number }>(`SELECT no FROM "${tables.texts}" WHERE id = ?`);
  const insert = db.prepare<[string, string, string, string | null]>(`INSERT INTO "${tables.texts}" (id, text, metadata, exact) VALUES (?, ?, ?, ?)`);
  const update = db.prepare<[string, string, string | null, number]>(`UPDATE "${tables.texts}" SET text = ?, metadata = ?, exact = ? WHERE no = ?`);
  const remove = db.prepare<[number]>(`DELETE FROM "${tables.texts}" WHERE no = ?`);
  const removeVector = vectors ? db.prepare<[number]>(`DELETE FROM "${tables.vectors}" WHERE no = ?`) : null;
  const insertVector = vectors ? db.prepare(`INSERT INTO "${tables.vectors}" (no, embedding${FILTERS.map(({ name }) => `, ${name}`).join('')}) VALUES (?, ?${', ?'.repeat(FILTERS.length)})`) : null;

  const put = (item: SnapshotItem): void => {
    const { id, text, metadata, vector } = item;
    const found = noOf.get(id);
    const cells = [text.toWellFormed(), metadataJson(item), exactOf(text)] as const;
    if (found !== undefined) {
      update.run(...cells, found.no);
      removeVector?.run(found.no);
    }
    const no = found?.no ?? Number(insert.run(id, ...cells).lastInsertRowid);
    // The extension takes whole numbers as 64 bits only.
    if (vector !== undefined) insertVector?.run(BigInt(no), Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength), ...filterCells(metadata));
  };
  return {
    async *rows() {
      yield* rows.all();
      for (const no of rows.orphans) removeVector?.run(no);
    },
    async put(items) {
      for (const item of items) put(item);
    },
    async remove(ids) {
      for (const id of ids) {
        const found = noOf.get(id);
        if (found === undefined) continue;
        remove.run(found.no);
        removeVector?.run(found.no);
      }
    },
    async commit(stamp) {
      db.prepare(`INSERT OR REPLACE INTO "${tables.stamp}" (no, stamp) VALUES (1, ?)`).run(JSON.stringify(stamp));
      db.exec('COMMIT');
    },
    async close() {
      end(db, logged);
    },
  };
}

/** Ends a change that was not committed, and leaves the file as plain as it was found where nobody else has it open. */
function end(db: Database.Database, logged: boolean): void {
  try {
    if (db.inTransaction) db.exec('ROLLBACK');
    if (logged) db.pragma('journal_mode = DELETE');
  } catch {
    // Readers are there: the log beside the file is merged by whoever closes it last.
  }
  db.close();
}
