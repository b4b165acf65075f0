import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { list, run, type EdgeLine, type FindingLine } from '../../src/index.js';
import { passage } from '../join/duplication/texts.js';

const now = new Date('2026-11-23');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'winnow-joins-'));
  mkdirSync(join(folder, 'docs'));
  writeFileSync(join(folder, 'pipeline.yaml'), 'version: 1\nname: joins\nread: [{ name: docs, use: files, with: { root: docs, git: false } }]\njoin: [{ use: duplication }, { use: document-copies }]\n');
});
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

const write = (path: string, sections: readonly string[]): void => {
  writeFileSync(join(folder, 'docs', path), `# Notes\n\n${sections.map((text) => `## About ${text.slice(0, 6)}\n\n${text}\n`).join('\n')}`);
};

/** The edges and the findings of duplication, with their places, of a store after a run over the folder as it is. */
async function joined(store: string): Promise<{ edges: EdgeLine[]; findings: FindingLine[] }> {
  const of = { store: join(folder, store) };
  await run(join(folder, 'pipeline.yaml'), { ...of, now });
  const sorted = async <Line>(lines: AsyncIterable<Line>): Promise<Line[]> => {
    const found: Line[] = [];
    for await (const line of lines) found.push(line);
    return found.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  };
  return { edges: await sorted(list('edges', of)), findings: await sorted(list('findings', { ...of, rule: 'duplication' })) };
}

it('a night of edits leaves the edges, their places too, that a store made from scratch has', async () => {
  const texts = Array.from({ length: 6 }, (_, at) => passage(at + 1, 90));
  const changed = texts.map((text) => `${text.split(' ').slice(0, 86).join(' ')} and so on`);
  write('a.md', texts);
  write('b.md', changed);
  write('c.md', [texts[2] ?? '', passage(77, 60)]);
  const { edges, findings } = await joined('nightly.db');
  expect([edges.length >= 6, findings.length >= 6]).toEqual([true, true]);

  write('a.md', [...texts, passage(80, 40)]);
  write('b.md', [passage(81, 30), ...changed]);
  write('c.md', [changed[2] ?? '', passage(77, 60)]);
  write('d.md', [texts[0] ?? '', texts[4] ?? '']);
  expect(await joined('nightly.db')).toEqual(await joined('fresh.db'));

  rmSync(join(folder, 'docs', 'b.md'));
  expect(await joined('nightly.db')).toEqual(await joined('again.db'));
});

it('what comes to stand in five documents, and in fewer again, counts as it does for a store made from scratch', async () => {
  const shared = passage(50, 60);
  const own = passage(51, 30);
  const put = (name: string, seed: number, more = ''): void => { write(`${name}.md`, [passage(seed, 110), `${shared} ${more}`.trim(), passage(seed + 30, 110)]); };
  const ofDocuments = ({ edges }: Awaited<ReturnType<typeof joined>>): EdgeLine[] => edges.filter((edge) => edge.of === 'documents');
  for (const [at, name] of ['a', 'b', 'c', 'd'].entries()) put(name, at + 1, at < 2 ? own : '');
  const four = await joined('nightly.db');
  expect(ofDocuments(four)).toHaveLength(6);

  put('e', 5);
  const five = await joined('nightly.db');
  expect(five).toEqual(await joined('fresh.db'));
  expect(ofDocuments(five).map(({ a, b }) => [a.path, b.path].sort().join())).toEqual(['a.md,b.md']);

  write('c.md', [passage(3, 110), passage(90, 60), passage(33, 110)]);
  const again = await joined('nightly.db');
  expect(again).toEqual(await joined('again.db'));
  expect(ofDocuments(again)).toHaveLength(6);
});
