/**
 * Text -> word hashes -> shingle hashes -> MinHash signature, in WebAssembly with SIMD. AssemblyScript, compiled into
 * `../binary.ts` by `npm run generate`. `../plain.ts` does the same in JavaScript, value for value; its comments explain the steps.
 */
import { RESULTS } from './memory';
import { minima, shingles } from './signature';
import { collapse, read, wide } from './text';
import { words } from './words';

export { CLASSES, FOLDED, layOut, MARKS, PERMUTATIONS, RESULTS, textAt } from './memory';

/**
 * Sketches the text at `textAt`, of `length` units and no more than the memory is laid out for; returns the number of words, -1 when a
 * unit cannot be folded by itself. At `RESULTS` stand `hashes` (a multiple of 16) MinHash values, and behind them the shingles.
 * `folded` = 1: the text is folded.
 */
export function sketch(length: i32, width: i32, hashes: i32, folded: i32): i32 {
  if (!read(length, folded === 1)) return -1;
  const count = words(length);
  const shinglesAt = RESULTS + (<usize>hashes << 2);
  minima(shinglesAt, shingles(count, width, shinglesAt), hashes, RESULTS);
  return count;
}

/** After `sketch`: leaves the folded text without needless white space at `textAt`; returns its bytes, negative when a unit takes two of them. */
export function normalise(length: i32): i32 {
  const size = collapse(length);
  return wide ? -size : size;
}
