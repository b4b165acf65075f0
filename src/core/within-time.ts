import { setTimeout as wait } from 'node:timers/promises';

/** Rejects when a call has not ended in time: one that never does would hold the run for ever. */
export async function withinTime<Result>(call: Promise<Result>, ms: number, signal: AbortSignal): Promise<Result> {
  const ended = new AbortController();
  const late = wait(ms, undefined, { signal: AbortSignal.any([ended.signal, signal]) }).then(() => {
    throw new TimedOut(`no answer within ${ms} ms`);
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    ended.abort();
    late.catch(() => undefined);
  }
}

export class TimedOut extends Error {}
