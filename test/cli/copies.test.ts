import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folder, json, ndjson, NOW, PIPELINE, winnow } from './support.js';

interface Line { id: string; path: string; status: string; canonical: boolean; survivor: string | null }

const page = (title: string, updated: string, text: string): string => `---\ntitle: ${title}\nupdated: ${updated}\n---\n\n# ${title}\n\n${text}\n`;
const lease = (ending: string): string =>
  'A bicycle may be leased from the second month on. The lease runs for three years and the company pays the insurance as long as it runs. Whoever rides the bicycle brings it to the yearly inspection, '
  + `keeps it locked in the yard at night, reports damage to the people team within a week, and ${ending}`;
const rooms = (days: string, owner: string): string =>
  `A meeting room is booked in the calendar of the house, and the booking holds for ${days} days. Whoever does not come within a quarter of an hour loses it. Windows are closed and boards are wiped before the `
  + `next group comes in, chairs stay where they are, and what was left behind is brought to ${owner} on the ground floor.`;
const FILES = {
  'small.yaml': PIPELINE,
  'docs/lease.md': page('Lease', '2026-09-01', lease('whoever leaves the company may take it over at its value.')),
  'docs/old.md': page('Lease', '2026-02-01', lease('whoever leaves the company may take it over.')),
  'docs/old-too.md': page('Lease', '2026-02-02', lease('whoever leaves the company may take it over.')),
  ...Object.fromEntries(Array.from({ length: 23 }, (_, at) => [`docs/print-${at}.md`, page('Lease', '2026-01-01', lease('whoever leaves the company may take it over at its value.'))])),
  'docs/rooms.md': page('Rooms', '2026-09-01', rooms('30', 'the porter')),
  'docs/rooms-too.md': page('Rooms', '2026-08-01', rooms('90', '\u001b[31mthe\u202e porter')),
};

const chunks = async (cwd: string): Promise<ReadonlyMap<string, Line>> => new Map(ndjson<Line>(await winnow(['list', 'chunks', '--json'], { cwd })).map((line) => [line.path, line]));
const told = async (cwd: string, id: string | undefined): Promise<string[]> => (await winnow(['explain', id ?? ''], { cwd })).stdout.split('\n').map((line) => line.trim());

