import { setTimeout as wait } from 'node:timers/promises';
import { WinnowError, excerpt, isWinnowError, messageOf } from '../../core/index.js';

/** Milliseconds before a target that did not answer is tried again. */
export const RETRY_AFTER_MS: readonly number[] = [500, 2_000, 8_000];
/** A server that asks to be left alone for longer than this is waited for so long. */
const MOST_WAIT_MS = 60_000;

/** When something is tried again. */
export interface Patience {
  /** One delay a try, in milliseconds. */
  readonly retryAfterMs: readonly number[];
  /** Whether it may go better in a moment. */
  readonly isTransient: (error: unknown) => boolean;
  /** Milliseconds that the target itself asks to be left alone for (`Retry-After`). */
  readonly askedMs?: (error: unknown) => number | undefined;
}

/** Does it, and again where that may help. What fails for good is a `WinnowError`: `export-failed` after the words of `cannot`, or what it was. */
export async function patiently<Result>({ retryAfterMs, isTransient, askedMs }: Patience, on: { readonly signal: AbortSignal; readonly cannot: string }, what: () => Promise<Result>): Promise<Result> {
  for (let tried = 0; ; tried += 1) {
    try {
      return await what();
    } catch (error) {
      on.signal.throwIfAborted();
      const delay = isTransient(error) ? retryAfterMs[tried] : undefined;
      if (delay === undefined) {
        if (isWinnowError(error)) throw error;
        throw new WinnowError('export-failed', `${on.cannot}${tried === 0 ? '' : `, tried ${tried + 1} times`}: ${excerpt(messageOf(error), 240)}`, { cause: error });
      }
      await wait(Math.min(MOST_WAIT_MS, Math.max(delay, askedMs?.(error) ?? 0)), undefined, { signal: on.signal });
    }
  }
}
