/** Keys with the node that has each, in columns: a key is a 52-bit integer in a 64-bit float, a node number fits 32 bits. */
export interface KeyEntries {
  readonly keys: Float64Array;
  readonly nodes: Uint32Array;
}

export const ENTRY_BYTES = 12;
const HALF = 2 ** 32;
/** Fewer entries than these are sorted by comparing: counting digits would take longer. */
const FEW = 512;
/** A digit of the radix sort: 2^11 counters stay in the first-level cache. */
const DIGIT_BITS = 11;
const DIGITS = 2 ** DIGIT_BITS;

/** Entries in a buffer that grows. */
export class EntryBuffer {
  #keys: Float64Array;
  #nodes: Uint32Array;
  length = 0;

  constructor(capacity = 1024) {
    this.#keys = new Float64Array(capacity);
    this.#nodes = new Uint32Array(capacity);
  }

  push(key: number, node: number): void {
    if (this.length === this.#keys.length) {
      const [keys, nodes] = [this.#keys, this.#nodes];
      this.#keys = new Float64Array(2 * keys.length);
      this.#keys.set(keys);
      this.#nodes = new Uint32Array(2 * nodes.length);
      this.#nodes.set(nodes);
    }
    this.#keys[this.length] = key;
    this.#nodes[this.length] = node;
    this.length += 1;
  }

  /** What is in it, without a copy: valid until the next `push` or `clear`. */
  view(): KeyEntries {
    return { keys: this.#keys.subarray(0, this.length), nodes: this.#nodes.subarray(0, this.length) };
  }

  clear(): void {
    this.length = 0;
  }
}

/** Sorts entries by key, in place; entries of one key keep their order. Time and memory linear in their number (least significant digit first). */
export function sortEntries({ keys, nodes }: KeyEntries): void {
  if (keys.length < FEW) {
    sortFew(keys, nodes);
    return;
  }
  let [low, high, node] = [new Uint32Array(keys.length), new Uint32Array(keys.length), Uint32Array.from(nodes)];
  let [nextLow, nextHigh, nextNode] = [new Uint32Array(keys.length), new Uint32Array(keys.length), new Uint32Array(keys.length)];
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] ?? 0;
    low[at] = key >>> 0;
    high[at] = Math.floor(key / HALF);
  }
  const places = new Uint32Array(DIGITS);
  for (const [of, shift] of [['low', 0], ['low', DIGIT_BITS], ['low', 2 * DIGIT_BITS], ['high', 0], ['high', DIGIT_BITS]] as const) {
    const digits = of === 'low' ? low : high;
    if (!countDigits(digits, shift, places)) continue;
    for (let at = 0; at < digits.length; at += 1) {
      const digit = ((digits[at] ?? 0) >>> shift) & (DIGITS - 1);
      const to = places[digit] ?? 0;
      places[digit] = to + 1;
      nextLow[to] = low[at] ?? 0;
      nextHigh[to] = high[at] ?? 0;
      nextNode[to] = node[at] ?? 0;
    }
    [low, nextLow] = [nextLow, low];
    [high, nextHigh] = [nextHigh, high];
    [node, nextNode] = [nextNode, node];
  }
  for (let at = 0; at < keys.length; at += 1) keys[at] = (high[at] ?? 0) * HALF + (low[at] ?? 0);
  nodes.set(node);
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

function sortFew(keys: Float64Array, nodes: Uint32Array): void {
  const order = Array.from(keys.keys()).sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
  const [sortedKeys, sortedNodes] = [order.map((at) => keys[at] ?? 0), order.map((at) => nodes[at] ?? 0)];
  keys.set(sortedKeys);
  nodes.set(sortedNodes);
}

/** Entries as a blob: all keys, then all nodes, in the byte order of the machine. */
export function packEntries({ keys, nodes }: KeyEntries): Buffer {
  const packed = new Uint8Array(keys.length * ENTRY_BYTES);
  packed.set(new Uint8Array(keys.buffer, keys.byteOffset, keys.byteLength));
  packed.set(new Uint8Array(nodes.buffer, nodes.byteOffset, nodes.byteLength), keys.byteLength);
  return Buffer.from(packed.buffer);
}

export function unpackEntries(blob: Buffer): KeyEntries {
  // The columns must begin where their elements may.
  const bytes = blob.byteOffset % Float64Array.BYTES_PER_ELEMENT === 0 ? blob : new Uint8Array(blob);
  const size = Math.floor(bytes.byteLength / ENTRY_BYTES);
  return { keys: new Float64Array(bytes.buffer, bytes.byteOffset, size), nodes: new Uint32Array(bytes.buffer, bytes.byteOffset + 8 * size, size) };
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
