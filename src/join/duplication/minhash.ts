import { keyOfHalves, strongKey, weakKey } from '../../core/index.js';
import { mix } from './kernel/index.js';
import type { Banding } from './options.js';

/** The values of a sequence, each once, ascending. */
export function setOf(values: Int32Array): Int32Array {
  const sorted = Int32Array.from(values).sort();
  let kept = 0;
  for (let at = 0; at < sorted.length; at += 1) {
    if (at === 0 || sorted[at] !== sorted[at - 1]) {
      sorted[kept] = sorted[at] ?? 0;
      kept += 1;
    }
  }
  return sorted.subarray(0, kept);
}

/** Size of the intersection of two ascending sets. */
export function shared(a: Int32Array, b: Int32Array): number {
  let count = 0;
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const left = a[i] ?? 0;
    const right = b[j] ?? 0;
    if (left === right) count += 1;
    if (left <= right) i += 1;
    if (left >= right) j += 1;
  }
  return count;
}

/** One key a band: chunks that share one agree on all rows of that band. */
export function bandKeys(values: Int32Array, { bands, rows }: Banding): number[] {
  const keys: number[] = [];
  for (let band = 0; band < bands; band += 1) {
    let low = band + 1;
    let high = ~band;
    for (let row = 0; row < rows; row += 1) {
      const value = values[band * rows + row] ?? 0;
      low = mix(Math.imul(low, 31) + value);
      high = mix(Math.imul(high, 37) ^ value);
    }
    keys.push(strongKey(keyOfHalves(high, low)));
  }
  return keys;
}

/** Shingles a window holds; two chunks that share a run of `WINDOW + shingleWords - 1` words (14 by default) share a key. */
export const WINDOW = 10;
/** About 2 / (WINDOW + 1) of the shingles are chosen: 500 words give some 90. */
const MOST_FINGERPRINTS = 128;

/**
 * Share of the passages' keys of the smaller chunk that a pair must share. What is copied in one piece shares nearly all of
 * its keys; at the lowest containment that is kept (0.6) a quarter is what is left of scattered edits.
 */
export const PASSAGE_SHARE = 0.25;

/** The weak key of a shingle. */
export const shingleKey = (value: number): number => weakKey(keyOfHalves(mix(value ^ 0x2545f491), value));

/** Keys for passages, by winnowing: the smallest hash of each window (Schleimer, Wilkerson, Aiken, SIGMOD 2003). */
export function passageKeys(sequence: Int32Array): number[] {
  const chosen = new Set<number>();
  let best = -1;
  const windows = Math.max(1, sequence.length - WINDOW + 1);
  for (let start = 0; start < windows; start += 1) {
    const end = Math.min(start + WINDOW, sequence.length);
    if (best < start) {
      best = start;
      for (let at = start; at < end; at += 1) if ((sequence[at] ?? 0) <= (sequence[best] ?? 0)) best = at;
    } else if ((sequence[end - 1] ?? 0) <= (sequence[best] ?? 0)) best = end - 1;
    chosen.add(sequence[best] ?? 0);
  }
  // Beyond the cap the lowest hashes stay, so that both sides of a pair drop the same ones.
  const kept = chosen.size <= MOST_FINGERPRINTS ? [...chosen] : [...chosen].sort((a, b) => a - b).slice(0, MOST_FINGERPRINTS);
  return kept.map(shingleKey);
}
