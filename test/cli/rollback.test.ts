import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corpus, json, ndjson, NOW, put, winnow, type Ran } from './support.js';

const said = ({ code, stdout, stderr }: Ran): [number | null, string, string] => [code, stdout, stderr];

describe('winnow rollback', () => {
  it('brings the former corpus back, to the byte in its target, until it is unpinned', async () => {
    const cwd = corpus();
    const target = (): string => readFileSync(join(cwd, 'out', 'small.jsonl'), 'utf8');
    await winnow(['run', 'small.yaml', ...NOW], { cwd });
    const before = target();
    put(cwd, { 'docs/visitors.md': '# Visitors\n\nEvery visitor is fetched at the gate by whoever invited them, and wears a green badge until the evening.\n', 'docs/new.md': '# Cellar\n\nEvery lamp in the cellar is switched off by whoever leaves last.\n' });
    rmSync(join(cwd, 'docs', 'copy-of-visitors.md'));
    await winnow(['run', 'small.yaml', ...NOW], { cwd });
    const after = target();
    expect(after).not.toBe(before);

    const listed = await winnow(['rollback'], { cwd });
    expect([listed.code, listed.stdout.split('\n').map((line) => line.trim().split(/\s+/u)[0])]).toEqual([0, ['2', '1', '']]);
    const back = await winnow(['rollback', '1', '--reason', 'the gate has no badges', '--actor', 'ada'], { cwd });
    expect([back.code, back.stdout]).toEqual([0, expect.stringMatching(/^generation 3 holds what generation 1 held: \d of \d chunks released\n$/u)]);
    expect(back.stderr).toBe('runs do not publish over it until "winnow rollback --unpin"\ntarget jsonl is behind: it holds generation 2; run "winnow export" to bring it in step\n');
    expect((await winnow(['export', '--dry-run', '--json'], { cwd })).stdout).toContain('"add":');
    await winnow(['export'], { cwd });
    expect(target()).toBe(before);
    expect((await winnow(['verify'], { cwd })).code).toBe(0);

    const held = await winnow(['run', 'small.yaml', ...NOW], { cwd });
    expect([held.code, held.stderr]).toEqual([4, expect.stringContaining('error[generation-pinned]: generation 3 is pinned')]);
    expect(target()).toBe(before);
    expect(json<{ generations: { number: number; pinned: boolean }[] }>(await winnow(['rollback', '--json'], { cwd })).generations[0]).toMatchObject({ number: 3, by: 'rollback', pinned: true });
    expect(said(await winnow(['rollback', '--unpin'], { cwd }))).toEqual([0, 'generation 3 is no longer pinned: the next run publishes\n', '']);
    expect(said(await winnow(['rollback', '--unpin'], { cwd }))).toEqual([0, 'nothing is pinned: runs publish as ever\n', '']);
    expect((await winnow(['run', 'small.yaml', ...NOW], { cwd })).code).toBe(0);
    // What was first released in generation 2 was released again.
    expect(new Set(ndjson<{ id: string }>({ stdout: target(), stderr: '', code: 0 }).map(({ id }) => id))).toEqual(new Set(ndjson<{ id: string }>({ stdout: after, stderr: '', code: 0 }).map(({ id }) => id)));
  }, 120_000);
});

describe('winnow rollback, asked wrongly', () => {
  let cwd = '';
  beforeAll(async () => {
    cwd = corpus({}, afterAll);
    await winnow(['run', 'small.yaml', ...NOW], { cwd });
  }, 60_000);

  it.each([
    [['rollback', '1'], 'error[usage]: a rollback needs a --reason'],
    [['rollback', '9', '--reason', 'r'], 'error[generation-unknown]'],
    [['rollback', '1', '--reason', 'r'], 'error[usage]: generation 1 is the current one'],
    [['rollback', '1', '--unpin'], 'error[usage]: --unpin goes without a generation'],
    [['rollback', 'x', '--reason', 'r'], 'error[usage]'],
  ])('%j is refused', async (args, message) => {
    const { code, stdout, stderr } = await winnow(args, { cwd });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});
