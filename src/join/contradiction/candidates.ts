import type { EpochStatistics } from '../../core/index.js';
import { contextsApart } from '../../core/language/index.js';
import type { Claim, Stated } from './claims.js';
import { rarestOf, shareKey } from './keys.js';
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

/** All pairs of claims of two chunks that are to be judged. */
export function candidatesOf(a: Stated, b: Stated, statistics: EpochStatistics): Candidate[] {
  const found: Candidate[] = [];
  const elsewhere = contextsApart(a.context.scope, b.context.scope);
  const [rarestA, rarestB] = [rarestOf(a.claims, statistics), rarestOf(b.claims, statistics)];
  for (const [i, ours] of a.claims.entries()) {
    for (const [j, theirs] of b.claims.entries()) {
      if (!shareKey(ours, rarestA[i] ?? NONE, theirs, rarestB[j] ?? NONE)) continue;
      const cosine = cosineOf(ours, theirs, statistics);
      const near = elsewhere ? cosine >= ELSEWHERE_COSINE : cosine >= LEAST_COSINE || sharesSlot(ours, a.context, theirs, b.context, statistics);
      if (near && !sameWords(ours, theirs)) found.push({ a: ours, b: theirs, cosine, elsewhere });
    }
  }
  return found;
}

const NONE = new Int32Array();
const sameWords = (a: Claim, b: Claim): boolean => a.words.length === b.words.length && a.words.every((word, at) => word === b.words[at]);
