import { describe, expect, test } from 'vitest';
import { supersessionJoin } from '../../../src/join/supersession/index.js';
import { joinContract } from '../../contract/join.js';
import { body, page, supersede, type Page } from './helpers.js';
import { cpuMs } from '../../cpu-time.js';

const OTHER = 'A text about quite another thing, which shares neither its words nor its order with any of the pages in here, and goes on for a while so that it can be compared.';

describe('editions of one document', () => {
  test.each<[string, Page, Page]>([
    ['years in the file names', { path: 'policies/travel-policy-2026.pdf', text: body(45) }, { path: 'policies/travel-policy-2023.pdf' }],
    ['years against the file dates', { path: 'p/travel-2026.pdf', date: '2020-01-01' }, { path: 'p/travel-2023.pdf', date: '2026-01-01' }],
    ['folders of years', { path: 'handbook-v2024/leave.md' }, { path: 'handbook-v2019/leave.md' }],
    ['revisions', { path: 'p/travel-rev3.pdf' }, { path: 'p/travel-rev2.pdf' }],
    ['an archive folder', { path: 'handbook/leave.md' }, { path: 'handbook/archive/leave.md' }],
    ['an old copy', { path: 'handbook/leave.md' }, { path: 'handbook/old-leave.md' }],
    ['a draft', { path: 'handbook/leave-2024.md' }, { path: 'handbook/leave-2024-draft.md' }],
    ['a numbered copy, by date', { path: 'handbook/leave.md', date: '2024-05-04' }, { path: 'handbook/leave (1).md', date: '2024-01-01' }],
    ['a dated name against a dated text', { path: 'p/travel.md', date: '2025-02-01' }, { path: 'p/travel-2023.md' }],
    ['a newer edition in another source', { path: 'travel-policy-2026.md', source: 'wiki' }, { path: 'travel-policy-2023.pdf', source: 'drive' }],
    ['versions of a policy', { path: 'policies/travel-v2.pdf', type: 'policy' }, { path: 'policies/travel-v1.pdf', type: 'policy' }],
    ['a second final version', { path: 'p/plan_final2.md' }, { path: 'p/plan_final.md' }],
    ['a third final version', { path: 'p/plan-final-3.md' }, { path: 'p/plan_final2.md' }],
    ['a copy of it, by date', { path: 'p/leave.md', date: '2024-05-04' }, { path: 'p/Copy of leave.md', date: '2024-01-01' }],
    ['a copy in brackets, by date', { path: 'p/leave.md', date: '2024-05-04' }, { path: 'p/leave (copy).md', date: '2024-01-01' }],
    ['a numbered copy of a copy, by date', { path: 'p/leave.md', date: '2024-05-04' }, { path: 'p/leave - Copy 2.md', date: '2024-01-01' }],
    ['versions of what people save under a new name', { path: 'offers/proposal-v2.docx' }, { path: 'offers/proposal-v1.docx' }],
    ['exports of a wiki, which numbers its pages', { path: 'wiki/Travel-policy-2026_22310.html', title: 'Travel policy 2026' }, { path: 'wiki/Travel-policy-2023_19876.html', title: 'Travel policy 2023' }],
    ['titles with years', { path: 'wiki/page-17.html', title: 'Travel Policy 2026' }, { path: 'docs/page-17.html', title: 'Travel Policy 2023' }],
  ])('%s', (_, newer, older) => {
    const expected = [`${newer.path} > ${older.path}`];
    expect(supersede([newer, older]).edges).toEqual(expected);
    expect(supersede([older, newer]).edges).toEqual(expected);
    expect(supersede([newer, older]).survivors).toEqual([`${older.path} -> ${newer.path}`]);
  });

  test('the edge says what was compared, and quotes the titles', () => {
    const text = `# Travel Policy 2023\n\n${body(30)}`;
    const { drafts, run } = supersede([
      { path: 'policies/travel-policy-2026.pdf', title: 'Travel Policy 2026', text: body(45), date: '2026-01-15' },
      { path: 'policies/travel-policy-2023.pdf', title: 'Travel Policy 2023', text, date: '2023-02-01' },
    ]);
    expect(drafts).toMatchObject([{
      kind: 'supersedes', certainty: 'likely', cue: 'date', differs: ['2026', '2023'],
      a: { quote: 'Travel Policy 2026', span: null }, b: { quote: 'Travel Policy 2023', span: { start: 2, end: 20 } },
      method: 'same path but for its edition, containment word-3 >= 0.2, newer by the date in its name',
    }]);
    const [older] = [...run.outcomes.values()].filter(({ canonical }) => !canonical);
    expect(older).toMatchObject({
      score: null,
      findings: [{
        rule: 'freshness/superseded', severity: 'warning', related: { path: 'policies/travel-policy-2026.pdf' },
        message: 'Superseded by `policies/travel-policy-2026.pdf`, dated 2026-01-15, told by the date in its name (`2026` after `2023`), expected the newest version',
      }],
    });
  });
});

