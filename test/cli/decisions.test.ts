import { beforeAll, describe, expect, it } from 'vitest';
import { build } from './build.js';
import { corpus, json, NOW, PIPELINE, put, winnow, type Ran } from './support.js';

beforeAll(build, 180_000);

interface Decided { generation: number; behind: { target: string; generation: number | null }[] }

async function ran(extra: Readonly<Record<string, string>> = {}): Promise<string> {
  const cwd = corpus(extra);
  await winnow(['run', 'small.yaml', ...NOW], { cwd });
  return cwd;
}
const decide = (cwd: string, id: string, verdict: 'approve' | 'reject' | 'requeue', ...more: string[]): Promise<Ran> =>
  winnow(['decide', id, `--${verdict}`, '--reason', 'looked at', '--actor', 'ada', ...more], { cwd });

describe('winnow decide and the targets', () => {
  const TWO = PIPELINE.replace('export: [', 'export: [{ use: jsonl, name: second, with: { path: out/second.jsonl } }, ');
  const behind = (target: string, holds: string): string => `target ${target} is behind: it holds ${holds}; run "winnow export" to bring it in step`;

  it('names those that are behind, until they are exported', async () => {
    const cwd = await ran({ 'small.yaml': TWO });
    const approved = await decide(cwd, 'docs:bicycles.md', 'approve');
    expect(approved.stdout).toMatch(/^\S+ {2}quarantined -> accepted\n$/u);
    expect(approved.stderr).toBe(`generation 2: 1 chunk decided by ada\n${behind('second', 'generation 1')}\n${behind('jsonl', 'generation 1')}\n`);
    await winnow(['export', 'second'], { cwd });
    expect((await decide(cwd, 'docs:archive.md', 'reject', '--json'))).toMatchObject({ code: 0, stderr: '' });
    const third = json<Decided>(await decide(cwd, 'docs:archive.md', 'reject', '--json'));
    expect(third).toMatchObject({ generation: 4, behind: [{ target: 'second', generation: 2 }, { target: 'jsonl', generation: 1 }] });
    await winnow(['export'], { cwd });
    expect(json<Decided>(await decide(cwd, 'docs:archive.md', 'reject', '--json')).behind).toEqual([]);
  });

  it('keeps silent about a decision that releases and withdraws nothing, and about one that was taken back', async () => {
    const cwd = await ran();
    expect((await decide(cwd, 'docs:bicycles.md', 'reject')).stderr).toBe('generation 2: 1 chunk decided by ada\n');
    expect((await decide(cwd, 'docs:bicycles.md', 'approve')).stderr).toContain(behind('jsonl', 'generation 1'));
    expect((await decide(cwd, 'docs:bicycles.md', 'requeue')).stderr).toBe('generation 4: 1 chunk decided by ada\n');
  });

  it('says so where nothing was ever exported, and nothing at all when quiet', async () => {
    const cwd = await ran({ 'small.yaml': PIPELINE.replace(/^export:.*\n/mu, '') });
    expect(json<Decided>(await decide(cwd, 'docs:bicycles.md', 'approve', '--json')).behind).toEqual([]);
    put(cwd, { 'small.yaml': PIPELINE, 'out/small.jsonl/in-the-way': '' });
    expect((await winnow(['run', 'small.yaml', ...NOW], { cwd })).code).toBe(1);
    expect((await decide(cwd, 'docs:archive.md', 'reject')).stderr).toContain(behind('jsonl', 'nothing yet'));
    const quiet = await decide(cwd, 'docs:archive.md', 'approve', '--quiet');
    expect([quiet.code, quiet.stderr]).toEqual([0, '']);
  });
});
