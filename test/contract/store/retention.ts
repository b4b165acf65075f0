import { describe, expect, it } from 'vitest';
import type { Dropping, Store } from '../../../src/core/index.js';
import type { StoreWorkshop } from '../store.js';
import { documentOf, type Session } from './session.js';

const NO_JOINS: readonly string[] = [];

async function sweep(store: Store, by: Dropping = 'by-hand'): Promise<number> {
  let rows = 0;
  for (;;) {
    const deleted = await store.sweepDropped(by, 2);
    if (deleted === 0) return rows;
    rows += deleted;
  }
}

async function nights(a: Session, count: number): Promise<void> {
  for (let night = 1; night <= count; night += 1) await a.night({ 'a.md': ['stays', `night ${night}`], 'b.md': ['always'] });
}

export function retentionContract({ session, again }: StoreWorkshop): void {
  describe('generations that are dropped', () => {
    const dropped = { code: 'generation-dropped', exitCode: 2 };

    it('cannot be read nor gone back to, and keep their numbers and counts', async () => {
      const a = session();
      await nights(a, 3);
      const before = await a.store.generation(1);
      expect(await a.store.dropGenerations('by-hand', { generations: [1, 3, 99], joins: NO_JOINS })).toEqual([1]);
      const reads = [
        () => a.store.listChunks({ at: 1, limit: 10 }), () => a.store.listDocuments({ at: 1, limit: 10 }), () => a.store.listReleased({ at: 1, limit: 10 }), () => a.store.listEdges({ at: 1, limit: 10 }),
        () => a.store.chunk('x', 1), () => a.store.document('x', 1), () => a.store.edgesOf('x', { at: 1, limit: 1 }), () => a.store.documentsChanged({ from: 1, to: 2 }), () => a.store.documentDifferences([], { from: 1, to: 2 }),
        () => a.store.rollback(1, { actor: 'ada', reason: 'r', now: 0 }),
      ];
      for (const read of reads) await expect(read()).rejects.toMatchObject(dropped);
      expect(await a.store.generation(1)).toEqual({ ...before, dropped: true });
      expect(await a.store.dropGenerations('by-hand', { generations: [1], joins: NO_JOINS })).toEqual([]);
      expect(await a.store.releasedDiffers(1, 3)).toBe(true);
    });

    it('lose what they alone had, and the others keep what they have', async () => {
      const a = session();
      await nights(a, 4);
      const gone = await a.idOf('a.md', 'night 2', 2);
      const held = await a.corpus(4);
      await a.store.dropGenerations('by-hand', { generations: [2, 3], joins: NO_JOINS });
      expect(await sweep(a.store)).toBeGreaterThan(0);
      expect(await a.corpus(1)).toEqual({ 'a.md': ['stays:accepted', 'night 1:accepted'], 'b.md': ['always:accepted'] });
      expect(await a.corpus(4)).toEqual(held);
      expect(await a.store.stands(gone)).toEqual([]);
      expect(await a.store.lastHeld(gone)).toBeNull();
      expect(await a.store.documentOf(gone)).toMatchObject({ path: 'a.md' });
      expect((await a.store.formerChunks({ limit: 100 })).map(({ text }) => text)).not.toContain('night 2');
      expect(await a.store.stands(documentOf('b.md', []).documentId)).toEqual([{ fromGeneration: 1, toGeneration: null }]);
      expect(await a.store.check()).toEqual([]);
      expect(await sweep(a.store)).toBe(0);
      await a.store.rollback(1, { actor: 'ada', reason: 'r', now: 0 });
      expect(await a.corpus(5)).toEqual(await a.corpus(1));
      expect(await a.store.check()).toEqual([]);
    });

    it('name the last one that held a chunk among those that are kept', async () => {
      const a = session();
      await a.night({ 'a.md': ['one'], 'b.md': ['two'] });
      const one = await a.idOf('a.md', 'one', 1);
      await a.night({ 'a.md': ['one'], 'b.md': ['two', 'three'] });
      await a.night({ 'b.md': ['two'] });
      expect(await a.store.lastHeld(one)).toBe(2);
      await a.store.dropGenerations('by-hand', { generations: [2], joins: NO_JOINS });
      expect(await a.store.lastHeld(one)).toBe(1);
      await sweep(a.store);
      expect(await a.store.stands(one)).toEqual([{ fromGeneration: 1, toGeneration: 3 }]);
    });

    it('leave a chunk that comes back when it was first released', async () => {
      const a = session();
      await a.night({ 'a.md': ['comes back'] });
      await nights(a, 3);
      await a.store.dropGenerations('by-hand', { generations: [1, 2, 3], joins: NO_JOINS });
      await sweep(a.store);
      const { number } = await a.night({ 'a.md': ['comes back'] });
      expect((await a.store.listChunks({ at: number, limit: 10 }))[0]).toMatchObject({ text: 'comes back', releasedIn: 1 });
      expect(await a.store.check()).toEqual([]);
    });

    it('tell those that come later what a chunk was that only they had', async () => {
      const a = session();
      await a.night({ 'a.md': ['old words', 'bad'] });
      const [old, bad] = [await a.idOf('a.md', 'old words', 1), await a.idOf('a.md', 'bad', 1)];
      await a.review([old], 'reject', 1);
      const fence = await a.begin();
      await a.put(fence, { 'a.md': ['new words'] });
      const newId = documentOf('a.md', ['new words']).chunks[0]?.id ?? '';
      await a.store.putPredecessors(fence, [{ chunkId: newId, predecessorId: old, share: 0.7 }, { chunkId: newId, predecessorId: bad, share: 0.3 }]);
      await a.store.putHeirs(fence, [{ chunkId: old, heirId: newId, taken: 0.9 }]);
      await a.publish(fence);
      await a.end(fence);
      await a.night({ 'a.md': ['new words'], 'c.md': ['another'] });
      const before = (await a.store.decideSubjects([newId], 'pending'))[0]?.predecessors;
      expect(before).toMatchObject([{ chunkId: old, status: 'rejected', heir: true, decision: { verdict: 'reject' } }, { chunkId: bad, status: 'quarantined', decision: null }]);
      await a.store.dropGenerations('by-hand', { generations: [1, 2, 3], joins: NO_JOINS });
      await sweep(a.store);
      const [, second] = before ?? [];
      // The text of one that no decision bears on is of no consequence.
      expect((await a.store.decideSubjects([newId], 'pending'))[0]?.predecessors).toEqual([before?.[0], { ...second, textHash: '' }]);
      expect(await a.store.heirOf(old)).toEqual({ chunkId: old, heirId: newId, taken: 0.9 });
      expect((await a.store.verdictHistory(old)).map(({ status }) => status)).toEqual(['accepted', 'rejected']);
      expect(await a.store.check()).toEqual([]);
    });

    it('are not dropped under a run, but by the one that holds the lease', async () => {
      const a = session();
      await nights(a, 3);
      const fence = await a.begin();
      await a.put(fence, { 'a.md': ['half done'] });
      const b = again(a.store);
      await expect(b.store.dropGenerations('by-hand', { generations: [1], joins: NO_JOINS })).rejects.toMatchObject({ code: 'store-busy' });
      await expect(b.store.sweepDropped('by-hand', 10)).rejects.toMatchObject({ code: 'store-busy' });
      await expect(b.store.compact()).rejects.toMatchObject({ code: 'store-busy' });
      expect(await a.store.dropGenerations(fence, { generations: [1, 2], joins: NO_JOINS })).toEqual([1, 2]);
      await sweep(a.store, fence);
      await a.store.removeItems(fence, []);
      const { generation } = await a.publish(fence);
      expect(await a.corpus(generation.number)).toMatchObject({ 'a.md': ['half done:accepted'] });
      expect(await a.store.check()).toEqual([]);
      await expect(a.store.sweepDropped({ ...fence, attempt: fence.attempt + 1 }, 10)).rejects.toMatchObject({ code: 'run-superseded' });
    });

    it('leave what an unfinished run has made', async () => {
      const a = session();
      await nights(a, 3);
      const fence = await a.begin();
      await a.put(fence, { 'a.md': ['stays', 'night 1'] });
      await a.store.endRun(fence, { status: 'interrupted', generation: null, work: null, summary: null, finishedAt: new Date(0).toISOString() });
      await a.store.dropGenerations('by-hand', { generations: [1, 2], joins: NO_JOINS });
      await sweep(a.store);
      const next = await a.begin();
      expect([...(await a.pendingTexts()).values()].sort()).toEqual(['always', 'night 1', 'stays']);
      const { generation } = await a.publish(next);
      expect(await a.corpus(generation.number)).toMatchObject({ 'a.md': ['stays:accepted', 'night 1:accepted'] });
      expect(await a.store.check()).toEqual([]);
    });

    it('give their room back when asked', async () => {
      const a = session();
      const long = 'It is a long text that says the same again and again. '.repeat(4_000);
      for (let night = 1; night <= 6; night += 1) await a.night({ 'a.md': [`${night} ${long}`] });
      const before = (await a.store.size()).bytes;
      await a.store.dropGenerations('by-hand', { generations: [1, 2, 3, 4, 5], joins: NO_JOINS });
      await sweep(a.store);
      const { bytes, free } = await a.store.size();
      expect([bytes, free > before / 2]).toEqual([before, true]);
      await a.store.compact();
      expect((await a.store.size()).bytes).toBeLessThan(before / 2);
      expect(await a.corpus(6)).toEqual({ 'a.md': [`6 ${long}:accepted`] });
      expect(await a.store.check()).toEqual([]);
    });
  });
}
