/** Where "now" comes from. Every stage takes a `Clock`, so that `--now` makes a run reproducible. */
export interface Clock {
  /** Milliseconds since the epoch (UTC): the time decisions are made at. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** A clock that stands still, for `--now` and for tests. */
export function fixedClock(at: Date | string | number): Clock {
  const ms = new Date(at).getTime();
  if (Number.isNaN(ms)) throw new RangeError(`not a date: ${String(at)}`);
  return { now: () => ms };
}

export const DAY_MS = 86_400_000;
