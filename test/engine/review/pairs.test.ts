import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listLines } from '../../../src/engine/views/index.js';
import type { DecisionLine } from '../../../src/engine/views/index.js';
import { ADA, ReviewedCorpus, choice, page, subjects } from './support.js';

let corpus: ReviewedCorpus;
beforeEach(() => { corpus = new ReviewedCorpus({ quarantine: ["fired('duplication/near') && !canonical", "fired('contradiction/likely')"] }); });
afterEach(() => corpus.close());

async function toldApart(): Promise<void> {
  const desk = await corpus.desk();
  const [copy] = await corpus.waiting({ kind: 'cluster' });
  const { item, counterparts: [kept] } = await desk.item(copy?.id ?? '');
  expect(kept?.relation).toBe('copy');
  await desk.decide({ verdict: 'not-duplicate', pair: [choice(item), choice(kept ?? item)], reason: 'two buildings' }, ADA);
}

const fates = async (): Promise<string[]> => {
  const generation = await corpus.store.currentGeneration();
  const lines: DecisionLine[] = [];
  for await (const line of listLines({ store: corpus.store, pipeline: await corpus.pipeline(), generation }, 'decisions', {})) lines.push(line);
  return lines.map(({ verdict, fate }) => `${verdict} ${fate}`);
};

const edges = async (): Promise<string[]> => {
  const generation = await corpus.store.currentGeneration();
  const lines: string[] = [];
  for await (const { kind, of, person } of listLines({ store: corpus.store, pipeline: await corpus.pipeline(), generation }, 'edges', {})) if (of === 'chunks') lines.push(`${kind} ${person === undefined ? 'nobody' : `${person.verdict} by ${person.actor}`}`);
  return lines;
};

describe('two texts that are told apart', () => {
  beforeEach(async () => {
    corpus.put({ 'north.md': page('2026-10-01'), 'south.md': page('2026-09-01', subjects('hoist')) });
    await corpus.night();
    expect(await corpus.statuses()).toEqual(['north.md: accepted', 'south.md: quarantined']);
  });

  it('are both released at once, and stay so through the nights', async () => {
    await toldApart();
    expect(await corpus.statuses()).toEqual(['north.md: accepted', 'south.md: accepted']);
    const generation = await corpus.store.currentGeneration();
    expect(await corpus.night()).toBe(generation?.number);
    expect(await corpus.night('2026-11-24', true)).toBe(generation?.number);
    expect(await fates()).toEqual(['not-duplicate stands']);
    expect(await edges()).toEqual(['near-duplicate not-duplicate by ada']);
  });

  it('stay apart where a third text is a copy of both, which hides behind one of them', async () => {
    await toldApart();
    corpus.put({ 'west.md': page('2026-08-01', subjects('winch')) });
    await corpus.night();
    expect(await corpus.statuses()).toEqual(['north.md: accepted', 'south.md: accepted', 'west.md: quarantined']);
  });

  it('are remembered by their texts: also under another name, and no longer when one has changed', async () => {
    await toldApart();
    corpus.remove('south.md');
    corpus.put({ 'annex.md': page('2026-09-01', subjects('hoist')) });
    await corpus.night();
    expect(await corpus.statuses()).toEqual(['annex.md: accepted', 'north.md: accepted']);
    expect(await fates()).toEqual(['not-duplicate carried']);
    corpus.put({ 'annex.md': page('2026-09-01', subjects('derrick')) });
    await corpus.night();
    expect(await corpus.statuses()).toEqual(['annex.md: quarantined', 'north.md: accepted']);
    expect(await fates()).toEqual(['not-duplicate ended']);
  });

  it('are copies again when that is taken back', async () => {
    await toldApart();
    const undone = await (await corpus.desk()).undo({ first: 1, last: 1 }, ADA);
    expect(undone.decided).toContainEqual(expect.objectContaining({ path: 'south.md', from: 'accepted', to: 'quarantined' }));
    expect(await corpus.statuses()).toEqual(['north.md: accepted', 'south.md: quarantined']);
    expect(await edges()).toEqual(['near-duplicate nobody']);
    expect(await fates()).toEqual(['not-duplicate withdrawn', 'withdraw stands']);
    expect(await corpus.night('2026-11-24', true)).toBe(undone.generation);
    expect(await corpus.store.check()).toEqual([]);
  });

  it('cannot be the same words: such copies are approved, each as it is', async () => {
    corpus.put({ 'south.md': page('2026-09-01') });
    await corpus.night();
    const desk = await corpus.desk();
    const [north, south] = await Promise.all((await corpus.chunks()).map(async ({ id }) => choice((await desk.item(id)).item)));
    if (north === undefined || south === undefined) throw new Error('there are two chunks');
    await expect(desk.decide({ verdict: 'not-duplicate', pair: [north, south] }, ADA)).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('two statements that are no contradiction', () => {
  const NOTE = (days: string): string => `---\nupdated: 2026-10-01\n---\n\n# Refunds\n\nCustomers may return the article within ${days} days after the parcel has arrived.\n`;

  it('are both released, and stay so', async () => {
    corpus.put({ 'refunds.md': NOTE('30'), 'returns.md': NOTE('14') });
    await corpus.night();
    const desk = await corpus.desk();
    const [held] = await corpus.waiting({ kind: 'contradiction' });
    const { item, counterparts: [other] } = await desk.item(held?.id ?? '');
    expect(other).toMatchObject({ relation: 'contradiction', dispute: { cue: 'number' } });
    await desk.decide({ verdict: 'not-contradiction', pair: [choice(item), choice(other ?? item)] }, ADA);
    const findings = (await corpus.chunks()).flatMap(({ decided }) => decided.findings.map(({ rule }) => rule));
    expect(findings.filter((rule) => rule.startsWith('contradiction/'))).toEqual([]);
    const { generation } = (await desk.queue({}));
    expect(await corpus.night('2026-11-24', true)).toBe(generation);
  });
});
