/** From the hashes of words to MinHash values. */
import { mix, STEP } from './hash';
import { MOST_HASHES, PERMUTATIONS, wordsAt } from './memory';

/** Writes the hash of every run of `width` words, up to three numbers beyond; returns how many there are. */
export function shingles(count: i32, width: i32, out: usize): i32 {
  if (count === 0) return 0;
  const runs = max(1, count - width + 1);
  const used = <usize>min(count, width) << 2;
  const base = i32x4.splat(STEP);
  const end = <usize>runs << 2;
  for (let at: usize = 0; at < end; at += 16) {
    let h = v128.load(wordsAt + at);
    for (let next: usize = 4; next < used; next += 4) h = i32x4.add(i32x4.mul(h, base), v128.load(wordsAt + at + next));
    v128.store(out + at, mixed(h));
  }
  return runs;
}

/** `mix` of four numbers. */
// @ts-ignore: decorator
@inline
function mixed(value: v128): v128 {
  let h = value;
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), i32x4.splat(0x85ebca6b));
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 13)), i32x4.splat(0xc2b2ae35));
  return v128.xor(h, i32x4.shr_u(h, 16));
}

// @ts-ignore: decorator
@inline
function least(so: v128, value: v128, multiplier: v128, addend: v128): v128 {
  return i32x4.min_s(so, i32x4.add(i32x4.mul(value, multiplier), addend));
}

/** MinHash values of the shingles: for every multiplier and addend the smallest of value * multiplier + addend; `hashes` is a multiple of 16. */
export function minima(from: usize, count: i32, hashes: i32, out: usize): void {
  const end = from + (<usize>count << 2);
  for (let lane: i32 = 0; lane < hashes; lane += 16) {
    const offset = <usize>lane << 2;
    const m0 = v128.load(PERMUTATIONS + offset);
    const m1 = v128.load(PERMUTATIONS + offset, 16);
    const m2 = v128.load(PERMUTATIONS + offset, 32);
    const m3 = v128.load(PERMUTATIONS + offset, 48);
    const a0 = v128.load(PERMUTATIONS + offset, 4 * MOST_HASHES);
    const a1 = v128.load(PERMUTATIONS + offset, 4 * MOST_HASHES + 16);
    const a2 = v128.load(PERMUTATIONS + offset, 4 * MOST_HASHES + 32);
    const a3 = v128.load(PERMUTATIONS + offset, 4 * MOST_HASHES + 48);
    let s0 = i32x4.splat(0x7fffffff);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    for (let at = from; at < end; at += 4) {
      const value = v128.load32_splat(at);
      s0 = least(s0, value, m0, a0);
      s1 = least(s1, value, m1, a1);
      s2 = least(s2, value, m2, a2);
      s3 = least(s3, value, m3, a3);
    }
    v128.store(out + offset, s0);
    v128.store(out + offset, s1, 16);
    v128.store(out + offset, s2, 32);
    v128.store(out + offset, s3, 48);
  }
}
