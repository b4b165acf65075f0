/**
 * The text in two planes, the low and the high bytes of its folded units, so that one vector holds 16 letters. With them come, for
 * every 64 units, the runs of letters and digits and the places to stop at. What is ASCII is done 16 units at a time.
 */
import { BLOCK, blocksAt, CLASSES, FOLDED, highAt, lowAt, MARKS, textAt } from './memory';

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

/** Sixteen units, some not ASCII, to both planes; their marks. */
function mixedMarks(at: usize): v128 {
  for (let lane: usize = 0; lane < 16; lane += 1) {
    let value = load<u16>(textAt + ((at + lane) << 1));
    if (!foldedBefore) {
      value = load<u16>(FOLDED + (<usize>value << 1));
      if (value === NOT_ALONE) failed = true;
    }
    if (value === TYPOGRAPHIC_APOSTROPHE) value = 39;
    if (value > 0xff) wide = true;
    store<u8>(lowAt + at + lane, <u8>value);
    store<u8>(highAt + at + lane, <u8>(value >>> 8));
    store<u8>(gathered + lane, load<u8>(MARKS + <usize>value));
  }
  return v128.load(gathered);
}

/** A row of the table of marks, sixteen units of ASCII, for those of the letters that are in it. */
// @ts-ignore: decorator
@inline
function row(low: v128, first: i32): v128 {
  return i8x16.swizzle(v128.load(MARKS + <usize>first), i8x16.sub(low, i8x16.splat(<i8>first)));
}

/** Sixteen units to both planes, small letters for large; their marks. */
// @ts-ignore: decorator
@inline
function marksOf(at: usize): v128 {
  const from = textAt + (at << 1);
  const head = v128.load(from);
  const tail = v128.load(from, 16);
  if (v128.any_true(v128.and(v128.or(head, tail), i16x8.splat(~0x7f)))) return mixedMarks(at);
  const letters = i8x16.narrow_i16x8_u(head, tail);
  const large = v128.and(i8x16.gt_s(letters, i8x16.splat(64)), i8x16.lt_s(letters, i8x16.splat(91)));
  const low = i8x16.add(letters, v128.and(large, i8x16.splat(32)));
  v128.store(lowAt + at, low);
  v128.store(highAt + at, i8x16.splat(0));
  // Two rows are left out: of control characters, and of large letters and the sign @.
  return v128.or(v128.or(v128.or(row(low, 0), row(low, 32)), v128.or(row(low, 48), row(low, 80))), v128.or(row(low, 96), row(low, 112)));
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
  // Of the block before: what it says of itself, and what waits for the first unit of the next one.
  let words: u64 = 0, digits: u64 = 0, joiners: u64 = 0, numberJoiners: u64 = 0, underscores: u64 = 0, stops: u64 = 0;
  let wordBefore: u64 = 0, digitBefore: u64 = 0;
  for (let block = 0; block <= blocks; block += 1) {
    let nextWords: u64 = 0, nextDigits: u64 = 0, nextJoiners: u64 = 0, nextNumberJoiners: u64 = 0, nextUnderscores: u64 = 0, nextStops: u64 = 0;
    if (block < blocks) {
      const at = <usize>block << 6;
      let a = marksOf(at);
      let b = marksOf(at + 16);
      let c = marksOf(at + 32);
      let d = marksOf(at + 48);
      nextWords = signs(a, b, c, d);
      a = twice(a), b = twice(b), c = twice(c), d = twice(d);
      nextDigits = signs(a, b, c, d);
      a = twice(a), b = twice(b), c = twice(c), d = twice(d);
      nextJoiners = signs(a, b, c, d);
      a = twice(a), b = twice(b), c = twice(c), d = twice(d);
      nextNumberJoiners = signs(a, b, c, d);
      a = twice(a), b = twice(b), c = twice(c), d = twice(d);
      nextUnderscores = signs(a, b, c, d);
      a = twice(a), b = twice(b), c = twice(c), d = twice(d);
      nextStops = signs(a, b, c, d);
    }
    if (block > 0) {
      const behindWord = (words << 1) | wordBefore;
      const behindDigit = (digits << 1) | digitBefore;
      const beforeDigit = (digits >>> 1) | (nextDigits << 63);
      const inner = joiners & behindWord;
      const joined = (inner & ((words >>> 1) | (nextWords << 63))) | (numberJoiners & behindDigit & beforeDigit);
      const place = blocksAt + (<usize>(block - 1) << 4);
      store<u64>(place, words | joined);
      store<u64>(place, stops | underscores | (inner & ((underscores >>> 1) | (nextUnderscores << 63))) | (numberJoiners & beforeDigit & ~behindDigit), 8);
      wordBefore = words >>> 63;
      digitBefore = digits >>> 63;
    }
    words = nextWords, digits = nextDigits, joiners = nextJoiners, numberJoiners = nextNumberJoiners, underscores = nextUnderscores, stops = nextStops;
  }
  return !failed;
}
