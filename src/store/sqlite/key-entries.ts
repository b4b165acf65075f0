/** Keys with the node that has each, in columns. */
export interface KeyEntries {
  /** 52-bit integers. */
  readonly keys: Float64Array;
  readonly nodes: Uint32Array;
  /** How many weak keys the node has, 65,535 at most: pairs that share too few of them are passed over without a look at the nodes. */
  readonly weak: Uint16Array;
  /** The highest bits of the node's place in the order of its buckets: whoever cannot be among the first of a large bucket need not be looked up. */
  readonly order: Uint16Array;
}

const ENTRY_BYTES = 16;
/** Places in the order of buckets have 52 bits. */
const ORDER_STEP = 2 ** 36;

export const orderBits = (orderHash: number): number => Math.floor(orderHash / ORDER_STEP);

const MOST_WEAK = 0xffff;
const HALF = 2 ** 32;
/** Fewer entries than these are sorted by comparing: counting digits would take longer. */
const FEW = 512;
/** A digit of the radix sort: 2^11 counters stay in the first-level cache. */
const DIGIT_BITS = 11;
const DIGITS = 2 ** DIGIT_BITS;

const columns = (size: number): KeyEntries => ({ keys: new Float64Array(size), nodes: new Uint32Array(size), weak: new Uint16Array(size), order: new Uint16Array(size) });

/** Entries in a buffer that grows. */
export class EntryBuffer {
  #columns: KeyEntries;
  length = 0;

  constructor(capacity = 1024) {
    this.#columns = columns(Math.max(1, capacity));
  }

  push(key: number, node: number, weak: number, order: number): void {
    const full = this.#columns;
    if (this.length === full.keys.length) {
      this.#columns = columns(2 * this.length);
      this.#columns.keys.set(full.keys);
      this.#columns.nodes.set(full.nodes);
      this.#columns.weak.set(full.weak);
      this.#columns.order.set(full.order);
    }
    this.#columns.keys[this.length] = key;
    this.#columns.nodes[this.length] = node;
    this.#columns.weak[this.length] = Math.min(weak, MOST_WEAK);
    this.#columns.order[this.length] = order;
    this.length += 1;
  }

  /** What is in it, without a copy: valid until the next `push` or `clear`. */
  view(): KeyEntries {
    const { keys, nodes, weak, order } = this.#columns;
    return { keys: keys.subarray(0, this.length), nodes: nodes.subarray(0, this.length), weak: weak.subarray(0, this.length), order: order.subarray(0, this.length) };
  }

  clear(): void {
    this.length = 0;
  }
}

/** Sorts entries by key, in place; entries of one key keep their order. Time and memory linear in their number (least significant digit first). */
export function sortEntries({ keys, nodes, weak, order }: KeyEntries): void {
  const places = keys.length < FEW ? placesOfFew(keys) : placesOf(keys);
  const unsorted = { keys: keys.slice(), nodes: nodes.slice(), weak: weak.slice(), order: order.slice() };
  for (let at = 0; at < places.length; at += 1) {
    const from = places[at] ?? 0;
    keys[at] = unsorted.keys[from] ?? 0;
    nodes[at] = unsorted.nodes[from] ?? 0;
    weak[at] = unsorted.weak[from] ?? 0;
    order[at] = unsorted.order[from] ?? 0;
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

/** Entries as a blob, one column behind the other, in the byte order of the machine. */
export function packEntries({ keys, nodes, weak, order }: KeyEntries): Buffer {
  const packed = new Uint8Array(keys.length * ENTRY_BYTES);
  let at = 0;
  for (const column of [keys, nodes, weak, order]) {
    packed.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
    at += column.byteLength;
  }
  return Buffer.from(packed.buffer);
}

export function unpackEntries(blob: Buffer): KeyEntries {
  // The columns must begin where their elements may.
  const { buffer, byteOffset, byteLength } = blob.byteOffset % Float64Array.BYTES_PER_ELEMENT === 0 ? blob : new Uint8Array(blob);
  const size = Math.floor(byteLength / ENTRY_BYTES);
  return {
    keys: new Float64Array(buffer, byteOffset, size), nodes: new Uint32Array(buffer, byteOffset + 8 * size, size),
    weak: new Uint16Array(buffer, byteOffset + 12 * size, size), order: new Uint16Array(buffer, byteOffset + 14 * size, size),
  };
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
