import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection, Table } from '@lancedb/lancedb';
import { readStamp, type Stamp } from '../shared/stamp.js';
import { dimensionsOf } from './columns.js';
import { loadPackages, type Packages } from './package.js';
import type { OpenTable } from './rows.js';

/** Where a target is. */
export interface Place {
  /** Folder of the database. */
  readonly folder: string;
  readonly table: string;
}

/** The table of one row that says what the target was told last. */
export const stampTableOf = ({ table }: Place): string => `${table}_winnow`;

/** LanceDB keeps a table in a folder. */
export const folderOf = (folder: string, table: string): string => join(folder, `${table}.lance`);

/** Whether there is such a folder. Whoever opens a FIFO in its place would hang. */
export async function hasFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (found !== null && !found.isDirectory()) throw new Error(`"${path}" is no folder`);
  return found !== null;
}

/** An open database. */
export interface Database extends Packages {
  readonly place: Place;
  readonly db: Connection;
  /** `null` = there is no such table. */
  readonly main: OpenTable | null;
  readonly stamp: { readonly table: Table; readonly is: Stamp | null } | null;
}

/** Opens a database whose folder is there, and what there is of a target. Changes nothing. */
export async function openDatabase(place: Place): Promise<Database> {
  const packages = loadPackages();
  const db = await packages.lance.connect(place.folder);
  const opened = async (name: string): Promise<Table | null> => ((await hasFolder(folderOf(place.folder, name))) ? db.openTable(name) : null);
  const [main, stamp] = [await opened(place.table), await opened(stampTableOf(place))];
  return {
    ...packages, place, db,
    main: main === null ? null : { table: main, dimensions: dimensionsOf(packages.arrow, await main.schema()) },
    stamp: stamp === null ? null : { table: stamp, is: await stampIn(stamp) },
  };
}

async function stampIn(table: Table): Promise<Stamp | null> {
  const rows = (await table.query().limit(2).toArray()) as { stamp?: unknown }[];
  return rows.length === 1 ? readStamp(rows[0]?.stamp) : null;
}

/** Changes with every write of anybody: LanceDB writes new files and leaves those that are there as they are. The files themselves are not read. */
export async function fingerprint(place: Place): Promise<string> {
  const print = createHash('sha256');
  for (const name of [place.table, stampTableOf(place)]) {
    const folder = folderOf(place.folder, name);
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();
    for (const file of files) {
      const { size, mtimeMs } = await stat(file);
      print.update(`${file.slice(place.folder.length)} ${size} ${mtimeMs}\n`);
    }
  }
  return print.digest('hex');
}

/** Somebody else wrote to the table at the same moment. */
export const isConflict = (error: unknown): boolean =>
  error instanceof Error && /commit conflict|concurrent (?:writer|transaction|modification)|concurrently (?:created|modified)|too many concurrent|manifest contention/iu.test(error.message);
