import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { datesIn, dayOrderOf, readDate, type DayOrder } from '../../src/core/written-dates.js';
import { cpuMs } from '../cpu-time.js';

const values = (text: string, order: DayOrder = null): string[] => datesIn(text, order).map(({ period }) => period.value);

/** Written by the locale data of ICU, which know nothing of us. `hr` calls October what Poles and Czechs call November. */
const LONG = 'en-US en-GB de de-AT fr es it pt pt-BR nl pl ru uk cs sk sv da nb fi hu ro tr el id vi ja zh zh-TW ko ar-EG ar-u-ca-gregory ca sl bg sr sr-Latn et lt lv he hi is ms gl fa-u-ca-gregory'.split(' ');
const SHORT = 'en-US en-GB de de-AT fr es it pt pt-BR nl pl ru uk cs sk sv da nb fi hu ro tr el id vi ja zh zh-TW ko ar-EG'.split(' ');
const MONTHS = Array.from({ length: 12 }, (_, month) => new Date(Date.UTC(2024, month, 17)));

describe('days of all months', () => {
  test.each(LONG)('%s, in full', (locale) => {
    for (const day of MONTHS) {
      const iso = day.toISOString().slice(0, 10);
      for (const options of [{ day: 'numeric', month: 'long', year: 'numeric' }, { dateStyle: 'full' }] as const) {
        const written = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(day);
        expect([written, values(`· ${written}, 10:15`)]).toEqual([written, [iso]]);
      }
    }
  });

  test.each(SHORT)('%s, short', (locale) => {
    for (const day of MONTHS) {
      const written = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(day);
      expect([written, values(written)]).toEqual([written, [day.toISOString().slice(0, 10)]]);
    }
  });
});

describe('readDate', () => {
  test.each([
    ['2024-05-04T10:00', '2024-05-04'], ['2024/5/4', '2024-05-04'], ['2024. 5. 4.', '2024-05-04'], ['4.5.2024', '2024-05-04'], ['04. 05. 2024', '2024-05-04'], ['04-May-2024', '2024-05-04'], ['4th of May, 2024', '2024-05-04'],
    ['May 4th 2024', '2024-05-04'], ['Jul. 11. 2025', '2025-07-11'], ['May 04 10:00:00 UTC 2020', '2020-05-04'], ['le 1er mai 2020'.slice(3), '2020-05-01'], ['12 set 2019', '2019-09-12'], ['3 out 2019', '2019-10-03'], ['2024. május 4.', '2024-05-04'],
    ['ngày 4 tháng 5 năm 2024', '2024-05-04'], ['令和2年10月9日', '2020-10-09'], ['平成31年4月1日', '2019-04-01'], ['民國109年5月4日', '2020-05-04'], ['٤ مايو ٢٠٢٤', '2024-05-04'], ['２０２４年５月４日', '2024-05-04'],
    ['01.21.2020 07:00', '2020-01-21'], ['25/12/2023', '2023-12-25'], ['12/25/2023', '2023-12-25'], ['31.10.23', '2023-10-31'], ['4 May 97', '1997-05-04'], ['Q3 2022', '2022-09'], ['2022-Q3', '2022-09'], ['3. Quartal 2022', '2022-09'], ['3e trimestre 2022', '2022-09'],
    ['mai 2024', '2024-05'], ['2024年5月', '2024-05'], ['05/2024', '2024-05'], ['2024', '2024'],
  ])('%s', (text, value) => {
    expect(readDate(text, null)?.period.value).toBe(value);
  });

  test.each(['31 February 2024', '2024-02-30', '2024-13-01', '10.12.20.1', '1.2.3', '2000 users', 'Mayor 4, 2024', 'set 2019', 'out 2019', '99 May 2024', '0/2024', 'noon'])('nothing in %s', (text) => {
    expect(readDate(text, null)).toBeNull();
  });

  test('05/06/2023 is a day where the order is known, and a year where it is not', () => {
    expect(readDate('05/06/2023', 'day-first')?.period.value).toBe('2023-06-05');
    expect(readDate('05/06/2023', 'month-first')?.period.value).toBe('2023-05-06');
    expect(readDate('05/06/2023', null)).toMatchObject({ period: { value: '2023' }, confidence: 0.4 });
  });

  test('a year of two digits says that it is one', () => {
    expect(readDate('31.10.23', null)?.isShort).toBe(true);
    expect(readDate('31.10.2023', null)?.isShort).toBe(false);
  });
});

describe('datesIn', () => {
  test('finds all days and months with where they stand', () => {
    const text = 'By Jane Doe on 4 May 2024, updated 2024-05-06 · for March 2023';
    expect(datesIn(text, null).map(({ start, length }) => text.slice(start, start + length))).toEqual(['4 May 2024', '2024-05-06', 'March 2023']);
  });

  test.each([
    'Version 1.2.2024-05-04', 'call 030/2024-05', 'in 2019 and 2020', 'ISO 8601, RFC 2822', 'port 8080', '12:30 on 5 users', 'x2024-05-04', '1500-01-01', '2400-01-01', 'on the 4th', '192.168.10.12',
  ])('nothing in %s', (text) => {
    expect(values(text)).toEqual([]);
  });

  test('what it finds is a real period inside the text, whatever the text', () => {
    const piece = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('4', '31', '2024', '99', 'May', 'mai', '5月', '年', ' ', '.', '/', '-', ', ', 'de', 'Q3', 'tháng', '٤'));
    fc.assert(fc.property(fc.array(piece, { maxLength: 14 }).map((parts) => parts.join('')), fc.constantFrom<DayOrder>('day-first', 'month-first', null), (text, order) => {
      let end = 0;
      for (const { start, length, period } of datesIn(text, order)) {
        expect(start).toBeGreaterThanOrEqual(end);
        end = start + length;
        expect(end).toBeLessThanOrEqual(text.length);
        expect(new Date(period.value).toISOString().startsWith(period.value)).toBe(true);
      }
    }), { numRuns: 2000 });
  });

  test('hostile text costs no more than its length', () => {
    const started = cpuMs();
    for (const text of ['1 '.repeat(5e4), 'May '.repeat(3e4), '4 May '.repeat(2e4), '2024-'.repeat(2e4), '1/'.repeat(5e4), 'é'.repeat(1e5), '4 de '.repeat(2e4), '年'.repeat(5e4), '2024. '.repeat(2e4)]) datesIn(text, null);
    expect(cpuMs() - started).toBeLessThan(3000);
  });
});

test('the order of a language', () => {
  expect(['de', 'fr-CA', 'en-GB', 'en-US', 'en_US', 'en', 'en-CA', 'und', null].map(dayOrderOf)).toEqual(['day-first', 'day-first', 'day-first', 'month-first', 'month-first', null, null, null, null]);
});
