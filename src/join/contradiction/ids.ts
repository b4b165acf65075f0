/** Lemmas as hashes in ascending order: a fifth of the memory of a set of texts, and two of them are compared in one pass. */

/** FNV-1a over UTF-16 units, as a signed 32-bit integer. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash | 0;
}

/** Each once. */
export function idsOf(lemmas: Iterable<string>): Int32Array {
  const ids = new Set<number>();
  for (const lemma of lemmas) ids.add(hash32(lemma));
  return Int32Array.from(ids).sort();
}

export function hasId(ids: Int32Array, id: number): boolean {
  let [low, high] = [0, ids.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ids[middle] ?? 0) < id) low = middle + 1;
    else high = middle;
  }
  return ids[low] === id;
}

/** How many ids both have. */
export function sharedCount(a: Int32Array, b: Int32Array): number {
  let count = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const left = a[i] ?? 0;
    const right = b[j] ?? 0;
    if (left === right) count += 1;
    if (left <= right) i += 1;
    if (right <= left) j += 1;
  }
  return count;
}

/** Share (0..1) of the smaller list that the other has; `null` where one is empty. */
export function sharedShare(a: Int32Array, b: Int32Array): number | null {
  const smaller = Math.min(a.length, b.length);
  return smaller === 0 ? null : sharedCount(a, b) / smaller;
}