describe('not editions of one document', () => {
  test.each<[string, Page, Page]>([
    ['two product versions in names', { path: 'docs/install-2.x.md', date: '2026-01-01' }, { path: 'docs/install-1.x.md', date: '2023-01-01' }],
    ['products with years', { path: 'windows-server-2022.md', date: '2026-01-01' }, { path: 'windows-server-2019.md', date: '2023-01-01' }],
    ['other access labels', { path: 'p/travel-2026.md', access: 'staff' }, { path: 'p/travel-2023.md', access: 'public' }],
    ['other languages', { path: 'p/travel-2026.md', language: 'de' }, { path: 'p/travel-2023.md', language: 'en' }],
    ['other words', { path: 'p/travel-2026.md', text: OTHER }, { path: 'p/travel-2023.md' }],
    ['nothing to compare', { path: 'p/travel-2026.md', text: '' }, { path: 'p/travel-2023.md', text: '' }],
    ['minutes of two meetings', { path: 'm/2024-05-04-board.md', type: 'meeting-notes' }, { path: 'm/2024-04-04-board.md', type: 'meeting-notes' }],
    ['weekly reports', { path: 'm/weekly-2024-05-04.md' }, { path: 'm/weekly-2024-05-11.md' }],
    ['regions with one title', { path: 'eu/travel-policy-2026.md', title: 'Travel policy 2026' }, { path: 'us/travel-policy-2023.md', title: 'Travel policy 2023' }],
    ['one title without an edition', { path: 'wiki/a.md', title: 'Travel policy', date: '2026-01-01' }, { path: 'docs/a.md', title: 'Travel policy', date: '2023-01-01' }],
    ['two formats of one edition', { path: 'p/travel-2023.pdf', date: '2026-01-01' }, { path: 'p/travel-2023.docx', date: '2023-01-01' }],
    ['no way to tell which is newer', { path: 'p/travel.md' }, { path: 'p/travel-2023.md' }],
    ['dates that are too close', { path: 'p/leave.md', date: '2024-01-30' }, { path: 'p/leave (1).md', date: '2024-01-01' }],
    ['rows of two price files', { path: 'prices-2026.csv' }, { path: 'prices-2023.csv' }],
    ['links that only mention', { path: 'p/intro.md', text: `This guide replaces nothing.\n${OTHER}` }, { path: 'nothing.md' }],
  ])('%s', (_, a, b) => {
    expect(supersede([a, b]).edges).toEqual([]);
  });

  test('the thresholds are the options\'', () => {
    const near = [{ path: 'p/leave.md', date: '2024-01-20' }, { path: 'p/leave (1).md', date: '2024-01-01' }];
    expect(supersede(near, { minDaysApart: 19 }).edges).toHaveLength(1);
    expect(supersede(near, { minDaysApart: 20 }).edges).toHaveLength(0);
    const half = [{ path: 'p/travel-2026.md', text: `${body(30)}\n${OTHER}` }, { path: 'p/travel-2023.md', text: `${body(70)}\n${OTHER.split(' ').reverse().join(' ')}` }];
    expect(supersede(half, { minShared: 0.2 }).edges).toHaveLength(1);
    expect(supersede(half, { minShared: 0.9 }).edges).toHaveLength(0);
    expect(supersessionJoin.options.safeParse({ minShared: 0 }).error?.issues[0]?.path).toEqual(['minShared']);
    expect(supersessionJoin.options.safeParse({ minDaysApart: Number.NaN }).error?.issues[0]?.path).toEqual(['minDaysApart']);
  });
});

