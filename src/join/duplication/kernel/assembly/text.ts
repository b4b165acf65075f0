/**
 * The text in two planes, the low and the high bytes of its folded units, so that one vector holds 16 letters. With them come, for
 * every 64 units, the runs of letters and digits and the places to stop at. What is ASCII is done 16 units at a time.
 */
import { blocksAt, CLASSES, FOLDED, highAt, lowAt, MARKS, textAt } from './memory';

const NOT_ALONE: u16 = 0xffff;
const TYPOGRAPHIC_APOSTROPHE: u16 = 0x2019;

/** Whether any unit has a high byte. */
export let wide: bool = false;
/** Whether units stand for themselves: the text is folded already. */
let foldedBefore: bool = false;
let failed: bool = false;
const gathered: usize = memory.data(16, 16);

// @ts-ignore: decorator
@inline
export function unit(at: i32): u32 {
  return <u32>load<u8>(lowAt + <usize>at) | (<u32>load<u8>(highAt + <usize>at) << 8);
}

// @ts-ignore: decorator
@inline
export function classOf(at: i32): u8 {
  return load<u8>(CLASSES + <usize>unit(at));
}

/** A letter that is not ASCII, to both planes; its mark. */
function readOther(at: usize): u8 {
  let value = load<u16>(textAt + (at << 1));
  if (!foldedBefore) {
    value = load<u16>(FOLDED + (<usize>value << 1));
    if (value === NOT_ALONE) failed = true;
  }
  if (value === TYPOGRAPHIC_APOSTROPHE) value = 39;
  if (value > 0xff) wide = true;
  store<u8>(lowAt + at, <u8>value);
  store<u8>(highAt + at, <u8>(value >>> 8));
  return load<u8>(MARKS + <usize>value);
}

/** The marks of those of 16 letters that stand in one row of the table: of the 16 units from `first` on. */
// @ts-ignore: decorator
@inline
function row(low: v128, first: i32): v128 {
  return i8x16.swizzle(v128.load(MARKS + <usize>first), i8x16.sub(low, i8x16.splat(<i8>first)));
}

/** Sixteen letters of ASCII to both planes, small ones for large ones; their marks. */
// @ts-ignore: decorator
@inline
function readAscii(at: usize, letters: v128): v128 {
  const large = v128.and(i8x16.gt_s(letters, i8x16.splat(64)), i8x16.lt_s(letters, i8x16.splat(91)));
  const low = i8x16.add(letters, v128.and(large, i8x16.splat(32)));
  v128.store(lowAt + at, low);
  v128.store(highAt + at, i8x16.splat(0));
  // Two rows are left out: of control characters, and of large letters and the sign @.
  return v128.or(v128.or(v128.or(row(low, 0), row(low, 32)), v128.or(row(low, 48), row(low, 80))), v128.or(row(low, 96), row(low, 112)));
}

function readMixed(at: usize, head: v128, tail: v128): v128 {
  const beyond = i16x8.splat(~0x7f);
  const none = i16x8.splat(0);
  const others = i8x16.narrow_i16x8_s(i16x8.ne(v128.and(head, beyond), none), i16x8.ne(v128.and(tail, beyond), none));
  v128.store(gathered, readAscii(at, v128.andnot(i8x16.narrow_i16x8_u(head, tail), others)));
  for (let bits = i8x16.bitmask(others); bits !== 0; bits &= bits - 1) {
    const lane = <usize>ctz(bits);
    store<u8>(gathered + lane, readOther(at + lane));
  }
  return v128.load(gathered);
}

/** Sixteen units to both planes; their marks. */
// @ts-ignore: decorator
@inline
function marksOf(at: usize): v128 {
  const from = textAt + (at << 1);
  const head = v128.load(from);
  const tail = v128.load(from, 16);
  if (v128.any_true(v128.and(v128.or(head, tail), i16x8.splat(~0x7f)))) return readMixed(at, head, tail);
  return readAscii(at, i8x16.narrow_i16x8_u(head, tail));
}

/** The signs of 64 bytes. */
// @ts-ignore: decorator
@inline
function signs(a: v128, b: v128, c: v128, d: v128): u64 {
  return <u64>(<u32>i8x16.bitmask(a) | (<u32>i8x16.bitmask(b) << 16)) | (<u64>(<u32>i8x16.bitmask(c) | (<u32>i8x16.bitmask(d) << 16)) << 32);
}

