import fc from 'fast-check';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BlockKind, ChunkScorer, Measurement, ScoreInput } from '../../src/core/index.js';
import { cpuMs } from '../cpu-time.js';

/** A chunk as a scorer sees it, sound and plain unless said otherwise. */
export function chunkOf(text: string, rest: Partial<ScoreInput> = {}): ScoreInput {
  return { text, headingPath: [], kinds: ['paragraph'], parentItem: null, tokens: Math.ceil(text.length / 4), language: null, mediaType: 'text/plain', last: false, ...rest };
}

export const HOSTILE: readonly string[] = [
  'a'.repeat(1e6), ' '.repeat(1e6), 'a '.repeat(5e5), '`'.repeat(1e6), '`a'.repeat(5e5), '<'.repeat(1e6), '<a'.repeat(5e5), '<!--'.repeat(25e4), '[('.repeat(5e5), ']('.repeat(5e5),
  '{{'.repeat(5e5), '{{ a '.repeat(2e5), '"a'.repeat(5e5), '|'.repeat(1e6), '| '.repeat(5e5), '#'.repeat(1e6), '. '.repeat(5e5), ': '.repeat(5e5), '- '.repeat(5e5), '1. '.repeat(333_333), 'TODO '.repeat(2e5),
  'TODO'.repeat(25e4), 'X'.repeat(1e6), 'lorem '.repeat(166_666), 'Ã'.repeat(1e6), 'ÐÑ'.repeat(5e5), '\u0000'.repeat(1e6), '\ufffd'.repeat(1e6), '\u200b'.repeat(1e6), '\u202e'.repeat(1e6), '\u202ea'.repeat(5e5),
  '\u{e0041}'.repeat(5e5), '\u{1f3f4}'.repeat(5e5), '\ud800'.repeat(1e6), '漢'.repeat(1e6), 'é'.repeat(1e6), '…'.repeat(1e6), '*'.repeat(1e6), '_a'.repeat(5e5), 'http://'.repeat(1e5), '\t'.repeat(1e6), '([<'.repeat(333_333), '=-'.repeat(5e5),
];

const KINDS: readonly BlockKind[] = ['heading', 'paragraph', 'list-item', 'table', 'code', 'quote', 'html', 'separator'];
const PIECES = [
  'TODO', 'TBD: x', 'lorem ipsum dolor sit amet ', '[Company Name]', '{{name}}', '```\n', '`', '"', '\n', '\n\n', '# H\n', '| a | b |\n', '- item\n', 'Ã©', 'â€™', '\ufffd', '\u200b\u200b\u200b\u200b', '\u202eabcd', '\u{e0041}',
  ' s p a c e d l e t t e r s ', 'Read more…', ' [...]', 'word ', 'Sentence one. ', '漢字', '<!-- ', ' -->', '<td>', '\ud83d',
];
const anyInput = fc
  .record({
    text: fc.array(fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.constantFrom(...PIECES), fc.lorem({ maxCount: 8 })), { maxLength: 40 }).map((pieces) => pieces.join('')),
    kinds: fc.subarray([...KINDS]), mediaType: fc.constantFrom('text/markdown', 'text/plain', 'text/html'), last: fc.boolean(), language: fc.constantFrom(null, 'en', 'de', 'ja'),
  })
  .map(({ text, ...rest }) => chunkOf(text, rest));

/** What every chunk scorer keeps to. */
export function describeChunkScorer<Options>(scorer: ChunkScorer<Options>): void {
  const options = scorer.options.parse({});
  const check = (input: ScoreInput): Measurement => {
    const result = scorer.run(input, options);
    if (result.score !== null) {
      expect(result.score).toBeGreaterThanOrEqual(0);
      expect(result.score).toBeLessThanOrEqual(1);
    }
    for (const finding of result.findings) {
      expect(scorer.rules).toContain(finding.rule);
      expect(finding.message).not.toMatch(/[\n\p{Cf}]/u);
      if (finding.span === null || finding.span === undefined) continue;
      expect(finding.span.start).toBeGreaterThanOrEqual(0);
      expect(finding.span.end).toBeGreaterThanOrEqual(finding.span.start);
      expect(finding.span.end).toBeLessThanOrEqual(input.text.length);
    }
    for (const signal of result.signals) if (typeof signal.value === 'number') expect(Number.isFinite(signal.value)).toBe(true);
    return result;
  };

  describe(`chunk scorer ${scorer.id}`, () => {
    it('names its rules after its dimension and has a page for each', () => {
      for (const rule of scorer.rules) {
        expect(rule.startsWith(`${scorer.dimension}/`)).toBe(true);
        expect(existsSync(new URL(`../../docs/rules/${rule}.md`, import.meta.url)), `docs/rules/${rule}.md`).toBe(true);
      }
    });

    it('gives a score of 0..1 or none, spans within the text and declared rules, the same every time', () => {
      fc.assert(fc.property(anyInput, (input) => { expect(check(input)).toEqual(scorer.run({ ...input }, options)); }), { numRuns: 1000 });
    });

    it('finds nothing wrong with a sound paragraph', () => {
      const result = check(chunkOf('Employees have 30 days of leave a year. Ask your manager before you book a flight; the form is on the intranet.'));
      expect(result.findings).toEqual([]);
      expect(result.score ?? 1).toBe(1);
    });

    it('takes the empty text', () => {
      check(chunkOf('', { kinds: [] }));
    });

    it('refuses unknown options', () => {
      expect(scorer.options.safeParse({ unknown: true }).success).toBe(false);
    });

    it.each(HOSTILE.map((text) => [JSON.stringify(text.slice(0, 8)), text] as const))('takes a hostile megabyte of %s', (_, text) => {
      for (const mediaType of ['text/plain', 'text/markdown']) {
        const started = cpuMs();
        check(chunkOf(text, { last: true, mediaType }));
        expect(cpuMs() - started).toBeLessThan(2000);
      }
    });
  });
}
