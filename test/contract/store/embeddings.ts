import { describe, expect, it } from 'vitest';
import { textHashOf, type RunFence, type Store } from '../../../src/core/index.js';
import type { StoreWorkshop } from '../store.js';
import type { Session } from './session.js';

const vectorOf = (text: string): Float32Array => Float32Array.of(text.length, 0.1, -1 / 3, 1e-30);
const rows = (texts: readonly string[]) => texts.map((text) => ({ textHash: textHashOf(text), vector: vectorOf(text) }));
const held = async (store: Store, model: string, texts: readonly string[]): Promise<string[]> => {
  const found = await store.embeddings(model, texts.map(textHashOf));
  return texts.filter((text) => found.has(textHashOf(text)));
};

/** Has a join in step with the pending state, as far as what left goes; what it dropped. */
async function inStep(session: Session, fence: RunFence, models: readonly string[]): Promise<number> {
  const { store } = session;
  if ((await store.epoch('kin', 'kin@1')) === null) await store.beginEpoch(fence, 'kin', 'kin@1', { nodes: 0, frequencies: [] });
  const dropped = await store.dropEmbeddings(fence, 'kin', models);
  await store.settleJoin(fence, 'kin');
  return dropped;
}

export function embeddingContract({ session, again }: StoreWorkshop): void {
  describe('embeddings', () => {
    it('come back as they were put, by model and text', async () => {
      const a = session();
      const fence = await a.begin();
      await a.store.putEmbeddings(fence, 'bag@1', rows(['one', 'eleven']));
      const found = await a.store.embeddings('bag@1', ['one', 'eleven', 'other'].map(textHashOf));
      expect([...found].sort()).toEqual(rows(['one', 'eleven']).map(({ textHash, vector }) => [textHash, vector]).sort());
      expect(await held(a.store, 'bag@2', ['one'])).toEqual([]);
      expect(await a.store.embeddings('bag@1', [])).toEqual(new Map());
      await a.store.putEmbeddings(fence, 'bag@1', []);
      await a.store.putEmbeddings(fence, 'bag@1', [{ textHash: textHashOf('one'), vector: Float32Array.of(1, 2, 3, 4) }]);
      expect((await again(a.store).store.embeddings('bag@1', [textHashOf('one')])).get(textHashOf('one'))).toEqual(Float32Array.of(1, 2, 3, 4));
    });

    it('are kept for part of a buffer too', async () => {
      const a = session();
      const fence = await a.begin();
      await a.store.putEmbeddings(fence, 'bag@1', [{ textHash: 'x', vector: Float32Array.of(9, 1, 2, 9).subarray(1, 3) }]);
      expect((await a.store.embeddings('bag@1', ['x'])).get('x')).toEqual(Float32Array.of(1, 2));
    });

    it('of one model are all of one length', async () => {
      const a = session();
      const fence = await a.begin();
      await a.store.putEmbeddings(fence, 'bag@1', rows(['one']));
      const mixed = [...rows(['two']), { textHash: textHashOf('three'), vector: Float32Array.of(1) }];
      await expect(a.store.putEmbeddings(fence, 'bag@1', mixed)).rejects.toMatchObject({ code: 'embedding-failed', message: expect.stringContaining('vector of 1 numbers') as string });
      expect(await held(a.store, 'bag@1', ['one', 'two', 'three'])).toEqual(['one']);
      await a.store.putEmbeddings(fence, 'bag@2', [{ textHash: textHashOf('three'), vector: Float32Array.of(1) }]);
    });

    it('are written for a run that holds the lease only', async () => {
      const a = session();
      const fence = await a.begin();
      await a.end(fence);
      await a.begin();
      await expect(a.store.putEmbeddings(fence, 'bag@1', rows(['one']))).rejects.toMatchObject({ code: 'run-superseded' });
      await expect(a.store.dropEmbeddings(fence, 'kin', ['bag@1'])).rejects.toMatchObject({ code: 'run-superseded' });
    });

    it('go when no chunk has their text any more, and not before', async () => {
      const a = session();
      const texts = ['one', 'two', 'three', 'four'];
      const first = await a.begin();
      await a.put(first, { 'a.md': ['one', 'two'], 'b.md': ['two', 'three'] });
      await a.store.putEmbeddings(first, 'bag@1', rows(texts));
      // A join that was never in step looks at all of them: `four` stands nowhere.
      expect(await inStep(a, first, ['bag@1'])).toBe(1);
      await a.publish(first);
      await a.end(first);
      const second = await a.begin();
      await a.put(second, { 'a.md': ['one'], 'b.md': ['three, edited'] });
      await a.store.putEmbeddings(second, 'bag@1', rows(['four']));
      // From then on only what left is looked at.
      expect(await inStep(a, second, ['bag@1'])).toBe(2);
      expect(await held(a.store, 'bag@1', texts)).toEqual(['one', 'four']);
      await a.publish(second);
      await a.end(second);
    });

    it('go with a model that nobody asks for any more', async () => {
      const a = session();
      const fence = await a.begin();
      await a.put(fence, { 'a.md': ['one', 'two'] });
      await a.store.putEmbeddings(fence, 'bag@1', rows(['one', 'two']));
      await a.store.putEmbeddings(fence, 'bag@2', rows(['one']));
      expect(await inStep(a, fence, ['bag@2', 'unseen@1'])).toBe(2);
      expect([await held(a.store, 'bag@1', ['one', 'two']), await held(a.store, 'bag@2', ['one'])]).toEqual([[], ['one']]);
      await a.store.putEmbeddings(fence, 'bag@1', [{ textHash: 'x', vector: Float32Array.of(1) }]);
      expect(await a.store.check()).toEqual([]);
    });
  });
}
