import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_DATES, type EdgeDraft, type JoinInput } from '../../../src/core/index.js';
import { coverageJoin } from '../../../src/join/coverage/index.js';
import { orderOf, pairKeys, speaksFor, type Rank } from '../../../src/join/coverage/subject.js';
import { joinInput, memberOf, runJoin } from '../../contract/join.js';

const OPTIONS = coverageJoin.options.parse({});
const REFUND = 'The desk gives refunds of a card payment within nine days, once the merchant has confirmed the chargeback, and writes the settlement into the ledger of the cashier.';
const REFUND_NEWER = 'A card payment is refunded by the merchant: chargeback first, then settlement. Cashier and ledger are told by the system, no desk has a hand in that any longer, and it takes a day.';
const PARKING = 'Bicycles are parked in the yard behind the bakery, cars below the roof of the northern hall, where a barrier opens for everybody who has a badge of the house.';
const FILLER = ['Roses need water twice a week in summer, and the gardener cuts the hedge when birds have left their nests.', 'Printers of the second floor take paper of recycled fibre; toner is ordered by the office at the beginning of a month.',
  'Visitors ring at the gate, sign the book of the porter, and wear a yellow badge until they leave the premises again.', 'The canteen cooks without nuts on Tuesday, and soup is served from eleven until all of it has been eaten.'];

function chunk(path: string, text: string, date: string | null = null, part: Partial<JoinInput> = {}): JoinInput {
  return joinInput({ id: `c-${path}`, documentId: `d-${path}`, path, text, title: null, headingPath: [], dates: date === null ? NO_DATES : { ...NO_DATES, value: date, modified: date, source: 'front-matter', confidence: 0.9 }, ...part });
}
const others = FILLER.map((text, at) => chunk(`filler${String(at)}.md`, text, '2026-01-01'));

/** `a > b` for each chunk a and one that speaks for it, the fillers' left out. */
const covered = (...inputs: JoinInput[]): string[] => {
  const { edges } = runJoin(coverageJoin, [...inputs, ...others], OPTIONS);
  const pathOf = (id: string): string => id.slice(2);
  return edges.map(({ aId, bId }) => `${pathOf(aId)} > ${pathOf(bId)}`).filter((edge) => !edge.includes('filler')).sort();
};

