import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/core/index.js';
import { compilePolicy, nextChangeAt, type Crossing, type PolicyFacts } from '../../src/curate/index.js';
import { nextUp } from '../../src/curate/policy/thresholds.js';
import { ALL_BLOCKS, factsOf, findingOf } from './support.js';

const START = Date.UTC(2026, 0, 1);
const HORIZON_DAYS = 400;

/** A document dated START that loses 1/256 of its score a day (exact in binary, so that thresholds are met exactly), and may expire. */
interface Ageing {
  readonly expiresOn: number | null;
  readonly wholeDays: boolean;
}

const ageAt = (now: number, { wholeDays }: Ageing): number => (wholeDays ? Math.floor((now - START) / DAY_MS) : (now - START) / DAY_MS);
const hasExpired = (now: number, { expiresOn }: Ageing): boolean => expiresOn !== null && now >= START + expiresOn * DAY_MS;
const scoreAt = (now: number, ageing: Ageing): number => (hasExpired(now, ageing) ? 0 : Math.max(0, 1 - ageAt(now, ageing) / 256));

function factsAt(now: number, ageing: Ageing): PolicyFacts {
  const score = scoreAt(now, ageing);
  const findings = [...(score < 0.25 ? [findingOf('freshness/stale')] : []), ...(hasExpired(now, ageing) ? [findingOf('freshness/expired')] : [])];
  return factsOf({ scores: { structure: 0.9, freshness: score }, ageDays: ageAt(now, ageing), expired: hasExpired(now, ageing), findings });
}

/** By bisection over milliseconds: the port's own words, with no formula that could be wrong in the same way as the code. */
function crossingOf(ageing: Ageing): Crossing {
  const first = (isPast: (now: number) => boolean): number | null => {
    let [low, high] = [START - 1, START + 4 * HORIZON_DAYS * DAY_MS];
    if (!isPast(high)) return null;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (isPast(middle)) high = middle;
      else low = middle;
    }
    return high;
  };
  return (threshold) => first((now) =>
    'score' in threshold ? scoreAt(now, ageing) < threshold.score : 'ageDays' in threshold ? ageAt(now, ageing) >= threshold.ageDays : hasExpired(now, ageing));
}

const eighth = fc.integer({ min: 0, max: 8 }).map((n) => (n / 8).toFixed(3));
const operator = fc.constantFrom('<', '<=', '>', '>=', '==', '!=');
const atom = fc.oneof(
  fc.tuple(operator, eighth).map(([op, n]) => `freshness.score ${op} ${n}`),
  fc.tuple(operator, eighth).map(([op, n]) => `${n} ${op} freshness.score`),
  fc.tuple(operator, fc.nat(300)).map(([op, n]) => `freshness.ageDays ${op} ${n}.0`),
  fc.constantFrom('freshness.expired', 'fired("freshness/expired")', 'fired("freshness/stale")', 'canonical', '!freshness.expired'),
);
const expression = fc.oneof(atom, fc.tuple(atom, fc.constantFrom('&&', '||'), atom).map(([a, op, b]) => `(${a}) ${op} (${b})`));
const ageing = fc.record({ expiresOn: fc.option(fc.nat(300)), wholeDays: fc.boolean() });

