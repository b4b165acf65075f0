import { describe, expect, it } from 'vitest';
import { documentIdOf, sha256, type PurgeRequest } from '../../../src/core/index.js';
import type { StoreWorkshop } from '../store.js';
import { decidedAs, itemOf, SOURCE, verdictOf, type Session } from './session.js';

const id = (path: string): string => documentIdOf(`${SOURCE.name}:${path}`);
const request = (...paths: string[]): PurgeRequest => ({ act: 'purge', actor: 'ada', reason: 'request 7', selection: 'documents', documents: paths.map(id) });
const LONG = 'a long line that says who lives where and earns how much, which nobody else in the whole corpus says';
const purge = (a: Session, ...paths: string[]): ReturnType<Session['store']['purge']> => a.store.purge(request(...paths), { now: 0 });

export function purgeContract({ session }: StoreWorkshop): void {
  describe('purges', () => {
    it('take documents out of the corpus and their words out of every generation, and leave the books as they were', async () => {
      const a = session();
      await a.night({ 'a.md': ['one', LONG], 'b.md': ['two'] });
      await a.night({ 'a.md': ['another', LONG], 'b.md': ['two'], 'c.md': ['three'] });
      const before = (await a.store.generation(1))?.counts;
      const purged = await purge(a, 'a.md');
      expect(purged).toMatchObject({ generation: 3, documents: 1, chunks: 3, entry: { seq: 1, act: 'purge', sources: { src: 1 }, previousHash: '0'.repeat(64) } });
      expect(await a.store.check()).toEqual([]);
      expect((await a.store.currentGeneration())?.by).toBe('purge');
      expect((await a.store.listChunks({ at: 3, limit: 10 })).map(({ text }) => text).sort()).toEqual(['three', 'two']);
      // What it was in the generations that had it stays, without a word.
      const former = await a.store.listChunks({ at: 1, limit: 10 });
      expect(former.map(({ text, path }) => [text, path]).sort()).toEqual([['', `purged/${id('a.md')}`], ['', `purged/${id('a.md')}`], ['two', 'b.md']]);
      expect((await a.store.generation(1))?.counts).toEqual(before);
      expect((await a.store.purgeCandidates({ limit: 10 })).map(({ path }) => path).sort()).toEqual(['b.md', 'c.md']);
    });

    it('say what may not be read again: the documents, and texts long enough to be told by their hash', async () => {
      const a = session();
      await a.night({ 'a.md': ['one'] });
      await a.night({ 'a.md': [LONG] });
      await purge(a, 'a.md');
      expect(await a.store.tombstones()).toEqual({ documents: new Set([id('a.md')]), contents: new Set([sha256(LONG)]) });
      await a.store.purge({ act: 'lift', actor: 'ada', reason: 'by mistake', selection: 'documents', documents: [id('a.md')] }, { now: 0 });
      expect(await a.store.tombstones()).toEqual({ documents: new Set(), contents: new Set() });
      // Read again, it is there again, also where its text is the one that was erased.
      await a.night({ 'a.md': [LONG] });
      expect((await a.store.listChunks({ at: (await a.store.currentGeneration())?.number ?? 0, limit: 10 })).map(({ text, path }) => [text, path])).toEqual([[LONG, 'a.md']]);
      expect(await a.store.check()).toEqual([]);
    });

    it('keep a log that shows where it was changed, and what is proven', async () => {
      const a = session();
      await a.night({ 'a.md': ['one'], 'b.md': ['two'] });
      await purge(a, 'a.md');
      await purge(a, 'b.md');
      await a.store.provePurges([1], 0);
      const [first, second] = await a.store.purges();
      expect([first?.provenAt, second?.provenAt]).toEqual(['1970-01-01T00:00:00.000Z', null]);
      expect(second?.previousHash).toBe(first?.hash);
      expect(await a.store.check()).toEqual([]);
    });

    it('are repeated on an older copy with the entries they have', async () => {
      const [a, b] = [session(), session()];
      for (const store of [a, b]) await store.night({ 'a.md': ['one'], 'b.md': ['two'] });
      const { entry } = await purge(a, 'a.md');
      await b.store.purge(request('a.md'), { now: 5, entry });
      expect(await b.store.purges()).toEqual(await a.store.purges());
      expect(await b.store.check()).toEqual([]);
    });

    it('wait for a run to end, and take out what a run that was held back had prepared', async () => {
      const a = session();
      await a.night({ 'a.md': ['one'], 'b.md': ['two'] });
      const fence = await a.begin();
      await a.put(fence, { 'a.md': ['a new version'], 'new.md': ['new'] });
      await expect(purge(a, 'a.md')).rejects.toMatchObject({ code: 'store-busy' });
      await a.decide(fence);
      await a.store.endRun(fence, { status: 'held', generation: null, work: null, summary: null, finishedAt: new Date().toISOString() });
      await purge(a, 'a.md', 'new.md');
      expect(await a.store.check()).toEqual([]);
      const next = await a.begin();
      await a.publish(next);
      expect((await a.store.listChunks({ at: (await a.store.currentGeneration())?.number ?? 0, limit: 10 })).map(({ text }) => text)).toEqual(['two']);
      expect(await a.store.check()).toEqual([]);
    });

    it('do not come back with a rollback', async () => {
      const a = session();
      await a.night({ 'a.md': ['one'], 'b.md': ['two'] });
      await a.night({ 'b.md': ['three'] });
      await purge(a, 'a.md');
      const { number } = await a.store.rollback(1, { actor: 'ada', reason: 'r', now: 0 });
      expect((await a.store.listChunks({ at: number, limit: 10 })).map(({ text }) => text)).toEqual(['two']);
      expect(await a.store.check()).toEqual([]);
    });

    it('take out of the verdicts on others what they quote, and have these decided anew', async () => {
      const a = session();
      const quoting = { rule: 'contradiction/likely', severity: 'warning', message: 'says one', seen: 'one', related: { documentId: id('a.md'), path: 'a.md', quote: 'one' } } as const;
      a.verdictOf = (text, subject) => (text === 'two' ? decidedAs('quarantined', { reasons: [quoting], findings: [quoting] }) : verdictOf(text, subject));
      await a.night({ 'a.md': ['one'], 'b.md': ['two'], 'c.md': ['three'] });
      expect(await purge(a, 'a.md')).toMatchObject({ neighbours: 1 });
      const chunk = (await a.store.listChunks({ at: 2, limit: 10 })).find(({ text }) => text === 'two');
      const [subject] = await a.store.decideSubjects([chunk?.id ?? ''], 2);
      expect(JSON.stringify(subject?.verdict)).not.toContain('one');
      expect(subject?.verdict?.status).toBe('quarantined');
      expect(await a.undecided()).toEqual([chunk?.id]);
    });

    it('leave an item that holds other documents, and forget one that held these alone', async () => {
      const a = session();
      const fence = await a.begin();
      const [one] = itemOf('table.csv', ['one']).documents;
      const [two] = itemOf('table.csv', ['two'], {}).documents;
      if (one === undefined || two === undefined) throw new Error('no documents');
      await a.store.putItems(fence, [{ ...itemOf('table.csv', ['one']), documents: [one, { ...two, documentId: id('table.csv#2'), uri: 'src:table.csv#2', record: '2' }] }, itemOf('b.md', ['three'])]);
      await a.publish(fence);
      await a.end(fence);
      await a.store.purge({ ...request('b.md'), documents: [id('table.csv#2'), id('b.md')] }, { now: 0 });
      const states = await a.store.itemStates([{ source: 'src', path: 'table.csv', record: null }, { source: 'src', path: 'b.md', record: null }]);
      expect(states.map((state) => state?.documents ?? null)).toEqual([1, null]);
      expect(await a.store.check()).toEqual([]);
    });
  });
}
