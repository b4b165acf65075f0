import { isStopWord, isCueWord, lemmaOf, relationOf, similarityOf, type Relation } from '../../../core/language/index.js';
import { countedIn, type Claim } from '../claims.js';

/** A content word of a claim. */
export interface Token {
  readonly lemma: string;
  /** Its place among the claim's words. */
  readonly at: number;
  /** Squared rarity in the corpus: what it weighs. */
  readonly weight: number;
}

export type Tie = 'equal' | 'near' | Relation;

/** Two words of two claims that stand for each other. */
export interface Link { readonly a: Token; readonly b: Token; readonly tie: Tie }

export interface Alignment {
  readonly tokensA: readonly Token[];
  readonly tokensB: readonly Token[];
  readonly links: readonly Link[];
  readonly restA: readonly Token[];
  readonly restB: readonly Token[];
}

/** How much of a word's weight counts as said by the other side. */
export const WORTH: Readonly<Record<Tie, number>> = { equal: 1, synonym: 0.9, derived: 0.9, kind: 0.7, near: 0.6, opposite: 0.6, sibling: 0.4 };
const ORDER: readonly Tie[] = ['equal', 'synonym', 'derived', 'opposite', 'kind', 'near', 'sibling'];
/** Cosine of two word vectors from which the words stand for each other; half of the pairs of WordNet synonyms are above it. */
const NEAR = 0.62;

/** The content words of a claim, numbers left out; `weigh` gives a lemma's rarity. */
export function tokensOf(claim: Claim, weigh: (lemma: string) => number): Token[] {
  const counted = countedIn(claim.quantities);
  return claim.words.flatMap((word, at) => {
    if (counted.has(at) || word.length < 2 || isStopWord(word) || isCueWord(word) || !/[\p{L}_]/u.test(word)) return [];
    const lemma = lemmaOf(word);
    return [{ lemma, at, weight: weigh(lemma) ** 2 }];
  });
}

/** Each word with at most one of the other side: the closest ties first, then those that stand at the most similar place. */
export function alignmentOf(tokensA: readonly Token[], tokensB: readonly Token[]): Alignment {
  const possible: { link: Link; rank: number; apart: number }[] = [];
  for (const [i, a] of tokensA.entries()) {
    for (const [j, b] of tokensB.entries()) {
      const tie = tieOf(a.lemma, b.lemma);
      if (tie !== null) possible.push({ link: { a, b, tie }, rank: ORDER.indexOf(tie), apart: Math.abs(i / tokensA.length - j / tokensB.length) });
    }
  }
  possible.sort((x, y) => x.rank - y.rank || x.apart - y.apart || x.link.a.at - y.link.a.at || x.link.b.at - y.link.b.at);
  const [usedA, usedB] = [new Set<Token>(), new Set<Token>()];
  const links: Link[] = [];
  for (const { link } of possible) {
    if (usedA.has(link.a) || usedB.has(link.b)) continue;
    usedA.add(link.a);
    usedB.add(link.b);
    links.push(link);
  }
  return { tokensA, tokensB, links, restA: tokensA.filter((token) => !usedA.has(token)), restB: tokensB.filter((token) => !usedB.has(token)) };
}

function tieOf(a: string, b: string): Tie | null {
  if (a === b) return 'equal';
  const relation = relationOf(a, b);
  if (relation !== null && relation !== 'sibling') return relation;
  return similarityOf(a, b) >= NEAR ? (relation ?? 'near') : relation;
}
