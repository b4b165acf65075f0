import type Database from 'better-sqlite3';
import { digestOf } from '../shared/digest.js';
import type { TableReader } from '../shared/table-target.js';
import { fileProblem, hasUnmergedLog, openDatabase, present, stampIn, tablesOf, type Tables } from './database.js';
import { Rows } from './rows.js';

/** Opens a target for reading; `null` = there is none. */
export async function openReader(path: string, table: string): Promise<TableReader | null> {
  const problem = await fileProblem(path);
  if (problem === 'none') return null;
  if (problem === 'other') throw new Error('it is no regular file');
  const { db, noVectors } = await openDatabase(path, { readonly: true });
  try {
    const tables = tablesOf(table);
    const there = present(db, tables);
    if (there.has('texts')) {
      if (there.has('vectors') && noVectors !== null) throw noVectors;
      return readerOf(path, db, { tables, vectors: there.has('vectors') });
    }
  } catch (error) {
    db.close();
    throw error;
  }
  db.close();
  return null;
}

function readerOf(path: string, db: Database.Database, { tables, vectors }: { readonly tables: Tables; readonly vectors: boolean }): TableReader {
  const rows = new Rows(db, tables, vectors);
  return {
    async stamp() { return stampIn(db, tables); },
    async *rows() { yield* rows.all(); },
    async rowsOf(ids) { return rows.some(ids); },
    async count() { return db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM "${tables.texts}"`).get()?.n ?? 0; },
    async problems() { return rows.orphans.length === 0 ? [] : [`${rows.orphans.length} vectors belong to no text`]; },
    async receipt() {
      if (await hasUnmergedLog(path)) return null;
      const found = await digestOf(path, new AbortController().signal);
      return found === null ? null : { ...found };
    },
    async close() { db.close(); },
  };
}