// @ts-ignore: decorator
@inline
function twice(vector: v128): v128 {
  return i8x16.add(vector, vector);
}

/** Reads the text; false = a unit cannot be folded by itself. `already`: the text is folded. */
export function read(length: i32, already: bool): bool {
  wide = false;
  failed = false;
  foldedBefore = already;
  const blocks = (length >> 6) + 1;
  const end = textAt + (<usize>blocks << 7);
  for (let at = textAt + (<usize>length << 1); at < end; at += 16) v128.store(at, i8x16.splat(0));
  // Of one block, until the first unit of the next one is known.
  let words: u64 = 0, digits: u64 = 0, joiners: u64 = 0, numberJoiners: u64 = 0, underscores: u64 = 0, stops: u64 = 0, lines: u64 = 0, openings: u64 = 0;
  // The last bits of the block before it.
  let word: u64 = 0, digit: u64 = 0;
  for (let block = 0; block <= blocks; block += 1) {
    const at = <usize>block << 6;
    // Behind the text stands one block of nothing.
    let a = block < blocks ? marksOf(at) : i8x16.splat(0);
    let b = block < blocks ? marksOf(at + 16) : a;
    let c = block < blocks ? marksOf(at + 32) : a;
    let d = block < blocks ? marksOf(at + 48) : a;
    const nextWords = signs(a, b, c, d);
    a = twice(a), b = twice(b), c = twice(c), d = twice(d);
    const nextDigits = signs(a, b, c, d);
    a = twice(a), b = twice(b), c = twice(c), d = twice(d);
    const nextJoiners = signs(a, b, c, d);
    a = twice(a), b = twice(b), c = twice(c), d = twice(d);
    const nextNumberJoiners = signs(a, b, c, d);
    a = twice(a), b = twice(b), c = twice(c), d = twice(d);
    const nextUnderscores = signs(a, b, c, d);
    a = twice(a), b = twice(b), c = twice(c), d = twice(d);
    const nextStops = signs(a, b, c, d);
    a = twice(a), b = twice(b), c = twice(c), d = twice(d);
    const nextLines = signs(a, b, c, d);
    a = twice(a), b = twice(b), c = twice(c), d = twice(d);
    const nextOpenings = signs(a, b, c, d);
    if (block > 0) {
      const behindWord = (words << 1) | word;
      const behindDigit = (digits << 1) | digit;
      const beforeWord = (words >>> 1) | (nextWords << 63);
      const beforeDigit = (digits >>> 1) | (nextDigits << 63);
      const beforeUnderscore = (underscores >>> 1) | (nextUnderscores << 63);
      const beforeOpening = (openings >>> 1) | (nextOpenings << 63);
      const joined = ((joiners | underscores) & behindWord & beforeWord) | (numberJoiners & behindDigit & beforeDigit);
      // Of what joins numbers only the hyphen may open a line, and it may be a minus.
      const minus = numberJoiners & openings & beforeDigit;
      const place = blocksAt + (<usize>(block - 1) << 4);
      store<u64>(place, words | joined);
      store<u64>(place, stops | (lines & beforeOpening) | ((underscores | minus | (joiners & behindWord & beforeUnderscore)) & ~joined), 8);
      word = words >>> 63;
      digit = digits >>> 63;
    }
    words = nextWords, digits = nextDigits, joiners = nextJoiners, numberJoiners = nextNumberJoiners;
    underscores = nextUnderscores, stops = nextStops, lines = nextLines, openings = nextOpenings;
  }
  return !failed;
}

// @ts-ignore: decorator
@inline
function isSpace(value: u32): bool {
  return value === 32 || (value >= 9 && value <= 13) || value === 0x1680 || value === 0x2028 || value === 0x2029 || value === 0xfeff;
}

/**
 * Writes the folded text to `textAt`, white space as one space and none at the ends: a byte a unit, or two where a unit has a high byte
 * (`wide`). Returns the number of bytes.
 */
export function collapse(length: i32): i32 {
  let out = textAt;
  let gap = false;
  for (let at = 0; at < length; at += 1) {
    const value = wide ? unit(at) : <u32>load<u8>(lowAt + <usize>at);
    if (isSpace(value)) {
      gap = true;
      continue;
    }
    if (gap && out > textAt) {
      store<u16>(out, 32);
      out += wide ? 2 : 1;
    }
    gap = false;
    store<u16>(out, <u16>value);
    out += wide ? 2 : 1;
  }
  return <i32>(out - textAt);
}
