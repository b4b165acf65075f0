import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compatible, contextScopeOf, contextsApart, cuesOf, lemmaOf, maskMarkup, modalConflict, quantitiesOf, scanWords, scopeConflict, scopeOf, scopeOneSided, type Quantity,
} from '../../../src/core/language/index.js';

const words = (text: string): readonly string[] => scanWords(maskMarkup(text)).folded;
const quantities = (text: string): Quantity[] => quantitiesOf(words(text));

describe('words', () => {
  test.each<[string, string[]]>([
    ['It isn’t v1.2.3, is it?', ['it', "isn't", 'v1.2.3', 'is', 'it']],
    ['1,000 files at 10:30 on 2024-05-01', ['1,000', 'files', 'at', '10:30', 'on', '2024-05-01']],
    ['**bold** _under_ snake_case `code`', ['bold', 'under', 'snake_case', 'code']],
    ['[a link](https://x.y/z "title") and ![img](a.png)', ['a', 'link', 'and', 'img']],
    ['10% off, $5 and (-3 °C)', ['10', '%', 'off', '$', '5', 'and', '-', '3', '°', 'c']],
    ['<b class="x">x &amp; y</b>', ['x', 'y']],
    ['员工 abc', ['员', '工', 'abc']],
  ])('%s', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });
  test('every word is in the text where it says, whatever the text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const masked = maskMarkup(text);
      expect(masked).toHaveLength(text.length);
      const found = scanWords(masked);
      found.folded.forEach((word, at) => expect(masked.slice(found.starts[at], found.ends[at]).normalize('NFKC').toLowerCase().replaceAll('’', "'")).toBe(word));
    }), { numRuns: 500 });
  });
});

test.each([['employees', 'staff'], ['deleted', 'removing'], ['policies', 'policy'], ['stopped', 'stops'], ['encryption', 'encryptions'], ['purchases', 'buying'], ['invoiced', 'invoice']])('%s and %s are one lemma', (a, b) => {
  expect(lemmaOf(a)).toBe(lemmaOf(b));
});
test.each([['annual', 'sick'], ['status', 'state'], ['access', 'process'], ['windows', 'linux']])('%s and %s are two', (a, b) => {
  expect(lemmaOf(a)).not.toBe(lemmaOf(b));
});

describe('quantities', () => {
  test.each<[string, Partial<Quantity>]>([
    ['after 2 hours', { dimension: 'time', low: 120 }],
    ['within thirty business days', { dimension: 'time', low: 43_200, bound: 'max' }],
    ['a fee of $1,250.50', { dimension: 'money:usd', low: 1250.5 }],
    ['20 euros', { dimension: 'money:eur', low: 20 }],
    ['files up to 25MB', { dimension: 'size', low: 25e6, bound: 'max' }],
    ['at least 12 characters', { dimension: 'count:character', low: 12, bound: 'min' }],
    ['fewer than 5 users', { dimension: 'count:user', bound: 'max' }],
    ['10-20 %', { dimension: 'percent', low: 10, high: 20 }],
    ['from 5 to 10 minutes', { dimension: 'time', low: 5, high: 10 }],
    ['about 5 minutes', { bound: 'about' }],
    ['an hour', { dimension: 'time', low: 60 }],
    ['two hundred seats', { dimension: 'count:seat', low: 200 }],
    ['100 requests per minute', { dimension: 'count:request/minut', low: 100 }],
    ['on 4 May 2024', { kind: 'date', value: '2024-05-04' }],
    ['on May 4, 2024', { kind: 'date', value: '2024-05-04' }],
    ['in Q3 2024', { kind: 'date', value: '2024-q3' }],
    ['since 2019', { kind: 'date', value: '2019' }],
    ['needs v1.2.3', { kind: 'version', value: '1.2.3' }],
    ['version 18 of it', { kind: 'version', value: '18' }],
    ['at -5 °C', { dimension: 'temperature', low: -5 }],
  ])('%s', (text, expected) => {
    expect(quantities(text)).toEqual([expect.objectContaining(expected)]);
  });
  test.each(['step 3', 'see chapter 12', 'the 2nd floor', 'RFC 2119', 'one of them', 'may be', 'issue 42'])('none in: %s', (text) => {
    expect(quantities(text)).toEqual([]);
  });
  test('an enumeration shares its unit', () => {
    expect(quantities('8, 9 or 12 hours').map((quantity) => [quantity.dimension, quantity.low])).toEqual([['time', 480], ['time', 540], ['time', 720]]);
  });
  test.each([
    ['2 hours', '120 minutes', true], ['1 GB', '1024 MB', true], ['30 days', 'one month', true], ['12 months', '1 year', true], ['at least 8 characters', '12 characters', true], ['up to 30 days', '14 days', true],
    ['about 10 minutes', '11 minutes', true], ['5 to 10 minutes', '7 to 12 minutes', true], ['in March 2024', 'on 5 March 2024', true],
    ['30 days', '60 days', false], ['within 30 days', 'within 60 days', false], ['up to 30 days', '90 days', false], ['at least 8 characters', '6 characters', false], ['in 2024', 'in 2025', false], ['$5', '$6', false],
  ])('%s and %s: compatible is %s, both ways', (a, b, expected) => {
    const [one, other] = [quantities(a)[0], quantities(b)[0]];
    if (one === undefined || other === undefined) throw new Error('nothing read');
    expect([compatible(one, other), compatible(other, one)]).toEqual([expected, expected]);
  });
});

