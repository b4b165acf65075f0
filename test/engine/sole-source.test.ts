import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { decide, list, run, type ChunkLine, type EdgeLine, type FindingLine } from '../../src/index.js';
import { passage } from '../join/duplication/texts.js';

const now = new Date('2026-11-26');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'winnow-sole-'));
  mkdirSync(join(folder, 'docs'));
  writeFileSync(join(folder, 'pipeline.yaml'), 'version: 1\nname: sole\nread: [{ name: docs, use: files, with: { root: docs, git: false } }]\n');
});
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

const write = (path: string, updated: string, text: string): void => { writeFileSync(join(folder, 'docs', path), `---\nupdated: ${updated}\n---\n# ${path.replace('.md', '')}\n\n${text}\n`); };
const OLD = 'The desk gives refunds of a card payment within nine days. The merchant confirms the chargeback first. The settlement is written into the ledger of the cashier then.';
const NEWER = 'A card payment is refunded by the merchant, chargeback first and settlement after it. Cashier and ledger hear of it from the system. No desk has a hand in refunds any longer.';

async function collect<Line>(lines: AsyncIterable<Line>): Promise<Line[]> {
  const found: Line[] = [];
  for await (const line of lines) found.push(line);
  return found;
}
/** Path of each chunk that is flagged, and the rules of freshness that hold `refunds.md` back: the two texts are at odds as well. */
async function night(store = 'store.db'): Promise<{ flagged: string[]; reasons: string[] }> {
  const of = { store: join(folder, store) };
  await run(join(folder, 'pipeline.yaml'), { ...of, now });
  const findings = await collect(list('findings', { ...of, rule: 'freshness/sole-source' }) as AsyncIterable<FindingLine>);
  const chunks = await collect(list('chunks', of) as AsyncIterable<ChunkLine>);
  return { flagged: findings.map(({ path }) => path).sort(), reasons: chunks.filter(({ path }) => path === 'refunds.md').flatMap(({ reasons }) => reasons.map(({ rule }) => rule).filter((rule) => rule.startsWith('freshness/'))).sort() };
}

it('flags what is out of date and has nobody beside it, as the corpus changes from night to night', async () => {
  for (let page = 0; page < 8; page += 1) write(`page${String(page)}.md`, '2026-10-01', passage(page + 1, 60));
  write('refunds.md', '2019-01-01', OLD);
  write('parking.md', '2026-10-01', 'Bicycles are parked in the yard behind the bakery. Cars stand below the roof of the northern hall, where a barrier opens for every badge of the house.');
  expect(await night()).toEqual({ flagged: ['refunds.md'], reasons: ['freshness/sole-source', 'freshness/stale'] });

  write('money.md', '2026-10-01', NEWER);
  expect(await night()).toEqual({ flagged: [], reasons: ['freshness/stale'] });
  expect(await night('scratch.db')).toEqual(await night());

  // The page stays, and its date goes back behind the other's: now it speaks for nobody, and is itself the younger of two old ones no more.
  write('money.md', '2018-01-01', NEWER);
  expect((await night()).flagged).toEqual(['refunds.md']);
  rmSync(join(folder, 'docs', 'money.md'));
  expect(await night()).toEqual({ flagged: ['refunds.md'], reasons: ['freshness/sole-source', 'freshness/stale'] });

  write('refunds.md', '2026-09-01', OLD);
  expect(await night()).toEqual({ flagged: [], reasons: [] });
});

it('makes no approval lapse: the text and its age are as they were', async () => {
  for (let page = 0; page < 8; page += 1) write(`page${String(page)}.md`, '2026-10-01', passage(page + 1, 60));
  write('refunds.md', '2019-01-01', OLD);
  write('money.md', '2026-10-01', NEWER);
  await night();
  const of = { store: join(folder, 'store.db') };
  const [old] = (await collect(list('chunks', of) as AsyncIterable<ChunkLine>)).filter(({ path }) => path === 'refunds.md');
  await decide({ ...of, ids: [old?.id ?? ''], verdict: 'approve', reason: 'still right', actor: 'ada' });
  rmSync(join(folder, 'docs', 'money.md'));
  expect(await night()).toEqual({ flagged: ['refunds.md'], reasons: [] });
});

it('leaves after nights of edits the edges that a store made from scratch has', async () => {
  const words = ['cashier', 'ledger', 'chargeback', 'settlement', 'merchant', 'refunds'];
  const page = (at: number): string => `${OLD} ${passage(at + 20, 3)} ${words.slice(at % 3, 3 + (at % 3)).join(' and ')} are named once more.`;
  for (let at = 0; at < 30; at += 1) write(`other${String(at)}.md`, '2026-10-01', passage(at + 60, 60));
  for (let at = 0; at < 6; at += 1) write(`refunds${String(at)}.md`, `20${String(14 + at)}-01-01`, page(at));
  const edges = async (store: string): Promise<string[]> => {
    await night(store);
    const found = await collect(list('edges', { store: join(folder, store), kind: 'same-subject' }) as AsyncIterable<EdgeLine>);
    return found.map(({ a, b, score }) => `${a.path} > ${b.path} ${String(score)}`).sort();
  };
  const titled = (title: string): void => { writeFileSync(join(folder, 'docs', 'titled.md'), `---\nupdated: 2020-01-01\ntitle: ${title}\n---\n${page(7)}\n`); };
  titled('Bicycles parked beside barriers, hedges, bakeries, orchards, turnstiles, kennels and bollards');
  const first = await edges('store.db');
  // Of six that share their words two are first in every bucket: each knows the newest two, and nobody knows all.
  expect(first).toContainEqual(expect.stringMatching(/^refunds0\.md > refunds5\.md/u));
  expect(first).not.toContainEqual(expect.stringMatching(/titled\.md/u));
  expect(first.filter((edge) => edge.startsWith('refunds0.md >')).length).toBeLessThan(5);

  // One comes that is the newest, one is known to be older than it was thought, one is about refunds by its title now, one goes.
  write('refunds6.md', '2026-01-01', page(6));
  write('refunds5.md', '2010-01-01', page(5));
  titled('Refunds');
  rmSync(join(folder, 'docs', 'refunds4.md'));
  const nightly = await edges('store.db');
  expect(nightly).toEqual(await edges('scratch.db'));
  expect(nightly).toContainEqual(expect.stringMatching(/titled\.md/u));
  expect(nightly).toContainEqual(expect.stringMatching(/^refunds0\.md > refunds6\.md/u));

  write('refunds6.md', '2009-01-01', page(6));
  expect(await edges('store.db')).toEqual(await edges('again.db'));
});
