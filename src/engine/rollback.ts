import { WinnowError, type GenerationRecord } from '../core/index.js';
import type { Corpus } from './corpus.js';
import { newestFirst } from './generations.js';
import { take } from './views/pages.js';
import { targetsBehind, type BehindTarget } from './run/index.js';

export interface RollbackRequest {
  /** Number of the generation to go back to. */
  readonly to: number;
  readonly reason: string;
  readonly actor: string;
  /** When the new generation is decided at; default: now. */
  readonly now?: Date;
}

export interface RollbackResult {
  /** The new generation, which holds what `to` held. Runs do not publish over it until it is unpinned. */
  readonly generation: number;
  readonly to: number;
  readonly chunks: GenerationRecord['counts']['chunks'];
  /** Targets that no longer hold what is released. */
  readonly behind: readonly BehindTarget[];
}

/** Publishes what an older generation held as a new, pinned one. Fails with `generation-unknown`, `generation-dropped`, `usage`, `store-busy` while a run is going on. */
export async function rollbackOn({ store, pipeline, generation: current }: Corpus, { to, reason, actor, now }: RollbackRequest): Promise<RollbackResult> {
  if (reason.trim() === '') throw new WinnowError('usage', 'a rollback needs a reason', { next: 'Say why in a few words, for those who ask later.' });
  if (actor.trim() === '') throw new WinnowError('usage', 'a rollback needs an actor', { next: 'Say who goes back.' });
  if (current?.number === to) throw new WinnowError('usage', `generation ${to} is the current one`, { next: 'Name an older one; `winnow rollback` lists them.' });
  const made = await store.rollback(to, { actor: actor.trim(), reason: reason.trim(), now: (now ?? new Date()).getTime() });
  return { generation: made.number, to, chunks: made.counts.chunks, behind: await targetsBehind(pipeline, store, made.number) };
}

/** The newest generations there were, the newest first. */
export async function generationsOf(corpus: Corpus, limit: number): Promise<GenerationRecord[]> {
  const found: GenerationRecord[] = [];
  for await (const generation of take(newestFirst(corpus), limit)) found.push(generation);
  return found;
}

/** Lets runs publish again. Returns whether it was pinned. */
export async function unpinOn({ store, generation }: Corpus): Promise<boolean> {
  if (generation?.pinned !== true) return false;
  await store.unpin();
  return true;
}
