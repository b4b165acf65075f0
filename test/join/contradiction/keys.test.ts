import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EpochStatistics } from '../../../src/core/index.js';
import { lemmaOf } from '../../../src/core/language/index.js';
import type { Claim } from '../../../src/join/contradiction/claims.js';
import { hasId, hash32, idsOf, sharedCount, sharedShare } from '../../../src/join/contradiction/ids.js';
import { contradictionJoin } from '../../../src/join/contradiction/index.js';
import { RARE, keysOf } from '../../../src/join/contradiction/keys.js';
import { meetingOf, placedIn } from '../../../src/join/contradiction/placed.js';
import { joinInput } from '../../contract/join.js';

const OPTIONS = contradictionJoin.options.parse({});
const statedOf = (text: string): ReturnType<typeof contradictionJoin.prepare> => contradictionJoin.prepare(joinInput({ text }), OPTIONS);
const claimOf = (text: string): Claim => {
  const [claim] = statedOf(text).claims;
  if (claim === undefined) throw new Error(`states nothing: ${text}`);
  return claim;
};
/** The words named are held by so many chunks, all others by one. */
const where = (count: number, ...common: string[]): EpochStatistics => ({ nodes: 1000, frequency: (term) => (common.some((word) => lemmaOf(word) === term) ? count : 1) });
const meet = (a: string, b: string, statistics: EpochStatistics): boolean => {
  const keys = keysOf(claimOf(a), statistics, RARE);
  return [...keysOf(claimOf(b), statistics, RARE)].some((key) => keys.has(key));
};

test('two lemmas bring claims together, unless both are common: then a third is needed', () => {
  const [guests, visitors, parking] = ['The garden gate is for guests of the house.', 'Ladders stand beside the garden gate.', 'The garden gate and the house have one key.'];
  expect(meet(guests, visitors, where(RARE, 'garden', 'gate', 'house'))).toBe(true);
  const common = where(RARE + 1, 'garden', 'gate', 'house');
  expect(meet(guests, visitors, common)).toBe(false);
  expect(meet(guests, parking, common)).toBe(true);
  // One of the two is rare.
  expect(meet(guests, visitors, where(RARE + 1, 'garden'))).toBe(true);
});

test('a common lemma and the kind of a value need a second lemma as well', () => {
  const [one, alone, both] = ['The probation of staff lasts six months.', 'You are on probation for your first six weeks.', 'Staff are on probation for six weeks.'];
  expect(meet(one, alone, where(RARE, 'probation', 'staff'))).toBe(true);
  const common = where(RARE + 1, 'probation', 'staff');
  expect(meet(one, alone, common)).toBe(false);
  expect(meet(one, both, common)).toBe(true);
});

test('copies meet however common all of their words are', () => {
  const everywhere: EpochStatistics = { nodes: 1000, frequency: () => 500 };
  expect(meet('The office door is locked at night.', 'The office door is never locked at night.', everywhere)).toBe(true);
});

const WORDS = ['garden', 'gate', 'house', 'key', 'guest', 'ladder', 'door', 'locked', '30 days', '5 MB', 'enabled', 'staff'];
const text = fc.array(fc.array(fc.constantFrom(...WORDS), { minLength: 3, maxLength: 8 }).map((words) => `The ${words.join(' ')}.`), { minLength: 1, maxLength: 6 }).map((sentences) => sentences.join(' '));

test('the claims that meet are those whose keys overlap', () => {
  let met = 0;
  fc.assert(fc.property(text, text, fc.integer({ min: 1, max: 2 * RARE }), (one, other, count) => {
    const statistics: EpochStatistics = { nodes: 100, frequency: (term) => (String(term).length % 2 === 0 ? count : 1) };
    const [a, b] = [statedOf(one), statedOf(other)];
    const expected = a.claims.flatMap((ours, i) => b.claims.flatMap((theirs, j) => {
      const keys = keysOf(ours, statistics, RARE);
      return [...keysOf(theirs, statistics, RARE)].some((key) => keys.has(key)) ? [[i, j]] : [];
    }));
    met += expected.length;
    expect(meetingOf(placedIn(a, statistics), placedIn(b, statistics))).toEqual(expected);
  }), { numRuns: 300 });
  expect(met).toBeGreaterThan(100);
});

test('lists of ids are compared as sets of lemmas are', () => {
  const lemmas = fc.array(fc.constantFrom(...WORDS), { maxLength: 10 });
  fc.assert(fc.property(lemmas, lemmas, (one, other) => {
    const [a, b] = [new Set(one), new Set(other)];
    const shared = [...a].filter((lemma) => b.has(lemma)).length;
    expect(sharedCount(idsOf(one), idsOf(other))).toBe(shared);
    expect(sharedShare(idsOf(one), idsOf(other))).toBe(a.size === 0 || b.size === 0 ? null : shared / Math.min(a.size, b.size));
    for (const word of WORDS) expect(hasId(idsOf(one), hash32(word))).toBe(a.has(word));
  }));
});
