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
    'a_b', '_1', '1-2', '-', 'a.', "'", ',', ':80', '/', 'ÿ', 'š', 'жизнь', 'ελλάς', '“', '–', '…', '\n- ', '\n> ', '\n\n', '```' + 'y'.repeat(79), 'abcdefghijklmnop', 'q'.repeat(63),
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
      expect(fast.sketch(one, { shingleWords, hashes, digest: true })).toEqual(plain.sketch(one, { shingleWords, hashes, digest: true }));
    }), { numRuns: 1500 });
  });

  it('gives the same wherever in the text something stands', () => {
    const parts = ['don’t', '1,000', 'a_b', '_em_', 'x -5', 'a--b', '<b>c</b>', 'a\n1. b', 'a\n-5', 'é', 'Жизнь', '日本', '😀', '𠀀', 'a.', '._', 'end'];
    for (let before = 45; before < 68; before += 1) {
      for (const part of parts) for (const behind of ['', ' w', 'w', '_', '.w', '-1']) {
        const one = `${'a b1'.repeat(33).slice(0, before)}${part}${behind}`;
        expect({ one, sketch: fast.sketch(one, { ...shape, digest: true }) }).toEqual({ one, sketch: plain.sketch(one, { ...shape, digest: true }) });
      }
    }
  });

  it('gives words of letters in the same places different hashes, and those of both apostrophes the same', () => {
    const letters = ['a', 'z', 'é', 'ÿ', 'ā', 'ж', 'щ', 'ш'];
    const made = new Set(['']);
    for (let length = 0; length < 5; length += 1) for (const word of [...made]) if (word.length === length) for (const letter of letters) made.add(word + letter);
    for (let length = 1; length < 40; length += 1) made.add('0'.repeat(length));
    // The last letters of four groups of four: the highest bytes of the numbers that are hashed.
    for (const a of 'abcdefghijkl') for (const b of 'abcdefghijkl') for (const c of 'abcdefghijkl') for (const d of 'abcdefghijkl') made.add(`sum${a}sum${b}sum${c}sum${d}`);
    // Of 58,000 numbers of 32 bits 0.4 of a pair is equal by chance; of these none is.
    expect(new Set([...made].map((word) => hashWord(word))).size).toBe(made.size);
    expect(hashWord('don’t')).toBe(hashWord("don't"));
  });

  it('digests what a text says, whatever its white space and the case of its letters', () => {
    const digestOf = (one: string): string => fast.sketch(one, { ...shape, digest: true }).digest;
    expect(digestOf(' Ein  Wort\n\tmehr ')).toBe(digestOf('ein wort mehr'));
    expect(digestOf('Straße\u2028zum \ufeff Tor')).toBe(digestOf('straße zum tor\u2028'));
    expect(new Set(['ein wort', 'einwort', 'ein wort.', 'ein wört', 'жин', '', 'e\u0000'].map(digestOf)).size).toBe(7);
    for (const none of ['', ' ', '\ufeff', '\u2028\n']) for (const kernel of [fast, plain]) expect(kernel.sketch(none, { ...shape, digest: true }).digest).toBe(digestOf(''));
    expect(fast.sketch('ein wort', shape).digest).toBe('');
  });

  it('folds every picture by itself as it folds it in a text', () => {
    for (let low = 0xdc00; low < 0xe000; low += 1) {
      const picture = `\ud83d${String.fromCharCode(low)}`;
      expect(foldText(picture)).toBe(picture);
      expect(foldText(`${picture}\u0301`)).toBe(`${picture}\u0301`);
    }
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
          -563033635,
          1343132803,
          -1413431377,
          1729484927,
          -1264781709,
          2100245374,
          -610174704,
          869151356,
          1615413523,
          -1278093768,
        ],
        "values": [
          -1891779432,
          -1847074627,
          -1505217422,
          -1954781914,
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
