/** Sentences on their own, as sides of a pair for the contradiction model. */
import { maskMarkup } from '../../src/core/language/index.js';
import { readClaim } from '../../src/join/contradiction/claims.js';
import { contextOf, scanned } from '../../src/join/contradiction/context.js';
import { Weights } from '../../src/join/contradiction/model/facts.js';
import { featureNames, featuresOf, type Features, type Side } from '../../src/join/contradiction/model/features.js';
import type { JoinInput } from '../../src/index.js';
import type { Example } from './boost.js';

export interface SentencePair { readonly a: string; readonly b: string; readonly contradicts: boolean; readonly group: string }

export function inputOf(given: Pick<JoinInput, 'text'> & Partial<JoinInput>): JoinInput {
  return {
    id: given.path ?? 'text', documentId: given.path ?? given.text, offset: 0, title: null, path: 'text.md', source: 'pairs', headingPath: [], parentItem: null, kinds: ['paragraph'], language: 'en', access: null, authority: 0.5,
    mediaType: 'text/markdown', declared: {}, dates: { value: null } as JoinInput['dates'], type: null, ...given,
  };
}

export function sideOf(text: string): Side {
  const words = scanned(maskMarkup(text));
  return { claim: readClaim(text, words, { start: 0, end: text.length, labels: [], body: { start: 0, end: text.length }, lead: null }), context: contextOf(inputOf({ text }), words) };
}

/** ln(1 + N / n) / ln(1 + N) over the sentences themselves. */
export function rarity(texts: Iterable<string>): Weights {
  const counts = new Map<string, number>();
  let all = 0;
  for (const text of new Set(texts)) {
    all += 1;
    for (const lemma of new Set(sideOf(text).claim.lemmas)) counts.set(lemma, (counts.get(lemma) ?? 0) + 1);
  }
  return new Weights((lemma) => Math.log(1 + all / Math.max(1, counts.get(lemma) ?? 1)) / Math.log(1 + all));
}

/** By name, as trees are trained. */
export function named(features: Features): Record<string, number> {
  return Object.fromEntries(featureNames().map((name, at) => [name, features[at] ?? 0]));
}

export function examplesOf(pairs: readonly SentencePair[], weights: Weights): Example[] {
  return pairs.map(({ a, b, contradicts }) => ({ features: named(featuresOf(sideOf(a), sideOf(b), weights)), yes: contradicts }));
}
