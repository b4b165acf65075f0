import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pdfFile } from '../ingest/parsers/samples.js';
import { folder, ndjson, put, winnow } from './support.js';

/** UTC, a zone that is a day ahead of it for most of the day, and one behind it, with summer time. */
const ZONES = ['UTC', 'Pacific/Kiritimati', 'America/Los_Angeles'] as const;
/** Half past two in Los Angeles, in the night in which there is no such time; the day after in Kiritimati. */
const NOW = '2025-03-09T10:30:00Z';

const said = (what: string): string => `The committee for ${what} meets on the first day of the month, in the hall behind the library, and writes down what it decides in the ${what} book that lies there.`;
const page = (fields: readonly string[], text: string): string => `---\n${fields.join('\n')}\n---\n\n# Committee\n\n${text}\n`;

/** Dates in every form that leaves the zone open, names one, or lies where clocks are set. */
const FILES: Readonly<Record<string, string>> = {
  'docs/leap.md': page(['updated: 2024-02-29', 'valid_until: 2024-02-29'], said('leap days')),
  'docs/no-zone.md': page(['updated: 2024-02-29T23:30:00'], said('clocks')),
  'docs/zone.md': page(['updated: 2024-02-29T23:30:00-12:00', 'review_date: "2024-03-01T00:30:00+14:00"'], said('maps')),
  'docs/gap.md': page(['updated: 2024-03-10 02:30:00', 'valid_until: 2024-11-03T01:30:00'], said('gaps')),
  'docs/text.md': `# Committee\n\nLast updated: 29 February 2024, 11:30 pm\n\n${said('texts')}\n\nThe rules of 10 March 2024 02:30 and of 1/2/2024 hold.\n`,
  'docs/seconds.md': page(['updated: 1709251199', 'date: 1709251200000'], said('seconds')),
  'docs/page.html': `<html><head><meta property="article:published_time" content="2024-02-29T23:30:00"><title>Committee</title></head><body><main><h1>Committee</h1><p>Updated <time datetime="2024-03-10T02:30">10 March</time></p><p>${said('pages')}</p></main></body></html>`,
  'docs/mail.eml': `Subject: Committee\nFrom: a@example.org\nDate: Thu, 29 Feb 2024 23:30:00\n\n${said('letters')}\n`,
  'docs/mail-zone.eml': `Subject: Committee\nFrom: a@example.org\nDate: Thu, 29 Feb 2024 23:30:00 -1200\n\n${said('far letters')}\n`,
  'docs/page.adoc': `= Committee\n:revdate: 2024-02-29\n\n{docdate} {localtime} ${said('sheets')}\n`,
  'docs/rows.csv': `title,text,updated\nCommittee,"${said('rows')}",2024-02-29 23:30\n`,
  'docs/2024-02-29-notes.txt': said('notes'),
  'records.jsonl': `${JSON.stringify({ id: 'a', text: said('records'), updated: '2024-03-10T02:30:00', valid_until: '2024-02-29' })}\n`,
};
const PIPELINE = `version: 1
name: zones
read:
  - { name: docs, use: files, with: { root: docs, git: true } }
  - { name: records, use: jsonl, with: { path: records.jsonl } }
score: [{ use: structure }, { use: freshness, with: { graceDays: 0, halfLifeDays: 366 } }]
policy: { quarantine: ["freshness.score < 0.25"] }
export: [{ use: jsonl, with: { path: out/zones.jsonl } }]
`;

function commit(root: string, file: string, date: string): void {
  const git = (...args: string[]): void => void execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false', ...args], { cwd: root, stdio: 'pipe' });
  git('add', file);
  git('commit', '-qm', 'change', `--date=${date}`);
}

async function corpusOnce(): Promise<string> {
  const root = folder({ ...FILES, 'zones.yaml': PIPELINE });
  put(root, { 'docs/west.md': `# West\n\n${said('the west')}\n`, 'docs/east.md': `# East\n\n${said('the east')}\n`, 'docs/paper.pdf': Buffer.from(await pdfFile()) });
  execFileSync('git', ['init', '-q', root], { stdio: 'pipe' });
  commit(root, 'docs/west.md', '2024-02-28T23:30:00-1200');
  commit(root, 'docs/east.md', '2024-03-01T00:30:00+1400');
  for (const file of Object.keys(FILES)) utimesSync(join(root, file), 1_709_251_199, 1_709_251_199);
  return root;
}

interface Row { readonly path: string; readonly date: { readonly value: string; readonly expires: string | null } | null; readonly status: string }
interface Told { readonly exported: string; readonly manifest: string; readonly verdicts: string; readonly documents: readonly Row[] }

/** Every zone begins anew: a store of its own, and a target of its own under the same name. */
async function night(cwd: string, zone: string): Promise<Told> {
  const env = { TZ: zone };
  const store = ['--store', join(cwd, '.winnow', `${zone.replace('/', '-')}.db`)];
  rmSync(join(cwd, 'out'), { recursive: true, force: true });
  const ran = await winnow(['run', 'zones.yaml', ...store, '--now', NOW, '--quiet'], { cwd, env });
  expect([ran.code, ran.stderr]).toEqual([0, '']);
  const lists = await Promise.all(['chunks', 'documents', 'findings'].map((what) => winnow(['list', what, ...store, '--json'], { cwd, env })));
  const [exported, manifest] = ['out/zones.jsonl', 'out/zones.manifest.json'].map((path) => readFileSync(join(cwd, path), 'utf8'));
  return { exported: exported ?? '', manifest: manifest ?? '', verdicts: lists.map(({ stdout }) => stdout).join('\n'), documents: ndjson<Row>(lists[1] ?? ran) };
}

describe('where a run is made', () => {
  it('says nothing of its verdicts and exports', async () => {
    const cwd = await corpusOnce();
    const all: Told[] = [];
    for (const zone of ZONES) all.push(await night(cwd, zone));
    const [first] = all;
    for (const told of all) expect(told).toEqual(first);
    const dated = Object.fromEntries((first?.documents ?? []).map(({ path, date, status }) => [path, `${date?.value ?? ''} ${date?.expires ?? ''} ${status}`]));
    expect(dated).toMatchObject({
      'leap.md': '2024-02-29 2024-02-29 quarantined', 'no-zone.md': '2024-02-29  accepted', 'zone.md': '2024-03-01  accepted', 'gap.md': '2024-03-10 2024-11-03 quarantined', 'text.md': '2024-02-29  accepted',
      'mail.eml': '2024-02-29  accepted', 'page.html': '2024-03-10  accepted', 'rows.csv': '2024-02-29  accepted', 'west.md': '2024-02-29  accepted', 'east.md': '2024-02-29  accepted', 'records.jsonl': '2024-03-10 2024-02-29 quarantined',
    });
    expect(Object.keys(dated)).toHaveLength(16);
  }, 240_000);
});
