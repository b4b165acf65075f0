import { isCueWord, isStopWord, lemmaOf, lexiconWord, relationOf, similarityOf, type Relation, type Word } from '../../../core/language/index.js';
import { countedIn, type Claim } from '../claims.js';
import { hash32 } from '../ids.js';

/** A content word of a claim. */
export interface Token {
  readonly lemma: string;
  /** Of the lemma (`hash32`). */
  readonly id: number;
  readonly word: Word;
  /** Its place among the claim's words. */
  readonly at: number;
  /** Squared rarity in the corpus, 0..1: what it weighs. */
  readonly weight: number;
}

export type Tie = 'equal' | 'near' | Relation;

/** Two words of two claims that stand for each other. */
export interface Link { readonly a: Token; readonly b: Token; readonly tie: Tie }

export interface Alignment {
  readonly links: readonly Link[];
  readonly restA: readonly Token[];
  readonly restB: readonly Token[];
}

/** How much of a word's weight counts as said by the other side. */
export const WORTH: Readonly<Record<Tie, number>> = { equal: 1, synonym: 0.9, derived: 0.9, kind: 0.7, near: 0.6, opposite: 0.6, sibling: 0.4 };
/** The closest first. */
const TIES: readonly Tie[] = ['equal', 'synonym', 'derived', 'opposite', 'kind', 'near', 'sibling'];
/** Up to here two words mean the same. */
const LAST_SAME = TIES.indexOf('derived');
/** Cosine of two word vectors from which the words stand for each other; a guess that the model was trained with. */
const NEAR = 0.62;

/** Two numbers make one of 52 bits. */
const MOST_NUMBERS = 0x4000000;
/** Ties that were looked up, at places by their key; what comes later to a place takes it. */
const PLACES = 0x80000;
const tieKeys = new Float64Array(PLACES).fill(-1);
const tieFound = new Int8Array(PLACES);

/** The content words of a claim, numbers left out; `weigh` gives a lemma's rarity, 0..1. */
export function tokensOf(claim: Claim, weigh: (lemma: string) => number): Token[] {
  const counted = countedIn(claim.quantities);
  return claim.words.flatMap((word, at) => {
    if (counted.has(at) || word.length < 2 || isStopWord(word) || isCueWord(word) || !/[\p{L}_]/u.test(word)) return [];
    const lemma = lemmaOf(word);
    return [{ lemma, id: hash32(lemma), word: lexiconWord(lemma), at, weight: weigh(lemma) ** 2 }];
  });
}

/** Each word with at most one of the other side: the closest ties first, then those that stand at the most similar place. */
export function alignmentOf(tokensA: readonly Token[], tokensB: readonly Token[]): Alignment {
  const found: Possible[] = [];
  for (const [i, a] of tokensA.entries()) {
    for (const [j, b] of tokensB.entries()) {
      const tie = tieOf(a.word, b.word);
      if (tie >= 0) found.push({ a, b, tie, apart: Math.abs(i / tokensA.length - j / tokensB.length) });
    }
  }
  found.sort(closestFirst);
  const [usedA, usedB] = [new Set<Token>(), new Set<Token>()];
  const links: Link[] = [];
  for (const { a, b, tie } of found) {
    if (usedA.has(a) || usedB.has(b)) continue;
    usedA.add(a);
    usedB.add(b);
    links.push({ a, b, tie: TIES[tie] ?? 'equal' });
  }
  return { links, restA: usedA.size === tokensA.length ? [] : tokensA.filter((token) => !usedA.has(token)), restB: usedB.size === tokensB.length ? [] : tokensB.filter((token) => !usedB.has(token)) };
}

interface Possible { readonly a: Token; readonly b: Token; readonly tie: number; readonly apart: number }

const closestFirst = (x: Possible, y: Possible): number => x.tie - y.tie || x.apart - y.apart || x.a.at + x.b.at - y.a.at - y.b.at || Math.min(x.a.at, x.b.at) - Math.min(y.a.at, y.b.at);

/** Place among `TIES`; -1 for words that have nothing to do with each other. */
function tieOf(a: Word, b: Word): number {
  if (a.id === b.id) return 0;
  const [low, high] = a.id < b.id ? [a.id, b.id] : [b.id, a.id];
  const key = low * MOST_NUMBERS + high;
  const place = (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> 13;
  if (tieKeys[place] === key) return tieFound[place] ?? -1;
  const relation = relationOf(a, b);
  const tie = relation !== null && relation !== 'sibling' ? relation : similarityOf(a, b) >= NEAR ? (relation ?? 'near') : relation;
  const found = tie === null ? -1 : TIES.indexOf(tie);
  tieKeys[place] = key;
  tieFound[place] = found;
  return found;
}

/** Whether two lemmas are the same word, or one of the same meaning. */
export function isSame(a: Word, b: Word): boolean {
  if (a.id === b.id) return true;
  // A word that WordNet does not have is like no other.
  if (a.entry === null || b.entry === null) return false;
  const tie = tieOf(a, b);
  return tie >= 0 && tie <= LAST_SAME;
}

/** The two most alike of the words that found nobody, of equals the first; `null` where a side has none. */
export function closestOf({ restA, restB }: Alignment): { readonly a: Token; readonly b: Token; readonly likeness: number } | null {
  let best: { a: Token; b: Token; likeness: number } | null = null;
  for (const a of restA) {
    for (const b of restB) {
      const likeness = similarityOf(a.word, b.word);
      if (best === null || likeness > best.likeness) best = { a, b, likeness };
    }
  }
  return best;
}
