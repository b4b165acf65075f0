import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PredecessorStanding } from '../../src/core/index.js';
import { evidenceRules, standing, type StandingInput } from '../../src/curate/index.js';
import { eventOf, findingOf, predecessorOf } from './support.js';

const ask = (input: Partial<StandingInput>) => standing({ own: null, predecessors: [], textHash: 'T', firedRules: [], ...input });

describe('a decision on the chunk itself', () => {
  it('is none when nobody decided', () => {
    expect(ask({})).toEqual({ kind: 'none' });
  });

  it('approve stands while no rule fires that was not seen', () => {
    const own = eventOf({ rules: ['freshness/stale', 'structure/garbled'] });
    expect(ask({ own, firedRules: ['freshness/stale'] })).toEqual({ kind: 'stands', event: own, verdict: 'approve', via: 'own', others: [] });
    expect(ask({ own, firedRules: ['freshness/stale', 'duplication/near', 'contradiction/likely'] })).toEqual({
      kind: 'lapsed', event: own, others: [], why: ['Approved by ada on 2026-03-01, but contradiction/likely, duplication/near fired since'],
    });
  });

  it('reject and requeue stand whatever fires', () => {
    for (const verdict of ['reject', 'requeue'] as const) {
      const own = eventOf({ verdict });
      expect(ask({ own, firedRules: ['freshness/stale'] })).toEqual({ kind: 'stands', event: own, verdict, via: 'own', others: [] });
    }
  });

  it('lapses when the text changed; a requeue is over then', () => {
    expect(ask({ own: eventOf({ textHash: 'before' }) })).toMatchObject({ kind: 'lapsed', why: ['Approved by ada on 2026-03-01, but the text has changed since'] });
    expect(ask({ own: eventOf({ textHash: 'before', verdict: 'reject' }) })).toMatchObject({ kind: 'lapsed', why: ['Rejected by ada on 2026-03-01, but the text has changed since'] });
    expect(ask({ own: eventOf({ textHash: 'before', verdict: 'requeue' }) })).toEqual({ kind: 'none' });
  });

  it('goes before whatever predecessors say', () => {
    const own = eventOf({ seq: 3 });
    expect(ask({ own, predecessors: [predecessorOf({ decision: eventOf({ seq: 9, verdict: 'reject' }) })] })).toMatchObject({ kind: 'stands', event: own });
  });

  it('names the person in harmless characters and few rules', () => {
    const own = eventOf({ actor: 'ada\u202E\nevil' });
    const firedRules = Array.from({ length: 9 }, (_, n) => `a/r${n}`);
    expect(ask({ own, firedRules })).toMatchObject({ why: ['Approved by ada\\u{202e} evil on 2026-03-01, but a/r0, a/r1, a/r2, a/r3, a/r4 and 4 more rules fired since'] });
  });
});

describe('through a predecessor with the same text', () => {
  it('carries every verdict as if it were the chunk\'s own', () => {
    for (const verdict of ['approve', 'reject', 'requeue'] as const) {
      const decision = eventOf({ verdict });
      expect(ask({ predecessors: [predecessorOf({ decision })] })).toEqual({ kind: 'stands', event: decision, verdict, via: 'predecessor', others: [] });
    }
    expect(ask({ predecessors: [predecessorOf({ decision: eventOf() })], firedRules: ['freshness/stale'] })).toMatchObject({ kind: 'lapsed' });
  });

  it('carries a decision that had itself been carried through other text', () => {
    const decision = eventOf({ textHash: 'two versions ago' });
    expect(ask({ predecessors: [predecessorOf({ decision })] })).toMatchObject({ kind: 'stands', event: decision });
  });

  it('takes the last word of several', () => {
    const words = [eventOf({ seq: 2 }), eventOf({ seq: 7, verdict: 'reject' }), eventOf({ seq: 5 })];
    expect(ask({ predecessors: words.map((decision) => predecessorOf({ decision })) })).toMatchObject({ kind: 'stands', verdict: 'reject', event: { seq: 7 } });
  });
});

