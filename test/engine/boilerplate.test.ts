import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { list, run, type ChunkLine, type FindingLine } from '../../src/index.js';
import { passage } from '../join/duplication/texts.js';

const now = new Date('2026-11-23');
const LEGAL = 'This text is confidential; copying it or handing it to other people needs the written consent of the legal department.';
const TEAM = 'Whoever finds a mistake on this page is asked to tell the documentation team, which is glad about every hint it gets.';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'winnow-boilerplate-'));
  mkdirSync(join(folder, 'docs'));
  writeFileSync(join(folder, 'pipeline.yaml'), 'version: 1\nname: boilerplate\nread: [{ name: docs, use: files, with: { root: docs, git: false } }]\njoin: [{ use: duplication }]\n');
});
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

const write = (name: number, ...paragraphs: readonly string[]): void => {
  writeFileSync(join(folder, 'docs', `${name}.md`), `# Page ${name}\n\n${[passage(name + 1, 40), ...paragraphs].join('\n\n')}\n`);
};
const pages = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);

/** The marked texts of each page, with how many documents hold them. */
async function marked(store = 'store.db'): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for await (const { path, span, seen } of list('findings', { store: join(folder, store), rule: 'duplication/boilerplate' }) as AsyncIterable<FindingLine>) {
    const text = readFileSync(join(folder, 'docs', path), 'utf8').slice(span?.start, span?.end);
    found[path] = [...(found[path] ?? []), `${String(seen)}: ${text}`];
  }
  return found;
}
const night = async (store = 'store.db') => run(join(folder, 'pipeline.yaml'), { store: join(folder, store), now });
const epoch = (): unknown => {
  const db = new Database(join(folder, 'store.db'), { readonly: true });
  const found = db.prepare("SELECT number FROM join_epoch WHERE name = 'duplication'").pluck().get();
  db.close();
  return found;
};

it('marks a paragraph of many pages in each of them, and keeps to the epoch', async () => {
  for (const name of pages(0, 30)) write(name, LEGAL, passage(name + 100, 20));
  await night();
  const all = Object.fromEntries(pages(0, 30).map((name) => [`${name}.md`, [`30 documents: ${LEGAL}`]]));
  expect(await marked()).toEqual(all);

  // A night: a new page with the known paragraph, one where it stands elsewhere, one without; a paragraph that five pages have since.
  write(30, LEGAL);
  write(0, passage(500, 30), LEGAL);
  write(1, passage(501, 30));
  const { summary } = await night();
  expect([summary.work.processed, epoch()]).toEqual([3, 1]);
  const { '1.md': _gone, ...others } = all;
  expect(await marked()).toEqual({ ...others, '30.md': [`30 documents: ${LEGAL}`] });

  for (const name of pages(31, 37)) write(name, TEAM);
  await night();
  expect([epoch(), await marked()]).toEqual([1, { ...others, '30.md': [`30 documents: ${LEGAL}`] }]);
  // More than a fifth has changed by now: the next run counts anew.
  await night();
  expect([epoch(), Object.keys(await marked()).length]).toEqual([2, 36]);
  expect(await marked()).toEqual(await (async () => { await night('fresh.db'); return marked('fresh.db'); })());
  expect((await marked())['31.md']).toEqual([`6 documents: ${TEAM}`]);
});

it('holds nothing back', async () => {
  for (const name of pages(0, 6)) write(name, LEGAL, passage(name + 100, 20));
  await night();
  const found: unknown[] = [];
  for await (const { scores, canonical, reasons } of list('chunks', { store: join(folder, 'store.db') }) as AsyncIterable<ChunkLine>) found.push([scores['duplication'], canonical, reasons.filter(({ rule }) => rule.startsWith('duplication'))]);
  expect(found).toEqual(pages(0, 6).map(() => [1, true, []]));
});
