import { ENGLISH_TRIGRAMS } from './english-trigrams.js';
import { OTHER_TRIGRAMS } from './other-trigrams.js';

const SIGNS = 27;
const decoded = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
const english = decoded(ENGLISH_TRIGRAMS);
const tables = new Map<string, Uint8Array>([['en', english], ...Object.entries(OTHER_TRIGRAMS).map(([language, base64]) => [language, decoded(base64)] as const)]);

const PLAIN = /^[A-Za-z]+$/u;
const MARKS = /\p{M}/gu;

/** A word in small letters a to z, without its accents; `null` when it has other signs. */
function foldedOf(word: string): string | null {
  if (PLAIN.test(word)) return word;
  const folded = word.toLowerCase().replaceAll('ß', 'ss').replaceAll('œ', 'oe').replaceAll('æ', 'ae').normalize('NFD').replace(MARKS, '');
  return PLAIN.test(folded) ? folded : null;
}

/** Whether a run of three letters of the word, its edges counted, is not in the table. */
function hasRunBeyond(table: Uint8Array, word: string): boolean {
  let before = 0;
  let last = (word.charCodeAt(0) | 32) - 96;
  for (let at = 1; at <= word.length; at += 1) {
    const next = at === word.length ? 0 : (word.charCodeAt(at) | 32) - 96;
    const index = (before * SIGNS + last) * SIGNS + next;
    if (((table[index >> 3] ?? 0) & (1 << (index & 7))) === 0) return true;
    before = last;
    last = next;
  }
  return false;
}

/** Languages whose runs of letters are known. */
export const SPELLED_LANGUAGES: ReadonlySet<string> = new Set(tables.keys());

/** Whether a word is spelled like none of the language nor of English, which lends its terms to all. */
export function isOddWord(language: string, word: string): boolean {
  const folded = foldedOf(word);
  if (folded === null) return false;
  const own = tables.get(language) ?? english;
  return hasRunBeyond(own, folded) && (own === english || hasRunBeyond(english, folded));
}

/** Whether a word is spelled like none of any language that is known. */
export function isOddEverywhere(word: string): boolean {
  const folded = foldedOf(word);
  return folded !== null && [...tables.values()].every((table) => hasRunBeyond(table, folded));
}
