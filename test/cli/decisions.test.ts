import { parse } from 'csv-parse/sync';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyChain } from '../../src/core/chain.js';
import type { DecisionEvent, DecisionLine } from '../../src/index.js';
import { corpus, json, ndjson, NOW, PIPELINE, put, winnow, type Ran } from './support.js';

interface Decided { generation: number; behind: { target: string; generation: number | null }[] }

async function ran(extra: Readonly<Record<string, string>> = {}, tidyAfter?: typeof afterAll): Promise<string> {
  const cwd = corpus(extra, tidyAfter);
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
    expect(approved.stderr).toBe(`generation 2: 1 chunk decided by ada (decision 1)\n${behind('second', 'generation 1')}\n${behind('jsonl', 'generation 1')}\n`);
    const dry = await winnow(['export', 'second', '--dry-run'], { cwd });
    expect([dry.code, dry.stdout]).toEqual([0, 'second: 1 to add, 0 to change, 0 to delete; it holds 2, released are 3\n  the manifest says chunks 2, expected 3\n']);
    expect(json(await winnow(['export', 'second', '--dry-run', '--json'], { cwd }))).toMatchObject({ plans: [{ target: 'second', add: 1, change: 0, delete: 0, embedding: null }] });
    await winnow(['export', 'second'], { cwd });
    expect((await winnow(['export', 'second', '--dry-run'], { cwd })).stdout).toBe('second: nothing to change, it holds the 3 chunks released\n');
    expect((await decide(cwd, 'docs:archive.md', 'reject', '--json'))).toMatchObject({ code: 0, stderr: '' });
    const third = json<Decided>(await decide(cwd, 'docs:archive.md', 'reject', '--json'));
    expect(third).toMatchObject({ generation: 4, behind: [{ target: 'second', generation: 2 }, { target: 'jsonl', generation: 1 }] });
    await winnow(['export'], { cwd });
    expect(json<Decided>(await decide(cwd, 'docs:archive.md', 'reject', '--json')).behind).toEqual([]);
  });

  it('keeps silent about a decision that releases and withdraws nothing, and about one that was taken back', async () => {
    const cwd = await ran();
    expect((await decide(cwd, 'docs:bicycles.md', 'reject')).stderr).toBe('generation 2: 1 chunk decided by ada (decision 1)\n');
    expect((await winnow(['verify'], { cwd })).code).toBe(0);
    expect((await decide(cwd, 'docs:bicycles.md', 'approve')).stderr).toContain(behind('jsonl', 'generation 1'));
    expect((await winnow(['verify'], { cwd })).code).toBe(1);
    expect((await decide(cwd, 'docs:bicycles.md', 'requeue')).stderr).toBe('generation 4: 1 chunk decided by ada (decision 3)\n');
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

describe('winnow list decisions', () => {
  interface Line { seq: number; verdict: string; chunkId: string; path: string; reason: string; fate: string; on: string | null; why: string | null }
  const LAMPS = '# Lamps\n\nEvery lamp in the cellar is switched off by whoever leaves last, and the porter looks at ten in the evening whether it was.\n';
  const EDITED = '# Archive\n\nThe archive keeps every invoice for twelve years. After that the finance team decides together with the auditors which of them are destroyed, and writes down why.\n';
  const list = (...args: string[]): Promise<Ran> => winnow(['list', 'decisions', ...args], { cwd });
  const paths = async (...args: string[]): Promise<string[]> => ndjson<Line>(await list(...args, '--json')).map(({ path, seq }) => `${seq} ${path}`);

  let cwd = '';
  beforeAll(async () => {
    cwd = await ran({ 'docs/lamps.md': LAMPS }, afterAll);
    for (const [path, verdict] of [['bicycles', 'reject'], ['bicycles', 'approve'], ['archive', 'approve'], ['lamps', 'reject']] as const) await decide(cwd, `docs:${path}.md`, verdict);
    put(cwd, { 'docs/archive.md': EDITED });
    rmSync(join(cwd, 'docs', 'lamps.md'));
    await winnow(['run', 'small.yaml', ...NOW], { cwd });
  }, 60_000);

  it('tells with --json what became of every one, oldest first', async () => {
    const ran = await list('--json');
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    const lines = ndjson<Line>(ran);
    expect(Object.keys(lines[0] ?? {})).toEqual(['seq', 'at', 'actor', 'verdict', 'reason', 'subjectKind', 'evidence', 'previousHash', 'hash', 'chunkId', 'documentId', 'source', 'path', 'record', 'fate', 'on', 'why']);
    expect(lines.map(({ seq, verdict, path, fate }) => [seq, verdict, path, fate])).toEqual([
      [1, 'reject', 'bicycles.md', 'superseded'], [2, 'approve', 'bicycles.md', 'stands'], [3, 'approve', 'archive.md', 'lapsed'], [4, 'reject', 'lamps.md', 'gone'],
    ]);
    const [superseded, stands, lapsed, gone] = lines;
    expect([superseded?.on, stands?.on, gone?.on]).toEqual([stands?.chunkId, stands?.chunkId, null]);
    expect(lapsed?.on).not.toBe(lapsed?.chunkId);
    expect(json(await winnow(['explain', lapsed?.on ?? '', '--json'], { cwd }))).toMatchObject({ status: 'quarantined', document: { uri: 'docs:archive.md' } });
    expect(stands?.why).toBeNull();
    expect(lapsed?.why).toMatch(/^Approved by ada on \d{4}-\d\d-\d\d, but the text has changed since$/u);
    expect(gone?.why).toMatch(/^Rejected by ada on \d{4}-\d\d-\d\d, but the text is gone since generation 6$/u);
  });

  it('tells people the same, a decision a line and below it why it is no longer in force', async () => {
    const { stdout, stderr } = await list();
    expect(stderr).toBe('');
    expect(stdout.replaceAll(/\d{4}-\d\d-\d\d/gu, 'DAY').replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}/gu, 'ID')).toBe([
      'superseded  DAY  ada: reject ID  docs:bicycles.md  "looked at"', '    Approved by ada on DAY',
      'stands      DAY  ada: approve ID  docs:bicycles.md  "looked at"',
      'lapsed      DAY  ada: approve ID  docs:archive.md  "looked at"', '    Approved by ada on DAY, but the text has changed since, see ID',
      'gone        DAY  ada: reject ID  docs:lamps.md  "looked at"', '    Rejected by ada on DAY, but the text is gone since generation 6', '',
    ].join('\n'));
  });

  it('gives with --json each link of the chain whole, so that anybody can verify it', async () => {
    const events = ndjson<DecisionLine>(await list('--json')).map(({ chunkId, ...line }): DecisionEvent => ({ ...line, subjectId: chunkId }));
    expect(await verifyChain(events)).toMatchObject({ ok: true, head: { seq: 4, hash: events.at(-1)?.hash } });
    expect(await verifyChain(events.map((event, at) => (at === 1 ? { ...event, reason: 'another' } : event)))).toMatchObject({ ok: false, brokenAt: 2 });
  });

  it('gives CSV, in which no cell is a formula, whatever people wrote', async () => {
    const own = await ran({});
    const reasons = ['=HYPERLINK("https://example.org/?"&A1,"see")', '+1', '-2+3', '@SUM(A1)', '\t=1', 'says "no",\nand why', 'plain'];
    for (const reason of reasons) await winnow(['decide', 'docs:bicycles.md', '--approve', '--reason', reason, '--actor', '=ada'], { cwd: own });
    const csv = await winnow(['list', 'decisions', '--csv'], { cwd: own });
    const rows: Record<string, string>[] = parse(csv.stdout, { columns: true });
    expect([csv.code, csv.stderr, rows.length]).toEqual([0, '', reasons.length]);
    for (const row of rows) for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+@\t\r-]/u);
    expect(rows.map(({ reason }) => reason?.replace(/^'/u, ''))).toEqual(ndjson<Line>(await winnow(['list', 'decisions', '--json'], { cwd: own })).map(({ reason }) => reason));
    expect(rows[0]).toMatchObject({ seq: '1', actor: "'=ada", verdict: 'approve', fate: 'superseded', path: 'bicycles.md', previousHash: '0'.repeat(64) });
    for (const [args, message] of [[['chunks', '--csv'], 'takes no --csv'], [['decisions', '--csv', '--json'], 'exclude each other']] as const) {
      const refused = await winnow(['list', ...args], { cwd: own });
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(message)]);
    }
  }, 60_000);

  it('stops at the limit and filters by fate, the limit counting what passed', async () => {
    expect(await paths('--limit', '2')).toEqual(['1 bicycles.md', '2 bicycles.md']);
    expect((await list('--limit', '1')).stdout.trimEnd().split('\n')).toHaveLength(2);
    expect(await paths('--status', 'stands')).toEqual(['2 bicycles.md']);
    expect(await paths('--status', 'lapsed', '--limit', '1')).toEqual(['3 archive.md']);
    expect(await paths('--status', 'gone')).toEqual(['4 lamps.md']);
    const none = await list('--status', 'carried');
    expect([none.code, none.stdout, none.stderr]).toEqual([0, '', 'no decisions of that kind\n']);
    for (const [args, message] of [[['--status', 'accepted'], 'there is no status "accepted" of decisions, expected stands, carried, lapsed'], [['--rule', 'freshness'], 'takes no --rule']] as const) {
      const refused = await list(...args);
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(message)]);
    }
  });
});

