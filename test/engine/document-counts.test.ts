import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DocumentCounts } from '../../src/engine/run/document-counts.js';

test('counts each term once a document, and forgets those in too few', () => {
  const term = fc.oneof(fc.nat(9), fc.integer({ min: 2 ** 51, max: 2 ** 52 - 1 }));
  const subjects = fc.array(fc.array(fc.array(term, { maxLength: 30 }), { minLength: 1, maxLength: 4 }), { maxLength: 30 });
  fc.assert(fc.property(subjects, fc.integer({ min: 1, max: 6 }), (documents, least) => {
    const counts = new DocumentCounts();
    const plain = new Map<number, Set<number>>();
    for (const [document, chunks] of documents.entries()) {
      for (const terms of chunks) {
        counts.add(String(document), terms);
        for (const one of terms) plain.set(one, (plain.get(one) ?? new Set()).add(document));
      }
    }
    expect(new Map(counts.from(least))).toEqual(new Map([...plain].map(([one, holders]) => [one, holders.size] as const).filter(([, holders]) => holders >= least)));
  }));
});

test('a million terms take some eight bytes each', () => {
  const before = process.memoryUsage().arrayBuffers;
  const counts = new DocumentCounts();
  for (let document = 0; document < 10_000; document += 1) counts.add(String(document), Array.from({ length: 100 }, (_, at) => (at === 0 ? 7 : (document * 100 + at) * 4_000_037)));
  expect((process.memoryUsage().arrayBuffers - before) / 1e6).toBeLessThan(10);
  expect([...counts.from(5)]).toEqual([[7, 10_000]]);
});