describe('through changed text', () => {
  const part = (share: number, changes: Partial<PredecessorStanding> = {}) => predecessorOf({ textHash: 'other', share, ...changes });
  const approved = (share: number, rules: string[] = []) => part(share, { decision: eventOf({ rules }) });
  const rejected = (share: number) => part(share, { decision: eventOf({ seq: 2, verdict: 'reject' }) });

  it('carries an approval when all text was approved or accepted', () => {
    expect(ask({ predecessors: [approved(1)] })).toMatchObject({ kind: 'stands', verdict: 'approve', via: 'predecessor' });
    expect(ask({ predecessors: [approved(0.3), part(0.7)] })).toMatchObject({ kind: 'stands', verdict: 'approve' });
    expect(ask({ predecessors: [...Array.from({ length: 10 }, () => approved(0.1))] })).toMatchObject({ kind: 'stands' });
  });

  it('does not carry it over text that nobody let pass', () => {
    expect(ask({ predecessors: [approved(0.9)] })).toMatchObject({ kind: 'lapsed', why: [expect.stringContaining('the text has changed') as string] });
    expect(ask({ predecessors: [approved(0.6), part(0.4, { status: 'quarantined' })] })).toMatchObject({ kind: 'lapsed' });
    expect(ask({ predecessors: [approved(0.6), part(0.4, { status: null })] })).toMatchObject({ kind: 'lapsed' });
    expect(ask({ predecessors: [approved(0.6), part(0.4, { decision: eventOf({ verdict: 'requeue' }), status: 'quarantined' })] })).toMatchObject({ kind: 'lapsed' });
  });

  it('lets the policy speak when the approved part is the smaller', () => {
    expect(ask({ predecessors: [approved(0.4)] })).toEqual({ kind: 'none' });
    expect(ask({ predecessors: [part(1)] })).toEqual({ kind: 'none' });
    expect(ask({ predecessors: [approved(0)] })).toEqual({ kind: 'none' });
  });

  it('lapses where most of an approved text went, however small a part of the chunk that is', () => {
    expect(ask({ predecessors: [{ ...approved(0.1), heir: true }] })).toMatchObject({ kind: 'lapsed', event: { verdict: 'approve' } });
    expect(ask({ predecessors: [{ ...approved(0), heir: true }] })).toMatchObject({ kind: 'lapsed' });
    expect(ask({ predecessors: [{ ...approved(0.1), heir: true }, part(0.9)] })).toMatchObject({ kind: 'stands', verdict: 'approve' });
  });

  it('says so of every decision that ends there', () => {
    const other = part(0.5, { heir: true, decision: eventOf({ seq: 2, actor: 'bob', verdict: 'reject' }) });
    expect(ask({ predecessors: [{ ...approved(0.3), heir: true }, other] })).toMatchObject({ kind: 'lapsed', event: { seq: 2 }, why: [
      'Rejected by bob on 2026-03-01, but the text has changed since', 'Approved by ada on 2026-03-01, but the text has changed since'] });
  });

  it('allows the rules that any of the approvals saw', () => {
    const predecessors = [approved(0.5, ['freshness/stale']), approved(0.5, ['structure/garbled'])];
    expect(ask({ predecessors, firedRules: ['freshness/stale', 'structure/garbled'] })).toMatchObject({ kind: 'stands' });
    expect(ask({ predecessors, firedRules: ['duplication/near'] })).toMatchObject({ kind: 'lapsed', why: [expect.stringContaining('duplication/near fired since') as string] });
  });

  it('carries a rejection to an excerpt of one rejected chunk only', () => {
    expect(ask({ predecessors: [rejected(1)] })).toMatchObject({ kind: 'stands', verdict: 'reject', via: 'predecessor' });
    expect(ask({ predecessors: [rejected(0.1)] })).toMatchObject({ kind: 'lapsed', event: { verdict: 'reject' } });
    expect(ask({ predecessors: [rejected(0.5), rejected(0.5)] })).toMatchObject({ kind: 'lapsed' });
  });

  it('does not bring a decision back to life that had lapsed at the predecessor', () => {
    const lapsed = (verdict: 'approve' | 'reject', textHash: string) =>
      predecessorOf({ share: 1, textHash, status: 'quarantined', decision: eventOf({ verdict, textHash: 'older text' }) });
    for (const textHash of ['T', 'changed again']) {
      expect(ask({ predecessors: [lapsed('approve', textHash)] })).toMatchObject({ kind: 'lapsed', event: { verdict: 'approve' } });
      expect(ask({ predecessors: [lapsed('reject', textHash)] })).toMatchObject({ kind: 'lapsed', event: { verdict: 'reject' } });
    }
  });

  it('never approves text of which a part was rejected', () => {
    expect(ask({ predecessors: [approved(0.999), rejected(0.001)] })).toMatchObject({ kind: 'lapsed', event: { verdict: 'reject' } });
  });

  it('does not carry a requeue', () => {
    expect(ask({ predecessors: [part(1, { decision: eventOf({ verdict: 'requeue' }) })] })).toEqual({ kind: 'none' });
  });
});

