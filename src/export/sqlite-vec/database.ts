import { stat } from 'node:fs/promises';
import type Database from 'better-sqlite3';
import { WinnowError, excerpt, messageOf } from '../../core/index.js';
import { readStamp, type Stamp } from '../shared/stamp.js';

/** Milliseconds to wait for who else writes to the file. */
const BUSY_MS = 5_000;

/** Why there is no database file to open; `null` = there is one. `'none'` = nothing is there. A FIFO in the file's place would hang whoever opens it. */
export async function fileProblem(path: string): Promise<'none' | 'other' | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) return 'none';
  return found.isFile() ? null : 'other';
}

/** Whether changes stand beside the file that are not in it. */
export async function hasUnmergedLog(path: string): Promise<boolean> {
  return ((await stat(`${path}-wal`).catch(() => null))?.size ?? 0) > 0;
}

/** An open file, and why it cannot read vectors; `null` = it can. */
export interface Opened {
  readonly db: Database.Database;
  readonly noVectors: WinnowError | null;
}

/** Opens a file, with the extension where it is installed. */
export async function openDatabase(path: string, how: { readonly readonly: boolean }): Promise<Opened> {
  const { default: Sqlite } = await import('better-sqlite3');
  const extension = await import('sqlite-vec').catch((error: unknown) => new WinnowError(
    'package-missing', `Vectors in SQLite need the package sqlite-vec, which is not installed for this system: ${excerpt(messageOf(error), 200)}`, { next: 'npm install sqlite-vec@0.1.9', cause: error },
  ));
  const opened = (): Database.Database => new Sqlite(path, { readonly: how.readonly, fileMustExist: how.readonly, timeout: BUSY_MS });
  if (how.readonly && leftHalfDone(opened())) undoHalfDone(new Sqlite(path, { fileMustExist: true, timeout: BUSY_MS }));
  const db = opened();
  // What a target no longer holds is not to be read in the pages that it left.
  if (!how.readonly) db.pragma('secure_delete = ON');
  if (extension instanceof WinnowError) return { db, noVectors: extension };
  try {
    extension.load(db);
    return { db, noVectors: null };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Whether a process was killed while it changed the file, so that nobody can read it until that is undone, which takes the right to write. */
function leftHalfDone(db: Database.Database): boolean {
  try {
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^SQLITE_(?:READONLY|CANTOPEN)/u.test(error.code);
  } finally {
    db.close();
  }
}

/** SQLite does so itself when somebody reads who may write. */
function undoHalfDone(db: Database.Database): void {
  try {
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
  } finally {
    db.close();
  }
}

/** Somebody else writes to the file. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^SQLITE_(?:BUSY|LOCKED)/u.test(error.code);
}

/** The tables of a target, by the name of the first. */
export interface Tables {
  readonly texts: string;
  readonly vectors: string;
  readonly stamp: string;
}

export const tablesOf = (table: string): Tables => ({ texts: table, vectors: `${table}_vectors`, stamp: `${table}_winnow` });

/** Which of them there are. */
export function present(db: Database.Database, tables: Tables): ReadonlySet<keyof Tables> {
  const named = db.prepare<[], { name: string }>("SELECT lower(name) AS name FROM sqlite_schema WHERE type IN ('table', 'view')").all();
  const there = new Set(named.map(({ name }) => name));
  return new Set((Object.keys(tables) as (keyof Tables)[]).filter((key) => there.has(tables[key].toLowerCase())));
}

export function stampIn(db: Database.Database, tables: Tables): Stamp | null {
  return present(db, tables).has('stamp') ? readStamp(db.prepare<[], { stamp: unknown }>(`SELECT stamp FROM "${tables.stamp}"`).get()?.stamp) : null;
}
