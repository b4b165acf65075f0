import { describe, expect, it } from 'vitest';
import type { StoreWorkshop } from '../store.js';
import { SOURCE, decidedAs, itemKey } from './session.js';

export function publishContract({ session, place, open }: StoreWorkshop): void {
  describe('generations', () => {
    it('show nothing of a run before it publishes', async () => {
      const a = session();
      const { number } = await a.night({ 'a.md': ['one', 'two'], 'b.md': ['three'] });
      const before = await a.corpus(number);
      const fence = await a.begin();
      await a.put(fence, { 'a.md': ['one', 'other bad'], 'c.md': ['four'] });
      await a.store.removeItems(fence, [itemKey('b.md')]);
      await a.decide(fence);
      expect(await a.corpus(number)).toEqual(before);
      expect((await a.store.currentGeneration())?.number).toBe(number);
      const { generation, changed } = await a.publish(fence);
      expect([generation.number, changed]).toEqual([number + 1, true]);
      expect(await a.corpus(generation.number)).toEqual({ 'a.md': ['one:accepted', 'other bad:quarantined'], 'c.md': ['four:accepted'] });
      expect(await a.corpus(number)).toEqual(before);
      expect(await a.corpus(0)).toEqual({});
    });

    it('are published only when something differs', async () => {
      const a = session();
      const { number } = await a.night({ 'a.md': ['one'], 'b.md': ['two'] });
      expect((await a.night({ 'a.md': ['one'], 'b.md': ['two'] })).number).toBe(number);
      // Away and back within one run leaves no trace either.
      const fence = await a.begin();
      await a.store.removeItems(fence, [itemKey('a.md')]);
      await a.decide(fence);
      await a.put(fence, { 'a.md': ['one'], 'b.md': ['three'] });
      await a.put(fence, { 'b.md': ['two'] });
      expect(await a.publish(fence)).toMatchObject({ changed: false, generation: { number } });
      expect(await a.store.check()).toEqual([]);
    });

    it('stay readable, each as it was', async () => {
      const a = session();
      const nights = [{ 'a.md': ['one'] }, { 'a.md': ['one', 'two bad'], 'b.md': ['x'] }, { 'b.md': ['y'] }, { 'a.md': ['one'] }, {}];
      const kept = [];
      for (const files of nights) {
        const { number } = await a.night(files);
        kept.push({ number, corpus: await a.corpus(number), counts: (await a.store.generation(number))?.counts });
      }
      for (const { number, corpus, counts } of kept) {
        expect(await a.corpus(number)).toEqual(corpus);
        expect((await a.store.generation(number))?.counts).toEqual(counts);
      }
      expect(kept[1]?.counts).toMatchObject({ documents: { total: 2, accepted: 1, partial: 1 }, chunks: { total: 3, accepted: 2, quarantined: 1 } });
      expect(await a.store.check()).toEqual([]);
    });

    it('refuse books that do not balance, and leave everything as it was', async () => {
      const a = session();
      const { number } = await a.night({ 'a.md': ['one'] });
      const fence = await a.begin();
      await a.put(fence, { 'b.md': ['two'] });
      const unbalanced = a.store.publishRun(fence, { decisionSeq: 0, now: 0, policyKey: a.policyKey });
      await expect(unbalanced).rejects.toMatchObject({ code: 'books-unbalanced', message: expect.stringContaining('1 published chunks have no verdict') as string });
      expect((await a.store.currentGeneration())?.number).toBe(number);
      expect((await a.publish(fence)).generation.number).toBe(number + 1);
    });

    it('list chunks and documents in pages that make up the whole', async () => {
      const a = session();
      const { number: at } = await a.night({ 'b.md': ['bad', 'x', 'x'], 'a.md': ['one', 'two'], 'c/d.md': [], 'z.md': ['bad', 'last'] });
      const whole = await a.store.listChunks({ at, limit: 1000 });
      expect(whole.map((chunk) => `${chunk.path} ${chunk.text}`)).toEqual(['a.md one', 'a.md two', 'b.md bad', 'b.md x', 'b.md x', 'z.md bad', 'z.md last']);
      for (const limit of [1, 2, 3]) {
        const pages = [];
        for (let after: string | undefined; ;) {
          const page = await a.store.listChunks({ at, limit, ...(after === undefined ? {} : { after }) });
          if (page.length === 0) break;
          pages.push(...page);
          after = page.at(-1)?.id;
        }
        expect(pages).toEqual(whole);
      }
      expect((await a.store.listChunks({ at, limit: 10, status: 'quarantined' })).map((chunk) => chunk.path)).toEqual(['b.md', 'z.md']);
      const documents = await a.store.listDocuments({ at, limit: 10 });
      expect(documents.map((document) => document.path)).toEqual(['a.md', 'b.md', 'c/d.md', 'z.md']);
      const [first] = await a.store.listDocuments({ at, limit: 1 });
      expect([first, ...(await a.store.listDocuments({ at, limit: 10, after: first?.documentId ?? '' }))]).toEqual(documents);
      expect(await a.store.listChunks({ at, limit: 10, documentId: documents[3]?.documentId ?? '' })).toHaveLength(2);
      for (const chunk of whole) expect(chunk.text).toBe((await a.store.document(chunk.documentId, at))?.text.slice(chunk.start, chunk.end));
    });

    it('keep the generation that first released a content', async () => {
      const a = session();
      const first = await a.night({ 'a.md': ['one', 'bad'] });
      const id = await a.idOf('a.md', 'bad', first.number);
      expect((await a.store.chunk(id, first.number))?.releasedIn).toBeNull();
      const second = await a.review([id], 'approve', first.number);
      expect((await a.store.chunk(id, second.number))?.releasedIn).toBe(second.number);
      expect((await a.store.chunk(id, first.number))?.releasedIn).toBeNull();
      const third = await a.night({ 'a.md': ['one', 'bad', 'three'] });
      expect((await a.store.listChunks({ at: third.number, limit: 9 })).map((chunk) => chunk.releasedIn)).toEqual([first.number, second.number, third.number]);
    });
  });

  describe('verdicts', () => {
    it('are staged only where they change', async () => {
      const a = session();
      const { number } = await a.night({ 'a.md': ['one', 'two'] });
      const fence = await a.begin();
      await a.store.markAllUndecided(fence);
      expect(await a.undecided()).toHaveLength(2);
      expect(await a.publish(fence)).toMatchObject({ changed: false });
      await a.store.markAllUndecided(fence);
      a.verdictOf = (text) => decidedAs(text === 'one' ? 'rejected' : 'accepted');
      const { generation } = await a.publish(fence);
      const id = await a.idOf('a.md', 'one', number);
      expect((await a.store.verdictHistory(id)).map((verdict) => [verdict.status, verdict.fromGeneration, verdict.toGeneration]))
        .toEqual([['accepted', number, generation.number], ['rejected', generation.number, null]]);
      expect(await a.store.verdictHistory(await a.idOf('a.md', 'two', number))).toHaveLength(1);
    });

    it('come up again when their time has come', async () => {
      const a = session();
      a.verdictOf = (text) => decidedAs('accepted', { nextChangeAt: text === 'ages' && a.now < 1000 ? 1000 : null });
      const { number } = await a.night({ 'a.md': ['ages', 'stays'] });
      a.now = 999;
      expect(await a.undecided()).toEqual([]);
      a.now = 1000;
      expect(await a.undecided()).toEqual([await a.idOf('a.md', 'ages', number)]);
      a.verdictOf = (text) => decidedAs(text === 'ages' ? 'quarantined' : 'accepted');
      const { generation } = await a.publish(await a.begin());
      expect(await a.corpus(generation.number)).toEqual({ 'a.md': ['ages:quarantined', 'stays:accepted'] });
      expect(await a.undecided()).toEqual([]);
    });

    it('staged under another policy are decided again', async () => {
      const a = session();
      expect(await a.store.decidedPolicyKey()).toBeNull();
      const fence = await a.begin();
      await a.put(fence, { 'a.md': ['one'] });
      await a.decide(fence);
      expect(await a.undecided()).toEqual([]);
      a.policyKey = 'policy@2';
      expect(await a.undecided()).toHaveLength(1);
      await a.publish(fence);
      expect(await a.store.decidedPolicyKey()).toBe('policy@2');
    });
  });

  describe('the store as a whole', () => {
    it('is there again after closing', async () => {
      const a = session();
      const { number } = await a.night({ 'a.md': ['one bad'] });
      const corpus = await a.corpus(number);
      await a.store.close();
      const b = session();
      const reopened = open(a.store.location, { create: false });
      Object.assign(b, { store: reopened });
      expect(await b.corpus(number)).toEqual(corpus);
    });

    it('is not made where it should be', () => {
      expect(() => open(place(), { create: false })).toThrow(expect.objectContaining({ code: 'store-not-found' }) as Error);
    });

    it('is copied while it is in use', async () => {
      const a = session();
      const { number } = await a.night({ 'a.md': ['one'], 'b.md': ['bad'] });
      const fence = await a.begin();
      await a.put(fence, { 'a.md': ['pending'] });
      const copyAt = place('copy.db');
      await a.store.backup(copyAt);
      await a.publish(fence);
      const copy = Object.assign(session(), { store: open(copyAt, { create: false }) });
      expect(await copy.store.check()).toEqual([]);
      expect((await copy.store.currentGeneration())?.number).toBe(number);
      expect(await copy.corpus(number)).toEqual({ 'a.md': ['one:accepted'], 'b.md': ['bad:quarantined'] });
    });

    it('keeps what targets acknowledged, and tombstones of what left them', async () => {
      const a = session();
      const told = (generation: number) => ({ generation, exportKey: 'k', receipt: { bytes: generation } });
      expect(await a.store.acknowledged('jsonl')).toBeNull();
      await a.store.putLedger('jsonl', told(1), { upserted: [['x', 'h1'], ['y', 'h2']], deleted: [] });
      await a.store.putLedger('other', told(1), { upserted: [['x', 'h9']], deleted: [] });
      await a.store.putLedger('jsonl', told(2), { upserted: [['y', 'h3']], deleted: ['x'] });
      await a.store.intend('jsonl', ['z', 'y']);
      await a.store.intend('jsonl', ['z']);
      await a.store.intend('other', ['z']);
      expect([...(await a.store.intended('jsonl'))].sort()).toEqual(['y', 'z']);
      await a.store.putLedger('jsonl', told(2), { upserted: [], deleted: [] });
      expect([await a.store.intended('jsonl'), await a.store.intended('other')]).toEqual([[], ['z']]);
      expect([...(await a.store.ledger('jsonl'))]).toEqual([['y', 'h3']]);
      expect(await a.store.exportsOf('x')).toEqual([{ target: 'jsonl', generation: 2, present: false }, { target: 'other', generation: 1, present: true }]);
      expect(await a.store.acknowledged('jsonl')).toEqual(told(2));
      expect(await a.store.ledger('nowhere')).toEqual(new Map());
    });

    it('answers for what is not there', async () => {
      const a = session();
      const { number } = await a.night({ 'a.md': ['one'] });
      expect(await a.store.chunk('nothing', number)).toBeNull();
      expect(await a.store.document('nothing', number)).toBeNull();
      expect(await a.store.generation(99)).toBeNull();
      expect(await a.store.decisionsOf('nothing')).toEqual([]);
      expect(await a.store.decideSubjects(['nothing'], number)).toEqual([]);
      expect(await a.store.unmetItems(await a.begin(), SOURCE.name, { limit: 5, after: itemKey('zzz') })).toEqual([]);
    });
  });
}
