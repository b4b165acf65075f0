import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerpt, normaliseText, safeIndex, textHashOf, wordsOf } from '../../src/core/index.js';
import { cpuMs } from '../cpu-time.js';

const anyText = fc.string({ unit: fc.oneof(fc.constantFrom(' ', '\n', '\t', 'a', 'é', '\u200b', '😀', '\u0000', '\u202e'), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })) });

describe('normaliseText', () => {
  it('is the same for texts that differ in white space or Unicode form only', () => {
    expect(normaliseText('  Caf\u0065\u0301 \r\n\t au\u00a0lait ')).toBe('Caf\u00e9 au lait');
    fc.assert(fc.property(anyText, (text) => {
      expect(normaliseText(normaliseText(text))).toBe(normaliseText(text));
      expect(textHashOf(`\n ${text}\t`)).toBe(textHashOf(text));
    }));
  });
});

describe('wordsOf', () => {
  it('keeps inner apostrophes, hyphens and points', () => {
    expect(wordsOf("The naïve 2.0.1 release isn't well-known; see §4 (e.g. C++).")).toEqual(['The', 'naïve', '2.0.1', 'release', "isn't", 'well-known', 'see', '4', 'e.g', 'C']);
    expect(wordsOf('...')).toEqual([]);
  });
});

describe('excerpt', () => {
  it('is one visible line of at most the length asked for', () => {
    fc.assert(fc.property(anyText, fc.integer({ min: 2, max: 40 }), (text, max) => {
      const shown = excerpt(text, max);
      expect(shown.length).toBeLessThanOrEqual(max);
      expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Co}\u2028\u2029]/u);
    }));
  });

  it('shows what cannot be seen, so that a terminal is not steered by a document', () => {
    expect(excerpt('a\u202eb\u001b[31mc')).toBe('a\\u{202e}b\\u{1b}[31mc');
  });

  it('cuts with an ellipsis and never through a surrogate pair', () => {
    expect(excerpt('abcdef', 4)).toBe('abc…');
    expect(excerpt('ab😀😀😀', 4)).toBe('ab…');
  });
});

describe('safeIndex', () => {
  it('moves off the middle of a surrogate pair, and only off that', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', '😀', '\ud83d', '\ude00') }), fc.nat(20), (text, at) => {
      const index = Math.min(at, text.length);
      const safe = safeIndex(text, index);
      expect([index, index - 1]).toContain(safe);
      expect(/[\ud800-\udbff]$/u.test(text.slice(0, safe)) && /^[\udc00-\udfff]/u.test(text.slice(safe)) && safe === index && index > 0).toBe(false);
    }));
    expect(safeIndex('a😀b', 2)).toBe(1);
    expect(safeIndex('a😀b', 3)).toBe(3);
  });
});

describe('one very long line', () => {
  it.each([['spaces', ' '], ['hyphens', 'a-'], ['apostrophes', "'"], ['accents', 'e\u0301'], ['zero width', '\u200b']])('of %s costs time in proportion', (_name, unit) => {
    const text = unit.repeat(1_000_000 / unit.length);
    const started = cpuMs();
    normaliseText(text);
    wordsOf(text);
    excerpt(text);
    expect(cpuMs() - started).toBeLessThan(5000);
  });
});
