import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from './build.js';
import { folder, json, ndjson, NOW, PIPELINE, winnow } from './support.js';

beforeAll(build, 180_000);

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
  ...Object.fromEntries(Array.from({ length: 24 }, (_, at) => [`docs/print-${at}.md`, page('Lease', '2026-01-01', lease('whoever leaves the company may take it over at its value.'))])),
  'docs/rooms.md': page('Rooms', '2026-09-01', rooms('30', 'the porter')),
  'docs/rooms-too.md': page('Rooms', '2026-08-01', rooms('90', '\u001b[31mthe\u202e porter')),
};

const chunks = async (cwd: string): Promise<ReadonlyMap<string, Line>> => new Map(ndjson<Line>(await winnow(['list', 'chunks', '--json'], { cwd })).map((line) => [line.path, line]));
const told = async (cwd: string, id: string | undefined): Promise<string[]> => (await winnow(['explain', id ?? ''], { cwd })).stdout.split('\n').map((line) => line.trim());

describe('winnow explain of a copy', () => {
  let cwd = '';
  let ids: ReadonlyMap<string, Line> = new Map();
  beforeAll(async () => {
    cwd = folder(FILES, afterAll);
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
    expect(lines.filter((line) => /^\S+ {2}print-\d+\.md {2}quarantined {2}exact copy 1\.00; the canonical is newer \(2026-09-01 against 2026-01-01\)$/u.test(line))).toHaveLength(18);
    expect(lines).toContain('and 6 more');
    expect(lines.filter((line) => line.endsWith('reports damage to the people team within a week, and whoever leaves the company may take it over {+at its value+}'))).toHaveLength(1);
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
