import { ENGLISH_TRIGRAMS } from './english-trigrams.js';

const SIGNS = 27;
const seen = Uint8Array.from(atob(ENGLISH_TRIGRAMS), (char) => char.charCodeAt(0));

function isSeen(first: number, second: number, third: number): boolean {
  const index = (first * SIGNS + second) * SIGNS + third;
  return ((seen[index >> 3] ?? 0) & (1 << (index & 7))) !== 0;
}

/** Whether a word of a to z (any case) has a run of three letters, its edges counted, that English words do not have. */
export function hasForeignRun(word: string): boolean {
  let before = 0;
  let last = (word.charCodeAt(0) | 32) - 96;
  for (let at = 1; at <= word.length; at += 1) {
    const next = at === word.length ? 0 : (word.charCodeAt(at) | 32) - 96;
    if (!isSeen(before, last, next)) return true;
    before = last;
    last = next;
  }
  return false;
}
