import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isStopWord, lemmaOf, maskMarkup, scanWords } from '../../../src/core/language/index.js';
import { eachLemma } from '../../../src/join/coverage/lemmas.js';

const lemmasOf = (text: string): string[] => {
  const lemmas: string[] = [];
  eachLemma(text, (lemma) => lemmas.push(lemma));
  return lemmas;
};

/** The same by the scanner that everything else goes by. */
const scanned = (text: string): string[] => scanWords(maskMarkup(text)).folded.filter((word) => /^\p{L}[\p{L}\p{M}'’]{1,30}$/u.test(word) && !isStopWord(word)).map(lemmaOf);

describe('eachLemma', () => {
  it('takes the plain words that carry meaning', () => {
    expect(lemmasOf('The _settlements_ of etcd-3.5.2, `foo_bar` and v3.alpha: "Refunds" were\nwritten to john@example.com... don\'t e.g. 90 naïve.')).toEqual(scanned('settlements etcd Refunds written john example.com don\'t naïve').filter((lemma) => lemma !== 'example.com'));
    expect(lemmasOf('[Refund desk](https://example.com/refunds) <b>chargeback</b> &amp; `ledger`.')).toEqual(['reimburs', 'desk', 'chargeback', 'ledger']);
  });

  it('pairs the letters of scripts without spaces, without those of grammar', () => {
    expect(lemmasOf('返金は加盟店が refund')).toEqual(['返金', '加盟', '盟店', 'reimburs']);
  });

  it('finds what the scanner of words finds, whatever stands in a text', () => {
    const part = fc.oneof(
      fc.constantFrom('refund', 'Settlement', 'l’été', "don't", 'naïve', 'ÜBER', 'ß', 'x', 'v2', '3.5.2', 'foo_bar', '_it_', '__init__', 'a.b', 'e.g.', '1,000', '10:30', 'привет', 'e\u0301te\u0301', '\u2014', '“', '”', '…', '\u{1f600}'),
      fc.constantFrom(' ', '. ', "'", '..', '.', '-', '\n', '(', ')', '/', '@', '%', '_', '\t', '\u00a0'), fc.string({ maxLength: 6 }).map((text) => text.replace(/[`~[\]<>&*+$€£¥°]/gu, ' ')),
    );
    fc.assert(fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
      const text = parts.join('');
      fc.pre(!/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u.test(text));
      expect(lemmasOf(text)).toEqual(scanned(text));
    }), { numRuns: 2000 });
  });

  it('ends with any text, however long its words', () => {
    for (const text of ['a'.repeat(1_000_000), '返'.repeat(200_000), "'".repeat(1_000_000), 'ab.'.repeat(300_000), 'é'.repeat(1_000_000)]) expect(lemmasOf(text).length).toBeLessThanOrEqual(4000);
  });
});
