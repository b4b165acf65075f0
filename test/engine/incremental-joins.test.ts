import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { list, run, type EdgeLine } from '../../src/index.js';
import { passage } from '../join/duplication/texts.js';

const now = new Date('2026-11-23');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'winnow-joins-'));
  mkdirSync(join(folder, 'docs'));
  writeFileSync(join(folder, 'pipeline.yaml'), 'version: 1\nname: joins\nread: [{ name: docs, use: files, with: { root: docs, git: false } }]\njoin: [{ use: duplication }]\n');
});
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

const write = (path: string, sections: readonly string[]): void => {
  writeFileSync(join(folder, 'docs', path), sections.map((text) => `## About ${text.slice(0, 6)}\n\n${text}\n`).join('\n'));
};

/** The edges of a store after a run over the folder as it is. */
async function edgesOf(store: string): Promise<EdgeLine[]> {
  await run(join(folder, 'pipeline.yaml'), { store: join(folder, store), now });
  const edges: EdgeLine[] = [];
  for await (const edge of list('edges', { store: join(folder, store) })) edges.push(edge);
  return edges.sort((a, b) => (JSON.stringify([a.a, a.b]) < JSON.stringify([b.a, b.b]) ? -1 : 1));
}

it('a night of edits leaves the edges, their places too, that a store made from scratch has', async () => {
  const texts = Array.from({ length: 6 }, (_, at) => passage(at + 1, 90));
  const changed = texts.map((text) => `${text.split(' ').slice(0, 86).join(' ')} and so on`);
  write('a.md', texts);
  write('b.md', changed);
  write('c.md', [texts[2] ?? '', passage(77, 60)]);
  expect((await edgesOf('nightly.db')).length).toBeGreaterThanOrEqual(6);

  write('a.md', [...texts, passage(80, 40)]);
  write('b.md', [passage(81, 30), ...changed]);
  write('c.md', [changed[2] ?? '', passage(77, 60)]);
  write('d.md', [texts[0] ?? '', texts[4] ?? '']);
  expect(await edgesOf('nightly.db')).toEqual(await edgesOf('fresh.db'));

  rmSync(join(folder, 'docs', 'b.md'));
  expect(await edgesOf('nightly.db')).toEqual(await edgesOf('again.db'));
});