describe('coverage', () => {
  it('ties a chunk to a newer one on its subject, in other words', () => {
    expect(covered(chunk('old.md', REFUND, '2019-01-01'), chunk('new.md', REFUND_NEWER, '2026-01-01'), chunk('parking.md', PARKING, '2026-01-01'))).toEqual(['old.md > new.md']);
  });

  it.each([
    ['an older one does not speak for it', '2026-01-01', '2019-01-01', {}, ['b.md > a.md']],
    ['one of its own document does not', '2019-01-01', '2026-01-01', { documentId: 'd-a.md' }, []],
    ['one that others may not see does not', '2019-01-01', '2026-01-01', { access: 'board' }, []],
    ['one in another language does not', '2019-01-01', '2026-01-01', { language: 'de' }, []],
    ['one in the same language does, wherever that is spoken', '2019-01-01', '2026-01-01', { language: 'en-GB' }, ['a.md > b.md']],
    ['of two of which nobody knows the older each speaks for the other', '2019-01-01', null, {}, ['a.md > b.md', 'b.md > a.md']],
    ['of one time the more trusted does', '2019', '2019-05-01', { authority: 0.9 }, ['a.md > b.md']],
    ['of one time the less trusted does not', '2019', '2019-05-01', { authority: 0.1 }, ['b.md > a.md']],
    ['of two without a date the longer does', null, null, {}, ['a.md > b.md']],
  ])('%s', (_, mine, theirs, part, expected) => {
    expect(covered(chunk('a.md', REFUND, mine, { language: 'en-US' }), chunk('b.md', REFUND_NEWER, theirs, { language: 'en', ...part }))).toEqual(expected);
  });

  it('has nobody that others may not see in the way of those that speak', () => {
    const board = ['x', 'y', 'z'].map((name) => chunk(`${name}.md`, `${REFUND_NEWER} ${name}`, '2026-03-01', { access: 'board' }));
    expect(covered(chunk('old.md', REFUND, '2019-01-01'), chunk('new.md', REFUND_NEWER, '2026-01-01'), ...board).filter((edge) => edge.startsWith('old'))).toEqual(['old.md > new.md']);
  });

  it('works for scripts without spaces', () => {
    const old = '返金は加盟店が取り消しを確認してから九日以内に窓口で行われ、精算は出納係の帳簿に記録されます。';
    const fresh = '返金は加盟店の取り消し確認のあと、精算とともに自動で帳簿に記録され、窓口や出納係の手続きはありません。';
    expect(covered(chunk('old.md', old, '2019-01-01', { language: 'ja' }), chunk('new.md', fresh, '2026-01-01', { language: 'ja' }))).toEqual(['old.md > new.md']);
  });

  it('says nothing of a chunk with too few words to tell its subject', () => {
    const { edges } = runJoin(coverageJoin, [chunk('old.md', 'Refunds: see there.', '2019-01-01'), chunk('new.md', 'Refunds: see there.', '2026-01-01')], OPTIONS);
    expect(edges).toEqual([]);
    expect(coverageJoin.node(chunk('old.md', 'Refunds: see there.'), coverageJoin.prepare(chunk('old.md', 'Refunds: see there.'), { subject: 0.4, minWords: 12 }), { subject: 0.4, minWords: 12 }, { nodes: 1, frequency: () => 1 })).toBeNull();
  });

  it('reports whoever has nobody, beside rules of age only', () => {
    const input = chunk('old.md', REFUND);
    const [alone, accompanied] = coverageJoin.reduce({ members: [memberOf(input, 1), memberOf(input, 1, { asides: 1 })], edges: [] }, { subject: 0.4, minWords: 12 });
    expect(alone?.findings).toMatchObject([{ rule: 'freshness/sole-source', beside: expect.arrayContaining(['freshness/stale', 'freshness/superseded']) as string[] }]);
    expect(accompanied?.findings).toEqual([]);
  });

  it('has a key for each two of the eight heaviest words, whichever is the heavier', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { maxLength: 12 }).chain((lemmas) => fc.tuple(fc.constant(lemmas), fc.shuffledSubarray(lemmas.slice(0, 8), { minLength: Math.min(8, lemmas.length) }))), fc.constantFrom(null, 'board'), ([lemmas, shuffled], access) => {
      const keysOf = (of: readonly string[]): number[] => [...pairKeys({ lemmas: of, weights: new Map(), norm: 1 }, access)].sort((a, b) => a - b);
      const most = Math.min(8, lemmas.length);
      expect(keysOf(lemmas)).toHaveLength((most * (most - 1)) / 2);
      expect(keysOf(shuffled)).toEqual(keysOf(lemmas));
      expect(keysOf(lemmas).every((key) => Number.isSafeInteger(key) && key >= 0 && key < 2 ** 52)).toBe(true);
    }));
  });

  it('has those first that speak for most: whoever comes earlier speaks for whoever comes later', () => {
    const rank = fc.record({
      period: fc.option(fc.constantFrom('1900-01-01', '2019-05-01', '2020-01-01', '2026-03-04', '2100-12-31').map((day) => ({ value: day, precision: 'day' as const, first: Date.parse(day), last: Date.parse(day) }))),
      authority: fc.constantFrom(0, 0.1, 0.5, 0.9, 1), length: fc.integer({ min: 0, max: 16_000 }), path: fc.constant('a.md'), id: fc.string({ minLength: 1 }),
    });
    fc.assert(fc.property(rank, rank, (a: Rank, b: Rank) => {
      for (const one of [a, b]) expect(orderOf(one)).toSatisfy((order: number) => order >= 0 && order < 1);
      if (orderOf(a) < orderOf(b)) expect(speaksFor(a, b)).toBe(true);
    }));
  });

  it('gives one direction at least for any two of a subject, whatever their dates', () => {
    const date = fc.option(fc.constantFrom('2019', '2019-05', '2019-05-01', '2020-01-01', '2026'));
    fc.assert(fc.property(date, date, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (one, two, x, y) => {
      const [a, b] = [chunk('a.md', REFUND, one, { authority: x }), chunk('b.md', REFUND, two, { authority: y })];
      const sides = [a, b].map((input) => ({ input, prepared: coverageJoin.prepare(input, { subject: 0.4, minWords: 3 }) })) as [never, never];
      const edges: readonly EdgeDraft[] = coverageJoin.verify(sides[0], sides[1], { subject: 0.4, minWords: 3 }, { nodes: 10, frequency: () => 2 });
      expect(edges.length).toBeGreaterThanOrEqual(1);
      expect(edges.every(({ aside, kind }) => aside === 'counted' && kind === 'same-subject')).toBe(true);
    }));
  });
});
