import type { EpochStatistics } from '../../core/index.js';
import type { Claim } from './claims.js';

/** How far two statements are about the same thing. */
export interface Overlap {
  /** IDF-weighted cosine of their content lemmas, 0..1. */
  readonly cosine: number;
  readonly shared: ReadonlySet<string>;
  /** Lemmas of one side only. */
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
  /** Share (0..1) of a side's squared weight that the other side does not have. */
  readonly looseA: number;
  readonly looseB: number;
}

/** ln(1 + N / df): the smoothed inverse document frequency (Manning et al., Introduction to Information Retrieval, 6.2.1). */
export function weightOf(lemma: string, statistics: EpochStatistics): number {
  return Math.log(1 + Math.max(1, statistics.nodes) / Math.max(1, statistics.frequency(lemma)));
}

interface Weighed {
  /** Squared weights, in the order of `claim.ids`. */
  readonly squares: Float64Array;
  readonly norm: number;
}

/** Weights by claim, for the statistics object they were made with. */
const MADE = new WeakMap<EpochStatistics, WeakMap<Claim, Weighed>>();

function weighed(claim: Claim, statistics: EpochStatistics): Weighed {
  let made = MADE.get(statistics);
  if (made === undefined) MADE.set(statistics, (made = new WeakMap()));
  const known = made.get(claim);
  if (known !== undefined) return known;
  const squares = Float64Array.from(claim.lemmas, (lemma) => weightOf(lemma, statistics) ** 2);
  const fresh = { squares, norm: squares.reduce((sum, square) => sum + square, 0) };
  made.set(claim, fresh);
  return fresh;
}

/** Cosine of two claims' lemma vectors; 0 when they share fewer than two lemmas. */
export function cosineOf(a: Claim, b: Claim, statistics: EpochStatistics): number {
  if (sharedCount(a.ids, b.ids) < 2) return 0;
  const ours = weighed(a, statistics);
  const theirs = weighed(b, statistics);
  let dot = 0;
  for (let i = 0, j = 0; i < a.ids.length && j < b.ids.length; ) {
    const left = a.ids[i] ?? 0;
    const right = b.ids[j] ?? 0;
    if (left === right) dot += ours.squares[i] ?? 0;
    if (left <= right) i += 1;
    if (right <= left) j += 1;
  }
  return dot / (Math.sqrt(ours.norm * theirs.norm) || 1);
}

function sharedCount(a: Int32Array, b: Int32Array): number {
  let count = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const left = a[i] ?? 0;
    const right = b[j] ?? 0;
    if (left === right) count += 1;
    if (left <= right) i += 1;
    if (right <= left) j += 1;
  }
  return count;
}

/** The same in full, with the lemmas in `except` (those that the two are at odds about) left out of the reckoning. */
export function overlapOf(a: Claim, b: Claim, statistics: EpochStatistics, except: ReadonlySet<string> = NONE): Overlap {
  const ours = a.lemmas.filter((lemma) => !except.has(lemma));
  const theirs = b.lemmas.filter((lemma) => !except.has(lemma));
  const [inA, inB] = [new Set(ours), new Set(theirs)];
  const sum = (lemmas: readonly string[]): number => lemmas.reduce((total, lemma) => total + weightOf(lemma, statistics) ** 2, 0);
  const shared = ours.filter((lemma) => inB.has(lemma));
  const onlyA = ours.filter((lemma) => !inB.has(lemma));
  const onlyB = theirs.filter((lemma) => !inA.has(lemma));
  const [common, looseA, looseB] = [sum(shared), sum(onlyA), sum(onlyB)];
  return {
    cosine: common / (Math.sqrt((common + looseA) * (common + looseB)) || 1), shared: new Set(shared), onlyA, onlyB,
    looseA: looseA / (common + looseA || 1), looseB: looseB / (common + looseB || 1),
  };
}

const NONE: ReadonlySet<string> = new Set();
