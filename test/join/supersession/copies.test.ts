import { describe, expect, test } from 'vitest';
import { textOrder } from '../../../src/join/supersession/evidence.js';
import { cpuMs } from '../../cpu-time.js';
import { body, supersede, type Page } from './helpers.js';

const OTHER = 'The archive in the cellar is open to all who work here between nine and four. Take the stairs at the back, sign the list on the door, and put every folder where it was. What is older than ten years went to the city, which lends it out for a week.';
const LONG = [body(30), body(30, 'leave'), body(30, 'training')].join('\n');
/** Texts in which `line` stands in one place of many. */
const saying = (line: string): string => `${body(30)}\n${line}\n${body(30, 'leave')}`;
const told = (a: string, b: string): readonly [string | null, string] => {
  const { newer, because } = textOrder(a, b);
  const back = textOrder(b, a);
  expect(back.newer).toBe(newer === null ? null : newer === 'a' ? 'b' : 'a');
  expect(back.because).toBe(because);
  return [newer, because];
};

describe('what two near copies say of which is newer', () => {
  test.each([
    ['a version in the same place', 'Download etcd 3.5.2 from the mirror.', 'Download etcd 3.4.18 from the mirror.', 'the version it names (`3.5.2` where the other has `3.4.18`)'],
    ['versions with a v', 'It runs on v1.10 and later.', 'It runs on v1.9 and later.', 'the version it names (`v1.10` where the other has `v1.9`)'],
    ['a year in the same place', 'Copyright 2025 by the authors.', 'Copyright 2021 by the authors.', 'the date it names (`2025` where the other has `2021`)'],
    ['a day in the same place', 'As of 2025-03-01 this holds.', 'As of 2024-12-31 this holds.', 'the date it names (`2025-03-01` where the other has `2024-12-31`)'],
    ['an encrypted address', 'See https://example.com/a for more.', 'See http://example.com/a for more.', 'its addresses (`https` where the other has `http`)'],
    ['a renamed branch', 'See example.com/tree/main/docs for more.', 'See example.com/tree/master/docs for more.', 'its addresses (`main` where the other has `master`)'],
    ['a version from which on something holds', 'Since v3.6 the desk answers by mail.', 'The desk answers by mail.', 'the version from which on something holds (`3.6`)'],
    ['a later one', 'Available since 1.10 and added in 1.4.', 'Available since 1.9 and added in 1.4.', 'the version it names (`1.10` where the other has `1.9`)'],
    ['what is not done yet', 'The desk answers by mail.', 'TODO: how the desk answers.', 'the other being unfinished'],
  ])('%s', (_, newer, older, because) => {
    expect(told(saying(newer), saying(older))).toEqual(['a', because]);
  });

  test.each([
    ['nothing', 'The desk answers by mail.', 'The desk answers by phone.'],
    ['versions that disagree', 'From etcd 3.5 to helm 3.1 it works.', 'From etcd 3.4 to helm 3.2 it works.'],
    ['kinds that disagree', 'See http://example.com/a of 2025 for more.', 'See https://example.com/a of 2021 for more.'],
    ['addresses of machines', 'Connect to 10.0.0.2 first.', 'Connect to 10.0.0.1 first.'],
    ['sums', 'It costs 2,500 EUR a day.', 'It costs 1,500 EUR a day.'],
  ])('%s tells nothing', (_, a, b) => {
    expect(told(saying(a), saying(b))[0]).toBeNull();
  });

  test('hostile texts take no longer than their length', () => {
    const started = cpuMs();
    for (const text of ['since '.repeat(1e5), '3.4.'.repeat(2e5), 'since a '.repeat(1e5), '1 '.repeat(4e5), '-'.repeat(1e6), 'v1.2 '.repeat(1e5)]) textOrder(text, `${text}x 2.0 `.repeat(1));
    expect(cpuMs() - started).toBeLessThan(8000);
  });
});

