import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { daysApart, isoDay, MONTHS, parsePeriod, periodOf } from '../../src/core/calendar.js';

describe('parsePeriod', () => {
  test.each([
    ['2024', 'year', '2024-01-01', '2024-12-31'],
    ['2024-02', 'month', '2024-02-01', '2024-02-29'],
    ['2023-02', 'month', '2023-02-01', '2023-02-28'],
    ['2024-02-29', 'day', '2024-02-29', '2024-02-29'],
    ['2024-05-04T10:00:00', 'day', '2024-05-04', '2024-05-04'],
    ['2024-05-04 10:00', 'day', '2024-05-04', '2024-05-04'],
    ['2024-05-04T23:30:00-05:00', 'day', '2024-05-05', '2024-05-05'],
    ['2024-05-04T00:30:00+02:00', 'day', '2024-05-03', '2024-05-03'],
    ['2024-12-31T23:59:59.999Z', 'day', '2024-12-31', '2024-12-31'],
  ])('%s is a %s from %s to %s', (value, precision, first, last) => {
    const period = parsePeriod(value);
    expect(period?.precision).toBe(precision);
    expect([isoDay(period?.first ?? 0), isoDay(period?.last ?? 0)]).toEqual([first, last]);
  });

  test.each(['', '2023-02-29', '2024-13', '2024-00-01', '2024-04-31', '04/05/2024', 'May 2024', '20240504', '0000', `2024-05-04T${'0'.repeat(1e6)}`])(
    '%.20s is no date', (value) => {
      expect(parsePeriod(value)).toBeNull();
    },
  );

  test('every day is read back as itself', () => {
    fc.assert(fc.property(fc.date({ min: new Date('1000-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true }), (date) => {
      const day = date.toISOString().slice(0, 10);
      expect(parsePeriod(day)?.value).toBe(day);
    }));
  });

  test('no text makes it throw, and what it reads it reads again', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{4}(-\d{2}){0,2}$/u)), (text) => {
      const period = parsePeriod(text);
      if (period !== null) expect(parsePeriod(period.value)).toEqual(period);
    }));
  });
});

test('periodOf refuses what is no number', () => {
  expect(periodOf(Number.NaN)).toBeNull();
  expect(periodOf(2024, Number.NaN)).toBeNull();
  expect(periodOf(2024, 5, Number.NaN)).toBeNull();
  expect(periodOf(2024, 5, 1.5)).toBeNull();
});

test('periods apart are counted from end to start, whichever comes first', () => {
  const apart = (a: string, b: string): number => {
    const [one, two] = [parsePeriod(a), parsePeriod(b)];
    return one === null || two === null ? Number.NaN : daysApart(one, two);
  };
  expect(apart('2024-01-01', '2024-01-31')).toBe(30);
  expect(apart('2024-01-31', '2024-01-01')).toBe(30);
  expect(apart('2023', '2024-03-01')).toBe(61);
  expect(apart('2024', '2024-03')).toBe(0);
});

test('month names are known in seven languages', () => {
  for (const [name, month] of [['march', 3], ['märz', 3], ['août', 8], ['diciembre', 12], ['maio', 5], ['luglio', 7], ['sept', 9]] as const) {
    expect(MONTHS.get(name)).toBe(month);
  }
  for (const word of ['set', 'out', 'ago']) expect(MONTHS.has(word)).toBe(false);
});
