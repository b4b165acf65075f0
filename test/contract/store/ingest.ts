import { describe, expect, it } from 'vitest';
import type { ItemKey, ItemState, RunFence, Store } from '../../../src/core/index.js';
import type { StoreWorkshop } from '../store.js';
import { SOURCE, documentOf, itemKey, itemOf } from './session.js';

async function unmet(store: Store, fence: RunFence, limit: number): Promise<ItemState[]> {
  const found: ItemState[] = [];
  for (let after: ItemKey | undefined; ;) {
    const page = await store.unmetItems(fence, SOURCE.name, { limit, ...(after === undefined ? {} : { after }) });
    if (page.length === 0) return found;
    found.push(...page);
    after = page.at(-1);
  }
}

const paths = (items: readonly ItemState[]): string[] => items.map((item) => item.path);
const failure = (path: string, over: { source?: string } = {}) => ({
  ...itemKey(path, over.source), stage: 'parse' as const, code: 'parse-failed', message: `no ${path}`, fingerprint: 'f1',
});

export function ingestContract({ session }: StoreWorkshop): void {
  describe('items', () => {
    it('tells new, same, changed and removed documents apart', async () => {
      const a = session();
      const { store } = a;
      const fence = await a.begin();
      expect(await store.putItems(fence, [itemOf('a.md', ['one']), itemOf('b.md', ['two'])])).toEqual({ changed: 2, same: 0, removed: 0 });
      expect(await store.putItems(fence, [itemOf('a.md', ['one'])])).toEqual({ changed: 0, same: 1, removed: 0 });
      expect(await store.putItems(fence, [itemOf('a.md', ['one', 'more'])])).toEqual({ changed: 1, same: 0, removed: 0 });
      const rows = itemOf('rows.csv', [], { documents: ['1', '2', '3'].map((record) => documentOf('rows.csv', [`row ${record}`], { record })) });
      expect(await store.putItems(fence, [rows])).toEqual({ changed: 3, same: 0, removed: 0 });
      expect(await store.putItems(fence, [{ ...rows, documents: rows.documents.slice(1) }])).toEqual({ changed: 0, same: 2, removed: 1 });
      expect(await store.itemStates([itemKey('rows.csv'), itemKey('nowhere.md')])).toMatchObject([{ documents: 2, stageKey: 'stage@1', failure: null }, null]);
    });

    it('marks items as met, keeping a new fingerprint where one is given', async () => {
      const a = session();
      await a.night({ 'a.md': ['one'], 'b.md': ['two'], 'c.md': ['three'] });
      const fence = await a.begin();
      await a.store.touchItems(fence, [itemKey('a.md'), { ...itemKey('b.md'), fingerprint: 'newer' }]);
      expect(paths(await unmet(a.store, fence, 10))).toEqual(['c.md']);
      expect((await a.store.itemStates([itemKey('a.md'), itemKey('b.md')])).map((item) => item?.fingerprint)).toEqual(['print of one', 'newer']);
    });

    it('knows the states of many items at once, whatever they are called', async () => {
      const a = session();
      const names = Array.from({ length: 150 }, (_, at) => `${String(at).padStart(3, '0')} ${['plain', "o'brien", 'nul\u0000inside', 'half \ud800', '"quoted"', '[1]'][at % 6] ?? ''}.md`);
      const fence = await a.begin();
      await a.store.putItems(fence, names.map((name) => itemOf(name, ['one'])));
      const broken = names.filter((_, at) => at % 50 === 7);
      await a.store.putFailures(fence, broken.map((path) => ({ ...itemKey(path), stage: 'parse', code: 'parse-failed', message: 'broken', fingerprint: null })));
      const asked = ['nowhere.md', ...names];
      const states = await a.store.itemStates(asked.map((name) => itemKey(name)));
      const alone = await Promise.all(asked.map(async (name) => (await a.store.itemStates([itemKey(name)]))[0]));
      expect(states.map((state) => state?.failure?.code ?? state?.stageKey ?? null)).toEqual(asked.map((name) => (name === 'nowhere.md' ? null : broken.includes(name) ? 'parse-failed' : 'stage@1')));
      expect(states.map((state) => state?.documents)).toEqual(asked.map((name) => (name === 'nowhere.md' ? undefined : 1)));
      expect(states.map((state) => ({ ...state, path: '' }))).toEqual(alone.map((state) => ({ ...state, path: '' })));
      await a.publish(fence);
      await a.end(fence);
      const next = await a.begin();
      await a.store.touchItems(next, names.filter((_, at) => at !== 70).map((name) => itemKey(name)));
      expect(paths(await unmet(a.store, next, 10))).toEqual([names[70]]);
    });

    it('pages unmet items in order, each once', async () => {
      const a = session();
      const names = ['a.md', 'b/a.md', 'b/b.md', 'c.md', 'd.md', 'ä.md'];
      await a.night(Object.fromEntries(names.map((name) => [name, [name]])));
      const fence = await a.begin();
      for (const limit of [1, 2, 100]) expect(paths(await unmet(a.store, fence, limit))).toEqual(names);
      expect(await a.store.removeItems(fence, names.slice(0, 2).map((name) => itemKey(name)))).toBe(2);
      expect(await a.store.removeItems(fence, names.slice(0, 2).map((name) => itemKey(name)))).toBe(0);
      expect(paths(await unmet(a.store, fence, 2))).toEqual(names.slice(2));
    });

    it('keeps one version for equal keys, whatever came between', async () => {
      const a = session();
      const rowOf = async (at: number): Promise<number | undefined> => (await a.store.listChunks({ at, limit: 1 }))[0]?.rowId;
      const first = await a.night({ 'a.md': ['one'] });
      const second = await a.night({ 'a.md': ['two'] });
      const third = await a.night({ 'a.md': ['one'] });
      expect(await rowOf(second.number)).not.toBe(await rowOf(first.number));
      expect(await rowOf(third.number)).toBe(await rowOf(first.number));
    });
  });

  describe('failures', () => {
    it('carry what the item held and count attempts until it is well', async () => {
      const a = session();
      await a.night({ 'a.md': ['one'] });
      const fence = await a.begin();
      await a.store.putFailures(fence, [failure('a.md'), failure('new.md')]);
      await a.store.putFailures(fence, [failure('a.md')]);
      expect(await a.store.listFailures({ limit: 10 })).toMatchObject([{ path: 'a.md', attempts: 2, carried: true, retry: false }, { path: 'new.md', attempts: 1, carried: false }]);
      const { generation } = await a.publish(fence);
      expect(await a.corpus(generation.number)).toEqual({ 'a.md': ['one:accepted'] });
      expect((await a.store.listDocuments({ at: generation.number, limit: 1 }))[0]?.carried).toBe(true);
      await a.put(fence, { 'a.md': ['one'] });
      expect((await a.store.listFailures({ limit: 10 })).map((item) => item.path)).toEqual(['new.md']);
    });

    it('are tried again when asked for, by id or all', async () => {
      const a = session();
      const fence = await a.begin();
      await a.store.putFailures(fence, ['a.md', 'b.md', 'c.md'].map((path) => failure(path)));
      const [first] = await a.store.listFailures({ limit: 1 });
      expect(await a.store.markForRetry([first?.id ?? ''])).toBe(1);
      expect((await a.store.itemStates([itemKey('a.md'), itemKey('b.md')])).map((item) => item?.failure?.retry)).toEqual([true, false]);
      expect(await a.store.markForRetry([])).toBe(3);
      await a.store.putFailures(fence, [failure('a.md')]);
      expect((await a.store.itemStates([itemKey('a.md')]))[0]?.failure).toMatchObject({ retry: false, attempts: 2, fingerprint: 'f1' });
      const second = await a.store.listFailures({ limit: 2, ...(first === undefined ? {} : { after: first.id }) });
      expect(second.map((item) => item.path)).toEqual(['b.md', 'c.md']);
    });

    it('of a whole source mean that nothing of it is gone', async () => {
      const a = session();
      await a.night({ 'a.md': ['one'], 'b/c.md': ['two'] });
      const fence = await a.begin();
      await a.store.putFailures(fence, [failure('')]);
      expect(await unmet(a.store, fence, 10)).toEqual([]);
      await a.end(fence);
      // Well again: the old failure is the one thing that was not met, and is listed once whatever the page.
      const next = await a.begin();
      for (const limit of [1, 10]) expect(paths(await unmet(a.store, next, limit))).toEqual(['', 'a.md', 'b/c.md']);
    });

    it('of a folder mean that nothing below it is gone', async () => {
      const a = session();
      await a.night({ 'x/a.md': ['one'], 'x/y/b.md': ['two'], 'xy/c.md': ['three'], 'x.md': ['four'], 'X/a.md': ['five'] });
      const fence = await a.begin();
      await a.store.putFailures(fence, [failure('x/')]);
      expect(paths(await unmet(a.store, fence, 10)).sort()).toEqual(['X/a.md', 'x.md', 'xy/c.md']);
    });
  });

  describe('sources', () => {
    it('that are no longer named lose their documents, and only they', async () => {
      const a = session();
      const other = { ...SOURCE, name: 'other' };
      const fence = await a.begin({ sources: [SOURCE, other] });
      await a.put(fence, { 'a.md': ['one'] });
      await a.store.putItems(fence, [itemOf('a.md', ['two'], { source: 'other' }), itemOf('b.md', ['three'], { source: 'other' })]);
      await a.publish(fence);
      expect(await a.store.putSources(fence, [SOURCE])).toBe(2);
      expect(await a.store.putSources(fence, [SOURCE])).toBe(0);
      const { generation } = await a.publish(fence);
      expect((await a.store.listDocuments({ at: generation.number, limit: 10 })).map((document) => document.uri)).toEqual(['src:a.md']);
    });

    it('bring their authority, owner and access label to every row, and a change of them to every verdict', async () => {
      const a = session();
      const { number } = await a.night({ 'a.md': ['one'] });
      expect(await a.undecided()).toEqual([]);
      const changed = { ...SOURCE, authority: 0.9, owner: 'people-ops', access: 'internal' };
      const fence = await a.begin({ sources: [changed] });
      expect(await a.undecided()).toEqual([await a.idOf('a.md', 'one', number)]);
      expect((await a.store.decideSubjects(await a.undecided(), 'pending'))[0]?.source).toEqual(changed);
      await a.publish(fence);
      expect((await a.store.listChunks({ at: number, limit: 1 }))[0]?.sourceInfo).toEqual(changed);
    });
  });

  describe('predecessors', () => {
    it('are kept by share, and a renamed document finds the chunks that left', async () => {
      const a = session();
      const { number } = await a.night({ 'old.md': ['same words', 'gone words'] });
      const [same, gone] = [await a.idOf('old.md', 'same words', number), await a.idOf('old.md', 'gone words', number)];
      const fence = await a.begin();
      await a.store.removeItems(fence, [itemKey('old.md')]);
      await a.put(fence, { 'new.md': ['same words'] });
      const [arrived, ...others] = await a.store.arrivedDocuments({ limit: 10 });
      expect(others).toEqual([]);
      const [chunk] = arrived?.chunks ?? [];
      expect(await a.store.departedByTextHash([chunk?.textHash ?? ''])).toMatchObject([{ chunkId: same, textHash: chunk?.textHash }]);
      await a.store.putPredecessors(fence, [{ chunkId: chunk?.id ?? '', predecessorId: gone, share: 0.25 }, { chunkId: chunk?.id ?? '', predecessorId: same, share: 1 }]);
      expect((await a.store.predecessorsOf(chunk?.id ?? '')).map((link) => [link.predecessorId, link.share])).toEqual([[same, 1], [gone, 0.25]]);
    });
  });
}
