import type { DecisionEvent, GenerationRecord, Store } from '../../core/index.js';

/** A store that knows nothing of what people said, and of what verdicts became, after a generation. */
export function storeAsOf(store: Store, { number, decisionSeq, publishedAt }: GenerationRecord): Store {
  const byThen = ({ seq, at }: DecisionEvent): boolean => (decisionSeq === null ? at <= publishedAt : seq <= decisionSeq);
  return {
    ...store,
    decisionsOf: async (id) => (await store.decisionsOf(id)).filter(byThen),
    decisionsIn: async (id) => (await store.decisionsIn(id)).filter(byThen),
    listDecisions: async (page) => (await store.listDecisions(page)).filter(byThen),
    pairDecisions: async (texts) => (decisionSeq === null ? store.pairDecisions(texts) : (await store.pairDecisions(texts)).filter(({ seq }) => seq <= decisionSeq)),
    verdictHistory: async (id) => (await store.verdictHistory(id)).filter(({ fromGeneration }) => fromGeneration <= number)
      .map((verdict) => ({ ...verdict, toGeneration: verdict.toGeneration !== null && verdict.toGeneration > number ? null : verdict.toGeneration })),
  };
}
