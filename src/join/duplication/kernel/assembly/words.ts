/** The hash of every word: `../plain.ts` explains the steps, `../hash.ts` the hash. */
import { BEFORE_MINUS, DIGIT, HIGH_SURROGATE, HYPHEN, JOINER, LETTER, NUMBER_JOINER, OTHER, SIGN, UNDERSCORE, UNSPACED } from './classes';
import { hashMinus, hashWord } from './hash';
import { pastMarkup, pastOpening } from './markup';
import { blocksAt, CLASSES, wordsAt } from './memory';
import { classOf, unit } from './text';

const MINUS: u32 = 0x2212;

/** Where the next word's hash goes. */
let out: usize = 0;
/** The place behind the last markup or line's opening: a hyphen that stands there is a minus, but for the text's beginning. */
let landed: i32 = 0;
let minusThere: bool = false;

// @ts-ignore: decorator
@inline
function give(hash: u32): void {
  store<u32>(out, hash);
  out += 4;
}

function land(at: i32): i32 {
  landed = at;
  minusThere = true;
  return at;
}

function isMinus(length: i32, at: i32): bool {
  if (at + 1 >= length || classOf(at + 1) !== DIGIT) return false;
  if (at === landed) return minusThere;
  return at > 0 && classOf(at - 1) === BEFORE_MINUS;
}

/** One step where the runs do not suffice, outside of a word or where one begins; the place behind it. */
function step(length: i32, at: i32): i32 {
  const value = unit(at);
  const kind = load<u8>(CLASSES + <usize>value);
  if (value === 10) return land(pastOpening(length, at + 1));
  if (kind === OTHER) {
    const behind = pastMarkup(length, at);
    return behind > at ? land(behind) : at + 1;
  }
  if (kind === UNSPACED) {
    give(hashWord(at, at + 1));
    return at + 1;
  }
  if (kind === HIGH_SURROGATE) {
    const low = at + 1 < length ? unit(at + 1) : 0;
    const end = low >= 0xdc00 && low <= 0xdfff ? at + 2 : at + 1;
    give(hashWord(at, end));
    return end;
  }
  if (kind === HYPHEN || kind === SIGN) {
    const minus = kind === HYPHEN || value === MINUS;
    if (!minus) give(hashWord(at, at + 1));
    else if (isMinus(length, at)) give(hashMinus());
    return at + 1;
  }
  return kind >= LETTER && kind <= UNDERSCORE ? word(length, at) : at + 1;
}

/** A word with underscores in or around it; the place behind it. */
function word(length: i32, from: i32): i32 {
  let at = from;
  let start = from;
  let end = from;
  let last: u8 = OTHER;
  for (; at < length; at += 1) {
    const kind = classOf(at);
    if (kind === LETTER || kind === DIGIT) end = at + 1;
    else if (kind === UNDERSCORE) {
      if (end === start) start = end = at + 1;
    } else if (kind === JOINER || kind === NUMBER_JOINER || kind === HYPHEN) {
      if (at + 1 >= length || end === start) break;
      const follow = classOf(at + 1);
      if (kind === JOINER ? follow < LETTER || follow > UNDERSCORE : last !== DIGIT || follow !== DIGIT) break;
      end = at + 1;
    } else break;
    last = kind;
  }
  if (end > start) give(hashWord(start, end));
  return at;
}

/** Writes the hash of every word of the text that was read; returns how many there are. */
export function words(length: i32): i32 {
  out = wordsAt;
  minusThere = false;
  landed = pastOpening(length, 0);
  let at = landed;
  while (at < length) at = wordsFrom(length, at);
  return <i32>((out - wordsAt) >> 2);
}

/** Words from `at` on, until something long is skipped; the place behind it, or the text's end. */
function wordsFrom(length: i32, at: i32): i32 {
  const kind = classOf(at);
  // What joins here would join to what is skipped.
  if (kind === UNDERSCORE || kind === JOINER || kind === NUMBER_JOINER || kind === HYPHEN) return step(length, at);
  let place = at & ~63;
  let reached = ~(<u64>0) << <u64>(at & 63);
  let before: u64 = 0;
  let open = 0;
  let to = out;
  for (let from = blocksAt + (<usize>place >> 2); place <= length; place += 64, from += 16) {
    const runs = load<u64>(from) & reached;
    let stops = load<u64>(from, 8) & reached;
    reached = ~(<u64>0);
    const shifted = (runs << 1) | before;
    let starts = runs & ~shifted;
    let ends = shifted & ~runs;
    if (before === 0) {
      open = place + <i32>ctz(starts);
      starts &= starts - 1;
    }
    before = runs >>> 63;
    for (;;) {
      let here = ends & ((stops & (0 - stops)) - 1);
      ends ^= here;
      for (; here !== 0; here &= here - 1) {
        store<u32>(to, hashWord(open, place + <i32>ctz(here)));
        to += 4;
        open = place + <i32>ctz(starts);
        starts &= starts - 1;
      }
      if (stops === 0) break;
      const bit = ctz(stops);
      const there = place + <i32>bit;
      const closes = ((ends >>> bit) & 1) === 1;
      out = to;
      const behind = stop(length, closes ? open : -1, there);
      to = out;
      if (behind !== there + 1) return behind;
      if (closes) {
        ends &= ends - 1;
        open = place + <i32>ctz(starts);
        starts &= starts - 1;
      }
      stops &= stops - 1;
    }
  }
  out = to;
  return length;
}

/** What is to be looked at, behind the word that is open (-1 = none). */
function stop(length: i32, open: i32, at: i32): i32 {
  if (open < 0) return step(length, at);
  const kind = classOf(at);
  if (kind === UNDERSCORE || kind === JOINER) return word(length, open);
  give(hashWord(open, at));
  return step(length, at);
}
