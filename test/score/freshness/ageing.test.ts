import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY_MS, type DocumentAssessment } from '../../../src/core/index.js';
import { freshnessScorer } from '../../../src/score/freshness/index.js';
import { assess, at, evidence, options, rulesOf } from './helpers.js';

const modified = (value: string, part: Partial<Parameters<typeof assess>[0]> = {}): DocumentAssessment =>
  assess({ dates: [evidence('modified', value, 'front-matter', { where: 'updated' })], ...part });

describe('the score at a time', () => {
  test('1 within the grace period, then halved every half-life', () => {
    const one = modified('2020-01-01');
    const plain = { graceDays: 30, halfLifeDays: 365 };
    expect(at(one, '2020-01-31T23:59:59.999Z', plain)).toMatchObject({ score: 1, ageDays: 30, expired: false, findings: [] });
    expect(at(one, '2020-02-01', plain).score).toBeLessThan(1);
    expect(at(one, Date.UTC(2020, 0, 1) + 395 * DAY_MS, plain).score).toBeCloseTo(0.5, 12);
    expect(at(one, Date.UTC(2020, 0, 1) + 760 * DAY_MS, plain).score).toBeCloseTo(0.25, 12);
  });

  test('all runs of a UTC day agree', () => {
    const one = modified('2020-01-01');
    expect(at(one, '2024-05-04T00:00:00Z')).toEqual(at(one, '2024-05-04T23:59:59.999Z'));
  });

  test('a month and a year count from their last day, leap days among them', () => {
    expect(at(modified('2024-02'), '2024-03-10').ageDays).toBe(10);
    expect(at(modified('2023-02'), '2023-03-10').ageDays).toBe(10);
    expect(at(modified('2023'), '2024-01-10').ageDays).toBe(10);
    expect(at(modified('2024-02-28'), '2024-03-01').ageDays).toBe(2);
    expect(at(modified('2023-02-28'), '2023-03-01').ageDays).toBe(1);
    expect(at(modified('2026'), '2026-11-23')).toMatchObject({ ageDays: 0, score: 1, findings: [] });
  });

  test('without a date it is not checked', () => {
    expect(at(assess(), '2024-05-04')).toEqual({ score: null, ageDays: null, expired: false, findings: [] });
  });

  test('evergreen texts never decay and need no date', () => {
    const glossary = assess({ path: 'docs/glossary.md' });
    expect(glossary.findings).toEqual([]);
    expect(at(glossary, '2090-01-01').score).toBe(1);
    expect(at(modified('1995-01-01', { path: 'docs/glossary.md' }), '2090-01-01')).toMatchObject({ score: 1, findings: [] });
  });

  test('stale says since when, and says the same every night', () => {
    const one = modified('2019-03-02');
    const message = 'Dated 2019-03-02 (front-matter `updated`); with a half-life of 365 days it counts as stale from 2021-04-01 on, expected a review since';
    expect(at(one, '2021-03-31T23:59:59.999Z').findings).toEqual([]);
    expect(at(one, '2021-04-01').findings).toMatchObject([{ rule: 'freshness/stale', severity: 'warning', message }]);
    expect(at(one, '2031-04-01').findings).toMatchObject([{ message }]);
  });

  test('an expiry holds through its last day', () => {
    const one = assess({ dates: [evidence('modified', '2025-01-01', 'front-matter'), evidence('expires', '2025-03', 'front-matter', { where: 'valid_until' })] });
    expect(at(one, '2025-03-31T23:59:59.999Z')).toMatchObject({ expired: false });
    const expired = at(one, '2025-04-01');
    expect(expired).toMatchObject({ score: 0, expired: true });
    expect(expired.findings.map(({ message }) => message)).toEqual(['Expired on 2025-03 (front-matter `valid_until`), expected a document that is still valid']);
  });

  test('a day to come is no date, and a finding, unless the text only takes effect then', () => {
    const typo = modified('2062-01-01');
    expect(at(typo, '2026-11-23')).toMatchObject({ score: null, findings: [{ rule: 'freshness/future-date', severity: 'warning' }] });
    expect(at(typo, '2026-11-23').ageDays).toBeLessThan(0);
    expect(at(typo, '2061-12-31').findings).toEqual([]);
    expect(at(assess({ text: 'Effective 1 January 2027' }), '2026-11-23')).toMatchObject({ score: 1, findings: [] });
  });

  test('half-lives: type, then the scaled default', () => {
    const age = (path: string, opts: Record<string, unknown>): number | null => at(
      assess({ path, source: 'wiki', dates: [evidence('modified', '2020-01-01', 'front-matter')] }, { graceDays: 0, ...opts }), '2021-01-01', { graceDays: 0, ...opts },
    ).score;
    expect(age('a.md', { halfLifeDays: 366 })).toBeCloseTo(0.5);
    expect(age('CHANGELOG.md', { halfLifeDays: 366 })).toBeCloseTo(0.5);
    expect(age('meetings/board.md', { halfLifeDays: 366 })).toBeCloseTo(0.25);
    expect(age('legal/terms.md', { halfLifeDays: 183 })).toBeCloseTo(0.5);
    expect(age('CHANGELOG.md', { halfLifeDays: 10, halfLifeDaysByType: { 'release-notes': 366 } })).toBeCloseTo(0.5);
    expect(age('CHANGELOG.md', { halfLifeDaysByType: { 'release-notes': null } })).toBe(1);
    expect(age('wiki/x.md', { halfLifeDays: 10, types: [{ type: 'wiki', path: 'wiki/**' }], halfLifeDaysByType: { wiki: 366 } })).toBeCloseTo(0.5);
    expect(age('a.md', { halfLifeDaysBySource: { wiki: 366, other: 1 } })).toBeCloseTo(0.5);
    expect(age('meetings/board.md', { halfLifeDaysBySource: { wiki: 366 } })).toBeCloseTo(0.25);
    expect(age('meetings/board.md', { halfLifeDaysBySource: { wiki: 366 }, halfLifeDaysByType: { 'meeting-notes': 366 } })).toBeCloseTo(0.5);
    expect(age('a.md', { halfLifeDaysBySource: { wiki: null } })).toBe(1);
    expect(age('a.md', { halfLifeDays: 183, graceDaysBySource: { wiki: 183 } })).toBeCloseTo(0.5);
    expect(age('CHANGELOG.md', { halfLifeDays: 183, graceDaysBySource: { wiki: 1 }, graceDaysByType: { 'release-notes': 183 } })).toBeCloseTo(0.5);
    expect(age('a.md', { halfLifeDays: 366, halfLifeDaysBySource: { toString: 1 } })).toBeCloseTo(0.5);
  });
});

