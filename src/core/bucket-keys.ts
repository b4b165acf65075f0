/**
 * Bits of a bucket key. Of the keys of a million chunks, some 10^8, one in 100,000 is that of another by chance: a pair more that is looked at. Each byte more
 * would be one for each key of each node in the store.
 */
export const KEY_BITS = 44;

/** A bucket key from two 32-bit hashes. */
export const keyOfHalves = (high: number, low: number): number => (high & (2 ** (KEY_BITS - 32) - 1)) * 2 ** 32 + (low >>> 0);

/** A key as a strong one, which makes a pair by itself, or a weak one, of which a share is needed (`Join.bucket.weakShare`) or which counts only while few have it (`commonBeyond`). */
export const strongKey = (key: number): number => key - (key % 2);
export const weakKey = (key: number): number => key - (key % 2) + 1;

export const isWeak = (key: number): boolean => key % 2 === 1;

/** Whether two nodes that share no strong key are a pair by the number of weak ones they share, given how many each of them has. */
export function sharesEnough(shared: number, weakOfA: number, weakOfB: number, weakShare: number): boolean {
  return shared > 0 && shared >= weakShare * Math.min(weakOfA, weakOfB);
}
