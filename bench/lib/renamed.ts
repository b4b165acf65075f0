/** Documentation grown beyond what there is: copies in which many words have other names, so that they speak of other things in as many words. */
import { createHash } from 'node:crypto';
import { bodyStart } from './flips/sentences.js';

const WORD = /(?<![\p{L}\d])\p{L}{4,}(?![\p{L}\d])/gu;
/** The most frequent words stay: they make the language, and words that deny, limit and oppose are among them. */
const COMMON = 1000;

/** Words that are not renamed. */
export function commonWords(texts: readonly string[]): Set<string> {
  const counts = new Map<string, number>();
  for (const text of texts) for (const [word] of text.matchAll(WORD)) counts.set(word.toLowerCase(), (counts.get(word.toLowerCase()) ?? 0) + 1);
  return new Set([...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, COMMON).map(([word]) => word));
}

/**
 * The same text with about every second word that is not common renamed, everywhere alike: the other half keeps its name, as subjects of one
 * company's documentation share words. Ends of words stay, for the lemmas; so does the front matter.
 */
export function renamed(text: string, copy: number, common: ReadonlySet<string>): string {
  const body = bodyStart(text);
  const front = `${'bdfgklmnprst'.charAt(copy % 12)}a`;
  return text.slice(0, body) + text.slice(body).replaceAll(WORD, (word) => {
    const lower = word.toLowerCase();
    if (common.has(lower) || createHash('sha256').update(`${String(copy)} ${lower}`).digest()[0]! % 2 === 0) return word;
    return word === lower ? front + word : `${front.charAt(0).toUpperCase()}a${lower}`;
  });
}
