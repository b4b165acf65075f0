import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenCounter } from '../../../src/ingest/tokens/index.js';

const part = fc.oneof(
  fc.constantFrom('\n', '\n\n', '\r\n', ' ', '  ', '\t', '.', '...\n', ':\n\n', "it's", ' We’ll', ' 12345', '- item', '```ts\n', '| a | b |\n', 'ünïcode', '日本語', '👩‍👧', '#', ' ##', '\u00a0', '<|endoftext|>', '"quoted".\n\n', '(x)'),
  fc.string({ unit: 'grapheme', maxLength: 4 }), fc.lorem({ maxCount: 4 }),
);
const text = fc.array(part, { maxLength: 40 }).map((parts) => parts.join(''));

describe.each(['cl100k_base', 'o200k_base'])('counts of spans with %s', (encoding) => {
  it('know that the end of a piece may be one with the white space behind it', async () => {
    const count = await tokenCounter(encoding);
    const whole = ':\n\n \ngravida';
    expect(count.over?.(whole)(1, 6)).toBe(count('\n\n \ng'));
  });

  it('are those of the slices', async () => {
    const count = await tokenCounter(encoding);
    fc.assert(fc.property(text, fc.array(fc.tuple(fc.nat(400), fc.nat(400)), { minLength: 1, maxLength: 20 }), (whole, spans) => {
      const over = count.over?.(whole);
      expect(over).toBeTypeOf('function');
      for (const [a, b] of spans) {
        const [start, end] = [Math.min(a, b, whole.length), Math.min(Math.max(a, b), whole.length)];
        expect(over?.(start, end), JSON.stringify(whole.slice(start, end))).toBe(count(whole.slice(start, end)));
      }
    }), { numRuns: 3000 });
  });
});