describe('leap days', () => {
  const plain = { graceDays: 0, halfLifeDays: 31 };
  const changed = (value: string): DocumentAssessment => assess({ dates: [evidence('modified', value, 'front-matter')] }, plain);

  test('29 February is a date like any other, and its next birthday is a day of March', () => {
    const one = modified('2024-02-29');
    expect(at(one, '2024-02-29', plain)).toMatchObject({ ageDays: 0, score: 1 });
    expect(at(one, '2024-03-01', plain)).toMatchObject({ ageDays: 1 });
    expect(at(one, '2025-02-28', plain).ageDays).toBe(365);
    expect(at(one, '2025-03-01', plain).ageDays).toBe(366);
    expect(at(one, '2028-02-29', plain).ageDays).toBe(1461);
  });

  test('a half-life that lies across it counts it', () => {
    expect(at(changed('2024-02-10'), '2024-03-12', plain)).toMatchObject({ ageDays: 31, score: 0.5 });
    expect(at(changed('2023-02-10'), '2023-03-13', plain)).toMatchObject({ ageDays: 31, score: 0.5 });
    expect(freshnessScorer.crossing(changed('2024-02-10'), { score: 0.5 }, options(plain))).toBe(Date.UTC(2024, 2, 13));
    expect(freshnessScorer.crossing(changed('2023-02-10'), { score: 0.5 }, options(plain))).toBe(Date.UTC(2023, 2, 14));
  });

  test('what is valid until 29 February holds through that day, and no longer', () => {
    const one = assess({ dates: [evidence('modified', '2023-05-01', 'front-matter'), evidence('expires', '2024-02-29', 'front-matter', { where: 'valid_until' })] });
    expect(at(one, '2024-02-29T23:59:59.999Z').expired).toBe(false);
    expect(at(one, '2024-03-01').expired).toBe(true);
    expect(freshnessScorer.crossing(one, { expired: true }, options())).toBe(Date.UTC(2024, 2, 1));
    const month = assess({ dates: [evidence('modified', '2023-05-01', 'front-matter'), evidence('expires', '2024-02', 'front-matter')] });
    expect(freshnessScorer.crossing(month, { expired: true }, options())).toBe(Date.UTC(2024, 2, 1));
  });

  test('a 29 February of another year is no date', () => {
    for (const day of ['2023-02-29', '2100-02-29', '1900-02-29']) {
      expect(modified(day).dates.value).toBeNull();
      expect(at(assess({ dates: [evidence('modified', '2023-01-01', 'front-matter'), evidence('expires', day, 'front-matter')] }), '2099-01-01').expired).toBe(false);
    }
    expect(modified('2000-02-29').dates.value).toBe('2000-02-29');
  });
});

