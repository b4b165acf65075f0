/** So many words are remembered: a language's commonest 10,000 are nearly all of a text. */
const MAX_WORDS = 30_000;
/** A longer string may be a window on the text it was cut from, and would keep all of it in memory. */
const MAX_LENGTH = 12;
/** What is remembered of a word; the places are handed out by `memo`. */
const MAX_FACTS = 6;

/** A word with what was found out about it. Short words come again in every text, and are found out about once. */
export interface Known {
  readonly word: string;
  /** -1 for what was not asked yet. */
  readonly facts: number[];
}

const words = new Map<string, Known>();

export function known(word: string): Known {
  if (word.length > MAX_LENGTH) return unknown(word);
  let found = words.get(word);
  if (found !== undefined) return found;
  if (words.size >= MAX_WORDS) words.clear();
  found = unknown(word);
  words.set(word, found);
  return found;
}

const unknown = (word: string): Known => ({ word, facts: [-1, -1, -1, -1, -1, -1] });

let places = 0;

/** Remembers what `find` says of a word: a number from 0 on. */
export function memo(find: (word: string) => number): (word: Known) => number {
  const place = places;
  places += 1;
  if (place >= MAX_FACTS) throw new RangeError(`More than ${MAX_FACTS} facts of a word`);
  return ({ word, facts }) => {
    const found = facts[place] ?? -1;
    return found >= 0 ? found : (facts[place] = find(word));
  };
}

/** Each word once, in the order in which they come first. */
export function distinct(all: readonly Known[]): readonly Known[] {
  const seen = new Set<string>();
  return all.filter(({ word }) => {
    const before = seen.size;
    return seen.add(word).size > before;
  });
}
