/** The words of a text with their places: `text.slice(starts[i], ends[i])` is the i-th word as written. */
export interface Words {
  /** Folded words: NFKC, lower case, straight apostrophes. */
  readonly folded: readonly string[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/**
 * The text with markup put to spaces, length and offsets kept: Markdown emphasis, link targets, list ordinals, check
 * boxes and fence marks, HTML tags and entities. What is left reads the same in a Markdown page and in its HTML export.
 * Every pattern is capped and cannot scan a place more than once, so the time is linear in the text's length.
 */
export function maskMarkup(text: string): string {
  return maskAllBut(text, () => false);
}

/** `maskMarkup` that leaves the HTML entities for which `keep` holds. */
export function maskAllBut(text: string, keep: (entity: string) => boolean): string {
  let out = text;
  if (out.includes('<')) out = out.replace(/<(?:[a-zA-Z/][^<>]{0,500}|!--[^<>]{0,500}--)>/gu, blank);
  if (out.includes('](')) out = out.replace(/\]\([^()\s]{0,2000}(?:[ \t]"[^"()\n]{0,200}")?\)/gu, blank);
  if (out.includes('][')) out = out.replace(/\]\[[^[\]\n]{0,200}\]/gu, blank);
  if (out.includes('&')) out = out.replace(/&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,6});/gu, (entity) => (keep(entity) ? entity : blank(entity)));
  if (out.includes('```') || out.includes('~~~')) out = out.replace(/^[ \t]{0,8}(?:`{3}|~{3})[^\n`]{0,80}/gmu, blank);
  return out.replace(/^[ \t>]{0,20}(?:\d{1,3}[.)]|[-*+])[ \t]{1,8}(?:\[[ xX]\])?/gmu, blank);
}

export function blank(match: string): string {
  return ' '.repeat(match.length);
}

export const WORD = /[\p{L}\p{N}\p{M}_]+(?:['’.][\p{L}\p{N}\p{M}_]+|(?<=\p{Nd})[,:/-](?=\p{Nd})[\p{L}\p{N}_]+)*|[%$€£¥°]|(?<=[\s(=])[-−](?=\p{Nd})/gu;
const NOT_ASCII = /[^\u0000-\u007f]/u;
/** Scripts written without spaces between words: every character counts as a word. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/**
 * The words of a (masked) text in order: letters and digits with inner apostrophes and points, numbers with their
 * inner separators (`1,000`, `10:30`, `2024-05-01`), and the signs that change a number's meaning (`%`, currencies, `-`).
 */
export function scanWords(masked: string): Words {
  return scanWith(WORD, masked, () => null);
}

/** Scans with a pattern that finds what `WORD` finds and more; `read` folds what is more: `null` for a word, `''` for what does not count. */
export function scanWith(pattern: RegExp, masked: string, read: (raw: string) => string | null): Words {
  const folded: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const add = (word: string, start: number, end: number): void => {
    folded.push(word);
    starts.push(start);
    ends.push(end);
  };
  pattern.lastIndex = 0;
  for (let match = pattern.exec(masked); match !== null; match = pattern.exec(masked)) {
    const raw = match[0];
    const other = read(raw);
    const known = other === null ? FOLDED.get(raw) : undefined;
    if (known !== undefined) {
      add(known, match.index, match.index + raw.length);
      continue;
    }
    if (other === '') continue;
    if (other !== null) add(other, match.index, match.index + raw.length);
    else if (!NOT_ASCII.test(raw)) addTrimmed(raw, match.index, add);
    else if (UNSPACED.test(raw)) addCharacters(raw, match.index, add);
    else addTrimmed(raw.normalize('NFKC').replaceAll('’', "'"), match.index, add, raw.length);
  }
  return { folded, starts, ends };
}

/** Words as they are written, and folded: most come again and again, and one string then serves for all places. */
const FOLDED = new Map<string, string>();
const FOLDED_KEPT = 50_000;
/** A longer string that was cut from a text is kept by the engine as a part of it, and keeps all of the text in memory. */
const CUT_OUT = 12;

const ownString = (word: string): string => (word.length <= CUT_OUT ? word : Buffer.from(word).toString());

function remember(raw: string, folded: string): void {
  if (FOLDED.size >= FOLDED_KEPT) FOLDED.clear();
  FOLDED.set(raw, folded);
}

type Add = (word: string, start: number, end: number) => void;

/** Underscores around a word are emphasis, those inside belong to it. */
function addTrimmed(raw: string, at: number, add: Add, length = raw.length): void {
  let from = 0;
  let to = raw.length;
  while (from < to && raw.charCodeAt(from) === 95) from += 1;
  while (to > from && raw.charCodeAt(to - 1) === 95) to -= 1;
  if (from >= to) return;
  const folded = ownString(raw.slice(from, to).toLowerCase());
  if (to - from === length) remember(folded === raw ? folded : ownString(raw), folded);
  add(folded, at + from, at + length - (raw.length - to));
}

function addCharacters(raw: string, at: number, add: Add): void {
  let place = at;
  for (const char of raw) {
    if (char !== '_') add(char.normalize('NFKC').toLowerCase(), place, place + char.length);
    place += char.length;
  }
}
