import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sentenceSpans } from '../../src/core/index.js';
import { cpuMs } from '../cpu-time.js';

const sentences = (text: string): string[] => sentenceSpans(text).map((span) => text.slice(span.start, span.end));

describe('sentenceSpans', () => {
  it.each([
    ['Version 2.0.1 is out. Upgrade now!', ['Version 2.0.1 is out.', 'Upgrade now!']],
    ['Use e.g. Windows, i.e. a desktop. Then go.', ['Use e.g. Windows, i.e. a desktop.', 'Then go.']],
    ['Dr. Smith agreed. "Really?" he asked.', ['Dr. Smith agreed.', '"Really?" he asked.']],
    ['See Fig. 3 and no. 5. It works.', ['See Fig. 3 and no. 5.', 'It works.']],
    ['The answer is no. 5 people said so.', ['The answer is no. 5 people said so.']],
    ['She lives in the U.S. The rest moved.', ['She lives in the U.S.', 'The rest moved.']],
    ['Mr. J. Smith met Acme Inc. in Berlin.', ['Mr. J. Smith met Acme Inc. in Berlin.']],
    ['Costs approx. 5 EUR... Then nothing', ['Costs approx. 5 EUR...', 'Then nothing']],
    ['Visit https://example.com/a.b?c=d. Then stop.', ['Visit https://example.com/a.b?c=d.', 'Then stop.']],
    ['Das gilt z. B. für u. A. Weber, d. h. immer. Er kam am 3. Oktober in die 2. Auflage. Gut.', ['Das gilt z. B. für u. A. Weber, d. h. immer.', 'Er kam am 3. Oktober in die 2. Auflage.', 'Gut.']],
    ['I am 42. My name is Ann. Take option b. The next one is c.', ['I am 42.', 'My name is Ann.', 'Take option b.', 'The next one is c.']],
    ['La Sra. Pérez vive en EE. UU. Véase pág. 4. Fin.', ['La Sra. Pérez vive en EE. UU.', 'Véase pág. 4.', 'Fin.']],
    ['It was shown before.[12][a] Another claim.¹ The next one [3]. Last.[citation needed] Done.', ['It was shown before.[12][a]', 'Another claim.¹', 'The next one [3].', 'Last.[citation needed]', 'Done.']],
    ['日本語。これは文です！「はい。」', ['日本語。', 'これは文です！', '「はい。」']],
    ['**Bold.** Next one.', ['**Bold.**', 'Next one.']],
    ['', []],
    [' \n\t ', []],
  ])('%j', (text, expected) => {
    expect(sentences(text)).toEqual(expected);
  });

  it('makes list items, table rows and headings sentences of their own', () => {
    expect(sentences('# Setup guide\n1. Install it. Then run.\n2. Go\n- item one\n- item two\n| a. B | c |\n|---|---|\n| 1 | 2 |')).toEqual([
      '# Setup guide', '1. Install it.', 'Then run.', '2. Go', '- item one', '- item two', '| a. B | c |', '|---|---|', '| 1 | 2 |',
    ]);
  });

  it('keeps lines of fenced code whole', () => {
    expect(sentences('```\na. B\nc\n```\nDone.')).toEqual(['```', 'a. B', 'c', '```', 'Done.']);
  });

  it('joins soft-wrapped lines and keeps unfinished short lines apart', () => {
    expect(sentences('This is a long line of prose that was wrapped at some eighty columns by the\nEditor and goes on. Then more.')).toEqual([
      'This is a long line of prose that was wrapped at some eighty columns by the\nEditor and goes on.', 'Then more.',
    ]);
    expect(sentences('Name: Anna\nCity: Oslo\nCountry: Norway')).toEqual(['Name: Anna', 'City: Oslo', 'Country: Norway']);
  });

  it('gives ascending, disjoint, trimmed spans that hold every visible character', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom('. ', '.\n', '\n\n', '- x', '| a |', '# ', '```\n', 'e.g. ', '2.0.1', '。', '\r\n', '\u2028', 'Word', ' word', '?"', '\t'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const spans = sentenceSpans(text);
        let at = 0;
        for (const span of spans) {
          expect(span.start).toBeGreaterThanOrEqual(at);
          expect(text.slice(at, span.start).trim()).toBe('');
          const sentence = text.slice(span.start, span.end);
          expect(sentence).not.toBe('');
          expect(sentence.trim()).toBe(sentence);
          at = span.end;
        }
        expect(text.slice(at).trim()).toBe('');
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    'a'.repeat(1e6), '. '.repeat(5e5), '.)'.repeat(5e5), `.${')'.repeat(1e6)}`, '\n'.repeat(1e6), `${' '.repeat(1e6)}x`, 'A. '.repeat(333_333), '- '.repeat(5e5),
    '"'.repeat(1e6), '=-'.repeat(5e5), '\t'.repeat(1e6), 'A\tb'.repeat(3e5), '```\n'.repeat(2e5), '..a'.repeat(3e5), '.[1]'.repeat(2.5e5), `.${'[1]'.repeat(3e5)}`, '.[12'.repeat(2.5e5), `.${'¹'.repeat(1e6)}`,
  ])('takes a hostile megabyte in linear time (%#)', (text) => {
    const started = cpuMs();
    sentenceSpans(text);
    expect(cpuMs() - started).toBeLessThan(8000);
  });
});
