/** Where things lie in the module's memory, in bytes. The first page is the compiler's own; `../wasm.ts` fills the tables. */

/** A byte a unit: its class. */
export const CLASSES: usize = 0x10000;
/** A byte a unit: its marks. */
export const MARKS: usize = 0x20000;
/** Two bytes a unit: what it folds to. */
export const FOLDED: usize = 0x30000;
/** Multipliers and behind them addends, four bytes each. */
export const PERMUTATIONS: usize = 0x50000;
export const MOST_HASHES: usize = 512;
/** The MinHash values, and right behind as many as were asked for (by sixteen) the shingles. */
export const RESULTS: usize = PERMUTATIONS + 8 * MOST_HASHES;

/** A vector may be read or written where the last number of an area begins. */
const OVERHANG: usize = 64;

// What follows grows with the longest text so far.
export let wordsAt: usize = 0;
export let lowAt: usize = 0;
export let highAt: usize = 0;
/** For every block the runs of letters and digits and the places to stop at, 64 bits each. */
export let blocksAt: usize = 0;
export let textAt: usize = 0;

/** Lays the memory out for texts of at most `units`; returns the bytes it takes. `textAt` is where the text goes, in UTF-16. */
export function layOut(units: i32): usize {
  const blocks = <usize>((units >> 6) + 1);
  wordsAt = RESULTS + 4 * MOST_HASHES + 64 * 4 * blocks + OVERHANG;
  lowAt = wordsAt + 64 * 4 * blocks + OVERHANG;
  highAt = lowAt + 64 * blocks + OVERHANG;
  blocksAt = highAt + 64 * blocks + OVERHANG;
  textAt = blocksAt + 16 * blocks;
  return textAt + 64 * 2 * blocks + OVERHANG;
}
