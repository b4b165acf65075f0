import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
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

  it('names every table of the store, and no other', () => {
    const sql = readFileSync(join(ROOT, 'src/store/sqlite/schema.ts'), 'utf8');
    const tables = [...sql.matchAll(/^CREATE TABLE (\w+)/gmu)].map(([, table]) => table);
    const named = [...section('The store').matchAll(/^\| ((?:`\w+`\s*)+)\|/gmu)].flatMap(([, cell = '']) => cell.match(/\w+/gu) ?? []);
    expect(named.sort()).toEqual(tables.sort());
  });

  it('has every decision listed', () => {
    const listed = [...readFileSync(join(ROOT, 'docs/adr/README.md'), 'utf8').matchAll(/\]\((\d{4}-[a-z-]+\.md)\)/gu)].map(([, file]) => file);
    expect(listed).toEqual(readdirSync(join(ROOT, 'docs/adr')).filter((file) => /^\d{4}/u.test(file)).sort());
  });
});
