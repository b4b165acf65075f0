import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyOf, type StoredEdge } from '../../../src/core/index.js';
import type { StoreWorkshop } from '../store.js';
import { bruteForce, IGNORED, JOIN, openEdges, settle, type Rules } from './join-nights.js';
import { itemKey, itemOf } from './session.js';

const ALL: Rules = { bucket: { cap: 10, overflow: 'hubs' }, keys: () => [1], related: () => true };

export function joinContract({ session }: StoreWorkshop): void {
  describe('joins', () => {
    it('take in every subject once and leave out those without a node', async () => {
      const a = session();
      const fence = await a.begin();
      await a.put(fence, { 'a.md': ['one', 'two', ''], 'b.md': ['one'] });
      await settle(a, fence, ALL);
      expect(await a.store.unjoinedRows(JOIN, 'chunk')).toEqual([]);
      expect(await a.store.joinStats(JOIN)).toMatchObject({ nodes: 2, subjects: 4 });
      expect(await openEdges(a)).toEqual(['one-two']);
      const copies = await a.publish(fence);
      const edges = await a.store.listEdges({ at: copies.generation.number, limit: 10 });
      expect(edges.map((found) => found.kind).sort()).toEqual(['duplicate', 'near-duplicate']);
      expect(edges.find((found) => found.kind === 'duplicate')).toMatchObject({ a: { quote: 'one' }, b: { quote: 'one' }, of: 'chunks', join: JOIN });
    });

    it('pair all of a bucket up to its cap, and beyond it only hubs or a sample', async () => {
      const texts = ['a', 'b', 'c', 'd', 'e'];
      const byHash = [...texts].sort((x, y) => keyOf(x) - keyOf(y));
      const [first = '', second = ''] = byHash;
      for (const [bucket, expected] of [
        [{ cap: 5, overflow: 'sample' }, 10], [{ cap: 5, overflow: 'hubs' }, 10], [{ cap: 2, overflow: 'sample' }, 1], [{ cap: 2, overflow: 'hubs' }, 7],
      ] as const) {
        const a = session();
        const fence = await a.begin();
        await a.put(fence, { 'a.md': texts });
        await settle(a, fence, { ...ALL, bucket });
        const pairs = await openEdges(a);
        expect(pairs).toHaveLength(expected);
        expect(pairs).toContain([first, second].sort().join('-'));
      }
    });

    it('have those first in a bucket beyond its cap that come first by what the join says', async () => {
      const a = session();
      const fence = await a.begin();
      await a.put(fence, { 'a.md': ['a', 'b', 'c', 'd', 'e'] });
      const rules: Rules = { ...ALL, bucket: { cap: 1, overflow: 'hubs' }, order: (text) => ('dbaec'.indexOf(text) + 1) / 8 };
      await settle(a, fence, rules);
      expect(await openEdges(a)).toEqual(['a-d', 'b-d', 'c-d', 'd-e']);
      await a.put(fence, { 'a.md': ['a', 'b', 'c', 'e'] });
      await settle(a, fence, rules);
      expect(await openEdges(a)).toEqual(['a-b', 'b-c', 'b-e']);
    });

    it('bring every pair up once, however the touched nodes are paged', async () => {
      for (const pageSize of [1, 2, 3, 5]) {
        const a = session();
        const fence = await a.begin();
        await a.put(fence, { 'a.md': ['a', 'b', 'c', 'd', 'e'] });
        const asked: string[] = [];
        await settle(a, fence, { ...ALL, related: (x, y) => asked.push([x, y].sort().join('-')) > 0 }, pageSize);
        expect([...asked].sort()).toEqual([...new Set(asked)].sort());
        expect(asked).toHaveLength(10);
      }
    });

    it('leave edges that stay the same in their interval', async () => {
      const a = session();
      const fence = await a.begin();
      await a.put(fence, { 'a.md': ['one'], 'b.md': ['two'] });
      await settle(a, fence, ALL);
      const first = await a.publish(fence);
      const [kept] = await a.store.listEdges({ at: first.generation.number, limit: 10 });
      await a.put(fence, { 'c.md': ['three'] });
      await settle(a, fence, ALL, 1);
      const second = await a.publish(fence);
      const edges = await a.store.listEdges({ at: second.generation.number, limit: 10 });
      expect(edges).toHaveLength(3);
      expect(edges).toContainEqual(kept);
      for (const at of [first.generation.number, second.generation.number]) {
        const all = await a.store.listEdges({ at, limit: 10 });
        for (const id of new Set(edges.flatMap(({ aId, bId }) => [aId, bId]))) {
          const own = all.filter(({ aId, bId }) => aId === id || bId === id);
          expect(await a.store.edgesOf(id, { at, limit: 10 })).toEqual(own);
          expect(await a.store.edgesOf(id, { at, limit: 1, after: own[0]?.edgeNumber ?? 0 })).toEqual(own.slice(1, 2));
        }
        expect(await a.store.edgesOf('never was', { at, limit: 10 })).toEqual([]);
      }
      expect(await a.store.listEdges({ at: first.generation.number, limit: 10 })).toEqual([kept]);
      // A new epoch that finds the same edges changes nothing either.
      await a.store.beginEpoch(fence, JOIN, 'key', { nodes: 3, frequencies: [] });
      await settle(a, fence, ALL);
      expect(await a.publish(fence)).toMatchObject({ changed: false });
    });

    it('drop the edges of what left and have the other side decided again', async () => {
      const a = session();
      const fence = await a.begin();
      await a.put(fence, { 'a.md': ['one'], 'b.md': ['two'], 'c.md': ['far'] });
      const rules: Rules = { ...ALL, keys: (text) => [text === 'far' ? 2 : 1] };
      await settle(a, fence, rules);
      const { generation } = await a.publish(fence);
      expect(await a.undecided()).toEqual([]);
      await a.store.removeItems(fence, [itemKey('a.md')]);
      await settle(a, fence, rules);
      const ids = await Promise.all([['a.md', 'one'], ['b.md', 'two']].map(([path = '', line = '']) => a.idOf(path, line, generation.number)));
      expect([...(await a.undecided())].sort()).toEqual([...ids].sort());
      expect(await openEdges(a)).toEqual([]);
      expect(await a.store.joinStats(JOIN)).toMatchObject({ nodes: 2, subjects: 2 });
    });

    it('keep edges that are aside and let no verdict rest on them', async () => {
      const a = session();
      const fence = await a.begin();
      const aside: Rules = { ...ALL, aside: true };
      await a.put(fence, { 'b.md': ['two'] });
      await settle(a, fence, aside);
      await a.publish(fence);
      await a.put(fence, { 'a.md': ['one'] });
      await settle(a, fence, aside);
      const texts = await a.pendingTexts();
      expect((await a.undecided()).map((id) => texts.get(id))).toEqual(['one']);
      expect(await openEdges(a)).toEqual([]);
      const { generation } = await a.publish(fence);
      expect(await a.store.listEdges({ at: generation.number, limit: 10 })).toMatchObject([{ kind: 'near-duplicate', aside: true }]);
      await a.store.removeItems(fence, [itemKey('a.md')]);
      await settle(a, fence, aside);
      expect((await a.undecided()).map((id) => texts.get(id))).toEqual(['one']);
    });

    it('leave alone what only stands in another version of its document', async () => {
      const a = session();
      const fence = await a.begin();
      await a.put(fence, { 'a.md': ['one'], 'b.md': ['two'] });
      await settle(a, fence, ALL);
      await a.publish(fence);
      await a.put(fence, { 'a.md': ['one', 'three'] });
      const unjoined = async (): Promise<string[]> => (await a.store.subjectsAt('chunk', await a.store.unjoinedRows(JOIN, 'chunk'))).map(({ text }) => text).sort();
      expect(await unjoined()).toEqual(['one', 'three']);
      expect(await a.store.moveEqualSubjects(fence, JOIN, 'chunk', IGNORED)).toBe(1);
      expect(await a.store.touchedNodes(JOIN, { limit: 10 })).toEqual([]);
      expect(await unjoined()).toEqual(['three']);
      await settle(a, fence, ALL);
      expect(await openEdges(a)).toEqual(['one-three', 'one-two', 'three-two']);
    });

    it('let go of what an interrupted run entered and the next one does not find', async () => {
      const a = session();
      const fence = await a.begin();
      await a.put(fence, { 'a.md': ['one'], 'b.md': ['two'] });
      await a.store.beginEpoch(fence, JOIN, 'key', { nodes: 2, frequencies: [] });
      const subjects = await a.store.subjectsAt('chunk', await a.store.unjoinedRows(JOIN, 'chunk'));
      await a.store.putJoinNodes(fence, JOIN, 'chunk', subjects.map(({ id, rowId, text }) => ({ subjectId: id, rowId, node: text, keys: [1] })));
      await a.put(fence, { 'a.md': ['three'] });
      await settle(a, fence, ALL);
      expect(await a.store.joinStats(JOIN)).toMatchObject({ nodes: 2, subjects: 2 });
      expect(await openEdges(a)).toEqual(['three-two']);
    });

    it('make the edges of what moved within its document again, and join what looks different', async () => {
      const a = session();
      const fence = await a.begin();
      const rules: Rules = { ...ALL, keys: (text) => [text.startsWith('far') ? 2 : 1] };
      const put = (lines: readonly string[], over: { title?: string } = {}): Promise<unknown> => {
        const [document] = itemOf('a.md', lines).documents;
        return a.store.putItems(fence, [itemOf('a.md', lines, document === undefined ? {} : { documents: [{ ...document, ...over, versionKey: JSON.stringify([lines, over]) }] })]);
      };
      await put(['one', 'far']);
      await a.put(fence, { 'b.md': ['two'] });
      await settle(a, fence, rules);
      await a.publish(fence);
      await put(['a new line', 'one', 'far']);
      expect(await a.store.moveEqualSubjects(fence, JOIN, 'chunk', IGNORED)).toBe(2);
      expect(await a.store.touchedNodes(JOIN, { limit: 10 })).toHaveLength(1);
      await settle(a, fence, rules);
      await a.publish(fence);
      await put(['a new line', 'one', 'far'], { title: 'another' });
      expect(await a.store.moveEqualSubjects(fence, JOIN, 'chunk', IGNORED)).toBe(0);
      expect(await a.store.moveEqualSubjects(fence, JOIN, 'chunk', [...IGNORED, 'title'])).toBe(3);
    });

    it('have both ends of a new edge decided again', async () => {
      const a = session();
      const fence = await a.begin();
      await a.put(fence, { 'b.md': ['two'], 'c.md': ['far'] });
      const rules: Rules = { ...ALL, keys: (text) => [text === 'far' ? 2 : 1] };
      await settle(a, fence, rules);
      await a.publish(fence);
      await a.put(fence, { 'a.md': ['one'] });
      await settle(a, fence, rules);
      const texts = await a.pendingTexts();
      expect((await a.undecided()).map((id) => texts.get(id)).sort()).toEqual(['one', 'two']);
    });

    it('keep a node while one of its members is left, tied to the member with the lowest id', async () => {
      const a = session();
      const fence = await a.begin();
      await a.put(fence, { 'a.md': ['same'], 'b.md': ['same'], 'c.md': ['same'], 'd.md': ['other'] });
      await settle(a, fence, ALL);
      const { generation } = await a.publish(fence);
      const star = await a.store.listEdges({ at: generation.number, kind: 'duplicate', limit: 10 });
      const lowest = [...(await a.pendingTexts())].filter(([, text]) => text === 'same').map(([id]) => id).sort()[0];
      expect(star.map((found: StoredEdge) => found.aId)).toEqual([lowest, lowest]);
      const path = (await a.store.listChunks({ at: generation.number, limit: 10 })).find((chunk) => chunk.id === lowest)?.path ?? '';
      await a.store.removeItems(fence, [itemKey(path)]);
      await settle(a, fence, ALL);
      await a.publish(fence);
      const { members, edges } = await a.store.components(JOIN, 'chunk', [...(await a.pendingTexts()).keys()].slice(0, 1), 'pending');
      expect(members).toHaveLength(3);
      expect(edges.every((found) => found.aId !== lowest && found.bId !== lowest)).toBe(true);
    });

    it('count terms for an epoch and keep them for it', async () => {
      const a = session();
      const fence = await a.begin();
      expect(await a.store.epoch(JOIN, 'key')).toBeNull();
      await a.store.beginEpoch(fence, JOIN, 'key', { nodes: 9, frequencies: [['the', 9], ['winnow', 1]] });
      expect(await a.store.epoch(JOIN, 'key')).toEqual({ number: 1, nodes: 9, changed: 0 });
      expect(await a.store.epoch(JOIN, 'other key')).toBeNull();
      expect(await a.store.frequencies(JOIN, ['winnow', 'never'])).toEqual(new Map([['winnow', 1]]));
      await a.store.beginEpoch(fence, JOIN, 'key', { nodes: 2, frequencies: [['winnow', 2]] });
      expect(await a.store.frequencies(JOIN, ['winnow', 'the'])).toEqual(new Map([['winnow', 2]]));
    });

    it('hold after any history what joining everything at once would give', async () => {
      const path = fc.integer({ min: 0, max: 9 }).map((n) => `${n}.md`);
      const text = fc.integer({ min: 0, max: 11 }).map((n) => `t${n}`);
      const step = fc.oneof(
        { weight: 6, arbitrary: fc.record({ do: fc.constant('put' as const), path, text }) },
        { weight: 4, arbitrary: fc.record({ do: fc.constant('remove' as const), path }) },
        { weight: 1, arbitrary: fc.record({ do: fc.constant('publish' as const) }) },
        { weight: 1, arbitrary: fc.record({ do: fc.constant('epoch' as const) }) },
      );
      const rule = fc.record(
        { cap: fc.integer({ min: 1, max: 4 }), overflow: fc.constantFrom('hubs' as const, 'sample' as const), weakShare: fc.constantFrom(0.4, 0.6, 1), commonBeyond: fc.integer({ min: 1, max: 3 }) },
        { requiredKeys: ['cap', 'overflow'] },
      ).filter(({ cap, commonBeyond }) => commonBeyond === undefined || commonBeyond <= cap);
      await fc.assert(fc.asyncProperty(rule, fc.boolean(), fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 10 }), async (bucket, ordered, nights) => {
        const rules: Rules = {
          bucket, keys: (line) => [keyOf(line) % 2, 10 + (keyOf(`x${line}`) % 2), 20 + (keyOf(`y${line}`) % 4)], related: (a, b) => keyOf([a, b].sort().join(' ')) % 4 !== 0,
          ...(ordered ? { order: (line: string) => Number(line.slice(1)) / 12 } : {}),
        };
        const a = session();
        const live = new Map<string, string>();
        const fence = await a.begin();
        for (const night of nights) {
          for (const one of night) {
            if (one.do === 'put') { await a.put(fence, { [one.path]: [one.text] }); live.set(one.path, one.text); }
            if (one.do === 'remove') { await a.store.removeItems(fence, [itemKey(one.path)]); live.delete(one.path); }
            if (one.do === 'publish') { await settle(a, fence, rules); await a.publish(fence); }
            if (one.do === 'epoch') await a.store.beginEpoch(fence, JOIN, 'key', { nodes: 0, frequencies: [] });
          }
          await settle(a, fence, rules, 3);
          expect(await openEdges(a)).toEqual(bruteForce(new Set(live.values()), rules));
        }
        const { generation } = await a.publish(fence);
        const published = (await a.store.listEdges({ at: generation.number, kind: 'near-duplicate', limit: 1000 })).length;
        expect(published).toBe(bruteForce(new Set(live.values()), rules).length);
        expect(await a.store.check()).toEqual([]);
        await a.store.close();
      }), { numRuns: Number(process.env['WINNOW_PROPERTY_RUNS'] ?? 60) });
    }, 300_000);
  });
}
