import { Lexicon } from './data.js';

/** How two different words belong together: of one meaning; derived of one another; opposites; one a kind of the other; kinds of the same. */
export type Relation = 'synonym' | 'derived' | 'opposite' | 'kind' | 'sibling';

let read: Lexicon | null = null;

const lexicon = (): Lexicon => (read ??= new Lexicon());

/** Before a word: the opposite of it. */
const DENYING = /^(?:un|non-?|in|im|ir|dis|il)/u;
const denies = (long: string, short: string): boolean => short.length >= 4 && long.length > short.length + 1 && long.length < short.length + 5 && long.endsWith(short) && long.replace(DENYING, '') === short;

/** What WordNet says of two lemmas (as `lemmaOf` gives them); `null` for nothing, and for words that it does not have. */
export function relationOf(a: string, b: string): Relation | null {
  if (denies(a, b) || denies(b, a)) return 'opposite';
  const [one, other] = [lexicon().entry(a), lexicon().entry(b)];
  if (one === undefined || other === undefined) return null;
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
export function similarityOf(a: string, b: string): number {
  return lexicon().similarity(a, b);
}
