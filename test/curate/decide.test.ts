import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/core/index.js';
import { compilePolicy, decideChunk, type DecideInput } from '../../src/curate/index.js';
import { ALL_BLOCKS, eventOf, factsOf, findingOf, predecessorOf } from './support.js';

const policy = compilePolicy({ reject: ['structure.score < 0.15'], quarantine: ['structure.score < 0.5', 'fired("freshness/stale")'] }, ALL_BLOCKS);
const STALE_FROM = 50 * DAY_MS;

const decide = (changes: Partial<DecideInput> & { structure?: number } = {}) => decideChunk({
  policy, now: 0, textHash: 'T', decision: null, predecessors: [], crossing: () => null, findingsChangeAt: [STALE_FROM],
  factsAt: (now) => factsOf({ scores: { structure: changes.structure ?? 0.9 }, findings: now >= STALE_FROM ? [findingOf('freshness/stale')] : [] }),
  ...changes,
});

describe('decideChunk', () => {
  it('follows the policy when nobody decided', () => {
    expect(decide()).toEqual({ status: 'accepted', by: policy.key, reasons: [], nextChangeAt: STALE_FROM, decisionSeq: null });
    expect(decide({ now: STALE_FROM })).toMatchObject({ status: 'quarantined', by: policy.key, reasons: [{ rule: 'freshness/stale' }], nextChangeAt: null });
    expect(decide({ structure: 0.1 })).toMatchObject({ status: 'rejected', nextChangeAt: null });
  });

  it('accepts what a person approved, whatever the policy says', () => {
    const decision = eventOf({ seq: 4, rules: ['policy/expression', 'freshness/stale'] });
    expect(decide({ structure: 0.1, decision })).toEqual({ status: 'accepted', by: 'person:ada', reasons: [], nextChangeAt: null, decisionSeq: 4 });
  });

  it('knows when an approval will lapse by itself', () => {
    const decision = eventOf({ seq: 4 });
    expect(decide({ decision })).toMatchObject({ status: 'accepted', by: 'person:ada', nextChangeAt: STALE_FROM });
    expect(decide({ decision, now: STALE_FROM })).toEqual({
      status: 'quarantined', by: policy.key, nextChangeAt: null, decisionSeq: null, decisions: [4],
      reasons: [
        { rule: 'decision/lapsed', severity: 'warning', message: 'Approved by ada on 2026-03-01, but freshness/stale fired since' },
        expect.objectContaining({ rule: 'freshness/stale' }),
      ],
    });
  });

  it('keeps what lapsed held back, even where the policy would accept', () => {
    for (const verdict of ['approve', 'reject'] as const) {
      const predecessors = [predecessorOf({ share: 0.8, textHash: 'before', decision: eventOf({ verdict }) })];
      expect(decide({ predecessors })).toMatchObject({ status: 'quarantined', by: policy.key, decisionSeq: null, reasons: [{ rule: 'decision/lapsed' }] });
      expect(decide({ predecessors, structure: 0.1 })).toMatchObject({ status: 'rejected', reasons: [{ rule: 'decision/lapsed' }, { rule: 'policy/expression' }] });
    }
  });

  it('rejects what a person rejected, in their words', () => {
    const decision = eventOf({ seq: 2, verdict: 'reject', reason: 'Wrong\nregion' });
    expect(decide({ decision })).toEqual({
      status: 'rejected', by: 'person:ada', nextChangeAt: null, decisionSeq: 2, reasons: [{ rule: 'decision/rejected', severity: 'warning', message: 'Wrong region' }],
    });
    expect(decide({ decision: eventOf({ verdict: 'reject', reason: ' ' }) }).reasons[0]?.message).toBe('Rejected by ada on 2026-03-01');
  });

  it('queues what a person requeued, with the policy\'s reasons', () => {
    const decision = eventOf({ seq: 3, verdict: 'requeue', reason: 'ask legal' });
    expect(decide({ decision })).toMatchObject({ status: 'quarantined', by: 'person:ada', decisionSeq: 3, reasons: [{ rule: 'decision/requeued', message: 'ask legal' }] });
    expect(decide({ decision, structure: 0.1 })).toMatchObject({ status: 'quarantined', reasons: [{ rule: 'decision/requeued' }, { rule: 'policy/expression' }] });
  });

  it('carries a decision over a rename', () => {
    expect(decide({ structure: 0.4, predecessors: [predecessorOf({ decision: eventOf({ seq: 8, rules: ['policy/expression'] }) })] }))
      .toMatchObject({ status: 'accepted', by: 'person:ada', decisionSeq: 8 });
  });

  it('asks for the facts of the present once', () => {
    const asked: number[] = [];
    decide({ factsAt: (now) => { asked.push(now); return factsOf(); } });
    expect(asked.filter((now) => now === 0)).toHaveLength(1);
  });
});
