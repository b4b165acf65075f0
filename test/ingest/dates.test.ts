import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateKindOf, datesFromFields, readDate } from '../../src/ingest/dates.js';

describe('readDate', () => {
  it.each([
    ['2024-05-04', '2024-05-04', 'day'], ['2024-05', '2024-05', 'month'], ['2024', '2024', 'year'], [2024, '2024', 'year'], [20_240_504, '2024-05-04', 'day'],
    ['2024-05-04T23:30:00-08:00', '2024-05-04', 'day'], ['2024/5/4', '2024-05-04', 'day'], ['2024-05-04 10:00', '2024-05-04', 'day'],
    ['04.05.2024', '2024-05-04', 'day'], ['25/12/2023', '2023-12-25', 'day'], ['12/25/2023', '2023-12-25', 'day'], ['5/5/2023', '2023-05-05', 'day'],
    ['4 May 2024', '2024-05-04', 'day'], ['May 4, 2024', '2024-05-04', 'day'], ['May 4th, 2024', '2024-05-04', 'day'], ['Sept. 2023', '2023-09', 'month'],
    ['Sat, 04 May 2024 10:00:00 GMT', '2024-05-04', 'day'], [1_714_816_800, '2024-05-04', 'day'], [1_714_816_800_000, '2024-05-04', 'day'], ['1714816800', '2024-05-04', 'day'],
    [100_000_000, '1973-03-03', 'day'], [946_684_800, '2000-01-01', 'day'], [1_714_816_800.25, '2024-05-04', 'day'], [315_532_800_000, '1980-01-01', 'day'], ['2150-01-01', '2150-01-01', 'day'],
    [new Date('2024-05-04T00:00:00Z'), '2024-05-04', 'day'],
  ])('%s', (value, expected, precision) => {
    expect(readDate(value)).toEqual({ value: expected, precision, certain: true });
  });

  it('gives the year only where day and month cannot be told apart', () => {
    expect(readDate('05/06/2023')).toEqual({ value: '2023', precision: 'year', certain: false });
  });

  it.each(['2024-02-30', '2024-13-01', '1.2.3', 'v2024', 'soon', '', 'Mayor 2024 speech', 3, 99_999_999, 202_405_041_030, '20240504103000', 2024.5, Number.NaN, null, {}, true, '9999-12-31', new Date('x'), 'x'.repeat(100)])('takes %s for no date', (value) => {
    expect(readDate(value)).toBeNull();
  });

  it('gives real ISO dates or nothing, whatever it is given', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.integer(), fc.double(), fc.stringMatching(/^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}$/u)), (value) => {
      const date = readDate(value);
      if (date !== null) expect(new Date(date.value).toISOString().startsWith(date.value)).toBe(true);
    }), { numRuns: 2000 });
  });
});

describe('datesFromFields', () => {
  it('knows field names in any writing and passes others over', () => {
    expect(['Last_Updated', 'last-modified', 'validUntil', 'datePublished', 'Effective Date', 'review_date', 'created_time'].map(dateKindOf))
      .toEqual(['modified', 'modified', 'expires', 'published', 'effective', 'reviewed', 'published']);
    expect(['title', 'update_count', 'dates', ''].map(dateKindOf)).toEqual([null, null, null, null]);
  });

  it('halves the confidence of a date that could be two', () => {
    expect(datesFromFields([['updated', '05/06/2023'], ['title', '2024-01-01']], 'record', 0.9)).toEqual([
      { kind: 'modified', value: '2023', precision: 'year', source: 'record', confidence: 0.45, where: 'updated' },
    ]);
  });
});
