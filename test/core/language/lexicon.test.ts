import { expect, test } from 'vitest';
import { lemmaOf, lexiconWord, relationOf, similarityOf, type Relation } from '../../../src/core/language/index.js';

const word = (text: string) => lexiconWord(lemmaOf(text));

test.each<[string, string, Relation | null]>([
  ['refuse', 'accept', 'opposite'], ['enabled', 'disabled', 'opposite'], ['permanent', 'nonpermanent', 'opposite'], ['decide', 'decision', 'derived'], ['car', 'automobile', 'synonym'], ['weekly', 'monthly', 'sibling'],
  ['refund', 'kubernetes', null], ['', 'refund', null],
])('%s and %s', (one, other, relation) => {
  expect(relationOf(word(one), word(other))).toBe(relation);
  expect(relationOf(word(other), word(one))).toBe(relation);
});

test('words that stand in the same company are alike, and nothing is like a word that is not known', () => {
  expect(similarityOf(word('laptop'), word('computer'))).toBeGreaterThan(similarityOf(word('laptop'), word('soup')));
  expect(similarityOf(word('laptop'), word('laptop'))).toBeCloseTo(1, 5);
  expect(similarityOf(word('laptop'), word('qqzzxx'))).toBe(0);
});