describe('standing properties', () => {
  const rule = fc.constantFrom('a/x', 'a/y', 'b/z');
  const predecessor = fc.record({
    heir: fc.boolean(), share: fc.constantFrom(0, 0.1, 0.3, 0.5, 0.7, 1), textHash: fc.constantFrom('T', 'other'), status: fc.constantFrom(null, 'accepted', 'quarantined', 'rejected'),
    verdict: fc.constantFrom(null, 'approve', 'reject', 'requeue'), rules: fc.subarray(['a/x', 'a/y', 'b/z']),
  });
  const predecessors = fc.array(predecessor, { maxLength: 5 }).map((rows) => rows.map(({ verdict, rules, ...row }, index): PredecessorStanding =>
    predecessorOf({ ...row, chunkId: `p${index}`, decision: verdict === null ? null : eventOf({ seq: index + 1, verdict, rules }) })));

  it('an approval that stands has seen every rule and no rejected text', () => {
    fc.assert(fc.property(predecessors, fc.array(rule), (list, firedRules) => {
      const result = ask({ predecessors: list, firedRules });
      if (result.kind !== 'stands' || result.verdict !== 'approve') return;
      const seen = new Set(list.flatMap(({ decision }) => (decision?.verdict === 'approve' ? decision.evidence.rules : [])));
      expect(firedRules.every((id) => seen.has(id))).toBe(true);
      const sameText = list.some(({ share, textHash, decision }) => share === 1 && textHash === 'T' && decision?.seq === result.event.seq);
      if (!sameText) expect(list.some(({ share, decision }) => share > 0 && decision?.verdict === 'reject')).toBe(false);
    }), { numRuns: 2_000 });
  });

  it('no decision ends without a word where most of its text went', () => {
    fc.assert(fc.property(predecessors, fc.array(rule), (list, firedRules) => {
      const inherited = list.filter(({ heir, decision }) => heir && decision !== null && decision.verdict !== 'requeue');
      if (inherited.length > 0) expect(ask({ predecessors: list, firedRules }).kind).not.toBe('none');
    }), { numRuns: 2_000 });
  });

  it('does not depend on the order of the predecessors', () => {
    fc.assert(fc.property(predecessors, fc.array(rule), fc.nat(), (list, firedRules, turn) => {
      const at = list.length === 0 ? 0 : turn % list.length;
      expect(ask({ predecessors: [...list.slice(at), ...list.slice(0, at)].reverse(), firedRules })).toEqual(ask({ predecessors: list, firedRules }));
    }), { numRuns: 1_000 });
  });

  it('one more fired rule never revives an approval', () => {
    fc.assert(fc.property(predecessors, fc.array(rule), rule, (list, firedRules, more) => {
      const [before, after] = [ask({ predecessors: list, firedRules }), ask({ predecessors: list, firedRules: [...firedRules, more] })];
      if (after.kind === 'stands') expect(before).toEqual(after);
    }), { numRuns: 1_000 });
  });
});

describe('evidenceRules', () => {
  it('are the faults, and what the policy gave as a reason', () => {
    const findings = [findingOf('b/warned'), findingOf('a/failed', 'error'), findingOf('a/failed', 'error'), findingOf('c/noted', 'info'), findingOf('d/asked', 'info')];
    const reasons = [findingOf('d/asked', 'info'), findingOf('policy/expression'), findingOf('decision/lapsed')];
    expect(evidenceRules(findings, reasons)).toEqual(['a/failed', 'b/warned', 'd/asked', 'policy/expression']);
  });
});
