import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder, json, ndjson, NOW, put, winnow, type Files } from './support.js';

const TOPICS = ['archive', 'bicycle', 'canteen', 'desk', 'elevator', 'fire drill', 'garden', 'heating', 'invoice', 'journey', 'key', 'laptop', 'meeting', 'notice', 'office', 'parking', 'quiet room', 'reception', 'safe', 'telephone', 'umbrella', 'visitor', 'window', 'yard', 'zone'];
const page = (index: number, more = ''): string => `---\nupdated: 2026-10-01\n---\n\n# The ${TOPICS[index % TOPICS.length] ?? ''} of house ${index}\n\nIn house ${index} the ${TOPICS[index % TOPICS.length] ?? ''} is looked after by team ${index * 7}, which writes down each ${TOPICS[(index * 3 + 1) % TOPICS.length] ?? ''} it has seen and tells the ${TOPICS[(index * 5 + 2) % TOPICS.length] ?? ''} desk on floor ${index % 9}. ${more}\n`;
const pages = (from: number, to: number): Files => Object.fromEntries(Array.from({ length: to - from }, (_, at) => [`docs/page-${from + at}.md`, page(from + at)]));
const PIPELINE = `version: 1
name: guarded
read: [{ name: docs, use: files, with: { root: docs, git: false } }, { name: notes, use: files, with: { root: notes, git: false } }]
join: []
export: [{ use: jsonl, with: { path: out/guarded.jsonl } }]
`;

interface Held { run: { status: string; generation: number }; guards?: { generation: number; outcome: string; chunks: number; findings: { rule: string; source: string; message: string; seen: number; before: number }[] } }

function furnish(guards = ''): string {
  return folder({ 'guarded.yaml': `${PIPELINE}${guards}`, ...pages(0, 40), 'notes/one.md': page(900), 'notes/two.md': page(901) });
}
const night = (cwd: string, ...more: string[]) => winnow(['run', 'guarded.yaml', ...NOW, '--json', ...more], { cwd });
const remove = (cwd: string, from: number, to: number): void => { for (let index = from; index < to; index += 1) rmSync(join(cwd, `docs/page-${index}.md`)); };

