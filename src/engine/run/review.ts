import { PAIR_VERDICTS, WinnowError, type ChunkVerdict, type GenerationRecord, type PairVerdict, type Store } from '../../core/index.js';
import type { Pipeline } from '../../config/index.js';
import { act, type ActOutcome, type StatusChange, type Word } from './act.js';

export interface ReviewRequest {
  /** Whole ids of chunks, or of documents for all their chunks; of a pair its two chunks. */
  readonly ids: readonly string[];
  readonly verdict: ChunkVerdict | PairVerdict;
  /** When it ends by itself: of `waive` and `snooze`, which need it. */
  readonly until?: Date;
  /** Of `assign`: whose it is, `''` = nobody's. Of `waive`: whose it is when it ends; default: the actor. */
  readonly assignee?: string;
  /** Why, for those who ask later. */
  readonly reason: string;
  /** Who decides. */
  readonly actor: string;
  /** The `contentHash` that was looked at, with one id: refused with `decision-conflict` when the content is another by now. */
  readonly expectHash?: string;
  /** When it is decided; default: now. */
  readonly now?: Date;
}

export interface ReviewResult {
  /** The one that was published. */
  readonly generation: number;
  readonly decided: readonly StatusChange[];
  /** Other chunks whose status follows from it: copies that give way to what was decided on, or no longer do. */
  readonly others: readonly StatusChange[];
  /** Its first and last number in the log. */
  readonly act: ActOutcome['act'];
}

/** A person's decision on chunks: kept for good, and published at once as a new generation. */
export async function review(pipeline: Pipeline, store: Store, request: ReviewRequest): Promise<ReviewResult> {
  const { ids, reason, actor, expectHash, now } = request;
  const generation = await store.currentGeneration();
  if (generation === null) throw new WinnowError('nothing-to-export', `${store.location} has no generation to decide on; run the pipeline first`);
  const chunks = await chunkIds(store, ids, generation);
  return act(pipeline, store, {
    words: wordsOf(request, chunks), reason, actor, ...(now === undefined ? {} : { now }),
    ...(expectHash === undefined ? {} : { seen: new Map(chunks.map((id) => [id, { contentHash: expectHash }])) }),
  });
}

function wordsOf({ verdict, until, assignee }: ReviewRequest, ids: readonly string[]): Word[] {
  if (isPair(verdict)) {
    const [one, other, ...more] = ids;
    if (one === undefined || other === undefined || more.length > 0) throw new WinnowError('usage', `${verdict} is said of two chunks, not of ${ids.length}`, { next: 'Give the ids of the two sides.' });
    return [{ verdict, pair: [one, other] }];
  }
  return ids.map((id) => ({ verdict, id, ...(until === undefined ? {} : { until: until.toISOString() }), ...(assignee === undefined ? {} : { assignee }) }));
}

const isPair = (verdict: ChunkVerdict | PairVerdict): verdict is PairVerdict => (PAIR_VERDICTS as readonly string[]).includes(verdict);

/** Chunk ids as they are, document ids as the chunks they hold. Fails with `id-unknown`. */
async function chunkIds(store: Store, ids: readonly string[], generation: GenerationRecord): Promise<string[]> {
  const found = await Promise.all(ids.map(async (id) => {
    if ((await store.chunk(id, generation.number)) !== null) return [id];
    const held = await store.chunkIdsOf([id], generation.number);
    if (held.length === 0) throw new WinnowError('id-unknown', `generation ${generation.number} has no chunk ${id}, and no document of that id with chunks`);
    return held;
  }));
  return [...new Set(found.flat())];
}