describe('cues', () => {
  test.each([['you must not share it', 'must-not'], ['you need not sign', 'need-not'], ['you do not have to sign', 'need-not'], ['it is not required', 'need-not'], ['it is required', 'must'], ['you may sign', 'may'], ['you cannot sign', 'must-not']])('%s: %s', (text, modal) => {
    expect(cuesOf(words(text)).modal?.value).toBe(modal);
  });
  test.each([['not only here', 0], ['no later than Monday', 0], ['whether or not it rains', 0], ['it does not rain', 1], ["it isn't and can't be", 2]])('%s denies %i times', (text, count) => {
    expect(cuesOf(words(text)).negations).toHaveLength(count);
  });
  test('must against need not is strong, must against may is weak, two of a kind none', () => {
    expect([modalConflict('need-not', 'must'), modalConflict('may', 'must'), modalConflict('must-not', 'must'), modalConflict('must', 'must')]).toEqual(['strong', 'weak', 'polar', null]);
  });
});

describe('scope', () => {
  const text = (value: string) => scopeOf(value, { heading: false });
  test.each([
    ['on Windows', 'on a Mac', 'platform'], ['the Free plan', 'the Pro plan', 'plan'], ['in the EU', 'in the US', 'region'], ['in staging', 'in production', 'environment'], ['in version 2', 'in v3.1', 'version'], ['for contractors', 'for managers', 'audience'],
  ])('%s | %s: %s', (a, b, facet) => {
    expect(scopeConflict(text(a), text(b))?.facet).toBe(facet);
  });
  test.each([['tell us more', 'in the US'], ['free of charge', 'the Pro plan'], ['v2', 'v2.1'], ['on Windows and Linux', 'on Linux'], ['go on', 'in Python']])('%s | %s: none', (a, b) => {
    expect(scopeConflict(text(a), text(b))).toBeNull();
  });
  test('one side alone', () => {
    expect(scopeOneSided(text('on Windows'), text('everywhere'))).toEqual(['platform']);
  });
  const place = (path: string, headingPath: string[] = []) => contextScopeOf({ path, title: null, headingPath, parentItem: null });
  test.each([['docs/v1/a.md', 'docs/v2/a.md', true], ['up/upgrade_3_4.md', 'up/upgrade_3_5.md', true], ['7.4/a.md', '8.0/a.md', true], ['p/travel-2021.md', 'p/travel-2024.md', true], ['handbook/a.md', 'wiki/a.md', false]])('%s | %s: apart is %s', (a, b, apart) => {
    expect(contextsApart(place(a), place(b))).toBe(apart);
  });
  test('an inner heading overrules an outer one, but not the path', () => {
    expect(contextsApart(place('a.md', ['Windows', 'macOS']), place('b.md', ['macOS']))).toBe(false);
    expect(contextsApart(place('v1/a.md', ['API v9']), place('v2/b.md', ['API v9']))).toBe(true);
  });
});
