import { wordsOf } from '../../core/index.js';
import { hashOf, wordHashes } from './word-hashes.js';

/** The smallest hashes of a text's shingles, ascending, each once. */
export interface Sketch {
  readonly hashes: Uint32Array;
  /** Hashes above were not kept; 2^32 when all were. */
  readonly limit: number;
}

const SHINGLE = 3;
/** Standard error of a share s is sqrt(s(1-s)/4096) <= 0.008; texts under about 4,000 words are compared exactly. */
const KEPT = 4096;
/** Words longer than this on average are runs of a script without spaces: then characters are counted instead. */
const LONG_WORD = 20;
const MAX_CHARS = 2_000_000;

export function sketchOf(text: string): Sketch {
  const folded = text.slice(0, MAX_CHARS).normalize('NFKC').toLowerCase();
  const words = wordHashes(folded);
  const hashes = words.hashes.length * LONG_WORD < words.units ? Uint32Array.from(wordsOf(folded).join(''), hashOf) : words.hashes;
  const shingles = new Uint32Array(Math.max(0, hashes.length - SHINGLE + 1));
  for (let at = 0; at < shingles.length; at += 1) shingles[at] = mix(mix(mix(0x811c9dc5, hashes[at] ?? 0), hashes[at + 1] ?? 0), hashes[at + 2] ?? 0);
  const sorted = distinct(shingles.sort());
  return sorted.length <= KEPT ? { hashes: sorted, limit: 2 ** 32 } : { hashes: sorted.slice(0, KEPT), limit: sorted[KEPT - 1] ?? 0 };
}

/** Numbers in order, each once; in place. */
function distinct(sorted: Uint32Array): Uint32Array {
  let kept = 0;
  for (let at = 0; at < sorted.length; at += 1) {
    if (at > 0 && sorted[at] === sorted[at - 1]) continue;
    sorted[kept] = sorted[at] ?? 0;
    kept += 1;
  }
  return sorted.slice(0, kept);
}

/**
 * Containment: the share of the smaller text's word 3-shingles that the other has too (0..1), estimated on the hashes
 * below both limits (bottom-k sketches: Cohen and Kaplan, PODC 2007). `null` when the smaller has too few to tell.
 */
export function sharedBetween(a: Sketch, b: Sketch): number | null {
  const limit = Math.min(a.limit, b.limit);
  const [left, right] = [below(a.hashes, limit), below(b.hashes, limit)];
  const smaller = Math.min(left.length, right.length);
  if (smaller < FEWEST) return null;
  let shared = 0;
  for (let i = 0, j = 0; i < left.length && j < right.length;) {
    const [x, y] = [left[i] ?? 0, right[j] ?? 0];
    if (x === y) shared += 1;
    if (x <= y) i += 1;
    if (y <= x) j += 1;
  }
  return shared / smaller;
}

/** Jaccard: the share of all word 3-shingles of both that both have (0..1), estimated like containment. `null` when the smaller has too few to tell. */
export function likenessOf(a: Sketch, b: Sketch): number | null {
  const shared = sharedBetween(a, b);
  if (shared === null) return null;
  const limit = Math.min(a.limit, b.limit);
  const [left, right] = [below(a.hashes, limit).length, below(b.hashes, limit).length];
  const both = shared * Math.min(left, right);
  return both / (left + right - both);
}

/**
 * Shingles by which a text finds those that are mostly its own: the lowest of two texts at Jaccard j are a sample of what both have, so
 * that of k lowest none is shared with probability (1 - j)^k (bottom-k: Broder 1997); 0.2^12 at 0.8. Those of a template
 * are among them and count for nothing where many have them.
 */
export function lowestOf({ hashes }: Sketch): Uint32Array {
  return hashes.subarray(0, LOWEST);
}

const LOWEST = 12;

/** One shared shingle of eight weighs 0.125: fewer would pass any threshold by one chance phrase. */
const FEWEST = 8;

function below(hashes: Uint32Array, limit: number): Uint32Array {
  if ((hashes.at(-1) ?? 0) <= limit) return hashes;
  return hashes.subarray(0, hashes.findIndex((hash) => hash > limit));
}

/** A step of MurmurHash3's 32-bit mixing, which spreads the bits that FNV leaves together. */
function mix(hash: number, value: number): number {
  let k = Math.imul(value, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  const h = hash ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) >>> 0;
}
