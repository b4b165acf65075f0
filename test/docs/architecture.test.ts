import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite/index.js';
import { ROOT } from './markdown.js';

const page = readFileSync(join(ROOT, 'docs/ARCHITECTURE.md'), 'utf8');
const section = (title: string): string => page.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
/** What the first column of a section's table names. */
const firstColumn = (title: string, name: RegExp): string[] =>
  [...section(title).matchAll(/^\| ([^|]+) \|/gmu)].flatMap(([, cell = '']) => cell.match(name) ?? []).filter((word) => word !== 'package' && word !== 'tables');

describe('docs/ARCHITECTURE.md', () => {
  it('says of every dependency why it is there, and of no other', () => {
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
    expect(firstColumn('Dependencies', /@?[a-z][a-z0-9./-]*(?= |,|$)/gu).sort()).toEqual(Object.keys(dependencies).sort());
  });

  it('names every table of the store, and no other', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'winnow-tables-'));
    onTestFinished(() => { rmSync(folder, { recursive: true }); });
    await openSqliteStore(join(folder, 'store.db')).close();
    const db = new Database(join(folder, 'store.db'), { readonly: true });
    const tables = db.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'").all().map(({ name }) => name);
    db.close();
    const named = [...section('The store').matchAll(/^\| ((?:`\w+`\s*)+)\|/gmu)].flatMap(([, cell = '']) => cell.match(/\w+/gu) ?? []);
    expect(named.sort()).toEqual(tables.sort());
  });

  it('has every decision listed', () => {
    const listed = [...readFileSync(join(ROOT, 'docs/adr/README.md'), 'utf8').matchAll(/\]\((\d{4}-[a-z-]+\.md)\)/gu)].map(([, file]) => file);
    expect(listed).toEqual(readdirSync(join(ROOT, 'docs/adr')).filter((file) => /^\d{4}/u.test(file)).sort());
  });
});
