import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportTargets, run, verifyTargets, type PipelineInput } from '../../src/index.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'winnow-targets-'));
  mkdirSync(join(folder, 'docs'));
  writeFileSync(join(folder, 'docs', 'a.md'), '# Lamps\n\nEvery lamp in the cellar is switched off by whoever leaves last.\n');
});
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

const pipeline = (): PipelineInput => ({
  version: 1, name: 'targets', read: [{ name: 'docs', use: 'files', with: { root: join(folder, 'docs'), git: false } }], join: [], limits: { parserProcesses: 1 },
  export: [
    { use: 'jsonl', name: 'first', with: { path: join(folder, 'taken') } }, { use: 'jsonl', name: 'second', with: { path: join(folder, 'second.jsonl') } },
    { use: 'parquet', name: 'third', with: { path: join(folder, 'taken') } }, { use: 'jsonl', name: 'fourth', with: { path: join(folder, 'fourth.jsonl') } },
  ],
});

describe('a target that cannot be brought in step', () => {
  it('holds up no other, and is named', async () => {
    mkdirSync(join(folder, 'taken'));
    const store = join(folder, 'store.db');
    await expect(run(pipeline(), { store })).rejects.toMatchObject({ code: 'export-failed', message: expect.stringMatching(/^2 of 4 targets could not be brought in step\. first: Cannot write .*; third: Cannot write /u) as string });
    for (const name of ['second', 'fourth']) expect(readFileSync(join(folder, `${name}.jsonl`), 'utf8')).toContain('Every lamp');
    const done: string[] = [];
    await expect(exportTargets({ store, pipeline: pipeline(), onDone: ({ target, verified }) => { done.push(`${target} ${verified}`); } })).rejects.toMatchObject({ code: 'export-failed' });
    expect(done).toEqual(['second read-back', 'fourth read-back']);
  });

  it('is told as not proved, and keeps no other from being proved', async () => {
    const store = join(folder, 'store.db');
    const [, second] = pipeline().export ?? [];
    const both = { ...pipeline(), export: [{ use: 'lancedb', with: { path: join(folder, 'docs', 'a.md') } }, ...(second === undefined ? [] : [second])] };
    await expect(run(both, { store })).rejects.toMatchObject({ code: 'export-failed', message: expect.stringMatching(/^1 of 2 targets could not be brought in step\. lancedb: /u) as string });
    const reports = await verifyTargets({ store, pipeline: both });
    expect(reports.map(({ target, report: { ok, problems } }) => [target, ok, problems.length])).toEqual([['lancedb', false, 1], ['second', true, 0]]);
    expect(reports[0]?.report.problems[0]).toMatch(/^Cannot read the table "chunks" in /u);
  });

  it('keeps its own error where it was the only one', async () => {
    mkdirSync(join(folder, 'taken'));
    const store = join(folder, 'store.db');
    await run(pipeline(), { store, exports: false });
    await expect(exportTargets({ store, pipeline: pipeline(), targets: ['first'] })).rejects.toMatchObject({ code: 'export-failed', message: expect.stringMatching(/^Cannot write /u) as string });
  });
});
