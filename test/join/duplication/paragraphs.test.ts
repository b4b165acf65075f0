import fc from 'fast-check';
import { expect, test } from 'vitest';
import { paragraphsOf } from '../../../src/join/duplication/paragraphs.js';
import { cpuMs } from '../../cpu-time.js';

const told = (text: string): [string, number][] => paragraphsOf(text, '').map(({ start, end, words }) => [text.slice(start, end), words]);

test('what stands between blank lines', () => {
  expect(told('\n# One two\r\n\r\nthree,\nfour-five\n \t\n\n- 6\n- 漢字\n\n---\n\n| seven | eight |')).toEqual([
    ['# One two\r', 2], ['three,\nfour-five', 2], ['- 6\n- 漢字', 3], ['| seven | eight |', 2],
  ]);
  expect(['', ' ', '\n', '\n\n'].map(told)).toEqual([[], [], [], []]);
  expect(['a', 'a\n', '\n\na\n\n'].map(told)).toEqual([[['a', 1]], [['a', 1]], [['a', 1]]]);
});

test('the same whatever the case and the white space within, and nothing else', () => {
  const piece = fc.string({ unit: fc.constantFrom('a', 'B', 'ß', '漢', '-', '|', '1', 'ﬁ'), minLength: 1, maxLength: 5 });
  const space = fc.constantFrom(' ', '\n', '\r\n', '\t ', '\n  ');
  const seen = new Map<number, string>();
  fc.assert(fc.property(fc.array(fc.tuple(piece, space), { minLength: 1, maxLength: 8 }), (pieces) => {
    const plain = pieces.map(([word]) => word).join(' ');
    const spaced = ` ${pieces.map(([word, gap], at) => `${at % 2 === 0 ? word.toLowerCase() : word}${gap}`).join('')}`;
    const [one, other] = [paragraphsOf(plain, ''), paragraphsOf(spaced, '')];
    expect(other.map(({ term, words }) => [term, words])).toEqual(one.map(({ term, words }) => [term, words]));
    for (const { term } of one) {
      const folded = plain.normalize('NFKC').toLowerCase();
      expect(seen.get(term) ?? folded).toBe(folded);
      seen.set(term, folded);
      expect(Number.isSafeInteger(term) && term >= 0 && term < 2 ** 52).toBe(true);
      expect(paragraphsOf(plain, 'source one').some((salted) => salted.term === term)).toBe(false);
    }
  }), { numRuns: 2000 });
});

test('hostile texts take linear time', () => {
  for (const text of ['\n'.repeat(1e6), ' \n'.repeat(5e5), 'a\n\n'.repeat(3e5), ' '.repeat(1e6), `${' '.repeat(1e6)}a`, 'a'.repeat(1e6), '漢\n'.repeat(3e5)]) {
    const start = cpuMs();
    paragraphsOf(text, '');
    expect(cpuMs() - start).toBeLessThan(4000);
  }
});
