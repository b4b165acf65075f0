/** A 52-bit key as a strong one, which makes a pair by itself, or a weak one, of which a share is needed (`Join.bucket.weakShare`) or which counts only while few have it (`commonBeyond`). */
export const strongKey = (key: number): number => key - (key % 2);
export const weakKey = (key: number): number => key - (key % 2) + 1;

export const isWeak = (key: number): boolean => key % 2 === 1;

/** Whether two nodes are a pair by the keys they share, when one shared key is not enough. Pure and symmetric. */
export function sharesEnough(a: ReadonlySet<number>, b: ReadonlySet<number>, weakShare: number): boolean {
  const [few, many] = a.size <= b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const key of few) {
    if (!many.has(key)) continue;
    if (!isWeak(key)) return true;
    shared += 1;
  }
  return shared > 0 && shared >= weakShare * Math.min(weakIn(a), weakIn(b));
}

function weakIn(keys: ReadonlySet<number>): number {
  let count = 0;
  for (const key of keys) if (isWeak(key)) count += 1;
  return count;
}
