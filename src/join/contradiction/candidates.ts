import type { EpochStatistics } from '../../core/index.js';
import { contextsApart } from '../../core/language/index.js';
import { cosineOf as vectorCosine } from '../../core/signs.js';
import { alikeOf } from './alike.js';
import type { Claim, Stated } from './claims.js';
import { meetingOf, placedIn } from './placed.js';
import { cosineOf, sharesSlot } from './subject.js';

/** Two claims to be judged: they brought their chunks together, are near enough and do not say the same. */
export interface Candidate {
  readonly a: Claim;
  readonly b: Claim;
  /** Of their lemmas. */
  readonly cosine: number;
  /** Whether their places exclude each other, such as the manuals of two versions: then only what is told in the same words is listed, and the model need not be asked. */
  readonly elsewhere: boolean;
}

/** Pairs of claims below this cosine are judged only where both give a value of one kind: others are many times as many, and hardly any of them is told apart from pairs that have nothing to do with each other. */
const LEAST_COSINE = 0.25;
/** The same where their places exclude each other; on 15,000 chunks of documentation nothing that is listed is below it. */
const ELSEWHERE_COSINE = 0.4;

export interface Search {
  /** As for `placedIn`. */
  readonly rare?: number;
  /** Cosine of the chunks' vectors from which claims are compared that have no key in common; where there are vectors. */
  readonly vectors?: number;
}

/** All pairs of claims of two chunks that are to be judged. */
export function candidatesOf(a: Stated, b: Stated, statistics: EpochStatistics, { rare, vectors = 1 }: Search = {}): Candidate[] {
  const found: Candidate[] = [];
  const elsewhere = contextsApart(a.context.scope, b.context.scope);
  const [placedA, placedB] = [placedIn(a, statistics, rare), placedIn(b, statistics, rare)];
  const add = (i: number, j: number, alike: boolean): void => {
    const [ours, theirs] = [placedA.weighed[i], placedB.weighed[j]];
    if (ours === undefined || theirs === undefined) return;
    const cosine = cosineOf(ours, theirs);
    const near = alike || (elsewhere ? cosine >= ELSEWHERE_COSINE : cosine >= LEAST_COSINE || sharesSlot(ours, a.context, theirs, b.context));
    if (near && !sameWords(ours.claim, theirs.claim)) found.push({ a: ours.claim, b: theirs.claim, cosine, elsewhere });
  };
  const alike = elsewhere || a.vector === null || b.vector === null || vectorCosine(a.vector, b.vector) < vectors ? [] : alikeOf(placedA.weighed, placedB.weighed);
  const taken = new Set(alike.map(([i, j]) => i * placedB.weighed.length + j));
  for (const [i, j] of alike) add(i, j, true);
  for (const [i, j] of meetingOf(placedA, placedB)) if (!taken.has(i * placedB.weighed.length + j)) add(i, j, false);
  return found;
}

const sameWords = (a: Claim, b: Claim): boolean => a.words.length === b.words.length && a.words.every((word, at) => word === b.words[at]);
