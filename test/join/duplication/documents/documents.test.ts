import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentCopiesJoin } from '../../../../src/join/duplication/documents/index.js';
import { longestPassage } from '../../../../src/join/duplication/documents/passage.js';
import type { JoinInput } from '../../../../src/core/index.js';
import { joinContract, joinInput, runJoin } from '../../../contract/join.js';
import { cpuMs } from '../../../cpu-time.js';
import { LEAVE, passage } from '../texts.js';

const document = (path: string, text: string): JoinInput => {
  const { documentId, ...input } = joinInput({ path, text });
  return { ...input, id: documentId, documentId };
};

/** Edges as `kind path path score`, sorted, those that no verdict rests on with `(aside)`. */
function edgesOf(documents: Readonly<Record<string, string>>, options = {}): string[] {
  const inputs = Object.entries(documents).map(([path, text]) => document(path, text));
  const pathOf = new Map(inputs.map(({ id, path }) => [id, path]));
  const named = (id: string): string => pathOf.get(id) ?? '?';
  return runJoin(documentCopiesJoin, inputs, documentCopiesJoin.options.parse(options)).edges
    .map(({ kind, aId, bId, score, aside }) => `${kind} ${(kind === 'contained' ? [named(aId), named(bId)] : [named(aId), named(bId)].sort()).join(' ')} ${score.toFixed(2)}${aside === true ? ' (aside)' : ''}`).sort();
}

/** Path -> what its finding says. */
function findingsOf(documents: Readonly<Record<string, string>>): Record<string, string> {
  const inputs = Object.entries(documents).map(([path, text]) => document(path, text));
  const { outcomes } = runJoin(documentCopiesJoin, inputs);
  return Object.fromEntries(inputs.flatMap(({ id, path }) => (outcomes.get(id)?.findings ?? []).map(({ seen, related }) => [path, `${seen ?? ''} of ${related?.path ?? ''}`])));
}

const words = (text: string, from: number, to: number): string => text.split(' ').slice(from, to).join(' ');

describe('copies of whole documents', () => {
  it('are exact where the same words and signs stand in the same order, whatever markup and front matter they have', () => {
    expect(edgesOf({ 'a.md': LEAVE, 'b.md': `---\ntitle: Leave\n---\n\n**${LEAVE}**` })).toEqual(['duplicate a.md b.md 1.00']);
    expect(edgesOf({ 'a.md': `${LEAVE} ✅`, 'b.md': `${LEAVE} ❌` })).toEqual(['near-duplicate a.md b.md 1.00']);
    expect(edgesOf({ 'a.md': `---\ntitle: ${LEAVE}\n---\n\n${passage(1, 60)}`, 'b.md': `---\ntitle: ${LEAVE}\n---\n\n${passage(2, 60)}` })).toEqual([]);
  });

  it('are near where most shingles are shared, also when a number differs: what differs is told of the chunks', () => {
    expect(edgesOf({ 'a.md': LEAVE, 'b.md': LEAVE.replace('thirty days', 'twenty days') })).toEqual(['near-duplicate a.md b.md 0.96']);
    expect(edgesOf({ 'a.md': LEAVE, 'b.md': words(LEAVE, 0, 110) }, { jaccard: 0.5 })).toEqual(['near-duplicate a.md b.md 0.69']);
  });

  it('stand in a larger document', () => {
    expect(edgesOf({ 'a.md': `${passage(1, 300)}\n\n${LEAVE}\n\n${passage(2, 300)}`, 'b.md': LEAVE })).toEqual(['contained b.md a.md 1.00']);
  });

  it('are told of each side of a copy, and of an excerpt alone; every document stays', () => {
    const documents = { 'a.md': LEAVE, 'b.md': LEAVE.toUpperCase(), 'c.md': LEAVE.replace('thirty days', 'twenty days'), 'd.md': `${passage(1, 400)} ${words(LEAVE, 0, 60)}`, 'e.md': `${passage(3, 5)} ${words(LEAVE, 0, 60)}`, 'f.md': passage(4, 50) };
    const told = findingsOf(documents);
    expect(told).toEqual({ 'a.md': 'the same words of b.md', 'b.md': 'the same words of a.md', 'c.md': expect.stringMatching(/^Jaccard 0\.96 of [ab]\.md$/u) as string, 'e.md': expect.stringMatching(/^containment 0\.9\d of /u) as string });
    const { outcomes } = runJoin(documentCopiesJoin, Object.entries(documents).map(([path, text]) => document(path, text)));
    for (const outcome of outcomes.values()) expect(outcome).toMatchObject({ score: null, canonical: true, survivor: null });
  });

  it('take no part with fewer words than asked for, or where they are ignored', () => {
    expect(edgesOf({ 'a.md': 'Under construction, come back soon.', 'b.md': '**Under construction**, come back soon.' })).toEqual([]);
    expect(edgesOf({ 'legal/a.md': LEAVE, 'b.md': `**${LEAVE}**` }, { ignore: ['legal/**'] })).toEqual([]);
  });
});

