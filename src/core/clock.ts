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

const ISO = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/u;

/** Reads ISO 8601: a day (its beginning in UTC) or a time; without a zone, UTC. `null` for anything that is not a real date. */
export function isoInstant(text: string): Date | null {
  const zoned = text.includes('T') && !/(?:Z|[+-]\d{2}:\d{2})$/u.test(text) ? `${text}Z` : text;
  const date = new Date(ISO.test(text) ? zoned : NaN);
  // V8 takes 2026-02-30 for 2 March.
  return Number.isNaN(date.getTime()) || new Date(`${text.slice(0, 10)}T00:00:00Z`).toISOString().slice(0, 10) !== text.slice(0, 10) ? null : date;
}
