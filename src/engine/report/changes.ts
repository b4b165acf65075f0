import { isWinnowError, type RunRecord } from '../../core/index.js';
import { openCorpus } from '../corpus.js';
import { diffOn, type DiffSummary } from '../diff/index.js';

/** With more documents than this changed, what is behind each is no longer looked up: it would be the whole report's time. */
const MOST_DOCUMENTS = 2_000;

/** What is behind what changed since the run before the last one that published; `null` = there is nothing to compare with any more, or too much of it. */
export async function changesOf(location: string, runs: readonly RunRecord[]): Promise<DiffSummary | null> {
  const corpus = await openCorpus(location, 'remembered');
  try {
    const { store, generation } = corpus;
    const published = runs.flatMap((run) => (run.generation === null ? [] : [run.generation]));
    const from = published.find((number) => number < (published[0] ?? 0));
    if (generation === null || from === undefined) return null;
    if ((await store.documentsChanged({ from, to: generation.number })).length > MOST_DOCUMENTS) return null;
    const diff = await diffOn(corpus, { from: String(from), to: 'current' });
    return await diff.summary();
  } catch (error) {
    if (isWinnowError(error) && ['generation-dropped', 'generation-unknown'].includes(error.code)) return null;
    throw error;
  } finally {
    await corpus.store.close();
  }
}
