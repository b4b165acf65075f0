import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWeak, sharesEnough, strongKey, weakKey } from '../../src/core/index.js';

describe('sharesEnough', () => {
  it('asks for a share of the weak keys of the one with fewer, and for one at least', () => {
    expect(sharesEnough(1, 20, 4, 0.25)).toBe(true);
    expect(sharesEnough(1, 20, 5, 0.25)).toBe(false);
    expect(sharesEnough(0, 20, 4, 0.25)).toBe(false);
    expect(sharesEnough(0, 20, 0, 0.25)).toBe(false);
  });

  it('does not depend on the order, and finds keys like themselves', () => {
    const count = fc.integer({ min: 1, max: 30 });
    fc.assert(fc.property(count, count, count, fc.double({ min: 0.01, max: 1, noNaN: true }), (shared, a, b, share) => {
      expect(sharesEnough(shared, a, b, share)).toBe(sharesEnough(shared, b, a, share));
      expect(sharesEnough(a, a, a, share)).toBe(true);
    }));
  });

  it('tells keys of 52 bits apart by their last bit', () => {
    expect([strongKey(2 ** 52 - 1), weakKey(2 ** 52 - 2), strongKey(4), weakKey(5)]).toEqual([2 ** 52 - 2, 2 ** 52 - 1, 4, 5]);
    expect([2 ** 52 - 2, 2 ** 52 - 1].map(isWeak)).toEqual([false, true]);
  });
});
