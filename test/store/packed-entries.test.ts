import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packEntries, unpackEntries } from '../../src/store/sqlite/packed-entries.js';

const KEY = fc.oneof(fc.integer({ min: 0, max: 2 ** 32 }), fc.maxSafeInteger().map((number) => Math.abs(number) % 2 ** 52), fc.constantFrom(0, 1, 2 ** 32 - 1, 2 ** 32, 2 ** 50, 2 ** 50 + 1, 2 ** 52 - 1));
const NODE = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.constantFrom(0, 255, 256, 65_535, 65_536, 2 ** 24, 2 ** 32 - 1));

const entriesOf = (rows: readonly (readonly [number, number])[]): { keys: Float64Array; nodes: Uint32Array } => (
  { keys: Float64Array.from(rows, ([key]) => key), nodes: Uint32Array.from(rows, ([, node]) => node) });

describe('packed entries', () => {
  it('come back as they were, whatever keys and nodes there are', () => {
    fc.assert(fc.property(fc.array(fc.tuple(KEY, NODE), { maxLength: 60 }), fc.integer({ min: 1, max: 3 }), (rows, times) => {
      // Keys of several nodes are what buckets are of.
      const sorted = rows.flatMap((row) => Array.from({ length: times }, () => row)).sort((a, b) => a[0] - b[0]);
      expect(unpackEntries(packEntries(entriesOf(sorted)))).toEqual(entriesOf(sorted));
    }), { numRuns: 500 });
  });

  it('come back where a step is a large power of two', () => {
    for (const key of [2 ** 50, 2 ** 50 + 1, 2 ** 51, 2 ** 52 - 1]) expect(unpackEntries(packEntries(entriesOf([[key, 7]])))).toEqual(entriesOf([[key, 7]]));
  });

  it('come back from within a larger buffer, where a blob of a database may stand', () => {
    const rows = Array.from({ length: 50 }, (_, at) => [Math.floor(at / 3) * 1_000_003, at * 7] as const);
    const packed = packEntries(entriesOf(rows));
    const around = new Uint8Array(packed.length + 3);
    around.set(packed, 3);
    expect(unpackEntries(around.subarray(3))).toEqual(entriesOf(rows));
  });

  it('take little more than half of the bytes of their columns', () => {
    const rows = Array.from({ length: 4096 }, (_, at) => [at * 2 ** 33 + ((at * 2_654_435_761) % 2 ** 32), (at * 40_503) % 60_000] as const);
    expect(packEntries(entriesOf(rows)).length / rows.length).toBeLessThan(6.7);
  });
});
