import { WinnowError, excerpt, systemClock, fixedClock, type Store } from '../../core/index.js';
import type { Pipeline } from '../../config/index.js';
import { telling } from '../notify/index.js';
import { silent, type ProgressSink, type RunContext } from './context.js';
import { StageLog } from './ledger.js';
import { beginning, finish, publish, type RunResult, type RunSummary } from './run.js';

export interface HeldRequest {
  /** Number of the generation that was held back. */
  readonly generation: number;
  readonly reason: string;
  readonly actor: string;
  /** The time verdicts are decided at that changed since; default: now. */
  readonly now?: Date;
  readonly signal?: AbortSignal;
  readonly progress?: ProgressSink;
  /** Bring the pipeline's targets in step afterwards. Default true. */
  readonly exports?: boolean;
}

/** The run whose work is held back; `null` = none is, or another run has gone on from there. */
async function heldRun(store: Store): Promise<RunSummary | null> {
  const [record] = await store.listRuns({ limit: 1 });
  const summary = record?.summary as unknown as RunSummary | null | undefined;
  return record?.status === 'held' && summary?.guards !== undefined ? summary : null;
}

/**
 * Publishes what guards held back: exactly that, with the decisions that were made since, and on record with who did and why. Nothing is read again.
 * Fails with `nothing-held`, `usage`, `store-busy`, `generation-pinned`.
 */
export async function publishHeldOn({ pipeline, store }: { readonly pipeline: Pipeline; readonly store: Store }, request: HeldRequest): Promise<RunResult> {
  const [reason, actor] = [request.reason.trim(), request.actor.trim()];
  if (reason === '') throw new WinnowError('usage', 'publishing over a guard needs a reason', { next: 'Say why in a few words: --reason "the old wiki was archived on purpose".' });
  if (actor === '') throw new WinnowError('usage', 'publishing over a guard needs an actor', { next: 'Say who does.' });
  const held = await heldRun(store);
  const there = held?.guards?.generation;
  if (held === null || there !== request.generation) {
    throw new WinnowError('nothing-held', there === undefined ? `no generation is held back in ${store.location}` : `generation ${there} is held back in ${store.location}, not ${request.generation}`);
  }
  const startedAt = new Date();
  const clock = request.now === undefined ? systemClock : fixedClock(request.now);
  const { work, ledger } = held;
  const log = new StageLog(request.progress ?? silent);
  return telling({ pipeline, store, ...request }, () => beginning(pipeline, store, { startedAt, log }, async (fence) => {
    const context: RunContext = {
      pipeline, store, fence, now: clock.now(), full: false, guards: true, signal: request.signal ?? new AbortController().signal, progress: log,
    };
    const published = await publish(context, { actor, reason: excerpt(reason, 500) });
    return finish(context, { startedAt, exports: request.exports ?? true, work, unseen: [], judges: [], published, parsersStarted: 0, reused: ledger.reused, retried: 0, purged: 0, log });
  }, request.signal));
}
