import { resolve } from 'node:path';
import type { Connection } from '@lancedb/lancedb';
import { z } from 'zod';
import { WinnowError, excerpt } from '../../core/index.js';
import { fieldOptions, fieldsOf, indexReader, itemOfRow } from '../shared/index-items.js';
import { hasFolder } from './database.js';
import { options as targetOptions } from './options.js';
import { loadPackages } from './package.js';

const options = z.strictObject({ path: targetOptions.shape.path, table: z.string().min(1).max(200).optional().describe('Table; else the only one'), ...fieldOptions });

/** A table of a LanceDB database in a folder as an index, whoever made it. */
export const lancedbIndex = indexReader<z.infer<typeof options>>({
  options,
  name: ({ path, table }) => `${table === undefined ? '' : `the table "${excerpt(table, 60)}" in `}"${excerpt(path, 300)}"`,
  async *items({ path, table, ...given }, { baseDir, signal }) {
    const folder = resolve(baseDir, path);
    if (!(await hasFolder(folder))) throw new WinnowError('index-unreadable', `there is no folder "${excerpt(folder, 300)}"`, { next: 'Check the path.' });
    const { lance } = loadPackages();
    const db = await lance.connect(folder);
    try {
      const opened = await db.openTable(await chosen(db, table, folder));
      const columns = (await opened.schema()).fields.filter(({ type }) => !/^(?:FixedSizeList|List|Binary|LargeBinary|FixedSizeBinary)/u.test(String(type))).map(({ name }) => name);
      const fields = fieldsOf(columns, given, `the table "${excerpt(opened.name, 60)}"`);
      let number = 0;
      for await (const batch of opened.query().select(columns)) {
        signal.throwIfAborted();
        for (const row of batch) yield itemOfRow(row.toJSON(), fields, (number += 1));
      }
    } finally {
      db.close();
    }
  },
});

async function chosen(db: Connection, table: string | undefined, folder: string): Promise<string> {
  const names = await db.tableNames();
  const fitting = table === undefined ? names.filter((name) => !name.endsWith('_winnow')) : names.filter((name) => name === table);
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return only;
  const there = names.length === 0 ? 'none' : names.slice(0, 20).map((name) => excerpt(name, 60)).join(', ');
  throw new WinnowError('index-unreadable', `${table === undefined ? 'several or no tables are' : `there is no table "${excerpt(table, 60)}"`} in "${excerpt(folder, 300)}": ${there}`, { next: 'Name it: --with table=<name>.' });
}
