import { BEFORE_MINUS, DIGIT, HIGH_SURROGATE, HYPHEN, JOINER, LETTER, NUMBER_JOINER, OTHER, SIGN, UNDERSCORE, UNSPACED, unitClasses } from './classes.js';
import { hashWord, mix, STEP } from './hash.js';

const LONGEST_TAG = 500;
const LONGEST_TARGET = 2000;
const LONGEST_LABEL = 200;
const LONGEST_ENTITY = 8;
const LONGEST_INDENT = 20;
const LONGEST_INFO = 80;
const MINUS = 0x2212;
const MINUS_WORD = hashWord('-');

/** The place behind `close`, when it comes before `stop`, a line's end (where `oneLine`) and `most` units; else `from`. */
function past(text: string, from: number, at: number, [close, stop, most, oneLine]: readonly [close: number, stop: number, most: number, oneLine: boolean]): number {
  const end = Math.min(text.length, at + most);
  for (let place = at; place < end; place += 1) {
    const unit = text.charCodeAt(place);
    if (unit === close) return place + 1;
    if (unit === stop || (oneLine && unit === 10)) return from;
  }
  return from;
}

/**
 * The place behind the markup that begins at `at`; `at` itself when none does: HTML tags, targets and labels of Markdown's
 * links, entities. Each look-ahead ends where the next could begin, so a text is read a bounded number of times.
 */
function pastMarkup(text: string, at: number): number {
  if (at + 1 >= text.length) return at;
  const unit = text.charCodeAt(at);
  const next = text.charCodeAt(at + 1);
  if (unit === 60) return (next >= 97 && next <= 122) || next === 47 || next === 33 ? past(text, at, at + 1, [62, 60, LONGEST_TAG, false]) : at;
  if (unit === 93) {
    if (next === 40) return past(text, at, at + 2, [41, 40, LONGEST_TARGET, true]);
    return next === 91 ? past(text, at, at + 2, [93, 91, LONGEST_LABEL, true]) : at;
  }
  if (unit === 38) return pastEntity(text, at);
  return at;
}

function pastEntity(text: string, at: number): number {
  const end = Math.min(text.length, at + 2 + LONGEST_ENTITY);
  for (let place = at + 1; place < end; place += 1) {
    const inside = text.charCodeAt(place);
    if (inside === 59) return place > at + 1 ? place + 1 : at;
    if (!((inside >= 97 && inside <= 122) || isAsciiDigit(inside) || inside === 35)) return at;
  }
  return at;
}

const isAsciiDigit = (unit: number): boolean => unit >= 48 && unit <= 57;
const isBlank = (unit: number): boolean => unit === 32 || unit === 9;

/** The place behind what opens a line without being said: list ordinals and bullets with their box, marks of fences. */
function pastOpening(text: string, at: number): number {
  const { length } = text;
  let place = at;
  const indent = Math.min(length, at + LONGEST_INDENT);
  while (place < indent && (isBlank(text.charCodeAt(place)) || text.charCodeAt(place) === 62)) place += 1;
  if (place >= length) return at;
  const unit = text.charCodeAt(place);
  return unit === 96 || unit === 126 ? pastFence(text, at, place) : pastBullet(text, at, place);
}

function pastFence(text: string, at: number, place: number): number {
  const mark = text.charCodeAt(place);
  if (place + 2 >= text.length || text.charCodeAt(place + 1) !== mark || text.charCodeAt(place + 2) !== mark) return at;
  let end = place + 3;
  const info = Math.min(text.length, end + LONGEST_INFO);
  while (end < info && text.charCodeAt(end) !== 10 && text.charCodeAt(end) !== 96) end += 1;
  return end;
}

function pastBullet(text: string, at: number, place: number): number {
  const { length } = text;
  let mark = place;
  while (mark < length && mark < place + 3 && isAsciiDigit(text.charCodeAt(mark))) mark += 1;
  if (mark >= length) return at;
  const sign = text.charCodeAt(mark);
  if (mark > place ? sign !== 46 && sign !== 41 : sign !== 45 && sign !== 42 && sign !== 43) return at;
  mark += 1;
  if (mark >= length || !isBlank(text.charCodeAt(mark))) return at;
  while (mark < length && isBlank(text.charCodeAt(mark))) mark += 1;
  const boxed = mark + 2 < length && text.charCodeAt(mark) === 91 && text.charCodeAt(mark + 2) === 93 && (text.charCodeAt(mark + 1) === 32 || text.charCodeAt(mark + 1) === 120);
  return boxed ? mark + 3 : mark;
}

