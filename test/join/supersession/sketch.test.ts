import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wordsOf } from '../../../src/core/index.js';
import { sharedBetween, sketchOf } from '../../../src/join/supersession/sketch.js';
import { hashOf, wordHashes } from '../../../src/join/supersession/word-hashes.js';

const numbered = (from: number, to: number): string => Array.from({ length: to - from }, (_, index) => `word${from + index}`).join(' ');
const shared = (a: string, b: string): number | null => sharedBetween(sketchOf(a), sketchOf(b));

test('the share of the smaller text, exactly, while texts are short', () => {
  expect(shared(numbered(0, 100), numbered(0, 100))).toBe(1);
  expect(shared(numbered(0, 102), numbered(50, 1000))).toBe(0.5);
  expect(shared(numbered(0, 100), numbered(200, 300))).toBe(0);
  expect(shared('one two three', 'one two three')).toBeNull();
});

test('case and punctuation do not count', () => {
  expect(shared('The desk books the trip, always, and it pays the hotel.', 'the desk books the trip always and it pays the hotel')).toBe(1);
});

test('long texts are estimated to within a few hundredths, either way round', () => {
  const [a, b] = [numbered(0, 40_000), numbered(28_000, 90_000)];
  expect(shared(a, b)).toBeGreaterThan(0.27);
  expect(shared(a, b)).toBeLessThan(0.33);
  expect(shared(b, a)).toBe(shared(a, b));
});

test('scripts without spaces are compared by characters', () => {
  const text = '出張する社員は十日前までに窓口で予約する'.repeat(3);
  expect(shared(`${text}一`, `${text}二`)).toBeGreaterThan(0.9);
  expect(shared(text, '全く別の話題についての文章でありここには共通の並びがない'.repeat(3))).toBeLessThan(0.1);
});

test('words are hashed as they are found, whatever they are made of', () => {
  const pieces = fc.constantFrom('a', 'Z', '7', "'", '’', '-', '.', ' ', '\n', '\u00e9', 'e\u0301', '出', '\u{1f600}', '\u{20000}', '\u{1d7d8}', '\ud840', '\udc00', '_', '²', '');
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(''))), (text) => {
    const words = wordsOf(text);
    const found = wordHashes(text);
    expect([...found.hashes]).toEqual(words.map(hashOf));
    expect(found.units).toBe(words.join('').length);
  }), { numRuns: 2000 });
});
