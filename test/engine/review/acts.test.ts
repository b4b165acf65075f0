import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DecisionConflict, openDesk, type DecisionAct } from '../../../src/engine/review/index.js';
import { ADA, BOB, ReviewedCorpus, choice, page, subjects } from './support.js';

let corpus: ReviewedCorpus;
beforeEach(async () => {
  corpus = new ReviewedCorpus({ quarantine: ["fired('freshness/stale')"] });
  corpus.put({ 'care.md': page('2021-03-01'), 'fire.md': page('2021-03-01', subjects('alarm'), 'Fire') });
  await corpus.night();
  expect(await corpus.statuses()).toEqual(['care.md: quarantined', 'fire.md: quarantined']);
});
afterEach(() => corpus.close());

async function say(verdict: 'approve' | 'reject' | 'requeue', path: string, by = ADA): Promise<{ first: number; last: number }> {
  const { act } = await (await corpus.desk()).decide({ verdict, items: [choice(await itemOf(path))] }, by);
  return act ?? { first: 0, last: 0 };
}

async function itemOf(path: string): Promise<Awaited<ReturnType<Awaited<ReturnType<ReviewedCorpus['desk']>>['item']>>['item']> {
  const chunk = (await corpus.chunks()).find((one) => one.path === path);
  return (await (await corpus.desk()).item(chunk?.id ?? '')).item;
}

const statusOf = async (path: string): Promise<string | undefined> => (await corpus.chunks()).find((one) => one.path === path)?.decided.status;

