import { resolve } from 'node:path';
import type Database from 'better-sqlite3';
import { z } from 'zod';
import { WinnowError, excerpt } from '../../core/index.js';
import { fieldOptions, fieldsOf, hasText, indexReader, itemOfRow } from '../shared/index-items.js';
import { fileProblem, openDatabase } from './database.js';

const options = z.strictObject({
  path: z.string().min(1).max(4096).describe('SQLite file'),
  table: z.string().min(1).max(200).optional().describe('Table with the texts; else the only one that has any'),
  ...fieldOptions,
});

/** A table of an SQLite file as an index, whoever made it. */
export const sqliteIndex = indexReader<z.infer<typeof options>>({
  options,
  name: ({ path }) => `"${excerpt(path, 300)}"`,
  async *items({ path, table, ...given }, { baseDir, signal }) {
    const file = resolve(baseDir, path);
    const problem = await fileProblem(file);
    if (problem !== null) throw new WinnowError('index-unreadable', problem === 'none' ? `there is no file "${excerpt(file, 300)}"` : `"${excerpt(file, 300)}" is no regular file`, { next: 'Check the path.' });
    const { db } = await openDatabase(file, { readonly: true });
    try {
      const chosen = table ?? tableIn(db, file);
      const columns = columnsOf(db, chosen);
      if (columns.length === 0) throw new WinnowError('index-unreadable', `there is no table "${excerpt(chosen, 60)}" in "${excerpt(file, 300)}"; it has ${tables(db).map((name) => excerpt(name, 40)).join(', ')}`);
      const fields = fieldsOf(columns, given, `the table "${excerpt(chosen, 60)}"`);
      let number = 0;
      for (const row of db.prepare<[], Record<string, unknown>>(`SELECT * FROM ${quoted(chosen)}`).iterate()) {
        signal.throwIfAborted();
        yield itemOfRow(row, fields, (number += 1));
      }
    } finally {
      db.close();
    }
  },
});

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const tables = (db: Database.Database): string[] => db.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name").all().map(({ name }) => name);

function columnsOf(db: Database.Database, table: string): string[] {
  try {
    return db.prepare<[string], { name: string }>('SELECT name FROM pragma_table_xinfo(?)').all(table).map(({ name }) => name);
  } catch {
    return []; // a virtual table whose extension is not there
  }
}

function tableIn(db: Database.Database, file: string): string {
  const there = tables(db);
  const fitting = there.filter((name) => hasText(columnsOf(db, name)));
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return only;
  throw new WinnowError('index-unreadable', `"${excerpt(file, 300)}" has ${fitting.length === 0 ? 'no table with a field known to be a text' : 'several tables with texts'}: ${(fitting.length === 0 ? there : fitting).map((name) => excerpt(name, 40)).join(', ')}`, { next: 'Name it: --with table=<name>, and --with text=<field>.' });
}
