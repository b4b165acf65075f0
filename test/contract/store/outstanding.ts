import { describe, expect, it } from 'vitest';
import { NO_DATES } from '../../../src/core/index.js';
import type { StoreWorkshop } from '../store.js';
import { POLICY, SOURCE, itemKey } from './session.js';

export function outstandingContract({ session }: StoreWorkshop): void {
  describe('outstanding work', () => {
    it('is as many as the methods list that page through it', async () => {
      const a = session();
      const fence = await a.begin();
      await a.put(fence, { 'a.md': ['one', 'two', 'three'], 'b.md': ['four'] });
      const { store } = a;
      const left = async (): Promise<Record<string, number>> => ({
        unmetItems: await store.outstanding(fence, { of: 'unmetItems', source: SOURCE.name }),
        unassessed: await store.outstanding(fence, { of: 'unassessed', scorerKey: 'freshness@1' }),
        unmeasured: await store.outstanding(fence, { of: 'unmeasured', scorerKeys: ['structure@1', 'safety@1'] }),
        chunks: (await store.unjoinedRows('likeness', 'chunk')).length,
        documents: (await store.unjoinedRows('families', 'document')).length,
        touchedNodes: await store.outstanding(fence, { of: 'touchedNodes', join: 'likeness' }),
        undecided: await store.outstanding(fence, { of: 'undecided', now: 0, policyKey: POLICY }),
      });
      expect(await left()).toEqual({ unmetItems: 0, unassessed: 2, unmeasured: 4, chunks: 4, documents: 2, touchedNodes: 0, undecided: 4 });

      const [chunk, other] = await store.unmeasured(['structure@1', 'safety@1'], { limit: 2 });
      const measurement = { score: 1, signals: [], findings: [] };
      await store.putMeasurements(fence, [
        { rowId: chunk?.rowId ?? 0, measurements: new Map([['structure@1', measurement], ['safety@1', measurement]]) },
        { rowId: other?.rowId ?? 0, measurements: new Map([['structure@1', measurement]]) },
      ]);
      const [document] = await store.unassessed('freshness@1', { limit: 1 });
      await store.putAssessments(fence, 'freshness@1', [{ versionId: document?.versionId ?? 0, assessment: { type: null, dates: NO_DATES, ladder: [], findings: [] } }]);
      for (const [join, unit] of [['likeness', 'chunk'], ['families', 'document']] as const) {
        await store.beginEpoch(fence, join, 'key', { nodes: 0, frequencies: [] });
        const [subject] = await store.subjectsAt(unit, (await store.unjoinedRows(join, unit)).slice(0, 1));
        const row = { subjectId: subject?.id ?? '', rowId: subject?.rowId ?? 0, node: 'n', keys: [1] };
        await store.putJoinNodes(fence, join, unit, [row]);
      }
      expect(await left()).toEqual({ unmetItems: 0, unassessed: 1, unmeasured: 3, chunks: 3, documents: 1, touchedNodes: 1, undecided: 4 });
      await a.publish(fence);
      await a.end(fence);

      const next = await a.begin();
      const unmet = (): Promise<number> => store.outstanding(next, { of: 'unmetItems', source: SOURCE.name });
      expect(await unmet()).toBe(2);
      await store.touchItems(next, [itemKey('a.md')]);
      expect(await unmet()).toBe(1);
      expect(await store.outstanding(next, { of: 'unmetItems', source: 'another' })).toBe(0);
      expect(await store.outstanding(next, { of: 'undecided', now: 0, policyKey: POLICY })).toBe(0);
    });
  });
}
