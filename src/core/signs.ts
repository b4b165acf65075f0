/** Signs of projections in a key, and how many such keys a text has. */
export interface SignBands {
  readonly bands: number;
  readonly bits: number;
}

/** Share of the random hyperplanes that two vectors of this cosine lie on the same side of: 1 - angle / pi (Goemans and Williamson 1995; Charikar, STOC 2002). */
export function sameSide(cosine: number): number {
  return 1 - Math.acos(Math.min(1, Math.max(-1, cosine))) / Math.PI;
}

/** Share of the pairs of this cosine that share at least one key: 1 - (1 - p^bits)^bands with p = `sameSide(cosine)`. */
export function recallOf({ bands, bits }: SignBands, cosine: number): number {
  return 1 - (1 - sameSide(cosine) ** bits) ** bands;
}

/** Most bits of a key: a million buckets. At a cosine of .3 p is .597: .597^20 = 1 pair in 30,000 meets in a band. */
const MOST_BITS = 20;
/** Most keys of a text, at 8 bytes each. */
const MOST_BANDS = 96;

/**
 * The longest keys of which no more than `MOST_BANDS` are needed for `recall` at the threshold itself. 0.92, 0.99:
 * p = 1 - arccos(.92)/pi = .8718, p^20 = .0643, and 70 keys of 20 bits give 1 - (1 - .0643)^70 = .9905. At .85 it is 83 of 15, at .8 89 of 13.
 */
export function bandsFor(cosine: number, recall: number): SignBands {
  for (let bits = MOST_BITS; bits > 1; bits -= 1) {
    const bands = Math.max(1, Math.ceil(Math.log(1 - recall) / Math.log(1 - sameSide(cosine) ** bits)));
    if (bands <= MOST_BANDS) return { bands, bits };
  }
  return { bands: MOST_BANDS, bits: 1 };
}

/** The least length that vectors are brought to, so that a rotation mixes enough of them. */
const SHORTEST = 64;
/** Rounds of a rotation: after three it is as good as a random one (Andoni et al., Practical and Optimal LSH for Angular Distance, NIPS 2015, 3.1). */
const ROUNDS = 3;
/** Decides which hyperplanes there are: with another seed all keys are others, and the join's version must grow. */
const SEED = 0x57696e77;

/**
 * Keys of a vector by the signs of its projections (SimHash: Charikar, Similarity estimation techniques from rounding algorithms,
 * STOC 2002). The projections are the coordinates after pseudo-random rotations H D H D H D (H: Walsh-Hadamard, D: signs), which
 * take n log n steps for n hyperplanes and need no matrix. Vectors of other lengths have other keys. `vector` of unit length or not.
 */
export function signKeys(vector: Float32Array, { bands, bits }: SignBands): number[] {
  const size = Math.max(SHORTEST, 2 ** Math.ceil(Math.log2(vector.length)));
  const projections = new Float64Array(Math.ceil((bands * bits) / size) * size);
  for (let from = 0; from < projections.length; from += size) {
    const turned = projections.subarray(from, from + size);
    turned.set(vector);
    rotate(turned, from / size);
  }
  return Array.from({ length: bands }, (_, band) => {
    let key = band;
    for (let bit = band * bits; bit < (band + 1) * bits; bit += 1) key = key * 2 + ((projections[bit] ?? 0) >= 0 ? 1 : 0);
    return key;
  });
}

function rotate(values: Float64Array, number: number): void {
  for (let round = 0; round < ROUNDS; round += 1) {
    const flips = flipsOf(values.length, number * ROUNDS + round);
    for (let at = 0; at < values.length; at += 1) values[at] = (values[at] ?? 0) * (flips[at] ?? 1);
    hadamard(values);
  }
}

/** The fast Walsh-Hadamard transform in place, not scaled: only signs are looked at. */
function hadamard(values: Float64Array): void {
  for (let half = 1; half < values.length; half *= 2) {
    for (let block = 0; block < values.length; block += 2 * half) {
      for (let at = block; at < block + half; at += 1) {
        const [left, right] = [values[at] ?? 0, values[at + half] ?? 0];
        values[at] = left + right;
        values[at + half] = left - right;
      }
    }
  }
}

const made = new Map<string, Int8Array>();

/** `size` signs, the same for the same numbers. */
function flipsOf(size: number, number: number): Int8Array {
  const name = `${size} ${number}`;
  let flips = made.get(name);
  if (flips === undefined) made.set(name, flips = Int8Array.from({ length: size }, (_, at) => ((mixed(Math.imul(number + 1, 0x9e3779b1) ^ mixed(at ^ SEED)) & 1) === 0 ? 1 : -1)));
  return flips;
}

/** The finalizer of MurmurHash3. */
function mixed(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The vector with length 1; `null` for one of zeros, which has no direction. */
export function unitOf(vector: Float32Array): Float32Array | null {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  return length > 0 && Number.isFinite(length) ? vector.map((value) => value / length) : null;
}

/** Cosine of two vectors of unit length; -1 for vectors of different lengths, which nothing can be said of. */
export function cosineOf(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return -1;
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}