describe('nextChangeAt', () => {
  it('finds the first day on which a day-by-day walk sees another outcome', () => {
    fc.assert(fc.property(fc.array(expression, { maxLength: 2 }), fc.array(expression, { maxLength: 2 }), ageing, fc.nat(200), (reject, quarantine, document, day) => {
      const policy = compilePolicy({ reject, quarantine }, ALL_BLOCKS);
      const outcomeAt = (now: number) => policy.evaluate(factsAt(now, document));
      const crossing = crossingOf(document);
      const stale = crossing({ score: 0.25 });
      const now = START + day * DAY_MS;
      const next = nextChangeAt({ thresholds: policy.thresholds, outcomeAt, crossing, now, ...(stale === null ? {} : { findingsChangeAt: [stale] }) });
      const present = JSON.stringify(outcomeAt(now));
      if (next !== null) {
        expect(next).toBeGreaterThan(now);
        expect(JSON.stringify(outcomeAt(next))).not.toBe(present);
      }
      for (let later = now + DAY_MS; later < START + HORIZON_DAYS * DAY_MS; later += DAY_MS) {
        if (next !== null && later >= next) break;
        expect([later, JSON.stringify(outcomeAt(later))]).toEqual([later, present]);
      }
    }), { numRuns: 500 });
  });

  const ask = (quarantine: string[], document: Ageing, now: number) => {
    const policy = compilePolicy({ reject: [], quarantine }, ALL_BLOCKS);
    return nextChangeAt({ thresholds: policy.thresholds, outcomeAt: (time) => policy.evaluate(factsAt(time, document)), crossing: crossingOf(document), now });
  };
  const smooth: Ageing = { expiresOn: null, wholeDays: false };

  it('is the very moment of the crossing', () => {
    expect(ask(['freshness.score < 0.5'], smooth, START)).toBe(START + 128 * DAY_MS + 1);
    expect(ask(['freshness.score <= 0.5'], smooth, START)).toBe(START + 128 * DAY_MS);
    expect(ask(['freshness.ageDays >= 100.0'], smooth, START)).toBe(START + 100 * DAY_MS);
    expect(ask(['freshness.expired'], { ...smooth, expiresOn: 7 }, START)).toBe(START + 7 * DAY_MS);
  });

  it('passes over crossings that change nothing', () => {
    expect(ask(['freshness.score < 0.75 && !canonical', 'freshness.score < 0.5'], smooth, START)).toBe(START + 128 * DAY_MS + 1);
  });

  it('is never when nothing that ages is asked about, or all of it is over', () => {
    expect(ask(['structure.score < 0.5'], { ...smooth, expiresOn: 3 }, START)).toBeNull();
    expect(ask(['freshness.score < 0.5'], smooth, START + 200 * DAY_MS)).toBeNull();
  });

  it('is at most a day when age is used in another way', () => {
    expect(ask(['freshness.score < structure.score * 0.5'], smooth, START)).toBe(START + DAY_MS);
    expect(ask(['freshness.score < structure.score * 0.5', 'freshness.expired'], { ...smooth, expiresOn: 0.5 }, START)).toBe(START + DAY_MS / 2);
    expect(ask(['freshness.score < structure.score * 0.5', 'freshness.expired'], { ...smooth, expiresOn: 5 }, START)).toBe(START + DAY_MS);
  });

  it('catches a scorer that counts whole days but computes its crossings without rounding', () => {
    const policy = compilePolicy({ reject: [], quarantine: ['freshness.ageDays > 100.0'] }, ALL_BLOCKS);
    const outcomeAt = (now: number) => policy.evaluate(factsAt(now, { expiresOn: null, wholeDays: true }));
    const crossing: Crossing = (threshold) => ('ageDays' in threshold ? START + threshold.ageDays * DAY_MS : null);
    expect(nextChangeAt({ thresholds: policy.thresholds, outcomeAt, crossing, now: START })).toBe(START + 101 * DAY_MS);
  });

  it('takes the times at which findings appear from the caller', () => {
    const policy = compilePolicy({ reject: [], quarantine: ['fired("freshness/stale")'] }, ALL_BLOCKS);
    const input = { thresholds: policy.thresholds, outcomeAt: (time: number) => policy.evaluate(factsAt(time, smooth)), crossing: () => null, now: START };
    expect(nextChangeAt(input)).toBeNull();
    expect(nextChangeAt({ ...input, findingsChangeAt: [START + 200 * DAY_MS, START - 5, Number.POSITIVE_INFINITY] })).toBe(START + 200 * DAY_MS);
  });
});

describe('nextUp', () => {
  it('is the least double above', () => {
    fc.assert(fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (value) => {
      const next = nextUp(value);
      const middle = value + (next - value) / 2;
      expect(next).toBeGreaterThan(value);
      expect(middle === value || middle === next).toBe(true);
    }));
    expect(nextUp(-0)).toBe(Number.MIN_VALUE);
  });
});
