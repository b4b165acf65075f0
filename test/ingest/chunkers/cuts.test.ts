import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headingsChunker } from '../../../src/ingest/chunkers/headings/index.js';
import { bestCuts, type Cuttable } from '../../../src/ingest/chunkers/headings/cuts.js';
import { documentOf, paragraph } from './documents.js';

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const unitsOf = (sizes: readonly number[], costs: readonly number[], limits = { maxTokens: 20, minTokens: 4 }): Cuttable => ({
  count: sizes.length, ...limits, size: (from, to) => sum(sizes.slice(from, to)), cutCost: (before) => costs[before] ?? 0,
});

/** All ways to cut `count` units: every subset of the places between them. */
const allCuts = (count: number): number[][] =>
  Array.from({ length: 2 ** Math.max(0, count - 1) }, (_, mask) => Array.from({ length: count - 1 }, (_unused, at) => at + 1).filter((at) => (mask & (2 ** (at - 1))) > 0));

/** What a way to cut costs, written out anew from its description. */
function costOf(units: Cuttable, cuts: readonly number[]): number {
  const edges = [0, ...cuts, units.count];
  return sum(edges.slice(1).map((end, index) => {
    const start = edges[index] ?? 0;
    const size = units.size(start, end);
    if (size > units.maxTokens && end - start > 1) return Infinity;
    const off = size / (0.72 * units.maxTokens) - 1;
    return (off > 0 ? 1.5 : 0.4) * off ** 2 + (size < units.minTokens ? 40 : 0) + (start === 0 ? 0 : units.cutCost(start));
  }));
}

describe('bestCuts', () => {
  it('finds a way to cut than which none costs less', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 25 }), fc.double({ min: 0, max: 2, noNaN: true })), { minLength: 1, maxLength: 9 }), (drawn) => {
      const units = unitsOf(drawn.map(([size]) => size), drawn.map(([, cost]) => cost));
      const least = Math.min(...allCuts(units.count).map((cuts) => costOf(units, cuts)));
      expect(costOf(units, bestCuts(units))).toBeCloseTo(least, 9);
    }));
  });

  it('cuts where it costs least', () => {
    expect(bestCuts(unitsOf([5, 5, 5, 5, 5, 5], [0, 1, 0.1, 1, 1, 1]))).toEqual([2]);
  });

  it('leaves nothing tiny where another way fits, and cuts nothing out of nothing', () => {
    expect(bestCuts(unitsOf([10, 9, 2], [0, 0.2, 0]))).toEqual([1]);
    expect(bestCuts(unitsOf([], []))).toEqual([]);
  });
});

describe('headings chunker on text without headings', () => {
  it('cuts where the subject changes, also within a paragraph', async () => {
    const cats = ['Cats sleep most of the day.', 'A sleeping cat purrs in its basket.', 'Purring calms the cat.'];
    const bonds = ['Bonds pay interest every quarter.', 'The quarter ends with a payment of interest.', 'Interest on bonds is taxed.', 'Taxed payments are listed by quarter.', 'A list of interest on bonds is sent every quarter.'];
    const document = documentOf([paragraph([...cats, ...bonds].join(' '))]);
    const chunks = await headingsChunker.run(document, headingsChunker.options.parse({ maxTokens: 52, minTokens: 4 }));
    expect(chunks.map(({ start, end }) => document.text.slice(start, end))).toEqual([cats.join(' '), bonds.join(' ')]);
  });
});
