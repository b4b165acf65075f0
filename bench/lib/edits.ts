/** Planted edits: what people do to a text that they copy. */
import { oneOf } from './random.js';

/** Words with the white space behind them. */
const WORD = /\S+\s*/gu;
const SENTENCE_END = /[.!?:]\s+$/u;

/**
 * The text after edits in random places that change about `share` of it: words are replaced, left out or put in (by words of
 * `other`), alone or two to four in a row, and for a fourth of the texts a sentence moves.
 */
export function edited(text: string, { share, other, random }: { share: number; other: string; random: () => number }): string {
  const words = text.match(WORD) ?? [];
  const strange = other.match(WORD) ?? [];
  if (random() < 0.25) moveSentence(words, random);
  // A word that changes is part of five shingles; edits in a row share some of them.
  for (let left = (words.length * share) / 5; left > 0;) {
    const length = random() < 0.6 ? 1 : 2 + Math.floor(random() * 3);
    const at = Math.floor(random() * words.length);
    const taken = Math.floor(random() * Math.max(1, strange.length - length));
    const put = strange.slice(taken, taken + length);
    const what = oneOf(['replace', 'delete', 'insert'] as const, random);
    if (what === 'replace') words.splice(at, length, ...put);
    else if (what === 'delete') words.splice(at, length);
    else words.splice(at, 0, ...put);
    left -= (length + 4) / 5;
  }
  return words.join('');
}

function moveSentence(words: string[], random: () => number): void {
  const ends = words.flatMap((word, at) => (SENTENCE_END.test(word) ? [at + 1] : []));
  if (ends.length < 3) return;
  const which = Math.floor(random() * (ends.length - 1));
  const moved = words.splice(ends[which]!, ends[which + 1]! - ends[which]!);
  words.splice(oneOf(ends.filter((end) => end <= words.length), random), 0, ...moved);
}
