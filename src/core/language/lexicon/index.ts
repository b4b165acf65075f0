import { isStopWord } from '../lemmas.js';
import { DIMENSIONS, lexiconData } from './data.js';

/** How two different words belong together: of one meaning; derived of one another; opposites; one a kind of the other; kinds of the same. */
export type Relation = 'synonym' | 'derived' | 'opposite' | 'kind' | 'sibling';

/** Before a word: the opposite of it. */
const DENYING = /^(?:un|non-?|in|im|ir|dis|il)/u;
const denies = (long: string, short: string): boolean => short.length >= 4 && long.length > short.length + 1 && long.length < short.length + 5 && long.endsWith(short) && long.replace(DENYING, '') === short;

/** What WordNet says of two lemmas (as `lemmaOf` gives them); `null` for nothing, and for words that it does not have. */
export function relationOf(a: string, b: string): Relation | null {
  if (denies(a, b) || denies(b, a)) return 'opposite';
  const { numbers, senses, kinds, wider, derived, opposites } = lexiconData();
  const [one, other] = [numbers.get(a), numbers.get(b)];
  if (one === undefined || other === undefined) return null;
  if (opposites[one]!.includes(other)) return 'opposite';
  if (meet(senses[one]!, senses[other]!)) return 'synonym';
  if (derived[one]!.includes(other)) return 'derived';
  if (meet(senses[one]!, kinds[other]!) || meet(kinds[one]!, senses[other]!) || meet(senses[one]!, wider[other]!) || meet(wider[one]!, senses[other]!)) return 'kind';
  return meet(kinds[one]!, kinds[other]!) ? 'sibling' : null;
}

function meet(a: Int32Array, b: Int32Array): boolean {
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [left, right] = [a[i]!, b[j]!];
    if (left === right) return true;
    if (left < right) i += 1;
    else j += 1;
  }
  return false;
}

/** Cosine of two words' vectors, -1..1: how far they stand in the same company (opposites do, too); 0 for a word that has none. */
export function similarityOf(a: string, b: string): number {
  const { rows, vectors } = lexiconData();
  const [one, other] = [rows.get(a), rows.get(b)];
  if (one === undefined || other === undefined) return 0;
  let sum = 0;
  for (let at = 0; at < DIMENSIONS; at += 1) sum += vectors[one * DIMENSIONS + at]! * vectors[other * DIMENSIONS + at]!;
  return sum;
}

/** Rank of a lemma among English words, 0 the most frequent; `null` for a rare one. Small words have none. */
export function rankOf(lemma: string): number | null {
  return isStopWord(lemma) ? null : (lexiconData().rows.get(lemma) ?? null);
}