describe('text that one document has from another', () => {
  const reused = words(LEAVE, 30, 60);

  it('is kept as an edge that no verdict rests on, with the passage and its share of the smaller one', () => {
    const inputs = [document('a.md', `${passage(1, 90)} ${reused} ${passage(2, 60)}`), document('b.md', `${passage(3, 400)} ${reused} ${passage(4, 400)}`)];
    const { edges } = runJoin(documentCopiesJoin, inputs);
    expect(edges).toMatchObject([{ kind: 'contained', aside: true, certainty: 'verified', a: { quote: reused }, b: { quote: reused }, method: 'containment word-3 >= 0.1, less what 5 documents have' }]);
    // 30 words are 28 shingles of the smaller one's 180 words, 178 shingles.
    expect(edges[0]?.score).toBeCloseTo(28 / 178, 3);
    expect(findingsOf({ 'a.md': inputs[0]?.text ?? '', 'b.md': inputs[1]?.text ?? '' })).toEqual({});
  });

  it('is none where only a phrase is shared, however short the document', () => {
    expect(edgesOf({ 'a.md': `${words(LEAVE, 0, 7)} ${passage(1, 20)}`, 'b.md': `${passage(2, 100)} ${words(LEAVE, 0, 7)} ${passage(3, 100)}` })).toEqual([]);
    expect(edgesOf({ 'a.md': `${words(LEAVE, 0, 8)} ${passage(1, 20)}`, 'b.md': `${passage(2, 100)} ${words(LEAVE, 0, 8)} ${passage(3, 100)}` })).toHaveLength(1);
  });

  it('does not count what five documents or more have', () => {
    const page = (seed: number, more = ''): string => `${passage(seed, 150)} ${more} ${passage(seed + 100, 150)} ${LEAVE}`;
    const pages = (count: number): Record<string, string> => Object.fromEntries(Array.from({ length: count }, (_, at) => [`${at}.md`, page(at + 1)]));
    expect(edgesOf(pages(4))).toHaveLength(6);
    expect(edgesOf(pages(5))).toEqual([]);
    // Two of them share a passage besides: that one is counted and shown.
    const own = passage(77, 70);
    const inputs = Object.entries({ ...pages(5), '0.md': page(1, own), '1.md': page(2, own) }).map(([path, text]) => document(path, text));
    const { edges } = runJoin(documentCopiesJoin, inputs);
    expect(edges).toMatchObject([{ kind: 'contained', a: { quote: words(own, 0, 40) }, b: { quote: words(own, 0, 40) } }]);
    // 70 of some 500 words are .13; with the common ones it would be half.
    expect(edges[0]?.score).toBeLessThan(0.25);
  });
});

describe('the longest passage of two texts', () => {
  it('is found wherever it stands, whatever repeats', () => {
    const few = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 14 });
    fc.assert(fc.property(few, few, (left, right) => {
      const places = (values: readonly number[], value: number): number => values.filter((one) => one === value).length;
      fc.pre([...new Set(left)].every((value) => places(left, value) <= 4));
      let longest = 0;
      for (let a = 0; a < left.length; a += 1) for (let b = 0; b < right.length; b += 1) {
        let length = 0;
        while (a + length < left.length && b + length < right.length && left[a + length] === right[b + length] && left[a + length] !== 0) length += 1;
        longest = Math.max(longest, length);
      }
      const found = longestPassage(Int32Array.from(left), Int32Array.from(right), (value) => value !== 0);
      expect(found?.length ?? 0).toBe(longest);
      if (found !== null) expect(left.slice(found.a, found.a + found.length)).toEqual(right.slice(found.b, found.b + found.length));
    }), { numRuns: 500 });
  });
});

describe('a document of a megabyte', () => {
  it.each([
    ['of one word', 'spam '.repeat(200_000)], ['of no space', 'x'.repeat(1_000_000)], ['of brackets', '[](<![](<'.repeat(110_000)], ['of a fence', `---\n${'--- '.repeat(250_000)}`],
    ['of words', passage(9, 160_000)],
  ])('%s takes seconds, not minutes', (_, text) => {
    const options = documentCopiesJoin.options.parse({});
    const before = cpuMs();
    const sides = [document('a.md', text), document('b.md', `${text} ${LEAVE}`)].map((input) => ({ input, prepared: documentCopiesJoin.prepare(input, options) }));
    const [a, b] = sides;
    if (a === undefined || b === undefined) throw new Error('two sides');
    for (const { prepared } of sides) expect([...documentCopiesJoin.keys(prepared, options, { nodes: 0, frequency: () => 0 })].length).toBeLessThanOrEqual(256);
    for (const edge of documentCopiesJoin.verify(a, b, options, { nodes: 0, frequency: () => 0 })) expect(edge.a.quote.length).toBeLessThanOrEqual(600);
    expect(cpuMs() - before).toBeLessThan(6000);
  }, 60_000);
});

const CORPUS = [
  document('a.md', LEAVE), document('b.md', `_${LEAVE}_`), document('c.md', LEAVE.replace('thirty days', 'twenty days')), document('d.md', `${passage(1, 200)} ${LEAVE} ${passage(2, 200)}`),
  document('e.md', `${passage(3, 120)} ${words(LEAVE, 20, 60)}`), document('f.md', passage(5, 100)), document('g.md', LEAVE),
];
joinContract(documentCopiesJoin, CORPUS, new Map(CORPUS.map(({ id, text }) => [id, text])));