/**
 * The hash of every word of a folded text (`foldText`), in order. Words are letters and digits with inner apostrophes and points,
 * numbers with their inner separators, the signs that change a number's meaning, and every character of a script without spaces.
 */
export function words(text: string): Int32Array {
  const classes = unitClasses();
  const { length } = text;
  const out = new Int32Array(length);
  let count = 0;
  let at = pastOpening(text, 0);
  let before = OTHER;
  while (at < length) {
    const unit = text.charCodeAt(at);
    const kind = classes[unit] ?? OTHER;
    if (kind === OTHER || kind === BEFORE_MINUS || kind === JOINER || kind === NUMBER_JOINER) {
      if (unit === 10) {
        before = BEFORE_MINUS;
        at = pastOpening(text, at + 1);
        continue;
      }
      const behind = kind === OTHER ? pastMarkup(text, at) : at;
      before = behind > at ? BEFORE_MINUS : kind;
      at = behind > at ? behind : at + 1;
    } else if (kind === UNSPACED) {
      out[count++] = hashWord(text, at, at + 1);
      at += 1;
      before = kind;
    } else if (kind === HIGH_SURROGATE) {
      const low = at + 1 < length ? text.charCodeAt(at + 1) : 0;
      const end = low >= 0xdc00 && low <= 0xdfff ? at + 2 : at + 1;
      out[count++] = hashWord(text, at, end);
      at = end;
      before = kind;
    } else if (kind === HYPHEN || kind === SIGN) {
      const minus = kind === HYPHEN || unit === MINUS;
      if (!minus || (before === BEFORE_MINUS && at + 1 < length && classes[text.charCodeAt(at + 1)] === DIGIT)) out[count++] = minus ? MINUS_WORD : hashWord(text, at, at + 1);
      before = kind;
      at += 1;
    } else {
      at = wordAt(text, at, classes);
      before = LETTER;
      if (wordEnd > wordStart) out[count++] = hashWord(text, wordStart, wordEnd);
    }
  }
  return out.subarray(0, count);
}

/** What `wordAt` found beside the place where it stopped: two results without an object for every word. */
let wordStart = 0;
let wordEnd = 0;

/** The place behind the word that begins at `from`. Underscores around a word are emphasis, those inside belong to it. */
function wordAt(text: string, from: number, classes: Uint8Array): number {
  const { length } = text;
  let at = from;
  let last = OTHER;
  wordStart = from;
  wordEnd = from;
  for (; at < length; at += 1) {
    const kind = classes[text.charCodeAt(at)] ?? OTHER;
    if (kind === LETTER || kind === DIGIT) wordEnd = at + 1;
    else if (kind === UNDERSCORE) {
      if (wordEnd === wordStart) wordStart = wordEnd = at + 1;
    } else if (kind === JOINER || kind === NUMBER_JOINER || kind === HYPHEN) {
      if (at + 1 >= length || wordEnd === wordStart) break;
      const follow = classes[text.charCodeAt(at + 1)] ?? OTHER;
      if (kind === JOINER ? follow < LETTER || follow > UNDERSCORE : last !== DIGIT || follow !== DIGIT) break;
      wordEnd = at + 1;
    } else break;
    last = kind;
  }
  return at;
}

/** The hash of every run of `width` words, in text order; a shorter text is one run. */
export function shingles(words: Int32Array, width: number): Int32Array {
  if (words.length === 0) return new Int32Array(0);
  const out = new Int32Array(Math.max(1, words.length - width + 1));
  for (let at = 0; at < out.length; at += 1) {
    let h = 0;
    const end = Math.min(words.length, at + width);
    for (let inner = at; inner < end; inner += 1) h = (Math.imul(h, STEP) + (words[inner] ?? 0)) | 0;
    out[at] = mix(h);
  }
  return out;
}

/** MinHash values (Broder 1997): for every permutation `value * multiplier + addend` modulo 2^32 the smallest, as signed numbers. */
export function minima(values: Int32Array, multipliers: Int32Array, addends: Int32Array): Int32Array {
  const out = new Int32Array(multipliers.length).fill(0x7fffffff);
  for (let k = 0; k < out.length; k += 1) {
    const multiplier = multipliers[k] ?? 1;
    const addend = addends[k] ?? 0;
    let least = 0x7fffffff;
    for (let at = 0; at < values.length; at += 1) {
      const h = (Math.imul(multiplier, values[at] ?? 0) + addend) | 0;
      if (h < least) least = h;
    }
    out[k] = least;
  }
  return out;
}