describe('winnow explain of a copy', () => {
  let cwd = '';
  let ids: ReadonlyMap<string, Line> = new Map();
  beforeAll(async () => {
    // Whole documents that are near copies are editions of one as well: what is told here is of copies.
    cwd = folder({ ...FILES, 'small.yaml': `${PIPELINE}join: [{ use: duplication }, { use: contradiction }]\n` }, afterAll);
    await winnow(['run', 'small.yaml', ...NOW], { cwd });
    ids = await chunks(cwd);
  }, 60_000);
  const id = (path: string): string => ids.get(path)?.id ?? '';
  const short = (path: string): string => id(path).slice(0, 13);

  it('tells which one is canonical and why it is kept', async () => {
    expect([ids.get('lease.md')?.status, ids.get('old.md')?.status]).toEqual(['accepted', 'quarantined']);
    const lines = await told(cwd, id('old.md'));
    expect(lines).toContain(`canonical: lease.md ${short('lease.md')}, newer (2026-09-01 against 2026-02-01)`);
    expect(lines).toContain(`${short('lease.md')}  lease.md  accepted (kept)`);
    expect(lines.find((line) => line.startsWith(`${short('old.md')}  old.md`))).toMatch(/^\S+ {2}old\.md {2}quarantined \(this one\) {2}near copy 0\.9\d$/u);
    expect(lines.filter((line) => /^\S+ {2}print-\d+\.md {2}quarantined {2}exact copy 1\.00; the canonical is newer \(2026-09-01 against 2026-01-01\)$/u.test(line))).toHaveLength(17);
    expect(lines).toContain('and 6 more');
    const change = 'reports damage to the people team within a week, and whoever leaves the company may take it over {+at its value+}';
    expect(lines.filter((line) => line.endsWith(change))).toHaveLength(2);
    // Of a copy of a near copy the edge is kept once, on one of the two.
    const [one, two] = [lines, await told(cwd, id('old-too.md'))].map((all) => all.slice(all.indexOf('Copies')));
    for (const copies of [one, two]) expect(copies?.some((line) => line.endsWith(change))).toBe(true);
  });

  it('tells the one that is kept what gave way to it', async () => {
    const lines = await told(cwd, id('lease.md'));
    expect(lines).toContain('canonical: this one');
    expect(lines.filter((line) => line.includes('exact copy 1.00; the canonical is newer'))).not.toEqual([]);
  });

  it('tells what keeps two pages apart before what else differs, with all that steers a terminal made visible', async () => {
    const lines = await told(cwd, id('rooms.md'));
    const first = lines.indexOf('words [-here-] {+there+}:') + 1;
    expect(lines[first]).toBe('Rooms A meeting room is booked in the calendar of the house, and the booking holds for [-30-] {+90+} days. Whoever does not come within a quarter of an hour loses it. Windows are closed and boards are wiped');
    expect(lines[first + 1]).toMatch(/is brought to \{\+31mthe\+\} the porter on the ground floor$|is brought to \[-the-\] \{\+31mthe\+\} porter on the ground floor$/u);
    const other = await told(cwd, id('rooms-too.md'));
    expect(other.some((line) => line.includes('\\u{202e} porter on the ground floor'))).toBe(true);
    for (const shown of [lines, other]) expect(shown.join('')).not.toMatch(/[\u0000-\u001f\u202a-\u202e]/u);
    expect(lines.some((line) => line.startsWith('canonical'))).toBe(false);
    expect(lines.some((line) => line.endsWith('; number "30 days" in rooms.md, "90 days" in rooms-too.md'))).toBe(true);
    expect(other.some((line) => line.endsWith('; number "90 days" in rooms-too.md, "30 days" in rooms.md'))).toBe(true);
  });

  it('lists an edge with what differs on both sides, named', async () => {
    const { stdout } = await winnow(['list', 'edges', '--limit', '10000'], { cwd });
    expect(stdout).toMatch(/^(?:near-duplicate|contained) {2}0\.\d\d verified: number "(?:30 days" in rooms\.md, "90 days" in rooms-too\.md|90 days" in rooms-too\.md, "30 days" in rooms\.md)$/mu);
    expect(stdout).toMatch(/^near-duplicate {2}0\.\d\d verified$/mu);
    const edges = ndjson<{ cue: string | null; differs: string[] | null; a: { path: string }; b: { path: string } }>(await winnow(['list', 'edges', '--json'], { cwd }));
    const conflict = edges.find(({ cue }) => cue === 'number');
    expect(new Map([[conflict?.a.path, conflict?.differs?.[0]], [conflict?.b.path, conflict?.differs?.[1]]])).toEqual(new Map([['rooms.md', '30 days'], ['rooms-too.md', '90 days']]));
  });

  it('has the same as data', async () => {
    const story = json<{ cluster: object[]; clusterSize: number }>(await winnow(['explain', id('old.md'), '--json'], { cwd }));
    expect([story.clusterSize, story.cluster.length]).toEqual([26, 26]);
    expect(story.cluster.slice(0, 2)).toMatchObject([
      { chunkId: id('lease.md'), canonical: true, survivor: null, because: null },
      { chunkId: id('old.md'), survivor: id('lease.md'), because: { relation: 'near', by: 'date', kept: '2026-09-01', copy: '2026-02-01' } },
    ]);
    const { edges } = json<{ edges: { cue: string | null; diff: object | null }[] }>(await winnow(['explain', id('rooms.md'), '--json'], { cwd }));
    expect(edges.find(({ cue }) => cue === 'number')?.diff).toMatchObject({ changes: [{ here: '30', there: '90' }, {}], more: 0 });
  });
});

describe('winnow decide --canonical', () => {
  const TWO = { 'small.yaml': PIPELINE, 'docs/lease.md': FILES['docs/lease.md'], 'docs/old.md': FILES['docs/old.md'] };
  const decide = (cwd: string, id: string, flag: string, actor = 'ada'): Promise<{ stdout: string; stderr: string; code: number | null }> => winnow(['decide', id, flag, '--reason', 'the legal one', '--actor', actor], { cwd });
  const run = (cwd: string): Promise<unknown> => winnow(['run', 'small.yaml', ...NOW], { cwd });
  const statuses = async (cwd: string): Promise<Record<string, string>> => Object.fromEntries([...(await chunks(cwd)).values()].map(({ path, status, canonical }) => [path, `${status}${canonical ? ' canonical' : ''}`]));
  const exported = async (cwd: string): Promise<string[]> => {
    await winnow(['export'], { cwd });
    return ndjson<{ metadata: { path: string } }>({ code: 0, stdout: readFileSync(join(cwd, 'out/small.jsonl'), 'utf8'), stderr: '' }).map(({ metadata }) => metadata.path);
  };
  const PINNED = { 'lease.md': 'quarantined', 'old.md': 'accepted canonical' };
  const PLAIN = { 'lease.md': 'accepted canonical', 'old.md': 'quarantined' };

  it('releases that copy in place of the other, at once and in later runs, until it is ended', async () => {
    const cwd = folder(TWO);
    await run(cwd);
    const [lease, old] = [(await chunks(cwd)).get('lease.md')?.id ?? '', (await chunks(cwd)).get('old.md')?.id ?? ''];
    expect(await statuses(cwd)).toEqual(PLAIN);
    const pinned = await decide(cwd, old, '--canonical');
    expect(pinned.stdout).toBe(`${old}  quarantined -> accepted\n${lease}  accepted -> quarantined (follows)\n`);
    expect(await statuses(cwd)).toEqual(PINNED);
    await run(cwd);
    expect(await statuses(cwd)).toEqual(PINNED);
    expect(await exported(cwd)).toEqual(['old.md']);
    const day = /pinned by ada on \d{4}-\d\d-\d\d, "the legal one"$/u;
    expect((await told(cwd, lease)).find((line) => line.startsWith('canonical: '))).toMatch(new RegExp(`^canonical: old\\.md ${old.slice(0, 13)}, ${day.source}`, 'u'));
    expect((await told(cwd, old)).find((line) => line.startsWith('canonical: '))).toMatch(new RegExp(`^canonical: this one, ${day.source}`, 'u'));
    expect(ndjson(await winnow(['list', 'decisions', '--json'], { cwd }))).toMatchObject([{ verdict: 'canonical', path: 'old.md', fate: 'stands' }]);
    expect((await decide(cwd, old, '--unpin')).stdout).toBe(`${old}  accepted -> quarantined\n${lease}  quarantined -> accepted (follows)\n`);
    await run(cwd);
    expect(await statuses(cwd)).toEqual(PLAIN);
    expect(await exported(cwd)).toEqual(['lease.md']);
    expect(ndjson(await winnow(['list', 'decisions', '--json'], { cwd }))).toMatchObject([{ verdict: 'canonical', fate: 'superseded' }, { verdict: 'unpin', fate: 'stands' }]);
  });

  it('of two pins the newer counts, and both say so', async () => {
    const cwd = folder(TWO);
    await run(cwd);
    const ids = await chunks(cwd);
    await decide(cwd, ids.get('lease.md')?.id ?? '', '--canonical', 'bob');
    await decide(cwd, ids.get('old.md')?.id ?? '', '--canonical');
    await run(cwd);
    expect(await statuses(cwd)).toEqual(PINNED);
    expect((await told(cwd, ids.get('lease.md')?.id)).find((line) => line.startsWith('canonical: '))).toMatch(/pinned by ada on \S+, "the legal one", after the pin by bob on \d{4}-\d\d-\d\d$/u);
    const decisions = ndjson<{ fate: string; on: string; why: string | null }>(await winnow(['list', 'decisions', '--json'], { cwd }));
    expect(decisions).toMatchObject([{ fate: 'superseded', on: ids.get('old.md')?.id }, { fate: 'stands', why: null }]);
    expect(decisions[0]?.why).toMatch(/^Pinned as canonical by ada on \d{4}-\d\d-\d\d, which is a copy$/u);
  });

  it('releases nothing by itself: a rejected one keeps its rejection and its place, and the other is released', async () => {
    const cwd = folder(TWO);
    await run(cwd);
    const ids = await chunks(cwd);
    const old = ids.get('old.md')?.id ?? '';
    await decide(cwd, old, '--canonical');
    await decide(cwd, old, '--reject');
    expect(await statuses(cwd)).toEqual({ 'lease.md': 'accepted canonical', 'old.md': 'rejected canonical' });
    expect((await told(cwd, old)).some((line) => line.startsWith('a pin releases nothing'))).toBe(true);
    expect(ndjson(await winnow(['list', 'decisions', '--json'], { cwd }))).toMatchObject([{ verdict: 'canonical', fate: 'stands' }, { verdict: 'reject', fate: 'stands' }]);
    await decide(cwd, old, '--approve');
    expect(await statuses(cwd)).toEqual(PINNED);
    expect((await winnow(['decide', old, '--canonical', '--approve', '--reason', 'both'], { cwd })).code).toBe(2);
  });
});
