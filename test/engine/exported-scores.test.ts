import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { list, run, type PipelineInput } from '../../src/index.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'winnow-scores-'));
  mkdirSync(join(folder, 'docs'));
  writeFileSync(join(folder, 'docs', 'lamps.md'), '---\nscores: mine\ndate: 2026-01-02\n---\n# Lamps\n\nEvery lamp in the cellar is switched off by whoever leaves last, and the porter looks at ten in the evening.\n');
  writeFileSync(join(folder, 'docs', 'mixed.md'), `# Mixed\n\n${'Die Lampen im Keller werden von dem ausgeschaltet, der zuletzt geht. '.repeat(3)}The gate is locked at eight by the guard, who keeps the key in the drawer of the desk until the next morning.\n`);
});
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

const pipeline = (): PipelineInput => ({
  version: 1, name: 'scores', read: [{ name: 'docs', use: 'files', with: { root: join(folder, 'docs'), git: false } }], join: [], policy: {}, export: [{ use: 'jsonl', with: { path: join(folder, 'a.jsonl') } }], limits: { parserProcesses: 1 },
});

interface Line { readonly id: string; readonly metadata: { readonly scores: Record<string, number | null>; readonly declared?: object } }
const lines = (): Line[] => readFileSync(join(folder, 'a.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Line);

it('exports what scorers say of a chunk alone, which no night and no other document changes', async () => {
  const store = join(folder, 'store.db');
  await run(pipeline(), { store, now: new Date('2026-02-01') });
  const first = lines();
  for await (const { id, scores } of list('chunks', { store })) {
    const exported = first.find((line) => line.id === id)?.metadata.scores;
    expect(Object.keys(exported ?? {}).sort()).toEqual(['safety', 'structure']);
    for (const dimension of ['structure', 'safety']) expect(exported?.[dimension]).toBeCloseTo(scores[dimension] ?? NaN, 4);
  }
  // Declared metadata of that name is kept apart.
  expect(first.map(({ metadata }) => metadata.declared)).toContainEqual({ scores: 'mine' });
  const bytes = readFileSync(join(folder, 'a.jsonl'));
  writeFileSync(join(folder, 'docs', 'copy.md'), readFileSync(join(folder, 'docs', 'mixed.md')));
  await run(pipeline(), { store, now: new Date('2029-02-01') });
  const second = readFileSync(join(folder, 'a.jsonl'), 'utf8');
  for (const line of bytes.toString('utf8').trim().split('\n')) expect(second).toContain(line);
});
