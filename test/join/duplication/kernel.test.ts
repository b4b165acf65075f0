import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskMarkup, scanWords } from '../../../src/core/language/index.js';
import { foldText, hashWord, javascriptKernel, SIGNATURE_VERSION, signatureKernel } from '../../../src/join/duplication/kernel/index.js';
import { words } from '../../../src/join/duplication/kernel/plain.js';

const fast = signatureKernel();
const plain = javascriptKernel();
const shape = { shingleWords: 5, hashes: 36 };

/** Pieces that the scanner tells apart, put together at random. */
const piece = fc.oneof(
  fc.constantFrom(
    ' ', '\n', '\t', '  \n', '-', '−', '-5', ' -5', '(-3)', '=-2', '1,000', '10:30', '2.0.1', "don't", 'don’t', '_a_', '__', 'snake_case', 'a_', '%', '$5', '€', '°', '.', '..', 'a.b', '<b>', '</b>', '<!-- c -->',
    '<', '>', '[x](http://a b/c)', '](', '][r]', '](a(b)', '&amp;', '&#39;', '&', '&nbsp', '- [x] ', '1. ', '12) ', '1234. ', '> > ', '```js', '~~~', '# ', '日本語', 'ไทย', '한국어', 'İ', 'ß', 'ﬁ', '²', '½', '😀', '👩‍👩‍👧', '𝒳', '𠀀', '\ud83d',
    '\udc00', 'e\u0301', '\u00a0', '\ufeff', 'x'.repeat(600), '\u202e',
  ),
  fc.string({ unit: 'grapheme', maxLength: 8 }), fc.string({ unit: 'binary', maxLength: 4 }), fc.lorem({ maxCount: 3 }),
);
const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));

describe('signature kernel', () => {
  it('is WebAssembly where this runs', () => {
    expect(fast.name).toBe('wasm-simd');
  });

  it('gives the same in WebAssembly and in JavaScript, whatever the text, the shingles and the number of hashes', () => {
    fc.assert(fc.property(text, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 512 }), (one, shingleWords, hashes) => {
      expect(fast.sketch(one, { shingleWords, hashes })).toEqual(plain.sketch(one, { shingleWords, hashes }));
    }), { numRuns: 1500 });
  });

  it('gives the same of a text that is too long for its memory, and of the next one', () => {
    const long = 'many words make a long text of its own kind '.repeat(20_000);
    for (const one of [long.slice(0, 200_000), long, 'a short one']) expect(fast.sketch(one, shape)).toEqual(plain.sketch(one, shape));
  });

  it('gives what this version has always given', () => {
    const { wordCount, sequence, values } = fast.sketch('Logs are kept for 30 days. Don’t change 1,000.5 % of [them](http://x/y)!', { shingleWords: 3, hashes: 4 });
    expect({ version: SIGNATURE_VERSION, wordCount, sequence: [...sequence], values: [...values] }).toMatchInlineSnapshot(`
      {
        "sequence": [
          -1241508184,
          -139846852,
          1061241191,
          1309271837,
          -163718167,
          -1388281636,
          94298832,
          1024869471,
          -1337508468,
          -1831807112,
        ],
        "values": [
          -1767515746,
          -1848024188,
          -1873910083,
          -1925611480,
        ],
        "version": 2,
        "wordCount": 12,
      }
    `);
  });

  it('has no shingle for a text without a word, and one for a short text', () => {
    expect([...fast.sketch('', shape).sequence, ...fast.sketch(' … -- ', shape).sequence]).toEqual([]);
    expect(fast.sketch('word', shape)).toMatchObject({ wordCount: 1, sequence: { length: 1 } });
  });

  it('counts every character of a script without spaces as a word', () => {
    expect(fast.sketch('日本語の文章', shape).wordCount).toBe(6);
    expect(fast.sketch('𠀀𠀁 한국어', shape).wordCount).toBe(3);
  });

  it('does not read markup', () => {
    const bare = fast.sketch('Read the guide now.\n\nStop the server.\n\nPress OK', shape);
    for (const marked of [
      'Read the [guide](https://example.com/guide?x=1) now.\n\n1. Stop the server.\n2) Press OK', '<p>Read the <b class="x">guide</b> now.</p>\n\n- [x] Stop the server.\n> Press&nbsp;OK',
      'Read the **guide** now.\n\n``` sh\nStop the server.\n```\n\nPress _OK_',
    ]) expect(fast.sketch(marked, shape)).toEqual(bare);
  });

  it('finds the words that are found where words are shown', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('Alpha', 'beta', "don't", '1,000', '-5', '10:30', 'v2.0.1', 'snake_case', '_em_', '50%', 'ÄÖ', 'naïve', '日本', 'end.', '(see', 'x)'), { maxLength: 40 }), (parts) => {
      const one = parts.join(' ');
      expect([...words(foldText(one))]).toEqual(scanWords(maskMarkup(one)).folded.map((word) => hashWord(word)));
    }));
  });
});
