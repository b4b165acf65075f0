import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WordScan } from '../../../src/ingest/parsers/word-scan.js';

const scan = new WordScan(['ignor', 'norm', 'ask', 'system', 'you are', '<|', 'überge', 'забудь'], ['ai', 'a.i', 'model', 'models']);
const PATTERN = /ignor|norm|ask|system|you are|<\||überge|забудь|\ba\.?i\b|\bmodels?\b/iu;
const PIECES = ['ig', 'nor', 'm', 'IGNO', 'r', 'a', 'i', 'I', '.', ' ', '_', 'mod', 'els', 'el', 's', 'S', 'ſ', 'ystem', 'as', 'K', 'k', 'you', 'are', '<', '|', 'Ü', 'berge', 'ЗАБУ', 'забу', 'дь', 'ᲁь', 'é', '9', '\u{1f600}'];

describe('WordScan', () => {
  it('finds what a pattern without regard to case finds', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }), (pieces) => {
      const text = pieces.join('');
      expect([text, scan.finds(text)]).toEqual([text, PATTERN.test(text)]);
    }), { numRuns: 3_000 });
  });

  it.each([['it is AI.', true], ['it is said', false], ['two models', true], ['remodel', false], ['ignoring', true], ['a.i', true], ['abnorm', true], ['', false]])('%j: %j', (text, expected) => {
    expect(scan.finds(text)).toBe(expected);
  });
});
