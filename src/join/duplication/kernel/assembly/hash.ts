/** Hashes of words: `../hash.ts` explains them. */
import { highAt, lowAt } from './memory';
import { wide } from './text';

/** Base of the polynomial over blocks and over the words of a shingle. */
export const STEP: u32 = 0x5bd1e995;

/** Sixteen bytes that are kept and sixteen that are not. */
const keeps: usize = memory.data<u64>([~0, ~0, 0, 0], 16);

// @ts-ignore: decorator
@inline
export function mix(value: u32): u32 {
  let h = value;
  h = (h ^ (h >>> 16)) * 0x85ebca6b;
  h = (h ^ (h >>> 13)) * 0xc2b2ae35;
  return h ^ (h >>> 16);
}

// @ts-ignore: decorator
@inline
function terms(letters: v128, first: v128, second: v128): v128 {
  const h = i32x4.mul(letters, first);
  return i32x4.mul(v128.xor(h, i32x4.shr_u(h, 24)), second);
}

/** The sum of a block of 1 to 16 letters. */
// @ts-ignore: decorator
@inline
function sum(from: i32, count: i32): u32 {
  const keep = v128.load(keeps + 16 - <usize>count);
  // The numbers of MULTIPLIERS.
  let h = terms(v128.and(v128.load(lowAt + <usize>from), keep), i32x4(0x92ca2f0f, 0x3cd6e3f3, 0x1b147dcd, 0x4c081dbf), i32x4(0x65cbdd55, 0x1f4b8cef, 0x91783bb1, 0x0231739b));
  if (wide) {
    const high = terms(v128.and(v128.load(highAt + <usize>from), keep), i32x4(0x487981ab, 0xdb408c9d, 0x78bc1b8f, 0xd83072e5), i32x4(0x2aa96dd1, 0xb42bc0b1, 0x04e90bf5, 0xe2ad51bb));
    h = i32x4.add(h, high);
  }
  h = i32x4.add(h, v128.shuffle<i32>(h, h, 2, 3, 0, 1));
  return i32x4.extract_lane(h, 0) + i32x4.extract_lane(h, 1);
}

function hashLong(start: i32, end: i32): u32 {
  let h: u32 = 0;
  for (let from = start; from < end; from += 16) h = h * STEP + sum(from, min(16, end - from));
  return mix(h);
}

// @ts-ignore: decorator
@inline
export function hashWord(start: i32, end: i32): u32 {
  return end - start > 16 ? hashLong(start, end) : mix(sum(start, end - start));
}

/** The hash of a word that is a hyphen. */
// @ts-ignore: decorator
@inline
export function hashMinus(): u32 {
  const h: u32 = 45 * 0x92ca2f0f;
  return mix((h ^ (h >>> 24)) * 0x65cbdd55);
}
