import { describe, expect, it } from 'vitest';
import type { StoreWorkshop } from '../store.js';
import { decidedAs, documentOf } from './session.js';

export function historyContract({ session }: StoreWorkshop): void {
  describe('what generations differ in', () => {
    it('is told by document, with the versions, statuses and texts of both sides', async () => {
      const a = session();
      const from = (await a.night({ 'a.md': ['one', 'bad'], 'b.md': ['goes'], 'c.md': ['stays'] })).number;
      await a.review([await a.idOf('a.md', 'bad', from)], 'approve', from);
      const to = (await a.night({ 'a.md': ['one', 'bad', 'new'], 'c.md': ['stays'], 'd.md': ['comes'] })).number;
      const ids = await a.store.documentsChanged({ from, to });
      expect(ids).toEqual(['a.md', 'b.md', 'd.md'].map((path) => documentOf(path, []).documentId));
      const [edited, left, came, ...others] = await a.store.documentDifferences([...ids].reverse(), { from, to });
      expect(others).toEqual([]);
      expect(edited).toMatchObject({ path: 'a.md', source: 'src', record: null, sameVersion: false, generation: to, from: { title: 'a.md', statuses: { accepted: 1, quarantined: 1, rejected: 0 } }, to: { statuses: { accepted: 3, quarantined: 0, rejected: 0 } } });
      expect(edited?.chunks).toMatchObject([
        { from: { decided: { status: 'quarantined' }, quote: 'bad', headingPath: ['Top'] }, to: { decided: { status: 'accepted', by: 'person:ada' } }, generation: from + 1, predecessors: [], heir: null },
        { from: null, to: { decided: { status: 'accepted' }, quote: 'new' }, generation: to },
      ]);
      expect(left).toMatchObject({ path: 'b.md', to: null, generation: to, chunks: [{ to: null, from: { quote: 'goes' }, generation: to }] });
      expect(came).toMatchObject({ path: 'd.md', from: null, generation: to, chunks: [{ from: null, to: { quote: 'comes' } }] });
      expect(await a.store.documentsChanged({ from: to, to })).toEqual([]);
      expect(await a.store.documentDifferences(['no such document'], { from, to })).toEqual([]);
    });

    it('names where a text came from and who took it', async () => {
      const a = session();
      const from = (await a.night({ 'a.md': ['old words'] })).number;
      const old = await a.idOf('a.md', 'old words', from);
      const fence = await a.begin();
      await a.put(fence, { 'a.md': ['new words'] });
      const [{ id } = { id: '' }] = documentOf('a.md', ['new words']).chunks;
      await a.store.putPredecessors(fence, [{ chunkId: id, predecessorId: old, share: 0.5 }]);
      await a.store.putHeirs(fence, [{ chunkId: old, heirId: id, taken: 0.4 }]);
      const { generation: { number: to } } = await a.publish(fence);
      const [document] = await a.store.documentDifferences([documentOf('a.md', []).documentId], { from, to });
      expect(document?.chunks.map(({ chunkId, predecessors, heir }) => ({ chunkId, predecessors, heir }))).toEqual([
        { chunkId: id, predecessors: [{ chunkId: id, predecessorId: old, share: 0.5 }], heir: null },
        { chunkId: old, predecessors: [], heir: { chunkId: old, heirId: id, taken: 0.4 } },
      ]);
    });

    it('leaves out what is again what it was, and what is not published', async () => {
      const a = session();
      const from = (await a.night({ 'a.md': ['one'], 'b.md': ['two'] })).number;
      await a.night({ 'a.md': ['other'] });
      const to = (await a.night({ 'a.md': ['one'], 'b.md': ['two'] })).number;
      await a.put(await a.begin(), { 'a.md': ['half done'], 'c.md': ['new'] });
      const differences = await a.store.documentDifferences(await a.store.documentsChanged({ from, to }), { from, to });
      expect(differences.map(({ sameVersion, chunks }) => [sameVersion, chunks])).toEqual([[true, []], [true, []]]);
    });

    it('has a verdict of another kind where only its reasons differ, and does not tell of it', async () => {
      const a = session();
      const from = (await a.night({ 'a.md': ['bad'] })).number;
      const chunkId = await a.idOf('a.md', 'bad', from);
      const { generation: { number: to } } = await a.store.publishReview({ events: [], basis: from, now: 0, verdicts: [{ chunkId, decided: decidedAs('quarantined', { reasons: [{ rule: 'structure/placeholder', severity: 'warning', message: 'm' }] }) }] });
      const [document] = await a.store.documentDifferences(await a.store.documentsChanged({ from, to }), { from, to });
      expect(document).toMatchObject({ sameVersion: true, chunks: [] });
    });
  });

  describe('where a chunk stood, and when', () => {
    it('is told of chunks and documents, also of those that left and came back', async () => {
      const a = session();
      await a.night({ 'a.md': ['one'], 'b.md': ['two'] });
      const one = await a.idOf('a.md', 'one', 1);
      await a.night({ 'a.md': ['one', 'more'], 'b.md': ['two'] });
      await a.night({ 'b.md': ['two'] });
      await a.night({ 'a.md': ['one'], 'b.md': ['two'] });
      const spans = [{ fromGeneration: 1, toGeneration: 3 }, { fromGeneration: 4, toGeneration: null }];
      expect(await a.store.stands(one)).toEqual(spans);
      expect(await a.store.stands(documentOf('a.md', []).documentId)).toEqual(spans);
      expect(await a.store.stands('nowhere')).toEqual([]);
      await a.put(await a.begin(), { 'a.md': ['half done'] });
      expect(await a.store.stands(one)).toEqual(spans);
      expect(await a.store.documentOf(one)).toEqual({ documentId: documentOf('a.md', []).documentId, source: 'src', path: 'a.md', record: null });
      expect(await a.store.documentOf('nowhere')).toBeNull();
    });

    it('is found by the time of publication', async () => {
      const a = session();
      expect(await a.store.generationAsOf('2999-01-01T00:00:00.000Z')).toBeNull();
      const first = await a.night({ 'a.md': ['one'] });
      const second = await a.night({ 'a.md': ['two'] });
      expect((await a.store.generationAsOf(second.publishedAt))?.number).toBe(2);
      expect((await a.store.generationAsOf('2999-01-01T00:00:00.000Z'))?.number).toBe(2);
      expect(await a.store.generationAsOf(new Date(Date.parse(first.publishedAt) - 1).toISOString())).toBeNull();
    });

    it('is known with the newest decision and, after a rollback, with what was gone back to', async () => {
      const a = session();
      await a.night({ 'a.md': ['bad'] });
      await a.review([await a.idOf('a.md', 'bad', 1)], 'approve', 1);
      await a.store.rollback(1, { actor: 'ada', reason: 'why not', now: 0 });
      expect([await a.store.generation(1), await a.store.generation(2), await a.store.generation(3)]).toMatchObject([
        { decisionSeq: 0, restores: null, note: null, dropped: false }, { decisionSeq: 1, restores: null, note: null }, { decisionSeq: 1, restores: 1, note: 'ada: why not' },
      ]);
    });

    it('is known with its run', async () => {
      const a = session();
      const { runId } = await a.night({ 'a.md': ['one'] });
      expect(await a.store.run(runId ?? '')).toMatchObject({ id: runId, pipelineHash: 'hash' });
      expect(await a.store.run('no run')).toBeNull();
    });
  });
}
