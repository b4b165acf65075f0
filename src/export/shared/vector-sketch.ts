import { vectorHash } from '../../core/index.js';

const PROJECTIONS = 4;
/** What normalising a vector and rounding its numbers to 32 bits again makes of a projection at most, with room: some 4,096 numbers of a unit vector, half a unit in the last place each, are 4e-6 together. */
const TOLERANCE = 1e-5;

/**
 * What tells a vector again after a store has normalised it, which stores do that compare by the cosine: its hash, and its direction projected onto four fixed
 * directions. Another vector has other projections: one number that is changed by 1e-4 of the vector's length moves each by as much, give or take its weight.
 */
export function sketchOf(vector: Float32Array): string {
  return [vectorHash(vector), ...projectionsOf(vector).map((value) => value.toFixed(7))].join(' ');
}

/** The hash of the vector that was sketched, if this is that vector but for its length; else `null`. */
export function hashBySketch(sketch: string, found: ArrayLike<number>): string | null {
  const [hash, ...told] = sketch.split(' ');
  const due = told.map(Number);
  const same = hash !== undefined && due.length === PROJECTIONS && projectionsOf(found).every((value, at) => Math.abs(value - (due[at] ?? NaN)) <= TOLERANCE);
  return same ? hash : null;
}

function projectionsOf(vector: ArrayLike<number>): number[] {
  const sums = new Array<number>(PROJECTIONS).fill(0);
  let squares = 0;
  let state = 1;
  for (let at = 0; at < vector.length; at += 1) {
    const value = vector[at] ?? 0;
    squares += value * value;
    for (let which = 0; which < PROJECTIONS; which += 1) {
      // A linear congruential generator (Numerical Recipes, 7.1): weights from 0.5 to 1 with either sign, so that no number goes unseen.
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      const weight = 0.5 + (state & 0x7fff_ffff) / 2 ** 32;
      sums[which] = (sums[which] ?? 0) + value * (state >>> 31 === 0 ? weight : -weight);
    }
  }
  const length = Math.sqrt(squares);
  return sums.map((sum) => (length === 0 ? 0 : sum / length));
}
