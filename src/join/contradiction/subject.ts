import type { EpochStatistics } from '../../core/index.js';
import type { Claim, Context } from './claims.js';

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

/** Least share (0..1) of two claims' weight that the other side says. */
const SAME_SLOT = 0.2;

/**
 * Whether two claims give a value of the same kind, share a lemma, and say enough of each other's words, in the claim or in the title and headings over it:
 * values are often told in few words, under headings that name what they are of.
 */
export function sharesSlot(a: Claim, inA: Context, b: Claim, inB: Context, statistics: EpochStatistics): boolean {
  if (!a.slots.some((slot) => b.slots.includes(slot)) || sharedCount(a.ids, b.ids) === 0) return false;
  return Math.sqrt(saidBy(a, b, inB, statistics) * saidBy(b, a, inA, statistics)) >= SAME_SLOT;
}

/** Share (0..1) of a claim's weight whose lemmas the other side has. */
function saidBy(claim: Claim, other: Claim, place: Context, statistics: EpochStatistics): number {
  const { squares, norm } = weighed(claim, statistics);
  let said = 0;
  for (const [at, lemma] of claim.lemmas.entries()) if (place.all.has(lemma) || other.lead.has(lemma) || other.lemmas.includes(lemma)) said += squares[at] ?? 0;
  return said / (norm || 1);
}

/** The lemmas that both have. */
export function sharedLemmas(a: Claim, b: Claim): ReadonlySet<string> {
  return new Set(a.lemmas.filter((lemma) => b.lemmas.includes(lemma)));
}

/** Cosine and more in full, with the lemmas in `except` (those that the two are at odds about) left out of the reckoning. */
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
