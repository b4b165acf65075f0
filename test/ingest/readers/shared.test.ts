import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOf, type Line } from '../../../src/core/lines.js';
import { byCodePoint } from '../../../src/ingest/readers/shared/order.js';
import { recordDates } from '../../../src/ingest/readers/shared/record-dates.js';
import { RECORD_MEDIA_TYPE } from '../../../src/ingest/readers/shared/record.js';
import { RECORD } from '../../../src/ingest/media-type.js';

async function* inPieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  // One buffer for all pieces, as file readers do.
  const shared = Buffer.alloc(Math.max(1, ...sizes));
  for (let from = 0, turn = 0; from < bytes.length; turn += 1) {
    const piece = bytes.subarray(from, from + Math.max(1, sizes[turn % sizes.length] ?? 1));
    shared.set(piece);
    yield shared.subarray(0, piece.length);
    from += piece.length;
  }
}

async function all(pieces: AsyncIterable<Uint8Array>, cap: number): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of linesOf(pieces, cap)) lines.push(line);
  return lines;
}

describe('linesOf', () => {
  it('cuts as a split at newlines does, however the stream is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[ab\n\r\u2028é]{0,60}$/u), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }), fc.integer({ min: 0, max: 12 }), async (text, sizes, cap) => {
        const bytes = Buffer.from(text);
        const expected = text.split('\n');
        if (expected.at(-1) === '') expected.pop();
        const seen = await all(inPieces(bytes, sizes), cap);
        expect(seen.map((line) => bytes.subarray(line.offset, line.offset + line.length).toString())).toEqual(expected);
        expect(seen.map((line) => (line.bytes === null ? null : Buffer.from(line.bytes).toString()))).toEqual(expected.map((line) => (Buffer.byteLength(line) > cap ? null : line)));
        expect(seen.map((line) => line.number)).toEqual(expected.map((_, index) => index + 1));
        expect(seen.filter((line) => !line.terminated).length).toBe(text === '' || text.endsWith('\n') ? 0 : 1);
      }),
      { numRuns: 500 },
    );
  });
});

describe('byCodePoint', () => {
  it('orders as UTF-8 bytes do', () => {
    const text = fc.string({ unit: 'binary', maxLength: 4 });
    fc.assert(fc.property(text, text, (a, b) => Math.sign(byCodePoint(a, b)) === Buffer.compare(Buffer.from(a), Buffer.from(b))), { numRuns: 2000 });
  });
});

describe('recordDates', () => {
  it.each([
    ['2024', '2024', 'year'], ['2024-05', '2024-05', 'month'], ['2024-05-04', '2024-05-04', 'day'], ['2024-05-04T23:30:00+02:00', '2024-05-04', 'day'],
    ['2024-05-04 10:00:00.123', '2024-05-04', 'day'], ['Sat, 04 May 2024 10:00:00 GMT', '2024-05-04', 'day'], ['4 May 2024', '2024-05-04', 'day'],
    ['May 4, 2024', '2024-05-04', 'day'], ['September 2024', '2024-09', 'month'], [1714816800, '2024-05-04', 'day'], [1714816800000, '2024-05-04', 'day'],
    [946684800.5, '2000-01-01', 'day'], ['25/12/2023', '2023-12-25', 'day'], ['04.05.2024', '2024-05-04', 'day'], ['1714816800', '2024-05-04', 'day'], [2024, '2024', 'year'],
  ])('reads %s', (value, expected, precision) => {
    expect(recordDates({ updated: value })).toEqual([{ kind: 'modified', value: expected, precision, source: 'record', confidence: 0.9, where: 'updated' }]);
  });

  it.each(['05/06/2023', '2024-02-30', '2024-13', 'soon', '', 'v2024.1', '20240504x', 7, -1, 1e20, true, null, 'x'.repeat(100)])('reads no date in %s', (value) => {
    expect(recordDates({ updated: value })).toEqual([]);
  });

  it.each([['published_at', 'published'], ['createdAt', 'published'], ['Last-Modified', 'modified'], ['valid until', 'expires'], ['effectiveDate', 'effective'], ['last_reviewed', 'reviewed'], ['created_time', 'published'], ['review date', 'reviewed'], ['release_date', 'published']])('takes %s for %s', (name, kind) => {
    expect(recordDates({ [name]: '2024' }).map((date) => date.kind)).toEqual([kind]);
  });

  it('passes other fields over', () => {
    expect(recordDates({ title: '2024', year: 2024, metadata: ['2024'] })).toEqual([]);
  });
});

it('names the media type that the parser of records knows', () => {
  expect(RECORD_MEDIA_TYPE).toBe(RECORD);
});
