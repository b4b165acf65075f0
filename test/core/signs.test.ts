import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bandsFor, cosineOf, recallOf, sameSide, signKeys, unitOf } from '../../src/core/signs.js';
import { paraphraseOptions } from '../../src/join/paraphrase/options.js';

/** A small generator, so that a run is the same each time. */
function normals(seed: number): () => number {
  let state = seed | 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Two vectors with exactly this cosine, in a random direction. */
function pairAt(cosine: number, dimensions: number, normal: () => number): [Float32Array, Float32Array] {
  const a = unitOf(Float32Array.from({ length: dimensions }, normal)) ?? new Float32Array();
  const other = Float32Array.from({ length: dimensions }, normal);
  const along = cosineOf(a, other);
  const across = unitOf(other.map((value, at) => value - along * (a[at] ?? 0))) ?? new Float32Array();
  return [a, a.map((value, at) => cosine * value + Math.sqrt(1 - cosine ** 2) * (across[at] ?? 0))];
}

const shared = (a: readonly number[], b: readonly number[]): number => a.filter((key) => b.includes(key)).length;

describe('the keys of a vector', () => {
  test.each([[0.92, 48], [0.92, 384], [0.92, 1536], [0.85, 256], [0.8, 100]])('find what is promised of the pairs at cosine %d with %d dimensions', (cosine, dimensions) => {
    const [recall, pairs] = [0.99, 1500];
    const bands = bandsFor(cosine, recall);
    const normal = normals(dimensions);
    let found = 0;
    for (let at = 0; at < pairs; at += 1) {
      const [a, b] = pairAt(cosine, dimensions, normal);
      if (shared(signKeys(a, bands), signKeys(b, bands)) > 0) found += 1;
    }
    // Three standard deviations of a share of .99 in 1,500 pairs are .0077.
    expect(found / pairs).toBeGreaterThan(recall - 0.0077);
  }, 60_000);

  test('do so for vectors of few numbers that are not zero', () => {
    const bands = bandsFor(0.92, 0.99);
    const normal = normals(3);
    const spread = (vector: Float32Array, from: number): Float32Array => {
      const wide = new Float32Array(384);
      for (const [at, value] of vector.entries()) wide[(from + 97 * at) % 384] = value;
      return wide;
    };
    let found = 0;
    for (let at = 0; at < 1500; at += 1) {
      const [a, b] = pairAt(0.92, 2, normal);
      if (shared(signKeys(spread(a, at), bands), signKeys(spread(b, at), bands)) > 0) found += 1;
    }
    expect(found / 1500).toBeGreaterThan(0.99 - 0.0077);
  }, 60_000);

  test.each([[0.3, 384], [0.6, 384], [0.92, 384]])('agree in as many bits as the angle says at cosine %d', (cosine, dimensions) => {
    const bits = { bands: 800, bits: 1 };
    const normal = normals(7);
    let agreed = 0;
    for (let at = 0; at < 200; at += 1) {
      const [a, b] = pairAt(cosine, dimensions, normal);
      agreed += shared(signKeys(a, bits), signKeys(b, bits)) / bits.bands;
    }
    expect(agreed / 200).toBeCloseTo(sameSide(cosine), 2);
  }, 60_000);

  test('are equal for vectors in one direction, and 52-bit integers', () => {
    const vector = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 200 });
    fc.assert(fc.property(vector, fc.constantFrom(0.25, 2, 64), (values, factor) => {
      const bands = bandsFor(0.92, 0.99);
      const keys = signKeys(Float32Array.from(values), bands);
      expect(signKeys(Float32Array.from(values, (value) => value * factor), bands)).toEqual(keys);
      expect(new Set(keys).size).toBe(bands.bands);
      for (const key of keys) expect(Number.isInteger(key) && key >= 0 && key < 2 ** 52).toBe(true);
    }));
  });
});

describe('bits and bands', () => {
  test.each([[0.92, 20, 70], [0.85, 15, 83], [0.8, 13, 89]])('at cosine %d: %d bits in %d bands', (cosine, bits, bands) => {
    expect(bandsFor(cosine, 0.99)).toEqual({ bits, bands });
  });

  test('keep what they promise at every threshold, with few keys', () => {
    fc.assert(fc.property(fc.double({ min: 0.5, max: 0.999, noNaN: true }), fc.double({ min: 0.5, max: 0.9999, noNaN: true }), (cosine, recall) => {
      const chosen = bandsFor(cosine, recall);
      expect(recallOf(chosen, cosine)).toBeGreaterThanOrEqual(recall);
      expect(chosen.bands).toBeLessThanOrEqual(96);
      expect(paraphraseOptions.safeParse({ embeddings: 'x', cosine, recall }).success).toBe(true);
    }));
  });
});
