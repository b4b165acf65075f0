/** What the contradiction model learns from, as features. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cosineOf, weighed } from '../../src/join/contradiction/subject.js';
import { weightsOf } from '../../src/join/contradiction/model/index.js';
import { featuresOf } from '../../src/join/contradiction/model/features.js';
import type { Claim } from '../../src/join/contradiction/claims.js';
import { root } from '../lib/places.js';
import { wordsOf } from '../lib/quotes.js';
import type { Example } from './boost.js';
import { claimPairs, prepared, statisticsOf, type Prepared } from './candidates.js';
import type { TrainingCorpus } from './corpora.js';
import { inputOf, named } from './sentences.js';

export interface Told extends Example {
  /** What must not be parted between training and trying: a written pair, a corpus. */
  readonly group: string;
  readonly label: 'contradiction' | 'look-alike' | 'flip' | 'restated' | 'natural';
  readonly kind: string;
  /** Of a written pair: whether these are the claims that it is about. Of a flip: what was planted. */
  readonly about: string | null;
  readonly cosine: number;
  /** Whether what was planted is told in the words of what it contradicts. */
  readonly sameWords: boolean;
  readonly quotes: readonly [string, string];
}

const quoteOf = ({ input }: Prepared, { start, end }: Claim): string => input.text.slice(start, end);
const same = (one: string, other: string): boolean => wordsOf(one).includes(wordsOf(other)) || wordsOf(other).includes(wordsOf(one));

export interface WrittenChunk { readonly path: string; readonly title: string; readonly headings: readonly string[]; readonly text: string }
export interface WrittenPair { readonly id?: string; readonly label: 'contradiction' | 'look-alike'; readonly kind: string; readonly half?: string; readonly a: WrittenChunk; readonly b: WrittenChunk; readonly quoteA: string; readonly quoteB: string }

export function writtenPairs(...path: string[]): WrittenPair[] {
  return readFileSync(join(root, 'bench', ...path), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as WrittenPair);
}

/** What two claims count that stand in a written pair beside the two that it is about. */
const BESIDE = 0.3;

/** Of pairs of chunks, all pairs of claims; a pair's chunks stand in one corpus with those of all the others. */
export function ofWritten(pairs: readonly WrittenPair[], name: string): Told[] {
  const chunk = ({ path, title, headings, text }: WrittenChunk, at: number, side: string): ReturnType<typeof inputOf> => inputOf({ id: `${at}${side}`, documentId: `${at}/${path}`, path, title, headingPath: headings, text });
  const chunks = prepared(pairs.flatMap(({ a, b }, at) => [chunk(a, at, 'a'), chunk(b, at, 'b')]));
  const statistics = statisticsOf(chunks);
  return pairs.flatMap(({ label, kind, quoteA, quoteB }, at) => {
    const [a, b] = [chunks[2 * at]!, chunks[2 * at + 1]!];
    return a.stated.claims.flatMap((ours) => b.stated.claims.map((theirs): Told => {
      const quotes = [quoteOf(a, ours), quoteOf(b, theirs)] as const;
      const about = same(quotes[0], quoteA) && same(quotes[1], quoteB);
      return {
        features: named(featuresOf({ claim: ours, context: a.stated.context }, { claim: theirs, context: b.stated.context }, weightsOf(statistics))), yes: label === 'contradiction' && about, weight: about ? 1 : BESIDE,
        group: `${name} ${at}`, label, kind, about: about ? 'quotes' : null, cosine: cosineOf(weighed(ours, statistics), weighed(theirs, statistics)), sameWords: false, quotes,
      };
    }));
  });
}

/** Of a corpus, its candidates: planted contradictions, planted restatements, and what stands there anyway. */
export function ofCorpus({ name, seed, sameWords, chunks, flips, alikes }: TrainingCorpus): Told[] {
  const inputs = prepared(chunks.map((chunk) => inputOf(chunk)));
  const statistics = statisticsOf(inputs);
  const planted = new Map([...flips.map((one) => [one, 'flip'] as const), ...alikes.map((one) => [one, 'restated'] as const)].map(([one, label]) => [`${one.path} ${wordsOf(one.quote)}`, { one, label }] as const));
  return claimPairs(inputs, statistics).map(({ a, b, ours, theirs, cosine }): Told => {
    const quotes = [quoteOf(a, ours), quoteOf(b, theirs)] as const;
    const plant = planted.get(`${a.input.path} ${wordsOf(quotes[0])}`) ?? planted.get(`${b.input.path} ${wordsOf(quotes[1])}`);
    const about = plant !== undefined && quotes.some((quote) => same(quote, plant.one.ofQuote));
    const label = about ? plant.label : 'natural';
    return {
      features: named(featuresOf({ claim: ours, context: a.stated.context }, { claim: theirs, context: b.stated.context }, weightsOf(statistics))), yes: label === 'flip', group: name, label, kind: plant?.one.kind ?? '',
      about: about ? `${String(seed)} ${plant.one.path}` : null, cosine, sameWords, quotes,
    };
  });
}
