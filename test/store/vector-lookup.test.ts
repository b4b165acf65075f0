import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EXPORTS, JOINS, lookup } from '../../src/store/sqlite/embeddings.js';
import { openSqliteStore } from '../../src/store/sqlite/index.js';

it.each([JOINS, EXPORTS])('vectors in $vectors are looked up by their text, whatever else there is', async (tables) => {
  const folder = mkdtempSync(join(tmpdir(), 'winnow-vector-lookup-'));
  await openSqliteStore(join(folder, 'store.db')).close();
  const db = new Database(join(folder, 'store.db'), { readonly: true });
  const plan = db.prepare<[string, string], { detail: string }>(`EXPLAIN QUERY PLAN ${lookup(tables)}`).all('[]', 'model').map(({ detail }) => detail);
  db.close();
  rmSync(folder, { recursive: true });
  expect(plan.find((step) => / e /u.test(`${step} `))).toContain('(model_no=? AND text_hash=?)');
});
