import { describe, expect, it } from 'vitest';
import { canonicalJson, sha256, type DecisionDraft, type DecisionEvent, type PersonVerdict } from '../../../src/core/index.js';
import type { StoreWorkshop } from '../store.js';
import { decidedAs, documentOf, itemKey } from './session.js';

const hashOf = (event: DecisionEvent): string => {
  const { hash: _hash, ...body } = event;
  return sha256(canonicalJson(body));
};

export function reviewContract({ session, again }: StoreWorkshop): void {
  describe('decisions', () => {
    it('are appended as a hash chain and published at once', async () => {
      const a = session();
      const { number } = await a.night({ 'a.md': ['one', 'bad'] });
      const [one, bad] = [await a.idOf('a.md', 'one', number), await a.idOf('a.md', 'bad', number)];
      const second = await a.review([bad], 'approve', number);
      const third = await a.review([one, bad], 'reject', second.number);
      expect([second.by, second.number, third.number]).toEqual(['review', number + 1, number + 2]);
      expect(await a.corpus(number)).toEqual({ 'a.md': ['one:accepted', 'bad:quarantined'] });
      expect(await a.corpus(second.number)).toEqual({ 'a.md': ['one:accepted', 'bad:accepted'] });
      expect(await a.corpus(third.number)).toEqual({ 'a.md': ['one:rejected', 'bad:rejected'] });
      const events = await a.store.listDecisions({ limit: 10 });
      expect(events.map((event) => event.seq)).toEqual([1, 2, 3]);
      expect(events.map((event) => event.previousHash)).toEqual(['0'.repeat(64), events[0]?.hash, events[1]?.hash]);
      expect(events.map(hashOf)).toEqual(events.map((event) => event.hash));
      expect(await a.store.listDecisions({ limit: 10, afterSeq: 2 })).toEqual(events.slice(2));
      expect((await a.store.decisionsOf(bad)).map((event) => event.verdict)).toEqual(['approve', 'reject']);
      expect(await a.store.decisionSeq()).toBe(3);
    });

    it('tell whether what is released differs, over any number of them', async () => {
      const a = session();
      const { number } = await a.night({ 'a.md': ['one', 'bad'] });
      const [one, bad] = [await a.idOf('a.md', 'one', number), await a.idOf('a.md', 'bad', number)];
      const steps = [[[bad], 'reject'], [[bad], 'approve'], [[one], 'approve'], [[one], 'reject'], [[one], 'approve'], [[bad], 'requeue']] as const;
      const held = [await a.corpus(number)];
      for (const [ids, verdict] of steps) held.push(await a.corpus((await a.review(ids, verdict, number + held.length - 1)).number));
      const released = held.map((corpus) => (corpus['a.md'] ?? []).filter((chunk) => chunk.endsWith(':accepted')).join());
      expect(new Set(released).size).toBe(3);
      for (const [since, before] of released.entries()) {
        for (const [at, after] of released.entries()) {
          if (since < at) expect([since, at, await a.store.releasedDiffers(number + since, number + at)]).toEqual([since, at, before !== after]);
        }
      }
      expect(await a.store.releasedDiffers(number, number)).toBe(false);
      // The same chunks, but a run may have changed what goes out with them.
      const next = await a.night({ 'a.md': ['one', 'bad', 'bad too'] });
      expect(await a.store.releasedDiffers(next.number - 1, next.number)).toBe(true);
    });

    it('tell which documents go out otherwise than they did, runs among them', async () => {
      const a = session();
      const { number } = await a.night({ 'a.md': ['one', 'bad'], 'b.md': ['two'], 'c.md': ['three'] });
      const documents = new Map((await a.store.listDocuments({ at: number, limit: 10 })).map(({ documentId, path }) => [documentId, path]));
      const anew = async (since: number, at: number): Promise<readonly (string | undefined)[] | null> => {
        const found = await a.store.releasedAnew(since, at);
        return found === null ? null : [...found].map((id) => documents.get(id)).sort();
      };
      const reviewed = (await a.review([await a.idOf('a.md', 'bad', number)], 'approve', number)).number;
      await a.night({ 'a.md': ['one', 'bad'], 'b.md': ['two', 'more'], 'c.md': ['three'] });
      const last = (await a.night({ 'a.md': ['one', 'bad'], 'b.md': ['two', 'more'] })).number;
      expect([await anew(number, number), await anew(number, reviewed), await anew(number, reviewed + 1), await anew(reviewed, last), await anew(number, last)])
        .toEqual([[], ['a.md'], ['a.md', 'b.md'], ['b.md', 'c.md'], ['a.md', 'b.md', 'c.md']]);
      expect([await anew(number, 99), await anew(0, last), await anew(last, number)]).toEqual([['a.md', 'b.md', 'c.md'], null, null]);
      const ids = await a.store.listReleasedIds({ at: last, limit: 10 });
      const whole = await a.store.listReleased({ at: last, limit: 10 });
      expect(ids).toEqual(whole.map(({ id, documentId }) => ({ id, documentId })));
      expect(ids.length).toBe(4);
      expect(await a.store.listReleasedIds({ at: last, limit: 1, after: ids[0]!.id })).toEqual([ids[1]]);
      expect(await a.store.listReleased({ at: last, limit: 10, documentId: ids[3]!.documentId })).toEqual(whole.filter(({ documentId }) => documentId === ids[3]!.documentId));
      expect((await a.store.listReleased({ at: last, limit: 10, documentId: ids[3]!.documentId, after: ids[2]!.id })).map(({ id }) => id)).toEqual([ids[3]!.id]);
    });

    it('are refused when the corpus moved on', async () => {
      const a = session();
      const { number } = await a.night({ 'a.md': ['one'], 'b.md': ['two'] });
      const id = await a.idOf('a.md', 'one', number);
      await a.night({ 'a.md': ['one'], 'b.md': ['changed'] });
      await expect(a.review([id], 'reject', number)).rejects.toMatchObject({ code: 'decision-conflict' });
      expect(await a.store.decisionSeq()).toBe(0);
      expect((await a.store.currentGeneration())?.number).toBe(number + 1);
    });

    it('need a generation, and a chunk that is in it', async () => {
      const a = session();
      await expect(a.store.publishReview({ events: [], verdicts: [], basis: 0, now: 0 })).rejects.toMatchObject({ code: 'nothing-to-export' });
      const first = await a.night({ 'a.md': ['one'], 'b.md': ['two'] });
      const left = await a.idOf('b.md', 'two', first.number);
      const second = await a.night({ 'a.md': ['one'] });
      for (const chunkId of [left, 'never was']) {
        const review = a.store.publishReview({ events: [], verdicts: [{ chunkId, decided: decidedAs('accepted') }], basis: second.number, now: 0 });
        await expect(review).rejects.toMatchObject({ code: 'id-unknown' });
      }
      expect(await a.store.check()).toEqual([]);
    });

    it('made during a run are taken in by it', async () => {
      const a = session();
      const { number } = await a.night({ 'a.md': ['one', 'bad'] });
      const bad = await a.idOf('a.md', 'bad', number);
      const fence = await a.begin();
      await a.put(fence, { 'a.md': ['one', 'bad', 'three'] });
      const decisionSeq = await a.store.decisionSeq();
      await a.decide(fence);
      const reviewer = again(a.store);
      const reviewed = await reviewer.review([bad], 'approve', number);
      expect(await reviewer.corpus(reviewed.number)).toEqual({ 'a.md': ['one:accepted', 'bad:accepted'] });
      const first = await a.store.publishRun(fence, { decisionSeq, now: 0, policyKey: a.policyKey });
      expect(first).toMatchObject({ decisionsAfter: [{ subjectId: bad, verdict: 'approve' }] });
      const { generation } = await a.publish(fence);
      expect(generation.number).toBe(reviewed.number + 1);
      expect(await a.corpus(generation.number)).toEqual({ 'a.md': ['one:accepted', 'bad:accepted', 'three:accepted'] });
      expect(await a.store.check()).toEqual([]);
    });

    it('that change the verdict of others have these decided again by the run under way', async () => {
      const a = session();
      const { number } = await a.night({ 'a.md': ['subject'], 'b.md': ['other'] });
      const [subject, other] = [await a.idOf('a.md', 'subject', number), await a.idOf('b.md', 'other', number)];
      const fence = await a.begin();
      await a.store.removeItems(fence, [itemKey('a.md')]);
      await a.decide(fence);
      // In the published corpus the two hang together; in the pending one the subject is gone and the other free.
      await again(a.store).review([subject], 'approve', number, [{ chunkId: other, decided: decidedAs('quarantined') }]);
      const { generation } = await a.publish(fence);
      expect(await a.corpus(generation.number)).toEqual({ 'b.md': ['other:accepted'] });
    });

    it('reach the decided subject through its predecessors', async () => {
      const a = session();
      const { number } = await a.night({ 'a.md': ['old words'] });
      const old = await a.idOf('a.md', 'old words', number);
      await a.review([old], 'reject', number);
      const fence = await a.begin();
      const [chunk] = documentOf('a.md', ['new words']).chunks;
      await a.put(fence, { 'a.md': ['new words'] });
      await a.store.putPredecessors(fence, [{ chunkId: chunk?.id ?? '', predecessorId: old, share: 0.5 }]);
      const [subject] = await a.store.decideSubjects([chunk?.id ?? ''], 'pending');
      expect(subject?.decision).toBeNull();
      expect(subject?.predecessors).toMatchObject([{ chunkId: old, share: 0.5, status: 'rejected', decision: { verdict: 'reject', subjectId: old } }]);
    });
  });

  describe('words on attention', () => {
    it('are the newest of each kind and chunk; a waiver is one until something else is said of the release; none that was taken back', async () => {
      const a = session();
      const { number } = await a.night({ 'a.md': ['one', 'two'] });
      const [one, two] = [await a.idOf('a.md', 'one', number), await a.idOf('a.md', 'two', number)];
      const say = async (subjectId: string, verdict: PersonVerdict, more: Partial<DecisionDraft> = {}): Promise<void> => {
        const evidence = { contentHash: '', textHash: '', rules: [] };
        await a.store.publishReview({ basis: number, now: a.now, verdicts: [], events: [{ actor: 'ada', subjectKind: 'chunk', subjectId, verdict, reason: '', evidence, ...more }] });
      };
      const told = async (): Promise<string[]> => (await a.store.attention()).map(({ seq, verdict, assignee = '' }) => `${seq} ${verdict} ${assignee}`.trim());
      await say(one, 'assign', { assignee: 'bob' });
      await say(one, 'waive', { assignee: 'cem', until: '2999-01-01T00:00:00.000Z' });
      await say(two, 'snooze', { until: '2999-01-01T00:00:00.000Z' });
      await say(two, 'acknowledge');
      await say(one, 'assign', { assignee: 'dora' });
      expect(await told()).toEqual(['2 waive cem', '3 snooze', '4 acknowledge', '5 assign dora']);
      await say(one, 'withdraw', { withdraws: 5 });
      await say(two, 'withdraw', { withdraws: 3 });
      expect(await told()).toEqual(['1 assign bob', '2 waive cem', '4 acknowledge']);
      await say(one, 'canonical');
      await say(one, 'approve');
      expect(await told()).toEqual(['1 assign bob', '4 acknowledge']);
      await say(one, 'withdraw', { withdraws: 9 });
      expect(await told()).toEqual(['1 assign bob', '2 waive cem', '4 acknowledge']);
    });
  });

  describe('pins', () => {
    it('are a word of their own beside a decision on release', async () => {
      const a = session();
      const { number } = await a.night({ 'a.md': ['one'] });
      const one = await a.idOf('a.md', 'one', number);
      for (const [at, verdict] of (['approve', 'canonical', 'reject', 'unpin'] as const).entries()) await a.review([one], verdict, number + at);
      expect((await a.store.decideSubjects([one], number + 4))[0]).toMatchObject({ decision: { seq: 3, verdict: 'reject' }, pin: { seq: 4, verdict: 'unpin' }, predecessors: [] });
      expect((await a.store.decisionsOf(one)).map(({ verdict }) => verdict)).toEqual(['approve', 'canonical', 'reject', 'unpin']);
      expect(await a.store.check()).toEqual([]);
    });

    it('reach a chunk through what it came from, over any number of changes, with whether they stood', async () => {
      const a = session();
      const { number } = await a.night({ 'a.md': ['first'] });
      let before = await a.idOf('a.md', 'first', number);
      // Its own word: the verdict it left says whether it stood.
      await a.store.publishReview({
        basis: number, now: 0, verdicts: [{ chunkId: before, decided: decidedAs('accepted', { pin: { seq: 1, stands: true } }) }],
        events: [{ actor: 'ada', subjectKind: 'chunk', subjectId: before, verdict: 'canonical', reason: 'ours', evidence: { contentHash: '', textHash: '', rules: [] } }],
      });
      for (const [text, stands] of [['second', true], ['third', false]] as const) {
        const fence = await a.begin();
        const id = documentOf('a.md', [text]).chunks[0]?.id ?? '';
        await a.put(fence, { 'a.md': [text] });
        await a.store.putPredecessors(fence, [{ chunkId: id, predecessorId: before, share: 1 }]);
        expect((await a.store.decideSubjects([id], 'pending'))[0]).toMatchObject({ pin: null, predecessors: [{ pin: { event: { seq: 1, verdict: 'canonical' }, stands } }] });
        expect(await a.store.decidedDepartures({ takenBelow: 0.5 })).toMatchObject([{ chunkId: before }]);
        await a.store.stageVerdicts(fence, a.policyKey, [{ chunkId: before, decided: null }, { chunkId: id, decided: decidedAs('accepted', { pin: { seq: 1, stands: false } }) }]);
        await a.store.publishRun(fence, { decisionSeq: 1, now: 0, policyKey: a.policyKey });
        await a.end(fence);
        before = id;
      }
    });
  });

  describe('a rollback', () => {
    it('publishes the old corpus as a new, pinned generation', async () => {
      const a = session();
      const first = await a.night({ 'a.md': ['one', 'bad'], 'b.md': ['two'] });
      await a.night({ 'a.md': ['changed'], 'c.md': ['new'] });
      const third = await a.store.rollback(first.number, { actor: 'ada', reason: 'wrong', now: 0 });
      expect(third).toMatchObject({ number: 3, by: 'rollback', pinned: true });
      expect([await a.store.releasedDiffers(1, 2), await a.store.releasedDiffers(2, 3)]).toEqual([true, true]);
      expect(await a.corpus(3)).toEqual(await a.corpus(1));
      expect(third.counts).toEqual(first.counts);
      expect(await a.corpus(2)).toEqual({ 'a.md': ['changed:accepted'], 'c.md': ['new:accepted'] });
      expect(await a.store.check()).toEqual([]);
    });

    it('holds until it is unpinned; then the sources are looked at anew', async () => {
      const a = session();
      await a.night({ 'a.md': ['one'] });
      await a.night({ 'a.md': ['two'] });
      await a.store.rollback(1, { actor: 'ada', reason: 'wrong', now: 0 });
      const fence = await a.begin();
      const [state] = await a.store.itemStates([itemKey('a.md')]);
      expect(state).toMatchObject({ fingerprint: null, stageKey: null });
      await a.put(fence, { 'a.md': ['two'] });
      await expect(a.publish(fence)).rejects.toMatchObject({ code: 'generation-pinned' });
      await a.store.unpin();
      expect(await a.corpus((await a.publish(fence)).generation.number)).toEqual({ 'a.md': ['two:accepted'] });
    });

    it('stays pinned through reviews', async () => {
      const a = session();
      await a.night({ 'a.md': ['one'] });
      const { number } = await a.store.rollback(1, { actor: 'ada', reason: 'wrong', now: 0 });
      expect((await a.review([await a.idOf('a.md', 'one', number)], 'reject', number)).pinned).toBe(true);
    });

    it('takes back what an interrupted run had made', async () => {
      const a = session();
      await a.night({ 'a.md': ['one'], 'b.md': ['two'] });
      await a.night({ 'a.md': ['changed'], 'b.md': ['two'] });
      const interrupted = await a.begin();
      await a.put(interrupted, { 'a.md': ['half'], 'd.md': ['way'] });
      await a.store.removeItems(interrupted, [itemKey('b.md')]);
      await a.end(interrupted);
      await a.store.rollback(1, { actor: 'ada', reason: 'wrong', now: 0 });
      await a.store.unpin();
      const { generation } = await a.publish(await a.begin());
      expect(await a.corpus(generation.number)).toEqual({ 'a.md': ['one:accepted'], 'b.md': ['two:accepted'] });
      expect(await a.store.check()).toEqual([]);
    });

    it('waits for the run under way and knows its generations', async () => {
      const a = session();
      await a.night({ 'a.md': ['one'] });
      await expect(a.store.rollback(9, { actor: 'ada', reason: 'wrong', now: 0 })).rejects.toMatchObject({ code: 'generation-unknown' });
      const fence = await a.begin();
      await expect(again(a.store).store.rollback(1, { actor: 'ada', reason: 'wrong', now: 0 })).rejects.toMatchObject({ code: 'store-busy' });
      await a.end(fence);
    });
  });
}
