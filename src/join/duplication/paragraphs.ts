import { foldText, isAscii } from './kernel/index.js';
import { DIGIT, HIGH_SURROGATE, HYPHEN, JOINER, LETTER, UNDERSCORE, UNSPACED, unitClasses } from './kernel/classes.js';
import { mix } from './kernel/hash.js';

/** What stands between blank lines: a paragraph, a list, a table, a heading. */
export interface Paragraph {
  /** UTF-16 units in the chunk's text, whole lines. */
  readonly start: number;
  readonly end: number;
  /** Equal for the same text, whatever its letters' case and its white space. 52 bits. */
  readonly term: number;
  /** About as many as the scanner of words finds. */
  readonly words: number;
}

/** FNV-1a and a polynomial hash, over UTF-16 units. */
const [BASIS, PRIME, MULTIPLIER] = [0x811c9dc5, 0x01000193, 0x5bd1e995];

/** The paragraphs of a text that hold a word, in order; those of different areas have different terms. */
export function paragraphsOf(text: string, area: string): Paragraph[] {
  const found: Paragraph[] = [];
  const salt = area === '' ? BASIS : termOf(area, 0, area.length, BASIS).term | 0;
  // Only ASCII keeps its places when it is folded.
  const folded = isAscii(text) ? text.toLowerCase() : null;
  const add = (start: number, end: number): void => {
    const own = folded ?? foldText(text.slice(start, end));
    const { term, words } = folded === null ? termOf(own, 0, own.length, salt) : termOf(own, start, end, salt);
    if (words > 0) found.push({ start, end, term, words });
  };
  let open = -1;
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    if (!isBlank(text, start, end)) open = open < 0 ? start : open;
    else if (open >= 0) {
      add(open, start - 1);
      open = -1;
    }
    start = end + 1;
  }
  if (open >= 0) add(open, text.endsWith('\n') ? text.length - 1 : text.length);
  return found;
}

function isBlank(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (!isSpace(text.charCodeAt(at))) return false;
  return true;
}

const isSpace = (unit: number): boolean => unit === 32 || (unit >= 9 && unit <= 13) || unit === 0xa0 || unit === 0x3000 || unit === 0xfeff;

let classesOfUnits: Uint8Array | undefined;

function termOf(folded: string, from: number, to: number, salt: number): { term: number; words: number } {
  const classes = (classesOfUnits ??= unitClasses());
  let [low, high] = [salt, ~salt];
  let words = 0;
  let some = false;
  let gap = false;
  let inWord = false;
  for (let at = from; at < to; at += 1) {
    const unit = folded.charCodeAt(at);
    if (isSpace(unit)) {
      gap = true;
      inWord = false;
      continue;
    }
    if (gap && some) [low, high] = [Math.imul(low ^ 32, PRIME), Math.imul(high, MULTIPLIER) + 32];
    gap = false;
    some = true;
    low = Math.imul(low ^ unit, PRIME);
    high = (Math.imul(high, MULTIPLIER) + unit) | 0;
    const kind = classes[unit];
    if (kind === UNSPACED || kind === HIGH_SURROGATE) words += 1;
    else if ((kind === LETTER || kind === DIGIT) && !inWord) words += 1;
    inWord = kind === LETTER || kind === DIGIT || (inWord && (kind === JOINER || kind === HYPHEN || kind === UNDERSCORE));
  }
  return { term: (mix(high) & 0xfffff) * 0x1_0000_0000 + (mix(low) >>> 0), words };
}