describe('crossings', () => {
  const day = fc.integer({ min: Date.UTC(1995, 0, 1) / DAY_MS, max: Date.UTC(2060, 0, 1) / DAY_MS }).map((days) => new Date(days * DAY_MS).toISOString().slice(0, 10));
  const value = fc.tuple(day, fc.constantFrom(4, 7, 10)).map(([iso, length]) => iso.slice(0, length));
  const document = fc.record({
    modified: fc.option(value), expires: fc.option(value), path: fc.constantFrom('a.md', 'CHANGELOG.md', 'glossary.md', 'legal/terms.md'),
  }).map(({ modified: changed, expires, path }) => assess({ path, dates: [
    ...(changed === null ? [] : [evidence('modified', changed, 'front-matter')]), ...(expires === null ? [] : [evidence('expires', expires, 'front-matter')]),
  ] }));
  const opts = fc.record({
    halfLifeDays: fc.double({ min: 0.001, max: 36_500, noNaN: true, minExcluded: true }), graceDays: fc.double({ min: 0, max: 3000, noNaN: true }),
  });
  const now = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2090, 0, 1) });

  test('the score never rises and expiry never ends', () => {
    fc.assert(fc.property(document, opts, now, now, (one, part, a, b) => {
      const [early, late] = [at(one, Math.min(a, b), part), at(one, Math.max(a, b), part)];
      expect(late.score ?? 1).toBeLessThanOrEqual(early.score ?? 1);
      if (early.expired) expect(late.expired).toBe(true);
      if (early.ageDays !== null) expect(late.ageDays).toBeGreaterThanOrEqual(early.ageDays);
    }));
  });

  test('a crossing is the exact first ms past the threshold', () => {
    const threshold = fc.oneof(
      fc.double({ min: 1e-9, max: 1, noNaN: true }).map((score) => ({ score })),
      fc.constantFrom(1, 0.5, 0.25, 0.125).map((score) => ({ score })),
      fc.oneof(fc.integer({ min: -400, max: 20_000 }), fc.double({ min: 0, max: 20_000, noNaN: true })).map((ageDays) => ({ ageDays })),
      fc.constant({ expired: true as const }),
    );
    fc.assert(fc.property(document, opts, threshold, (one, part, limit) => {
      const past = (when: number): boolean => {
        const { score, ageDays, expired } = at(one, when, part);
        if ('score' in limit) return score !== null && score < limit.score;
        return 'ageDays' in limit ? ageDays !== null && ageDays >= limit.ageDays : expired;
      };
      const crossing = freshnessScorer.crossing(one, limit, options(part));
      if (crossing === null) {
        expect(past(8.64e15)).toBe(false);
      } else {
        expect(past(crossing)).toBe(true);
        expect(past(crossing - 1)).toBe(false);
      }
    }), { numRuns: 300 });
  });

  test('thresholds that nothing passes, or everything does', () => {
    const one = modified('2020-01-01');
    expect(freshnessScorer.crossing(one, { score: 0 }, options())).toBeNull();
    expect(freshnessScorer.crossing(one, { score: Number.NaN }, options())).toBeNull();
    expect(freshnessScorer.crossing(one, { score: 1.5 }, options())).toBe(Date.UTC(2019, 11, 31));
    expect(freshnessScorer.crossing(assess(), { score: 0.25 }, options())).toBeNull();
    expect(freshnessScorer.crossing(assess({ path: 'glossary.md' }), { score: 0.25 }, options())).toBeNull();
  });

  test('between crossings the findings stay the same, word for word', () => {
    fc.assert(fc.property(document, opts, now, now, (one, part, a, b) => {
      const [early, late] = [Math.min(a, b), Math.max(a, b)];
      const crossings = ([{ score: 0.25 }, { ageDays: -1 }, { expired: true }] as const).map((limit) => freshnessScorer.crossing(one, limit, options(part)));
      if (crossings.some((when) => when !== null && when > early && when <= late)) return;
      expect(at(one, late, part).findings).toEqual(at(one, early, part).findings);
    }), { numRuns: 500 });
  });

  test('every finding is one of the scorer\'s rules', () => {
    fc.assert(fc.property(document, now, (one, when) => {
      for (const rule of rulesOf([...one.findings, ...at(one, when).findings])) expect(freshnessScorer.rules).toContain(rule);
    }));
  });
});
