/** A 52-bit key as a strong one, which makes a pair by itself, or a weak one, of which a share is needed (`Join.bucket.weakShare`) or which counts only while few have it (`commonBeyond`). */
export const strongKey = (key: number): number => key - (key % 2);
export const weakKey = (key: number): number => key - (key % 2) + 1;

export const isWeak = (key: number): boolean => key % 2 === 1;

/** Whether two nodes that share no strong key are a pair by the number of weak ones they share, given how many each of them has. */
export function sharesEnough(shared: number, weakOfA: number, weakOfB: number, weakShare: number): boolean {
  return shared > 0 && shared >= weakShare * Math.min(weakOfA, weakOfB);
}
