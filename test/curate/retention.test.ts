import { describe, expect, it } from 'vitest';
import { DEFAULT_RETENTION, keptOf, type RetentionRules } from '../../src/curate/index.js';

const NONE: RetentionRules = { keepLast: 0, keepDaily: 0, keepWeekly: 0, keepMonthly: 0 };
const generation = (number: number, publishedAt: string, over: Partial<Parameters<typeof keptOf>[0][number]> = {}): Parameters<typeof keptOf>[0][number] => ({ number, publishedAt, by: 'review', pinned: false, restores: null, ...over });
const numbers = (generations: Parameters<typeof keptOf>[0], rules: RetentionRules | null, acknowledged: readonly number[] = []): number[] => [...keptOf(generations, rules, acknowledged).keys()].sort((a, b) => a - b);

/** Two a day from Friday, 1 May 2026 on. */
const TWICE_A_DAY = Array.from({ length: 80 }, (_, index) => generation(index + 1, new Date(Date.UTC(2026, 4, 1 + Math.floor(index / 2), index % 2 === 0 ? 2 : 23)).toISOString()));

describe('retention', () => {
  it.each<[string, Partial<RetentionRules>, number[]]>([
    ['the newest', { keepLast: 3 }, [78, 79, 80]],
    ['the newest of each day', { keepDaily: 3 }, [76, 78, 80]],
    // 7 and 14 June are Sundays; 9 June is the last day.
    ['the newest of each week, which begins on Monday', { keepWeekly: 3 }, [62, 76, 80]],
    ['the newest of each month', { keepMonthly: 5 }, [62, 80]],
    ['what any rule keeps', { keepLast: 2, keepDaily: 2, keepMonthly: 2 }, [62, 78, 79, 80]],
    ['the current one in any case', {}, [80]],
  ])('keeps %s', (_what, rules, expected) => {
    expect(numbers(TWICE_A_DAY, { ...NONE, ...rules })).toEqual(expected);
  });

  it('counts periods that have a generation, not those that passed', () => {
    const seldom = ['2024-01-05', '2025-02-01', '2025-02-03', '2026-11-01'].map((day, index) => generation(index + 1, `${day}T02:00:00.000Z`));
    expect(numbers(seldom, { ...NONE, keepMonthly: 3 })).toEqual([1, 3, 4]);
  });

  it('says why', () => {
    const generations = [generation(1, '2026-05-01T02:00:00.000Z'), generation(2, '2026-05-02T02:00:00.000Z', { by: 'run' }), generation(3, '2026-05-03T02:00:00.000Z', { by: 'rollback', pinned: true, restores: 1 })];
    expect(Object.fromEntries(keptOf(generations, { ...NONE, keepDaily: 1 }, [2, 2, 9]))).toEqual({ 1: ['last run', 'rollback'], 2: ['last run', 'target'], 3: ['current', 'pinned', 'daily'] });
  });

  it('keeps all without rules, and none of none', () => {
    expect(numbers(TWICE_A_DAY, null)).toHaveLength(80);
    expect(numbers([], DEFAULT_RETENTION)).toEqual([]);
  });
});
