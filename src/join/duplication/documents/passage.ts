import { maskMarkup, scanWords } from '../../../core/language/index.js';
import { shingles } from '../kernel/plain.js';
import { hashWord } from '../kernel/index.js';

/** The shingles of a text in order; shingle i begins with word i. */
export interface Placed {
  readonly shingles: Int32Array;
  /** Places of the words, in UTF-16 units. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

export function placed(text: string, width: number): Placed {
  const { folded, starts, ends } = scanWords(maskMarkup(text));
  return { shingles: shingles(Int32Array.from(folded, (word) => hashWord(word)), width), starts: Int32Array.from(starts), ends: Int32Array.from(ends) };
}

/** `length` shingles in a row that both have, from shingle `a` of the one and `b` of the other on. */
export interface Passage {
  readonly a: number;
  readonly b: number;
  readonly length: number;
}

/** Places of one shingle that are followed: of a row repeated a thousand times, the first few. */
const MOST_PLACES = 4;

/**
 * The longest run of shingles that two texts share, the first in `b` of several, without those that do not count. Linear: each
 * shingle of `b` is looked up at `MOST_PLACES` places of `a`. `null` when they share none.
 */
export function longestPassage(a: Int32Array, b: Int32Array, counts: (shingle: number) => boolean): Passage | null {
  const places = placesOf(a);
  let longest: Passage | null = null;
  let running = new Map<number, number>();
  for (let at = 0; at < b.length; at += 1) {
    const shingle = b[at] ?? 0;
    const next = new Map<number, number>();
    for (const place of counts(shingle) ? places.get(shingle) ?? [] : []) {
      const length = (running.get(place - 1) ?? 0) + 1;
      next.set(place, length);
      if (longest === null || length > longest.length) longest = { a: place - length + 1, b: at - length + 1, length };
    }
    running = next;
  }
  return longest;
}

function placesOf(values: Int32Array): Map<number, number[]> {
  const places = new Map<number, number[]>();
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? 0;
    const known = places.get(value);
    if (known === undefined) places.set(value, [at]);
    else if (known.length < MOST_PLACES) known.push(at);
  }
  return places;
}
