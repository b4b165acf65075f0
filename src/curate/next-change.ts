import { DAY_MS } from '../core/index.js';
import type { PolicyOutcome, PolicyThresholds } from './policy/index.js';

/** What a document scorer's `crossing` is asked, with the document's assessment already given. */
export type Crossing = (threshold: { score: number } | { ageDays: number } | { expired: true }) => number | null;

export interface NextChangeInput {
  readonly thresholds: PolicyThresholds;
  /** What is decided at a time (ms). Pure. */
  readonly outcomeAt: (now: number) => PolicyOutcome;
  readonly crossing: Crossing;
  /** ms since the epoch. */
  readonly now: number;
  /** Other times (ms) at which findings appear by themselves: when the freshness scorer begins to report `freshness/stale`. */
  readonly findingsChangeAt?: readonly number[];
}

/** The last millisecond a `Date` can hold; later is never. */
const LAST_MS = 8.64e15;

/**
 * When the outcome (status or reasons) next changes by itself, in ms since the epoch; `null` = never.
 *
 * Between two turning points of the policy nothing that it asks about age can change, so only these are tried: one for each
 * number that an expression compares a score or an age with, the expiry, and the times given. A scorer may count whole days,
 * so a day after each is tried as well. A policy that uses age in another way is asked again after a day.
 */
export function nextChangeAt(input: NextChangeInput): number | null {
  const { outcomeAt, now, thresholds } = input;
  const tomorrow = now + DAY_MS;
  const present = outcomeAt(now);
  for (const time of candidates(input)) {
    if (thresholds.daily && time > tomorrow) break;
    if (!sameOutcome(present, outcomeAt(time))) return time;
  }
  return thresholds.daily ? tomorrow : null;
}

function candidates({ thresholds, crossing, now, findingsChangeAt = [] }: NextChangeInput): number[] {
  const crossings = [
    ...thresholds.scores.map((score) => crossing({ score })),
    ...thresholds.ageDays.map((ageDays) => crossing({ ageDays })),
    crossing({ expired: true }),
    ...findingsChangeAt,
  ];
  const times = crossings.flatMap((time) => (time === null ? [] : [time, time + DAY_MS])).filter((time) => time > now && time <= LAST_MS);
  return [...new Set(times)].sort((a, b) => a - b);
}

function sameOutcome(a: PolicyOutcome, b: PolicyOutcome): boolean {
  if (a.status !== b.status || a.reasons.length !== b.reasons.length) return false;
  return a.reasons.every((reason, index) => {
    const other = b.reasons[index];
    return reason.rule === other?.rule && reason.severity === other.severity && reason.message === other.message && reason.expression === other.expression;
  });
}
