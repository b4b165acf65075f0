import { expect, test } from 'vitest';
import { lemmaOf, relationOf, similarityOf, type Relation } from '../../../src/core/language/index.js';

test.each<[string, string, Relation | null]>([
  ['refuse', 'accept', 'opposite'], ['enabled', 'disabled', 'opposite'], ['permanent', 'nonpermanent', 'opposite'], ['decide', 'decision', 'derived'], ['car', 'automobile', 'synonym'], ['weekly', 'monthly', 'sibling'],
  ['refund', 'kubernetes', null], ['', 'refund', null],
])('%s and %s', (one, other, relation) => {
  expect(relationOf(lemmaOf(one), lemmaOf(other))).toBe(relation);
  expect(relationOf(lemmaOf(other), lemmaOf(one))).toBe(relation);
});

test('words that stand in the same company are alike, and nothing is like a word that is not known', () => {
  expect(similarityOf(lemmaOf('laptop'), lemmaOf('computer'))).toBeGreaterThan(similarityOf(lemmaOf('laptop'), lemmaOf('soup')));
  expect(similarityOf(lemmaOf('laptop'), lemmaOf('laptop'))).toBeCloseTo(1, 5);
  expect(similarityOf('laptop', 'qqzzxx')).toBe(0);
});
