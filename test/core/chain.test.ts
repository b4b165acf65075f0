import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, sha256, type DecisionDraft, type DecisionEvent } from '../../src/core/index.js';
import { GENESIS, linkEvent, verifyChain } from '../../src/core/index.js';

const draft: fc.Arbitrary<DecisionDraft & { at: string }> = fc.record({
  at: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((date) => date.toISOString()),
  actor: fc.string({ unit: 'binary' }), subjectKind: fc.constantFrom('chunk', 'document'), subjectId: fc.uuid(),
  verdict: fc.constantFrom('approve', 'reject', 'requeue'), reason: fc.string({ unit: 'binary' }),
  evidence: fc.record({ contentHash: fc.string(), textHash: fc.string(), rules: fc.array(fc.string(), { maxLength: 3 }) }),
});

const chainOf = (drafts: readonly (DecisionDraft & { at: string })[]): DecisionEvent[] =>
  drafts.reduce<DecisionEvent[]>((events, next) => [...events, linkEvent(events.at(-1) ?? null, next)], []);
const chain = (minLength: number) => fc.array(draft, { minLength, maxLength: 8 }).map(chainOf);

async function* streamed(events: readonly DecisionEvent[]): AsyncGenerator<DecisionEvent> {
  for (const event of events) yield await Promise.resolve(event);
}

const FIELDS: readonly (keyof DecisionEvent)[] = ['seq', 'at', 'actor', 'subjectKind', 'subjectId', 'verdict', 'reason', 'evidence', 'previousHash', 'hash'];

function edited(event: DecisionEvent, field: keyof DecisionEvent): DecisionEvent {
  const value = event[field];
  if (typeof value === 'number') return { ...event, [field]: value + 1 };
  if (typeof value === 'string') return { ...event, [field]: `${value}x` };
  return { ...event, evidence: { ...event.evidence, rules: [...event.evidence.rules, 'a/b'] } };
}

describe('hash chain', () => {
  it('is sound as it was made, from the start, from the middle, streamed and after a round trip through JSON', async () => {
    await fc.assert(fc.asyncProperty(chain(1), fc.nat(), async (events, cut) => {
      const head = events.at(-1);
      expect(await verifyChain(events)).toEqual({ ok: true, head: { seq: events.length, hash: head?.hash } });
      const at = cut % events.length;
      expect((await verifyChain(streamed(events.slice(at)), at === 0 ? GENESIS : events[at - 1])).ok).toBe(true);
      const stored = events.map((event) => JSON.parse(Buffer.from(JSON.stringify(event), 'utf8').toString('utf8')) as DecisionEvent);
      expect((await verifyChain(stored)).ok).toBe(true);
    }));
  });

  it('shows an edit of any one field, at that event', async () => {
    await fc.assert(fc.asyncProperty(chain(1), fc.nat(), fc.constantFrom(...FIELDS), async (events, pick, field) => {
      const at = pick % events.length;
      const tampered = events.map((event, index) => (index === at ? edited(event, field) : event));
      expect(await verifyChain(tampered)).toMatchObject({ ok: false, brokenAt: at + 1 });
    }), { numRuns: 400 });
  });

  it('shows a field of the evidence that was changed, and a hash made anew for it, at the next event', async () => {
    await fc.assert(fc.asyncProperty(chain(2), fc.nat(), async (events, pick) => {
      const at = pick % (events.length - 1);
      const tampered = events.map((event, index) => {
        if (index !== at) return event;
        const { hash: _hash, ...fields } = { ...event, verdict: event.verdict === 'approve' ? 'reject' as const : 'approve' as const };
        return { ...fields, hash: sha256(canonicalJson(fields)) };
      });
      expect(await verifyChain(tampered)).toMatchObject({ ok: false, brokenAt: at + 2 });
    }));
  });

  it('shows events dropped, doubled or swapped before the end', async () => {
    await fc.assert(fc.asyncProperty(chain(3), fc.nat(), async (events, pick) => {
      const at = pick % (events.length - 1);
      const [here, next] = events.slice(at, at + 2) as [DecisionEvent, DecisionEvent];
      const variants = [
        [...events.slice(0, at), ...events.slice(at + 1)],
        [...events.slice(0, at + 1), here, ...events.slice(at + 1)],
        [...events.slice(0, at), next, here, ...events.slice(at + 2)],
      ];
      for (const variant of variants) expect((await verifyChain(variant)).ok).toBe(false);
    }));
  });

  it('cannot show events cut off at the end: the head tells', async () => {
    const events = chainOf(fc.sample(draft, { numRuns: 4, seed: 1 }));
    const report = await verifyChain(events.slice(0, 3));
    expect(report).toEqual({ ok: true, head: { seq: 3, hash: events[2]?.hash } });
    expect(await verifyChain([])).toEqual({ ok: true, head: GENESIS });
  });

  it('hashes what a UTF-8 store gives back', async () => {
    const [sample] = fc.sample(draft, { numRuns: 1, seed: 1 });
    const event = linkEvent(null, { ...(sample as DecisionDraft & { at: string }), actor: 'a\uD800', reason: '\uDC00b' });
    expect([event.actor, event.reason]).toEqual(['a\uFFFD', '\uFFFDb']);
    expect((await verifyChain([event])).ok).toBe(true);
  });

  it('names what it saw and expected', async () => {
    const [first, second] = chainOf(fc.sample(draft, { numRuns: 2, seed: 3 })) as [DecisionEvent, DecisionEvent];
    expect(await verifyChain([second])).toMatchObject({ why: 'Unexpected seq 2 after 0, expected 1' });
    expect(await verifyChain([first, { ...second, reason: 'other' }])).toMatchObject({ brokenAt: 2, why: expect.stringMatching(/^Unexpected hash .*a field of decision 2 was changed$/u) as string });
  });
});