describe('near copies under names that have nothing in common', () => {
  const pair = (a: Partial<Page>, b: Partial<Page>, options: Record<string, unknown> = {}): readonly string[] => supersede([{ path: 'wiki/x17.md', text: `${LONG}\nAsk the desk first.`, ...a }, { path: 'drive/travelling.md', text: `${LONG}\nAsk your head first.`, ...b }], options).edges;
  const DATED = [{ date: '2026-01-01' }, { date: '2023-01-01' }] as const;

  test('are editions where their dates tell which is newer', () => {
    expect(pair(...DATED)).toEqual(['wiki/x17.md > drive/travelling.md']);
    expect(pair(DATED[1], DATED[0])).toEqual(['drive/travelling.md > wiki/x17.md']);
    const { drafts } = supersede([{ path: 'a.md', text: `${LONG}\nOne more.`, date: '2026-01-01' }, { path: 'b.md', text: LONG, date: '2023-01-01' }]);
    expect(drafts).toMatchObject([{ certainty: 'possible', method: 'near copies, jaccard word-3 >= 0.8, newer by its date', because: 'its date (`2026-01-01` after `2023-01-01`)' }]);
  });

  test('or where the texts do', () => {
    expect(pair({ text: `${LONG}\nIt is for etcd 3.5 here.` }, { text: `${LONG}\nIt is for etcd 3.4 here.` })).toEqual(['wiki/x17.md > drive/travelling.md']);
  });

  test.each<[string, Partial<Page>, Partial<Page>]>([
    ['undated ones', {}, {}],
    ['dates that are too close', { date: '2026-01-20' }, { date: '2026-01-01' }],
    ['dates against texts', { date: '2026-01-01', text: `${LONG}\nIt is for etcd 3.4 here.` }, { date: '2023-01-01', text: `${LONG}\nIt is for etcd 3.5 here.` }],
    ['the same words', { ...DATED[0], text: LONG }, { ...DATED[1], text: LONG }],
    ['the same words below other front matter', { ...DATED[0], text: `---\nupdated: 2026-01-01\n---\n${LONG}` }, { ...DATED[1], text: `---\nupdated: 2023-01-01\nowner: desk\n---\n${LONG}` }],
    ['a newer copy in a source of less authority', { ...DATED[0], authority: 0.4 }, { ...DATED[1], authority: 0.9 }],
    ['half of the text', DATED[0], { ...DATED[1], text: `${body(30)}\n${OTHER}` }],
    ['other titles', { ...DATED[0], title: 'Travel of staff' }, { ...DATED[1], title: 'Travel of guests' }],
    ['a title that one has', { ...DATED[0], title: 'Travel of staff' }, DATED[1]],
    ['two platforms', { ...DATED[0], path: 'windows/setup.md' }, { ...DATED[1], path: 'linux/setup.md' }],
    ['weekly reports', { ...DATED[0], path: 'reports/x.md' }, { ...DATED[1], path: 'reports/y.md' }],
    ['weekly reports of one name', { ...DATED[0], path: 'a/reports/x.md' }, { ...DATED[1], path: 'b/reports/x.md' }],
    ['rows of a table', { ...DATED[0], path: 'rows.csv' }, { ...DATED[1], path: 'others.csv' }],
    ['other access labels', { ...DATED[0], access: 'staff' }, { ...DATED[1], access: 'public' }],
    ['contracts of one template', { ...DATED[0], text: `${LONG}\nThis is between us and Acme. What Acme owes is due.` }, { ...DATED[1], text: `${LONG}\nThis is between us and Globex. What Globex owes is due.` }],
  ])('not: %s', (_, a, b) => {
    expect(pair(a, b)).toEqual([]);
  });

  test('the threshold is the option\'s', () => {
    expect(pair(...DATED, { minAlike: 1 })).toEqual([]);
  });

  test('a shingle that many documents have finds nobody', () => {
    const pages = Array.from({ length: 40 }, (_, at) => ({ path: `p${at}.md`, text: `${LONG}\nNumber ${at}.`, date: `20${10 + (at % 16)}-01-01` }));
    expect(supersede(pages).run.candidates).toBe(0);
  });
});
