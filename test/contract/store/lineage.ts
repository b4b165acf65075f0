import { describe, expect, it } from 'vitest';
import type { StoreWorkshop } from '../store.js';
import { documentOf, itemKey, itemOf } from './session.js';

export function lineageContract({ session }: StoreWorkshop): void {
  describe('chunks that left', () => {
    it('are there to be read, with the generations that held them, and nothing of what is not published', async () => {
      const a = session();
      const first = (await a.night({ 'a.md': ['one', 'two'], 'b.md': ['stays'] })).number;
      const second = (await a.night({ 'a.md': ['one', 'new'], 'b.md': ['stays'] })).number;
      await a.put(await a.begin(), { 'a.md': ['half done'] });
      const all: { text: string; fromGeneration: number; toGeneration: number | null }[] = [];
      for (let after = 0; ;) {
        const page = await a.store.formerChunks({ limit: 2, after });
        all.push(...page.map(({ text, fromGeneration, toGeneration }) => ({ text, fromGeneration, toGeneration })));
        if (page.length === 0) break;
        after = page.at(-1)?.rowId ?? 0;
      }
      const standing = (text: string, fromGeneration: number, toGeneration: number | null): object => ({ text, fromGeneration, toGeneration });
      expect(all).toHaveLength(5);
      expect(all).toEqual(expect.arrayContaining([standing('one', first, second), standing('two', first, second), standing('one', second, null), standing('new', second, null), standing('stays', first, null)]));
    });

    it('have one heir, which is decided again when it is named and when another takes its place', async () => {
      const a = session();
      const { number } = await a.night({ 'a.md': ['one', 'two', 'three'] });
      const [one, two, three] = [await a.idOf('a.md', 'one', number), await a.idOf('a.md', 'two', number), await a.idOf('a.md', 'three', number)];
      const fence = await a.begin();
      expect(await a.store.heirOf(one)).toBeNull();
      await a.store.putHeirs(fence, [{ chunkId: one, heirId: two, taken: 0.4 }]);
      expect(await a.store.heirOf(one)).toEqual({ chunkId: one, heirId: two, taken: 0.4 });
      expect(await a.undecided()).toEqual([two]);
      await a.decide(fence);
      await a.store.putHeirs(fence, [{ chunkId: one, heirId: three, taken: 1 }, { chunkId: one, heirId: 'never was', taken: 1 }, { chunkId: two, heirId: two, taken: 1 }]);
      expect(await a.store.heirOf(one)).toEqual({ chunkId: one, heirId: three, taken: 1 });
      expect(await a.store.heirOf(two)).toBeNull();
      expect([...(await a.undecided())].sort()).toEqual([two, three].sort());
    });

    it('tell their heir what they were', async () => {
      const a = session();
      const { number } = await a.night({ 'a.md': ['old words'] });
      const old = await a.idOf('a.md', 'old words', number);
      await a.review([old], 'reject', number);
      const fence = await a.begin();
      const heirId = documentOf('a.md', ['new words']).chunks[0]?.id ?? '';
      await a.put(fence, { 'a.md': ['new words'] });
      await a.store.putPredecessors(fence, [{ chunkId: heirId, predecessorId: old, share: 0.1 }]);
      expect((await a.store.decideSubjects([heirId], 'pending'))[0]?.predecessors).toMatchObject([{ chunkId: old, heir: false, others: [] }]);
      await a.store.putHeirs(fence, [{ chunkId: old, heirId, taken: 0.9 }]);
      expect((await a.store.decideSubjects([heirId], 'pending'))[0]?.predecessors).toMatchObject([{ chunkId: old, heir: true }]);
    });

    it('are linked in the write that takes them away', async () => {
      const a = session();
      const { number } = await a.night({ 'a.md': ['old words'] });
      const old = await a.idOf('a.md', 'old words', number);
      await a.review([old], 'reject', number);
      const fence = await a.begin();
      const chunkId = documentOf('a.md', ['new words']).chunks[0]?.id ?? '';
      await a.store.putItems(fence, [itemOf('a.md', ['new words'])], { predecessors: [{ chunkId, predecessorId: old, share: 0.4 }], heirs: [{ chunkId: old, heirId: chunkId, taken: 0.6 }] });
      expect((await a.store.decideSubjects([chunkId], 'pending'))[0]?.predecessors).toMatchObject([{ chunkId: old, heir: true }]);
      expect(await a.store.heirOf(old)).toEqual({ chunkId: old, heirId: chunkId, taken: 0.6 });
    });

    it('are found when a decision bears on them and no heir took enough of them', async () => {
      const a = session();
      const { number } = await a.night({ 'a.md': ['decided', 'undecided', 'stays'], 'b.md': ['moved'] });
      const [decided, stays, moved] = [await a.idOf('a.md', 'decided', number), await a.idOf('a.md', 'stays', number), await a.idOf('b.md', 'moved', number)];
      await a.review([decided, stays, moved], 'approve', number);
      const fence = await a.begin();
      expect(await a.store.decidedDepartures({ takenBelow: 0.5 })).toEqual([]);
      await a.put(fence, { 'a.md': ['stays', 'new'] });
      await a.store.removeItems(fence, [itemKey('b.md')]);
      const [inA, inB] = [documentOf('a.md', []).documentId, documentOf('b.md', []).documentId];
      const left = [{ chunkId: decided, documentId: inA }, { chunkId: moved, documentId: inB }].sort((x, y) => (x.chunkId < y.chunkId ? -1 : 1));
      expect(await a.store.decidedDepartures({ takenBelow: 0.5 })).toEqual(left);
      const changed = await a.store.changedDocuments({ limit: 10 });
      expect(changed.map(({ documentId, chunks }) => [documentId, chunks.map(({ text }) => text)])).toEqual([[inA, ['stays', 'new']]]);
      expect(await a.store.changedDocuments({ limit: 10, after: inA })).toEqual([]);
      const heirId = changed[0]?.chunks[1]?.id ?? '';
      await a.store.putHeirs(fence, [{ chunkId: decided, heirId, taken: 0.5 }, { chunkId: moved, heirId, taken: 0.4 }]);
      expect((await a.store.decidedDepartures({ takenBelow: 0.5 })).map(({ chunkId }) => chunkId)).toEqual([moved]);
    });

    it('keep their decisions with their document, and the generation that last held them', async () => {
      const a = session();
      const { number } = await a.night({ 'a.md': ['one'], 'b.md': ['two'] });
      const one = await a.idOf('a.md', 'one', number);
      await a.review([one], 'approve', number);
      await a.night({ 'b.md': ['two'] });
      const { documentId } = documentOf('a.md', []);
      expect((await a.store.decisionsIn(documentId)).map(({ subjectId, verdict }) => [subjectId, verdict])).toEqual([[one, 'approve']]);
      expect(await a.store.decisionsIn(documentOf('b.md', []).documentId)).toEqual([]);
      const current = (await a.store.currentGeneration())?.number ?? 0;
      expect([await a.store.lastHeld(one), await a.store.lastHeld(documentId)]).toEqual([current - 1, current - 1]);
      expect(await a.store.lastHeld(await a.idOf('b.md', 'two', number))).toBe(current);
      const fence = await a.begin();
      await a.put(fence, { 'c.md': ['unpublished'] });
      expect(await a.store.lastHeld(documentOf('c.md', []).documentId)).toBeNull();
      expect(await a.store.lastHeld('never was')).toBeNull();
    });
  });

  describe('ids', () => {
    it('are found by how they begin, at a generation or at any', async () => {
      const a = session();
      const first = await a.night({ 'a.md': ['one', 'two'], 'b.md': ['three'] });
      const ids = (await a.store.listChunks({ at: first.number, limit: 10 })).map(({ id }) => id);
      const documents = (await a.store.listDocuments({ at: first.number, limit: 10 })).map(({ documentId }) => documentId);
      expect(await a.store.idsBeginning('', { at: first.number, limit: 10 })).toEqual([...ids, ...documents].sort());
      expect(await a.store.idsBeginning('', { at: first.number, limit: 2 })).toEqual([...ids, ...documents].sort().slice(0, 2));
      for (const id of [...ids, ...documents]) expect(await a.store.idsBeginning(id.slice(0, 13), { at: first.number, limit: 10 })).toEqual([id]);
      const three = await a.idOf('b.md', 'three', first.number);
      const second = await a.night({ 'a.md': ['one', 'two'] });
      expect(await a.store.idsBeginning(three, { at: second.number, limit: 10 })).toEqual([]);
      expect(await a.store.idsBeginning(three, { limit: 10 })).toEqual([three]);
      expect(await a.store.idsBeginning('zz', { limit: 10 })).toEqual([]);
    });
  });
}