describe('declared links', () => {
  test.each<[string, Page, Page]>([
    ['by path', { path: 'a/new.md', declared: { supersedes: '../b/old-rules.md' }, text: OTHER }, { path: 'b/old-rules.md' }],
    ['by title', { path: 'a/new.md', declared: { replaces: ['Rules of the house'] }, text: OTHER }, { path: 'b/x.md', title: 'Rules of the House' }],
    ['from the older one', { path: 'a/new.md', text: OTHER }, { path: 'b/x.md', declared: { superseded_by: 'https://example.com/a/new.html' } }],
    ['between product versions', { path: 'v2/install.md', declared: { supersedes: 'v1/install.md', version: '2' } }, { path: 'v1/install.md', declared: { version: '1' } }],
    ['by file name, with a shared text', { path: 'a/new.md', declared: { supersedes: 'rules' } }, { path: 'b/rules.md' }],
  ])('%s', (_, newer, older) => {
    const { edges, drafts } = supersede([older, newer]);
    expect(edges).toEqual([`${newer.path} > ${older.path}`]);
    expect(drafts).toMatchObject([{ certainty: 'verified', score: 1, method: 'declared in metadata' }]);
  });

  test('a file name alone needs a shared text', () => {
    expect(supersede([{ path: 'a/new.md', declared: { supersedes: 'rules' }, text: OTHER }, { path: 'b/rules.md' }]).edges).toEqual([]);
  });

  test('the text of either may say so', () => {
    const pages = (newer: string, older: string): Page[] => [
      { path: 'a/travel.md', title: 'Travel in 3 steps', text: `${newer}\n${body(30)}` }, { path: 'b/trips.md', title: 'Business trips', text: `${older}\n${body(30)}` },
    ];
    for (const [newer, older] of [['', 'Superseded by [the new page](../a/travel.md).'], ['', 'This page was replaced by "Travel in 3 steps".'], ['This page supersedes the Business Trips.', '']] as const) {
      const { edges, drafts } = supersede(pages(newer, older));
      expect(edges).toEqual(['a/travel.md > b/trips.md']);
      expect(drafts).toMatchObject([{ certainty: 'likely', method: 'stated in the text' }]);
    }
  });

  test('a canonical address that is another page\'s, where the texts are alike', () => {
    const [own, other] = [{ path: 'blog/travel.html', declared: { canonical: 'https://example.com/blog/travel' } }, { path: 'print/trips.html', declared: { canonical: 'https://example.com/blog/travel' } }];
    const { edges, drafts } = supersede([own, other]);
    expect(edges).toEqual(['blog/travel.html > print/trips.html']);
    expect(drafts).toMatchObject([{ certainty: 'likely', method: 'declared as the canonical address', because: 'the canonical address' }]);
    expect(supersede([own, { ...other, text: OTHER }]).edges).toEqual([]);
    expect(supersede([own, { ...other, path: 'print/blog/travel.html' }]).edges).toEqual([]);
    expect(supersede([{ path: own.path }, { ...other, path: 'print/blog/travel.html' }]).edges).toEqual([]);
    const versions = [{ path: 'docs/guide/install.html' }, { path: 'docs/v1/install-on.html', declared: { canonical: 'https://example.com/docs/guide/install' } }];
    expect(supersede(versions).survivors).toEqual([]);
  });

  test('two that name each other are told apart by date, or not at all', () => {
    const pair = (a: Partial<Page>, b: Partial<Page>): readonly string[] => supersede([
      { path: 'x/a.md', declared: { supersedes: 'x/b.md' }, ...a }, { path: 'x/b.md', declared: { supersedes: 'x/a.md' }, ...b },
    ]).edges;
    expect(pair({ date: '2020-01-01' }, { date: '2024-01-01' })).toEqual(['x/b.md > x/a.md']);
    expect(pair({}, {})).toEqual([]);
  });
});

test('hostile names and texts stay cheap', () => {
  const started = cpuMs();
  for (const text of ['superseded by '.repeat(7e4), '['.repeat(1e6), 'a '.repeat(5e5), '語'.repeat(1e6), '"'.repeat(1e6)]) {
    const input = page({ path: text.slice(0, 1e6), title: text, text, declared: { supersedes: text, superseded_by: [text, 3, null] } });
    const prepared = supersessionJoin.prepare(input, supersessionJoin.options.parse({}));
    expect([...supersessionJoin.keys(prepared, supersessionJoin.options.parse({}), { nodes: 1, frequency: () => 0 })].length).toBeLessThan(300);
  }
  expect(cpuMs() - started).toBeLessThan(8000);
});

const CORPUS: Page[] = [
  { path: 'policies/travel-policy-2021.pdf', title: 'Travel Policy 2021' }, { path: 'policies/travel-policy-2023.pdf', title: 'Travel Policy 2023', text: body(40) },
  { path: 'policies/travel-policy-2026.pdf', title: 'Travel Policy 2026', text: body(55) }, { path: 'handbook/archive/leave.md', text: body(30, 'leave') },
  { path: 'handbook/leave.md', text: body(35, 'leave'), date: '2024-05-04' }, { path: 'docs/v1/install.md' }, { path: 'docs/v2/install.md' },
  { path: 'x/a.md', declared: { supersedes: 'x/b.md' } }, { path: 'x/b.md', declared: { supersedes: 'x/c.md' }, date: '2024-01-01' }, { path: 'x/c.md', declared: { supersedes: 'x/a.md' } },
];
joinContract(supersessionJoin, CORPUS.map(page), new Map(CORPUS.map(page).map(({ id, text }) => [id, text])));