describe('a run that would publish what looks wrong', () => {
  it('is held back with exit code 4, keeps the last good generation exported, and is published over the guard on record', async () => {
    const cwd = furnish();
    const target = (): string => readFileSync(join(cwd, 'out/guarded.jsonl'), 'utf8');
    expect((await night(cwd)).code).toBe(0);
    const good = target();
    remove(cwd, 0, 20);
    const held = await night(cwd);
    const summary = json<Held>(held);
    expect([held.code, summary.run]).toMatchObject([4, { status: 'held', generation: 1 }]);
    expect(summary.guards).toMatchObject({ generation: 2, outcome: 'held', chunks: 22 });
    expect(summary.guards?.findings.map(({ rule }) => rule)).toEqual(['guard/documents', 'guard/replaced']);
    expect(summary.guards?.findings[0]).toMatchObject({ rule: 'guard/documents', source: 'docs', seen: 20, before: 40, message: expect.stringContaining('from 40 to 20 (-50%)') as string });
    expect(target()).toBe(good);
    expect((await winnow(['verify'], { cwd })).code).toBe(0);

    const [line] = ndjson<{ status: string; guards: { outcome: string }; ledger: { stages: unknown[] } }>(await winnow(['list', 'runs', '--json'], { cwd }));
    expect(line).toMatchObject({ status: 'held', guards: { outcome: 'held' } });
    expect(line?.ledger.stages.length).toBeGreaterThan(3);
    // A target that fails meanwhile does not hide why the run is held.
    rmSync(join(cwd, 'out/guarded.jsonl'));
    mkdirSync(join(cwd, 'out/guarded.jsonl'));
    const failing = await night(cwd);
    expect([failing.code, json<Held>(failing).guards?.outcome, failing.stderr]).toEqual([4, 'held', expect.stringContaining('warning: ')]);
    rmSync(join(cwd, 'out/guarded.jsonl'), { recursive: true });

    // Again the next night: what was held back is no base to compare with.
    const again = await winnow(['run', 'guarded.yaml', ...NOW], { cwd });
    expect([again.code, again.stdout]).toEqual([4, expect.stringMatching(/Held back by guards: generation 2, with 22 documents[\s\S]*guard\/documents[\s\S]*winnow run --publish 2 --reason TEXT/u)]);

    for (const [args, code, text] of [
      [['--publish', '2'], 2, 'needs a --reason'], [['--publish', '3', '--reason', 'r'], 2, 'error[nothing-held]: generation 2 is held back'],
      [['--publish', '2', '--reason', 'r', '--full'], 2, 'goes without'], [['--reason', 'r'], 2, 'go with --publish'],
    ] as const) {
      const ran = await winnow(['run', ...args], { cwd });
      expect([ran.code, ran.stderr]).toEqual([code, expect.stringContaining(text)]);
    }
    const over = await winnow(['run', '--publish', '2', '--reason', 'the old houses were sold', '--actor', 'ada', '--json'], { cwd });
    expect([over.code, json<Held>(over)]).toMatchObject([0, { run: { status: 'succeeded', generation: 2 }, guards: { outcome: 'published' } }]);
    expect(target().split('\n').length).toBeLessThan(good.split('\n').length);
    expect((await winnow(['verify'], { cwd })).code).toBe(0);
    expect((await winnow(['run', '--publish', '2', '--reason', 'r'], { cwd })).stderr).toContain('error[nothing-held]: no generation is held back');
    // The next night compares with what was published over the guard.
    expect([(await night(cwd)).code, (await winnow(['doctor'], { cwd })).code]).toEqual([0, 0]);
  }, 120_000);

  it('is not held back by what is small, switched off, or meant', async () => {
    const cwd = furnish('guards: { documents: false, chunks: false, replaced: { maxShare: 0.6 }, sources: { notes: { sourceVanished: { minCount: 3 } } } }\n');
    expect((await night(cwd)).code).toBe(0);
    remove(cwd, 0, 20);
    expect((await night(cwd)).code).toBe(0);
    put(cwd, { 'guarded.yaml': readFileSync(join(cwd, 'guarded.yaml'), 'utf8').replace(', { name: notes, use: files, with: { root: notes, git: false } }', '').replace(/guards:.*/u, 'guards: false') });
    expect((await night(cwd)).code).toBe(0);
  }, 60_000);

  it('says which source vanished, and in a dry run that it would be held back', async () => {
    const cwd = furnish();
    await night(cwd);
    put(cwd, { 'guarded.yaml': readFileSync(join(cwd, 'guarded.yaml'), 'utf8').replace(', { name: notes, use: files, with: { root: notes, git: false } }', '') });
    const dry = await winnow(['run', 'guarded.yaml', ...NOW, '--dry-run'], { cwd });
    expect([dry.code, dry.stdout]).toEqual([4, expect.stringMatching(/Would be held back by guards[\s\S]*guard\/source-vanished {2}Unexpected loss of all 2 documents of `notes`/u)]);
    const held = await night(cwd);
    expect([held.code, json<Held>(held).guards?.findings.map(({ rule, source }) => [rule, source])]).toEqual([4, [['guard/source-vanished', 'notes']]]);
    // Mended: nothing is left of what was held.
    put(cwd, { 'guarded.yaml': PIPELINE });
    expect((await night(cwd)).code).toBe(0);
  }, 60_000);

  it('holds when parsers fail, and when files come out without text', async () => {
    const cwd = furnish();
    put(cwd, Object.fromEntries(Array.from({ length: 24 }, (_, index) => [`docs/form-${index}.html`, `<html><body><h1>Form ${index}</h1><p>${page(300 + index).split('\n').at(-2) ?? ''}</p></body></html>`])));
    expect((await night(cwd)).code).toBe(0);
    put(cwd, Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`docs/form-${index}.html`, `<html><body><img src="form-${index}.png"></body></html>`])));
    const empty = await night(cwd);
    expect([empty.code, json<Held>(empty).guards?.findings.map(({ rule }) => rule)]).toEqual([4, expect.arrayContaining(['guard/empty'])]);
    expect(json<Held>(empty).guards?.findings.find(({ rule }) => rule === 'guard/empty')).toMatchObject({ message: 'Unexpected 50% of documents of type `text/html` of `docs` without text (12 of 24), expected at most 10% more than the 0% of the last run' });
    put(cwd, Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`docs/form-${index}.html`, ''])));
    put(cwd, { 'docs/page-1.md': page(1, 'Since today the house is closed on Mondays.') });
    const failing = await night(cwd);
    expect([failing.code, json<Held>(failing).guards?.findings.map(({ rule, message }) => [rule, message])]).toEqual([4, expect.arrayContaining([['guard/failures', 'Unexpected 50% of `.html` items of `docs` that failed (12 of 24), expected at most 10% more than the 0% of the last run']])]);
  }, 120_000);

  it('checks canaries each run', async () => {
    const cwd = furnish(`guards:
  canaries:
    - { document: "docs:page-3.md", status: accepted, silent: [freshness/stale], contains: "is looked after by team 21" }
    - { document: "docs:old.md", status: quarantined, fired: [freshness/stale] }
`);
    const first = await night(cwd);
    expect([first.code, json<Held>(first)]).toMatchObject([4, { run: { generation: 0 }, guards: { findings: [{ rule: 'guard/canary', message: 'Unexpected outcome `absent` of the canary `docs:old.md`, expected `quarantined`' }, { message: 'Unexpected silence of `freshness/stale` on the canary `docs:old.md`, expected it to fire' }] } }]);
    put(cwd, { 'docs/old.md': page(77).replace('2026-10-01', '2012-01-01') });
    expect((await night(cwd)).code).toBe(0);
    put(cwd, { 'docs/page-3.md': page(3).replace('team 21', 'nobody').replace('2026-10-01', '2012-01-01') });
    const broken = json<Held>(await night(cwd));
    expect(broken.guards?.findings.map(({ message }) => message)).toEqual([
      'Unexpected outcome `quarantined` of the canary `docs:page-3.md`, expected `accepted`', 'Unexpected `freshness/stale` on the canary `docs:page-3.md`, expected it not to fire',
      'Unexpected lack of `is looked after by team 21` in the text of the canary `docs:page-3.md`, expected it to come out',
    ]);
  }, 60_000);

  it.each([
    ['guards: { documents: { maxDorp: 0.1 } }', 'guards.documents.maxDorp: unknown key'],
    ['guards: { sources: { note: { documents: false } } }', 'guards.sources.note: `read` has no source `note`, did you mean `notes`?'],
    ['guards: { canaries: [{ document: "docs:page-3.md" }] }', 'a canary without an outcome says nothing'],
  ])('%s is refused', async (guards, message) => {
    const ran = await night(furnish(`${guards}\n`));
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
