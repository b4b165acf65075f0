import type { TableReader } from '../shared/table-target.js';
import { fingerprint, hasFolder, openDatabase, folderOf, type Place } from './database.js';
import { Rows } from './rows.js';

/** Opens a target for reading, as it is at one moment; `null` = there is none. */
export async function openReader(place: Place): Promise<TableReader | null> {
  if (!(await hasFolder(place.folder)) || !(await hasFolder(folderOf(place.folder, place.table)))) return null;
  const { db, main, stamp } = await openDatabase(place);
  if (main === null) {
    db.close();
    return null;
  }
  const rows = new Rows(main);
  return {
    async stamp() { return stamp?.is ?? null; },
    rows: () => rows.all(),
    rowsOf: (ids) => rows.some(ids),
    count: () => main.table.countRows(),
    async problems() {
      if (main.dimensions === undefined) return ['its columns are not those that Winnow gives it'];
      return rows.repeated.size === 0 ? [] : [`${rows.repeated.size} ids stand in more than one row`];
    },
    receipt: () => fingerprint(place),
    async close() {
      main.table.close();
      stamp?.table.close();
      db.close();
    },
  };
}