describe('an act that is undone', () => {
  it('is as if it had not been made: what was decided before holds again', async () => {
    await say('reject', 'care.md');
    const approved = await say('approve', 'care.md');
    expect(await statusOf('care.md')).toBe('accepted');
    const desk = await corpus.desk();
    await desk.undo(approved, ADA);
    expect(await statusOf('care.md')).toBe('rejected');
    await desk.undo({ first: 1, last: 1 }, ADA);
    expect(await statusOf('care.md')).toBe('quarantined');
    expect((await desk.decisions()).map(({ verdict, fate }) => `${verdict} ${fate}`)).toEqual(['withdraw stands', 'withdraw stands', 'approve withdrawn', 'reject withdrawn']);
    const generation = (await corpus.store.currentGeneration())?.number;
    expect(await corpus.night('2026-11-24', true)).toBe(generation);
    expect(await corpus.store.check()).toEqual([]);
  });

  it('takes back what is left of it, where a part was taken back before', async () => {
    const desk = await corpus.desk();
    const { act } = await desk.decide({ verdict: 'reject', items: [choice(await itemOf('care.md')), choice(await itemOf('fire.md'))] }, ADA);
    await desk.undo({ first: 1, last: 1 }, BOB);
    expect(await corpus.statuses()).toEqual(['care.md: quarantined', 'fire.md: rejected']);
    await desk.undo(act ?? { first: 0, last: 0 }, ADA);
    expect(await corpus.statuses()).toEqual(['care.md: quarantined', 'fire.md: quarantined']);
    expect((await desk.decisions()).map(({ verdict, withdraws = '' }) => `${verdict} ${withdraws}`.trim())).toEqual(['withdraw 2', 'withdraw 1', 'reject', 'reject']);
    await expect(desk.undo(act ?? { first: 0, last: 0 }, ADA)).rejects.toMatchObject({ code: 'decision-conflict', conflicts: [{ message: 'decision 1 has been taken back already' }, {}] });
  });

  it('lets go what the decision had carried to, when the file has been renamed since', async () => {
    const approved = await say('approve', 'care.md');
    renameSync(join(corpus.folder, 'docs', 'care.md'), join(corpus.folder, 'docs', 'upkeep.md'));
    await corpus.night();
    expect(await statusOf('upkeep.md')).toBe('accepted');
    const { decided } = await (await corpus.desk()).undo(approved, ADA);
    expect(decided).toEqual([expect.objectContaining({ path: 'upkeep.md', from: 'accepted', to: 'quarantined' })]);
  });

  it('is refused where it was taken back already, where somebody has decided since, and where there is none', async () => {
    const desk = await corpus.desk();
    const act = await say('approve', 'care.md');
    await say('reject', 'care.md', BOB);
    await expect(desk.undo(act, ADA)).rejects.toMatchObject({ code: 'decision-conflict', conflicts: [{ message: 'bob decided on it since (reject, decision 2)' }] });
    await desk.undo({ first: 2, last: 2 }, BOB);
    await desk.undo(act, ADA);
    await expect(desk.undo(act, ADA)).rejects.toThrow(DecisionConflict);
    await expect(desk.undo({ first: 90, last: 91 }, ADA)).rejects.toMatchObject({ code: 'id-unknown' });
    await expect(desk.undo({ first: 3, last: 3 }, ADA)).rejects.toMatchObject({ code: 'usage' });
  });

  it('is done once, whoever is quicker, also where no generation tells the two apart', async () => {
    const desk = await corpus.desk();
    const other = await openDesk(corpus.location);
    try {
      const item = choice(await itemOf('care.md'));
      const { act } = await desk.decide({ verdict: 'assign', items: [item], assignee: 'cem' }, ADA);
      const range = act ?? { first: 0, last: 0 };
      const undone = await Promise.allSettled([desk.undo(range, ADA), other.undo(range, BOB)]);
      expect(undone.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const seen = choice(await itemOf('care.md'));
      const assigned = await Promise.allSettled([desk.decide({ verdict: 'assign', items: [seen], assignee: 'ada' }, ADA), other.decide({ verdict: 'assign', items: [seen], assignee: 'bob' }, BOB)]);
      expect(assigned.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect((await corpus.store.listDecisions({ limit: 10 })).map(({ verdict }) => verdict)).toEqual(['assign', 'withdraw', 'assign']);
    } finally {
      await other.close();
    }
  });

  it('takes both halves of "this side is right" back', async () => {
    const desk = await corpus.desk();
    const { act } = await desk.decide({ verdict: 'side-right', right: choice(await itemOf('care.md')), wrong: choice(await itemOf('fire.md')) }, ADA);
    expect(await corpus.statuses()).toEqual(['care.md: accepted', 'fire.md: rejected']);
    expect(act).toEqual({ first: 1, last: 2 });
    await desk.undo(act ?? { first: 0, last: 0 }, ADA);
    expect(await corpus.statuses()).toEqual(['care.md: quarantined', 'fire.md: quarantined']);
  });
});

describe('a decision on what is no longer so', () => {
  const refused = async (act: DecisionAct): Promise<readonly { changed: readonly string[]; message: string }[]> => {
    const error = await (await corpus.desk()).decide(act, BOB).then(() => null, (reason: unknown) => reason);
    expect(error).toBeInstanceOf(DecisionConflict);
    return (error as DecisionConflict).conflicts;
  };

  it('names a text that has changed, or gone', async () => {
    const seen = choice(await itemOf('care.md'));
    corpus.put({ 'care.md': page('2021-03-01').replace('green book', 'red book') });
    await corpus.night();
    // A changed text is another chunk.
    expect(await refused({ verdict: 'approve', items: [seen] })).toMatchObject([{ id: seen.id, changed: ['gone'], now: null }]);
  });

  it('names who decided meanwhile, and holds for every item of an act or for none', async () => {
    const [care, fire] = [choice(await itemOf('care.md')), choice(await itemOf('fire.md'))];
    await say('reject', 'care.md');
    const conflicts = await refused({ verdict: 'approve', items: [care, fire] });
    expect(conflicts).toMatchObject([{ id: care.id, changed: ['decision'] }]);
    expect(conflicts[0]?.message).toContain('Rejected by ada');
    expect(await corpus.statuses()).toEqual(['care.md: rejected', 'fire.md: quarantined']);
  });

  it('names rules that fired since', async () => {
    const item = await itemOf('care.md');
    expect(item.evidence.rules).toContain('freshness/stale');
    const conflicts = await refused({ verdict: 'approve', items: [{ id: item.id, evidence: { ...item.evidence, rules: [] } }] });
    expect(conflicts).toMatchObject([{ changed: ['rules'], now: item.evidence }]);
    expect(conflicts[0]?.message).toMatch(/freshness\/stale.* fired since/u);
  });
});

describe('what is for a time', () => {
  it('comes back by itself: a waiver holds until its day and no longer', async () => {
    const desk = await corpus.desk();
    await desk.decide({ verdict: 'waive', items: [choice(await itemOf('care.md'))], until: '2999-01-01', reason: 'until the new edition' }, ADA);
    expect(await corpus.statuses()).toEqual(['care.md: accepted', 'fire.md: quarantined']);
    await corpus.night('2998-12-31');
    expect(await statusOf('care.md')).toBe('accepted');
    await corpus.night('2999-01-01');
    expect(await statusOf('care.md')).toBe('quarantined');
    expect((await desk.decisions())[0]).toMatchObject({ verdict: 'waive', fate: 'ended' });
  });

  const owners = async (): Promise<Record<string, string | null>> => Object.fromEntries((await corpus.waiting({ attention: 'all' })).map(({ path, assignee }) => [path, assignee]));

  it('has an owner, whose it is when it comes back: who is named, or else who waived', async () => {
    const desk = await corpus.desk();
    const [care, fire] = [choice(await itemOf('care.md')), choice(await itemOf('fire.md'))];
    await desk.decide({ verdict: 'assign', items: [fire], assignee: 'cem' }, ADA);
    await desk.decide({ verdict: 'waive', items: [care], until: '2999-01-01', assignee: ' bob ' }, ADA);
    await desk.decide({ verdict: 'waive', items: [choice(await itemOf('fire.md'))], until: '2999-01-01', assignee: '' }, ADA);
    expect((await desk.decisions()).map(({ verdict, assignee }) => `${verdict} ${assignee ?? ''}`)).toEqual(['waive ada', 'waive bob', 'assign cem']);
    await corpus.night('2999-01-01');
    expect(await owners()).toEqual({ 'care.md': 'bob', 'fire.md': 'ada' });
    expect((await desk.queue({ assignee: 'bob' })).items).toBe(1);
    expect((await desk.item(care.id)).story.decisions).toMatchObject([{ verdict: 'waive', until: '2999-01-01T00:00:00.000Z', assignee: 'bob' }]);
  });

  it('is no longer its owner\'s where it was given to another since, decided on since, or taken back', async () => {
    const desk = await corpus.desk();
    const waive = async (path: string, assignee: string): Promise<{ first: number; last: number }> =>
      (await desk.decide({ verdict: 'waive', items: [choice(await itemOf(path))], until: '2999-01-01', assignee }, ADA)).act ?? { first: 0, last: 0 };
    await desk.decide({ verdict: 'assign', items: [choice(await itemOf('fire.md'))], assignee: 'cem' }, ADA);
    await waive('care.md', 'bob');
    const taken = await waive('fire.md', 'bob');
    const given = await desk.decide({ verdict: 'assign', items: [choice(await itemOf('care.md'))], assignee: '' }, ADA);
    await corpus.night('2999-01-01');
    expect(await owners()).toEqual({ 'care.md': null, 'fire.md': 'bob' });
    await desk.undo(taken, ADA);
    await desk.undo(given.act ?? { first: 0, last: 0 }, ADA);
    expect(await owners()).toEqual({ 'care.md': 'bob', 'fire.md': 'cem' });
    const requeued = await say('requeue', 'care.md', BOB);
    expect(await owners()).toEqual({ 'care.md': null, 'fire.md': 'cem' });
    await desk.undo(requeued, BOB);
    expect(await owners()).toEqual({ 'care.md': 'bob', 'fire.md': 'cem' });
  });

  it('is its owner\'s too where another rule ends the waiver before its day', async () => {
    const desk = await corpus.desk();
    corpus.put({ 'new.md': page('2026-10-01', subjects('hose'), 'New') });
    await corpus.night();
    await desk.decide({ verdict: 'waive', items: [choice(await itemOf('new.md'))], until: '2999-01-01', assignee: 'bob' }, ADA);
    await corpus.night('2036-10-01');
    expect((await corpus.waiting({ text: 'hose' })).map(({ assignee, reasons }) => [assignee, reasons[0]?.rule])).toEqual([['bob', 'decision/lapsed']]);
  });

  it.each([['approve', { assignee: 'bob' }], ['snooze', { assignee: 'bob', until: '2999-01-01' }], ['reject', { until: '2999-01-01' }]] as const)('is asked for in vain of what has no end or makes nothing anybody\'s: %s', async (verdict, details) => {
    await expect((await corpus.desk()).decide({ verdict, items: [choice(await itemOf('care.md'))], ...details }, ADA)).rejects.toMatchObject({ code: 'usage' });
  });

  it.each([[undefined], ['2020-01-01'], ['soon']])('is refused without a day that is to come (%s)', async (until) => {
    await expect((await corpus.desk()).decide({ verdict: 'waive', items: [choice(await itemOf('care.md'))], until }, ADA)).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('a preview', () => {
  it('says what would follow and changes nothing', async () => {
    const desk = await corpus.desk();
    const items = [choice(await itemOf('care.md'))];
    const preview = await desk.decide({ verdict: 'approve', items }, { ...ADA, preview: true });
    expect(preview).toMatchObject({ generation: 1, act: null, decided: [{ path: 'care.md', from: 'quarantined', to: 'accepted' }] });
    expect([await statusOf('care.md'), (await desk.decisions()).length]).toEqual(['quarantined', 0]);
    const { decided, others } = await desk.decide({ verdict: 'approve', items }, ADA);
    expect({ decided, others }).toEqual({ decided: preview.decided, others: preview.others });
  });
});