describe('a waiver', () => {
  it('has an owner: in the log, in the explanation, and in the queue when it has ended', async () => {
    const cwd = await ran();
    const waive = (path: string, ...more: string[]): Promise<Ran> => winnow(['decide', `docs:${path}`, '--waive', '--until', '2099-03-01', '--reason', 'new one is coming', '--actor', 'ada', ...more], { cwd });
    expect((await waive('bicycles.md', '--owner', 'grace')).code).toBe(0);
    expect((await waive('archive.md')).code).toBe(0);
    expect(ndjson<DecisionLine>(await winnow(['list', 'decisions', '--json'], { cwd })).map(({ verdict, until, assignee }) => [verdict, until, assignee])).toEqual([['waive', '2099-03-01T00:00:00.000Z', 'grace'], ['waive', '2099-03-01T00:00:00.000Z', 'ada']]);
    expect((await winnow(['list', 'decisions'], { cwd })).stdout).toMatch(/ada: waive until 2099-03-01, then grace's \S+ {2}docs:bicycles\.md/u);
    const { chunkId = '' } = ndjson<DecisionLine>(await winnow(['list', 'decisions', '--json'], { cwd }))[0] ?? {};
    expect((await winnow(['explain', chunkId], { cwd })).stdout).toContain('ada: waive until 2099-03-01, then grace\'s (in force), "new one is coming"');
    await winnow(['run', 'small.yaml', '--now', '2099-03-02'], { cwd });
    const queue = await winnow(['review', '--json', '--actor', 'ada'], { cwd, input: '/bicycles\n' });
    expect(ndjson<{ item: { item: { path: string; assignee: string | null } } | null }>(queue).at(-1)?.item?.item).toMatchObject({ path: 'bicycles.md', assignee: 'grace' });
  }, 60_000);

  it.each<[readonly string[], string]>([
    [['--approve', '--owner', 'grace'], '--owner goes with --waive, not with --approve'],
    [['--assign', 'ada', '--owner', 'grace'], '--owner goes with --waive, not with --assign'],
    [['--snooze', '--until', '2099-03-01', '--owner', 'grace'], '--owner goes with --waive, not with --snooze'],
    [['--waive', '--until', '2099-03-01', '--owner', ' '], '--owner needs a name'],
    [['--waive', '--owner', 'grace'], 'waive needs a day on which it ends'],
  ])('is not what %j asks for', async (args, message) => {
    const cwd = await ran();
    const refused = await winnow(['decide', 'docs:bicycles.md', ...args, '--reason', 'looked at'], { cwd });
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(message)]);
    expect((await winnow(['list', 'decisions', '--json'], { cwd })).stdout).toBe('');
  });
});

describe('the beginning of an id that fits several', () => {
  const page = (text: string): string => `# Page\n\n${text} Whoever finds one of them brings it to the porter, who writes down where it was.\n`;

  it.each([['explain', []], ['decide', ['--approve', '--reason', 'looked at']]] as const)('is refused by %s, which names them and says what to do', async (verb, args) => {
    // Two names whose document ids begin alike.
    const cwd = await ran({ 'docs/page-15248.md': page('Umbrellas stand beside the door.'), 'docs/page-43479.md': page('Keys hang in the box on the second floor.') });
    const told = await winnow([verb, 'ef4eefe6', ...args], { cwd });
    expect([told.code, told.stdout]).toEqual([2, '']);
    expect(told.stderr).toMatch(/^error\[id-unknown\]: 2 ids begin with ef4eefe6: ef4eefe6-50f7-[0-9a-f-]{22}, ef4eefe6-f930-[0-9a-f-]{22}\n {2}Give more of the id\.\n$/u);
    expect((await winnow([verb, 'EF4EEFE6-5', ...args], { cwd })).code).toBe(0);
    expect(ndjson(await winnow(['list', 'decisions', '--json'], { cwd }))).toHaveLength(verb === 'decide' ? 1 : 0);
  });
});
