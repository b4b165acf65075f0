import { sha256 } from './ids.js';

/** Unicode NFC with every run of white space made one space, trimmed. Chunk identity rests on it. */
export function normaliseText(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim();
}

/** SHA-256 (hex) of the normalised text: equal for chunks that differ in white space or Unicode form only. */
export function textHashOf(text: string): string {
  return sha256(normaliseText(text));
}

const WORD = /[\p{L}\p{N}]+(?:['’\-.][\p{L}\p{N}]+)*/gu;

/** Words (letters and digits, with inner apostrophes, hyphens and points kept), in order. */
export function wordsOf(text: string): string[] {
  return text.match(WORD) ?? [];
}

/**
 * At most `max` UTF-16 units of the text on one line, for messages: white space folded, control,
 * bidirectional and other invisible characters shown as `\u{…}`, cut with an ellipsis.
 */
export function excerpt(text: string, max = 120): string {
  const folded = text.slice(0, max * 4).replace(/\s+/gu, ' ').trim();
  const visible = folded.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
  if (visible.length <= max) return visible;
  const cut = visible.slice(0, max - 1);
  return `${/[\uD800-\uDBFF]$/u.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/** Moves an index off the middle of a surrogate pair, backwards. */
export function safeIndex(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  const before = text.charCodeAt(index - 1);
  return unit >= 0xdc00 && unit <= 0xdfff && before >= 0xd800 && before <= 0xdbff ? index - 1 : index;
}
