/** Quotes compared by their words: what is quoted may have other white space, markup and case than what it was taken from. */

/** Lower case, one space between; addresses of links are left out. */
export const wordsOf = (text: string): string => (text.toLowerCase().replace(/\]\([^)]*\)/gu, ' ').match(/[\p{L}\p{N}]+/gu) ?? []).join(' ');

/** Whether one of the two has all words of the other in one run. */
export function holds(quote: string, sentence: string): boolean {
  const [one, other] = [wordsOf(quote), wordsOf(sentence)];
  return one !== '' && other !== '' && (` ${one} `.includes(` ${other} `) || ` ${other} `.includes(` ${one} `));
}

/** Jaccard of their words from which two quotes count as nearly the same: one word of nine may be another. */
const NEARLY = 0.8;

export function nearlySame(one: string, other: string): boolean {
  const [ours, theirs] = [one, other].map((text) => new Set(wordsOf(text).split(' '))) as [Set<string>, Set<string>];
  const shared = [...ours].filter((word) => theirs.has(word)).length;
  return shared / (ours.size + theirs.size - shared) >= NEARLY;
}

/** The quote as it stands in the text, whatever white space is between its words; `null` where it does not. */
export function placeOf(quote: string, text: string): { readonly start: number; readonly end: number } | null {
  const pieces = quote.split(/\s+/u).filter((piece) => piece !== '').map((piece) => piece.replaceAll(/[.*+?^${}()|[\]\\/]/gu, String.raw`\$&`));
  if (pieces.length === 0) return null;
  const match = new RegExp(pieces.join(String.raw`\s+`), 'u').exec(text);
  return match === null ? null : { start: match.index, end: match.index + match[0].length };
}
