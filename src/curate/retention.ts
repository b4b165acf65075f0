import { DAY_MS, type GenerationRecord } from '../core/index.js';

/** How many generations are kept: what several rules keep, is kept. A rule that is 0 keeps none. */
export interface RetentionRules {
  /** The newest ones. */
  readonly keepLast: number;
  /** Of each of the last so many days that have one, the newest; likewise of weeks (from Monday on) and months. All in UTC, by the time of publication. */
  readonly keepDaily: number;
  readonly keepWeekly: number;
  readonly keepMonthly: number;
}

/** A month of nights one by one, a quarter of days, a year of weeks, five years of months. */
export const DEFAULT_RETENTION: RetentionRules = Object.freeze({ keepLast: 30, keepDaily: 90, keepWeekly: 52, keepMonthly: 60 });

export type KeptFor = 'last' | 'daily' | 'weekly' | 'monthly' | 'current' | 'last run' | 'pinned' | 'rollback' | 'target';

/** 5 January 1970 was a Monday. */
const FIRST_MONDAY = 4 * DAY_MS;

const PERIODS: readonly { readonly rule: 'keepDaily' | 'keepWeekly' | 'keepMonthly'; readonly reason: KeptFor; readonly of: (publishedAt: string) => string }[] = [
  { rule: 'keepDaily', reason: 'daily', of: (at) => at.slice(0, 10) },
  { rule: 'keepWeekly', reason: 'weekly', of: (at) => String(Math.floor((Date.parse(at) - FIRST_MONDAY) / (7 * DAY_MS))) },
  { rule: 'keepMonthly', reason: 'monthly', of: (at) => at.slice(0, 7) },
];

type Known = Pick<GenerationRecord, 'number' | 'publishedAt' | 'by' | 'pinned' | 'restores'>;

/**
 * Which of the generations that are there are kept, and why. Beside what the rules keep: the current one; that of the newest run and the one before it, between which the overview tells what the run
 * changed; those that are pinned and what they went back to; and those that targets acknowledged last, against which is told whether they are behind. `null` = all are.
 */
export function keptOf(generations: readonly Known[], rules: RetentionRules | null, acknowledged: readonly number[]): ReadonlyMap<number, readonly KeptFor[]> {
  const newestFirst = [...generations].sort((a, b) => b.number - a.number);
  const kept = new Map<number, KeptFor[]>();
  const keep = (generation: Known | undefined, reason: KeptFor): void => {
    if (generation !== undefined) kept.set(generation.number, [...(kept.get(generation.number) ?? []), reason]);
  };
  keep(newestFirst[0], 'current');
  const run = newestFirst.findIndex(({ by }) => by === 'run');
  if (run >= 0) for (const generation of newestFirst.slice(run, run + 2)) keep(generation, 'last run');
  for (const generation of newestFirst.filter(({ pinned }) => pinned)) {
    keep(generation, 'pinned');
    keep(newestFirst.find(({ number }) => number === generation.restores), 'rollback');
  }
  for (const number of new Set(acknowledged)) keep(newestFirst.find((generation) => generation.number === number), 'target');
  if (rules === null) for (const generation of newestFirst) keep(generation, 'last');
  else {
    for (const generation of newestFirst.slice(0, rules.keepLast)) keep(generation, 'last');
    for (const { rule, reason, of } of PERIODS) {
      const seen = new Set<string>();
      for (const generation of newestFirst) {
        const period = of(generation.publishedAt);
        if (seen.has(period)) continue;
        if (seen.size === rules[rule]) break;
        seen.add(period);
        keep(generation, reason);
      }
    }
  }
  return kept;
}
