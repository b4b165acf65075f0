import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sharesEnough, strongKey, weakKey } from '../../src/core/index.js';

const set = (...keys: number[]): Set<number> => new Set(keys);

describe('sharesEnough', () => {
  it('takes one strong key', () => {
    expect(sharesEnough(set(2, 1, 3, 5, 7), set(2, 9, 11, 13, 15), 0.5)).toBe(true);
  });

  it('asks for a share of the weak keys of the one with fewer, and for one at least', () => {
    const many = set(4, ...Array.from({ length: 20 }, (_, at) => 2 * at + 1));
    expect(sharesEnough(many, set(6, 1, 101, 103, 105), 0.25)).toBe(true);
    expect(sharesEnough(many, set(6, 1, 101, 103, 105, 107), 0.25)).toBe(false);
    expect(sharesEnough(many, set(6, 101), 0.25)).toBe(false);
    expect(sharesEnough(many, set(6), 0.25)).toBe(false);
  });

  it('does not depend on the order, and finds a key set like itself', () => {
    const keys = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { minLength: 1 }).map((list) => new Set(list));
    fc.assert(fc.property(keys, keys, fc.double({ min: 0.01, max: 1, noNaN: true }), (a, b, share) => {
      expect(sharesEnough(a, b, share)).toBe(sharesEnough(b, a, share));
      expect(sharesEnough(a, a, share)).toBe(true);
    }));
  });

  it('tells keys of 52 bits apart by their last bit', () => {
    expect([strongKey(2 ** 52 - 1), weakKey(2 ** 52 - 2), strongKey(4), weakKey(5)]).toEqual([2 ** 52 - 2, 2 ** 52 - 1, 4, 5]);
  });
});
