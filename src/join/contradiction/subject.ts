import type { EpochStatistics } from '../../core/index.js';
import type { Claim } from './claims.js';
import type { Context } from './context.js';
import { hasId, sharedCount } from './ids.js';

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

/** A claim and what its lemmas weigh in a corpus. */
export interface Weighed {
  readonly claim: Claim;
  /** Squared weights, in the order of `claim.ids`. */
  readonly squares: Float64Array;
  readonly norm: number;
}

export function weighed(claim: Claim, statistics: EpochStatistics): Weighed {
  const squares = Float64Array.from(claim.lemmas, (lemma) => weightOf(lemma, statistics) ** 2);
  return { claim, squares, norm: squares.reduce((sum, square) => sum + square, 0) };
}

/** Cosine of two claims' lemma vectors; 0 when they share fewer than two lemmas. */
export function cosineOf({ claim: { ids: a }, squares, norm }: Weighed, { claim: { ids: b }, norm: other }: Weighed): number {
  let [dot, shared] = [0, 0];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const left = a[i] ?? 0;
    const right = b[j] ?? 0;
    if (left === right) {
      dot += squares[i] ?? 0;
      shared += 1;
    }
    if (left <= right) i += 1;
    if (right <= left) j += 1;
  }
  return shared < 2 ? 0 : dot / (Math.sqrt(norm * other) || 1);
}

/** Least share (0..1) of two claims' weight that the other side says. */
const SAME_SLOT = 0.2;

/**
 * Whether two claims give a value of the same kind, share a lemma, and say enough of each other's words, in the claim or in the title and headings over it:
 * values are often told in few words, under headings that name what they are of.
 */
export function sharesSlot(a: Weighed, inA: Context, b: Weighed, inB: Context): boolean {
  const [ours, theirs] = [a.claim, b.claim];
  if (!ours.slots.some((slot) => theirs.slots.includes(slot)) || sharedCount(ours.ids, theirs.ids) === 0) return false;
  return Math.sqrt(saidBy(a, theirs, inB) * saidBy(b, ours, inA)) >= SAME_SLOT;
}

/** Share (0..1) of a claim's weight whose lemmas the other side has. */
function saidBy({ claim, squares, norm }: Weighed, other: Claim, place: Context): number {
  let said = 0;
  for (const [at, id] of claim.ids.entries()) if (hasId(place.all, id) || hasId(other.ids, id) || other.lead.has(claim.lemmas[at] ?? '')) said += squares[at] ?? 0;
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
