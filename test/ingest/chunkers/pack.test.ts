import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CountTokens } from '../../../src/core/index.js';
import { Measure } from '../../../src/ingest/chunkers/headings/measure.js';
import { packSection } from '../../../src/ingest/chunkers/headings/pack.js';
import { spanOf } from '../../../src/ingest/chunkers/headings/units.js';
import { layoutOf } from '../../../src/ingest/chunkers/layout.js';
import { anyDocument, documentOf, paragraph } from './documents.js';

/** A tokenizer by which a whole costs more than the sum of its parts, as some merges of real ones do. */
const superadditive: CountTokens = (text) => Math.ceil(text.length ** 1.15 / 4);

describe('packSection', () => {
  it('keeps the limit for a tokenizer whose counts do not add up', () => {
    fc.assert(
      fc.property(anyDocument, fc.integer({ min: 16, max: 80 }), fc.constantFrom(0, 8), (document, maxTokens, overlapTokens) => {
        const measure = new Measure(document.text, superadditive);
        for (const { units } of packSection(measure, layoutOf(document), { maxTokens, minTokens: 4, overlapTokens })) {
          expect(measure.tokens(spanOf(units))).toBeLessThanOrEqual(maxTokens);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('counts each span once', () => {
    let calls = 0;
    const measure = new Measure('one two three', (text) => ((calls += 1), text.length));
    expect([measure.tokens({ start: 0, end: 7 }), measure.tokens({ start: 0, end: 7 }), measure.tokens({ start: 4, end: 7 })]).toEqual([7, 7, 3]);
    expect(calls).toBe(2);
  });

  it('does not count a long span to the end when its beginning is over the limit', () => {
    let longest = 0;
    const measure = new Measure('word '.repeat(100_000), (text) => ((longest = Math.max(longest, text.length)), Math.ceil(text.length / 4)));
    expect(measure.cost({ start: 0, end: 500_000 }, 100)).toBe(Infinity);
    expect(longest).toBeLessThanOrEqual(800);
  });

  it('packs nothing out of nothing', () => {
    expect(packSection(new Measure('', superadditive), layoutOf(documentOf([paragraph(' ')])), { maxTokens: 20, minTokens: 0, overlapTokens: 0 })).toEqual([]);
  });
});
