import { Lexicon, type Word } from './data.js';

export type { Word } from './data.js';

/** How two different words belong together: of one meaning; derived of one another; opposites; one a kind of the other; kinds of the same. */
export type Relation = 'synonym' | 'derived' | 'opposite' | 'kind' | 'sibling';

let read: Lexicon | null = null;

const lexicon = (): Lexicon => (read ??= new Lexicon());

/** Before a word: the opposite of it. */
const DENYING = /^(?:un|non-?|in|im|ir|dis|il)/u;
const denies = (long: string, short: string): boolean => short.length >= 4 && long.length > short.length + 1 && long.length < short.length + 5 && long.endsWith(short) && long.replace(DENYING, '') === short;

/** What is known of a lemma (as `lemmaOf` gives it). */
export function lexiconWord(lemma: string): Word {
  return lexicon().word(lemma);
}

/** What WordNet says of two words; `null` for nothing, and for words that it does not have. */
export function relationOf(a: Word, b: Word): Relation | null {
  if (denies(a.lemma, b.lemma) || denies(b.lemma, a.lemma)) return 'opposite';
  const [one, other] = [a.entry, b.entry];
  if (one === null || other === null) return null;
  if (one.opposites.includes(other.number)) return 'opposite';
  if (meet(one.senses, other.senses)) return 'synonym';
  if (one.derived.includes(other.number)) return 'derived';
  if (meet(one.senses, other.kinds) || meet(one.kinds, other.senses) || meet(one.senses, other.wider) || meet(one.wider, other.senses)) return 'kind';
  return meet(one.kinds, other.kinds) ? 'sibling' : null;
}

/** Whether two ascending lists share a number. */
function meet(a: Int32Array, b: Int32Array): boolean {
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [left, right] = [a[i] ?? 0, b[j] ?? 0];
    if (left === right) return true;
    if (left < right) i += 1;
    else j += 1;
  }
  return false;
}

/** Cosine of two words' vectors, -1..1: how far they stand in the same company (opposites do, too); 0 for a word that has none. */
export function similarityOf(a: Word, b: Word): number {
  if (a.vector === null || b.vector === null) return 0;
  let dot = 0;
  for (let at = 0; at < a.vector.length; at += 1) dot += (a.vector[at] ?? 0) * (b.vector[at] ?? 0);
  return dot / (a.length * b.length || 1);
}
