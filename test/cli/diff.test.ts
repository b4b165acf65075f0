import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corpus, json, ndjson, NOW, PIPELINE, put, winnow } from './support.js';

interface Line {
  type: string; change: string; path: string; chunkId?: string; status: { from: string | null; to: string | null };
  cause: { kind: string; message: string; generation: number; by: string; rules: { came: { rule: string }[]; went: { rule: string }[] }; decision?: { actor: string; reason: string; verdict: string }; document?: { from: string | null; to: string | null }; chunks?: { share: number }[]; renamed?: { path: string } };
}

const page = (title: string, text: string): string => `---\ntitle: ${title}\nupdated: 2026-08-01\n---\n\n# ${title}\n\n${text}\n`;

describe('winnow diff', () => {
  let cwd = '';
  const lines = async (...args: string[]): Promise<Line[]> => ndjson<Line>(await winnow(['diff', ...args, '--json'], { cwd }));
  const chunkAt = async (path: string): Promise<string> => ndjson<{ id: string; path: string }>(await winnow(['list', 'chunks', '--json'], { cwd })).find((chunk) => chunk.path === path)?.id ?? '';

  beforeAll(async () => {
    cwd = corpus({ 'docs/hostile.md': page('Hostile', 'The cellar \u001b[31mis locked\u001b[0m at night by whoever leaves last, and the key hangs behind the door of the porter.') }, afterAll);
    await winnow(['run', 'small.yaml', ...NOW], { cwd });                                            // 1
    await winnow(['decide', await chunkAt('parking.md'), '--approve', '--reason', 'it is being written', '--actor', 'ada'], { cwd }); // 2
    const archive = join(cwd, 'docs', 'archive.md');
    writeFileSync(archive, readFileSync(archive, 'utf8').replace('ten years', 'eleven years'));
    renameSync(join(cwd, 'docs', 'bicycles.md'), join(cwd, 'docs', 'bikes.md'));
    rmSync(join(cwd, 'docs', 'hostile.md'));
    put(cwd, { 'docs/new.md': page('Lamps', 'Every lamp in the hall is switched off by the porter when the last guest has left the house.') });
    await winnow(['run', 'small.yaml', ...NOW], { cwd });                                            // 3
    await winnow(['run', 'small.yaml', '--now', '2031-11-23'], { cwd });                             // 4
    put(cwd, { 'small.yaml': `${PIPELINE}policy: { reject: ["fired('structure/placeholder')"] }\n` });
    await winnow(['run', 'small.yaml', '--now', '2031-11-23'], { cwd });                             // 5
    await winnow(['rollback', '3', '--reason', 'all was held back', '--actor', 'bob'], { cwd });     // 6
  }, 240_000);

  it('tells whose decision is behind a status', async () => {
    expect(await lines('1', '2')).toMatchObject([
      { type: 'document', change: 'status', path: 'parking.md', status: { to: 'accepted' }, cause: { kind: 'decision' } },
      { type: 'chunk', change: 'status', path: 'parking.md', status: { to: 'accepted' }, cause: { kind: 'decision', generation: 2, by: 'review', message: expect.stringMatching(/^Approved by ada on /u) as string, decision: { actor: 'ada', verdict: 'approve', reason: 'it is being written' } } },
    ]);
  });

  it('tells what files were added, edited, renamed and removed, and where their texts went', async () => {
    const found = await lines('2', '3');
    const of = (type: string): [string, string, string][] => found.filter((line) => line.type === type).map(({ change, path, cause }): [string, string, string] => [change, path, cause.kind]);
    expect(of('document')).toEqual([
      ['changed', 'archive.md', 'document-edited'], ['removed', 'bicycles.md', 'document-renamed'], ['added', 'bikes.md', 'document-renamed'], ['removed', 'hostile.md', 'document-removed'], ['added', 'new.md', 'document-added'],
    ]);
    expect(of('chunk')).toEqual([
      ['added', 'archive.md', 'document-edited'], ['removed', 'archive.md', 'document-edited'], ['removed', 'bicycles.md', 'document-renamed'], ['added', 'bikes.md', 'document-renamed'],
      ['removed', 'hostile.md', 'document-removed'], ['added', 'new.md', 'document-added'],
    ]);
    const [edited, came, left] = found;
    expect(edited?.cause.document?.from).not.toBe(edited?.cause.document?.to);
    expect([came?.cause.chunks?.length, left?.cause.chunks?.length]).toEqual([1, 1]);
    expect(found.find(({ path }) => path === 'bikes.md')?.cause.renamed?.path).toBe('bicycles.md');
  });

  it('tells of time that passed, of another policy, and of a rollback', async () => {
    expect((await lines('3', '4', '--chunks')).map(({ cause }) => cause.kind)).toContain('time');
    expect((await lines('3', '4', '--rule', 'freshness/stale', '--chunks')).every(({ cause }) => cause.rules.came.some(({ rule }) => rule === 'freshness/stale'))).toBe(true);
    expect(new Set((await lines('4', '5')).map(({ cause }) => cause.kind))).toEqual(new Set(['policy']));
    const back = await lines('5', '6');
    expect(new Set(back.map(({ cause }) => cause.kind))).toEqual(new Set(['rollback']));
    expect(back[0]?.cause.message).toBe('Rolled back to generation 3, by bob: all was held back');
    expect(await lines('3', '6')).toEqual([]);
    const { stdout } = await winnow(['diff', '3', '6', '--summary'], { cwd });
    expect(stdout).toContain('generation 6 was rolled back to 3, by bob: all was held back');
  });

  it('sums up, and shows text that cannot steer a terminal', async () => {
    const summary = json<{ documents: Record<string, number>; chunks: Record<string, number>; causes: { kind: string }[]; generations: Record<string, number> }>(await winnow(['diff', '1', '3', '--summary', '--json'], { cwd }));
    expect(summary).toMatchObject({ documents: { added: 2, removed: 2, changed: 1, status: 1 }, chunks: { added: 3, removed: 3, status: 1 }, generations: { run: 1, review: 1, rollback: 0 } });
    const shown = await winnow(['diff', '1', '3'], { cwd });
    expect(shown.stdout).toContain('From generation 1 (');
    expect(shown.stdout).toContain('\\u{1b}[31mis locked');
    expect(shown.stdout).not.toContain('\u001b');
    expect(shown.stdout).toMatch(/changed from chunk [0-9a-f-]{13} \(\d+ %\)/u);
  });

  it('takes what generations are named by, and only what is asked for', async () => {
    expect(await lines()).toEqual(await lines('5', '6'));
    expect(await lines('-1')).toEqual(await lines('previous', 'current'));
    expect((await lines('1', '3', '--documents')).every(({ type }) => type === 'document')).toBe(true);
    expect(await lines('1', '3', '--source', 'other')).toEqual([]);
    expect((await lines('1', '3', '--limit', '2'))).toHaveLength(2);
    expect((await lines('1', '3', '--status', 'accepted')).every(({ status }) => (status.to ?? status.from) === 'accepted')).toBe(true);
    const today = new Date().toISOString().slice(0, 10);
    expect(await lines('1', today)).toEqual(await lines('1', 'current'));
  });

  it.each([
    [['diff', '3', '1'], 'generation 3 is later than 1'],
    [['diff', '1', '99'], 'error[generation-unknown]: there is no generation 99; there are 1 to 6'],
    [['diff', 'yesterday'], '"yesterday" names no generation'],
    [['diff', '2020-01-01'], 'nothing had been published at 2020-01-01'],
    [['explain', 'docs:archive.md', '--at', '0'], 'there is no generation 0'],
  ])('%j is refused', async (args, message) => {
    const { code, stdout, stderr } = await winnow(args, { cwd });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  it('goes with explain and list at the same generations', async () => {
    const told = await winnow(['explain', 'docs:bicycles.md', '--at', '2'], { cwd });
    expect([told.code, told.stdout.split('\n')[0]]).toEqual([0, 'As of generation 2']);
    expect(ndjson<{ path: string }>(await winnow(['list', 'documents', '--at', '1', '--json'], { cwd })).map(({ path }) => path)).toContain('hostile.md');
    expect(ndjson<{ path: string }>(await winnow(['list', 'documents', '--at', '3', '--json'], { cwd })).map(({ path }) => path)).not.toContain('hostile.md');
    expect((await winnow(['explain', 'docs:hostile.md', '--at', '3'], { cwd })).stderr).toMatch(/was not in generation 3, .* it was in the corpus from generation 1 \(.*\) until generation 3 \(/u);
  });

  it('and prune leaves no generation but those that are kept', async () => {
    put(cwd, { 'small.yaml': `${PIPELINE}retain: { keepLast: 1 }\n` });
    // All were published today; a target holds generation 5, which is that of the last run.
    const dry = json<{ drop: number[]; keep: { generation: number; kept: string[] }[] }>(await winnow(['prune', '--dry-run', '--json'], { cwd }));
    expect(dry).toEqual({ drop: [1, 2], keep: [{ generation: 6, kept: ['current', 'pinned', 'last'] }, { generation: 5, kept: ['last run', 'target'] }, { generation: 4, kept: ['last run'] }, { generation: 3, kept: ['rollback'] }] });
    const pruned = await winnow(['prune', '--compact'], { cwd });
    expect([pruned.code, pruned.stdout]).toEqual([0, expect.stringMatching(/^2 generations dropped: 1-2; 4 kept\nthe store has \d+\.\d MB, /u)]);
    expect((await winnow(['diff', '1', '3'], { cwd })).stderr).toContain('error[generation-dropped]: generation 1, published');
    expect((await winnow(['rollback', '2', '--reason', 'r'], { cwd })).stderr).toContain('error[generation-dropped]');
    const listed = await winnow(['rollback', '--list'], { cwd });
    expect(listed.stdout).toMatch(/^ {4}1 .*no longer kept$/mu);
    expect(listed.stdout).toMatch(/^ {4}6 .*to 3; pinned; kept: current, pinned, last$/mu);
    expect((await winnow(['doctor'], { cwd })).code).toBe(0);
    const db = new Database(join(cwd, '.winnow', 'small.db'), { readonly: true });
    expect(db.prepare('SELECT dropped FROM generation ORDER BY number').pluck().all()).toEqual([2, 2, 0, 0, 0, 0]);
    db.close();
  });
});
