/** Keys with the node that has each, in columns. */
export interface KeyEntries {
  /** Integers of `KEY_BITS` bits, and of 52 at most. */
  readonly keys: Float64Array;
  readonly nodes: Uint32Array;
}

const HALF = 2 ** 32;
/** Fewer entries than these are sorted by comparing: counting digits would take longer. */
const FEW = 512;
/** A digit of the radix sort: 2^11 counters stay in the first-level cache. */
const DIGIT_BITS = 11;
const DIGITS = 2 ** DIGIT_BITS;

const columns = (size: number): KeyEntries => ({ keys: new Float64Array(size), nodes: new Uint32Array(size) });

/** Entries in a buffer that grows. */
export class EntryBuffer {
  #columns: KeyEntries;
  length = 0;

  constructor(capacity = 1024) {
    this.#columns = columns(Math.max(1, capacity));
  }

  push(key: number, node: number): void {
    const full = this.#columns;
    if (this.length === full.keys.length) {
      this.#columns = columns(2 * this.length);
      this.#columns.keys.set(full.keys);
      this.#columns.nodes.set(full.nodes);
    }
    this.#columns.keys[this.length] = key;
    this.#columns.nodes[this.length] = node;
    this.length += 1;
  }

  /** What is in it, without a copy: valid until the next `push` or `clear`. */
  view(): KeyEntries {
    const { keys, nodes } = this.#columns;
    return { keys: keys.subarray(0, this.length), nodes: nodes.subarray(0, this.length) };
  }

  clear(): void {
    this.length = 0;
  }
}

/** Sorts entries by key, in place; entries of one key keep their order. Time and memory linear in their number (least significant digit first). */
export function sortEntries({ keys, nodes }: KeyEntries): void {
  const places = keys.length < FEW ? placesOfFew(keys) : placesOf(keys);
  const unsorted = { keys: keys.slice(), nodes: nodes.slice() };
  for (let at = 0; at < places.length; at += 1) {
    const from = places[at] ?? 0;
    keys[at] = unsorted.keys[from] ?? 0;
    nodes[at] = unsorted.nodes[from] ?? 0;
  }
}

/** The places of the keys in ascending order of the keys. */
function placesOf(keys: Float64Array): Uint32Array {
  const [low, high] = [new Uint32Array(keys.length), new Uint32Array(keys.length)];
  let [order, next] = [new Uint32Array(keys.length), new Uint32Array(keys.length)];
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] ?? 0;
    low[at] = key >>> 0;
    high[at] = Math.floor(key / HALF);
    order[at] = at;
  }
  const places = new Uint32Array(DIGITS);
  for (const [digits, shift] of [[low, 0], [low, DIGIT_BITS], [low, 2 * DIGIT_BITS], [high, 0], [high, DIGIT_BITS]] as const) {
    if (!countDigits(digits, shift, places)) continue;
    for (let at = 0; at < order.length; at += 1) {
      const from = order[at] ?? 0;
      const digit = ((digits[from] ?? 0) >>> shift) & (DIGITS - 1);
      const to = places[digit] ?? 0;
      places[digit] = to + 1;
      next[to] = from;
    }
    [order, next] = [next, order];
  }
  return order;
}

/** Where the first entry of each digit goes; `false` = all have the same. */
function countDigits(digits: Uint32Array, shift: number, places: Uint32Array): boolean {
  places.fill(0);
  for (let at = 0; at < digits.length; at += 1) {
    const digit = ((digits[at] ?? 0) >>> shift) & (DIGITS - 1);
    places[digit] = (places[digit] ?? 0) + 1;
  }
  if (places[((digits[0] ?? 0) >>> shift) & (DIGITS - 1)] === digits.length) return false;
  let sum = 0;
  for (let digit = 0; digit < DIGITS; digit += 1) {
    const count = places[digit] ?? 0;
    places[digit] = sum;
    sum += count;
  }
  return true;
}

function placesOfFew(keys: Float64Array): number[] {
  return Array.from(keys.keys()).sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
}

/** First place in ascending keys whose key is at least `key`, from `from` on; looks near `from` first. */
export function firstAtLeast(keys: Float64Array, key: number, from = 0): number {
  let step = 1;
  let low = from;
  let high = from;
  while (high < keys.length && (keys[high] ?? 0) < key) {
    low = high + 1;
    high += step;
    step *= 2;
  }
  high = Math.min(high, keys.length);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? 0) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
