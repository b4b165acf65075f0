import { safeIndex, type CountTokens } from '../../core/index.js';
import { spanCounter } from './spans.js';

/** A byte-pair encoding: token bytes by rank, and the regular expression that cuts text into pieces before merging. */
export interface Encoding {
  readonly ranks: readonly (string | readonly number[] | undefined)[];
  readonly pieces: RegExp;
}

/** Counts of short pieces are kept: ordinary text repeats its words. 100,000 x (128 chars + entry) is about 20 MB at worst. */
const MEMO_ENTRIES = 100_000;
const MEMO_PIECE_CHARS = 128;
/** Text is cut into pieces in stretches of about this many UTF-16 units, so that no array of pieces grows with the text. */
const STRETCH = 65_536;
/** The longest stretch: a regular expression overflows its stack on a single word of some millions of characters. */
const LONGEST_STRETCH = 262_144;
/** Up to this many bytes a scan over all pairs is faster than a heap. */
const SCAN_BYTES = 64;

/**
 * A counter for a byte-pair encoding: equal, for every text, to the length of what the encoding's own tokenizer
 * gives when special tokens such as `<|endoftext|>` are taken as plain text. Never throws. (A stretch of 262,144
 * UTF-16 units in which no space stands between two ASCII letters is cut there, which may add a token.)
 *
 * Merging never crosses the pieces of the encoding's pre-tokenizer, so the counts of pieces add up and can be memoised.
 * Long pieces (a base64 line) are merged with a heap, in O(n log n) of their bytes rather than the usual O(n^2).
 */
export function bpeCounter(encoding: Encoding): CountTokens {
  const ranks = rankTable(encoding.ranks);
  const memo = new Map<string, number>();
  const countPiece = (piece: string): number => {
    const known = memo.get(piece);
    if (known !== undefined) return known;
    const bytes = byteString(piece);
    const count = ranks.has(bytes) ? 1 : bytes.length <= SCAN_BYTES ? mergeByScan(bytes, ranks) : mergeByHeap(bytes, ranks);
    if (piece.length <= MEMO_PIECE_CHARS) {
      if (memo.size >= MEMO_ENTRIES) memo.clear();
      memo.set(piece, count);
    }
    return count;
  };
  const piecesOf = function* (text: string): Generator<readonly string[]> {
    for (const stretch of stretchesOf(text)) yield stretch.match(encoding.pieces) ?? [];
  };
  const count = (text: string): number => {
    let total = 0;
    for (const pieces of piecesOf(text)) for (const piece of pieces) total += countPiece(piece);
    return total;
  };
  return Object.assign(count, { over: (text: string) => spanCounter(text, piecesOf(text), countPiece, count) });
}

/** Cuts long text where the pre-tokenizer cuts it anyway: between a letter and a space with a letter behind it. */
function* stretchesOf(text: string): Generator<string> {
  let start = 0;
  while (text.length - start > STRETCH) {
    const cut = cutAfter(text, start);
    yield text.slice(start, cut);
    start = cut;
  }
  yield start === 0 ? text : text.slice(start);
}

function cutAfter(text: string, start: number): number {
  const limit = Math.min(text.length, start + LONGEST_STRETCH);
  for (let at = start + STRETCH; at < limit - 1; at += 1) {
    if (isAsciiLetter(text.charCodeAt(at - 1)) && text.charCodeAt(at) === 32 && isAsciiLetter(text.charCodeAt(at + 1))) return at;
  }
  return safeIndex(text, limit);
}

function isAsciiLetter(unit: number): boolean {
  const lower = unit | 32;
  return lower >= 97 && lower <= 122;
}

/** UTF-8 bytes as a string of one character a byte, so that a rank is one look-up. Lone surrogates become U+FFFD. */
function byteString(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function rankTable(ranks: Encoding['ranks']): Map<string, number> {
  const table = new Map<string, number>();
  ranks.forEach((token, rank) => {
    if (token !== undefined) table.set(typeof token === 'string' ? byteString(token) : Buffer.from(token).toString('latin1'), rank);
  });
  return table;
}

/** Merges the adjacent pair of lowest rank, leftmost first, until none is in the table; returns the number of tokens left. */
function mergeByScan(bytes: string, ranks: ReadonlyMap<string, number>): number {
  const starts = Array.from({ length: bytes.length + 1 }, (_, index) => index);
  const rankAt = (index: number): number => {
    const end = starts[index + 2];
    return end === undefined ? Infinity : (ranks.get(bytes.slice(starts[index], end)) ?? Infinity);
  };
  const pairs = starts.map((_, index) => rankAt(index));
  for (;;) {
    let best = -1;
    let lowest = Infinity;
    for (let index = 0; index < pairs.length; index += 1) {
      const rank = pairs[index] ?? Infinity;
      if (rank < lowest) {
        lowest = rank;
        best = index;
      }
    }
    if (best < 0) return starts.length - 1;
    starts.splice(best + 1, 1);
    pairs.splice(best + 1, 1);
    pairs[best] = rankAt(best);
    if (best > 0) pairs[best - 1] = rankAt(best - 1);
  }
}

/** The same by a heap of (rank, position) over a doubly linked list of parts; entries that no longer hold are skipped. */
function mergeByHeap(bytes: string, ranks: ReadonlyMap<string, number>): number {
  const length = bytes.length;
  const next = Int32Array.from({ length: length + 1 }, (_, index) => index + 1);
  const previous = Int32Array.from({ length: length + 1 }, (_, index) => index - 1);
  const current = new Float64Array(length + 1).fill(-1);
  const heap = new Heap();
  const at = (list: Int32Array, index: number): number => list[index] ?? length + 1;
  const offer = (start: number): void => {
    current[start] = -1;
    const middle = at(next, start);
    if (middle >= length) return;
    const rank = ranks.get(bytes.slice(start, at(next, middle)));
    if (rank === undefined) return;
    const key = rank * KEY_STEP + start;
    current[start] = key;
    heap.push(key);
  };
  for (let start = 0; start < length; start += 1) offer(start);
  let parts = length;
  for (let key = heap.pop(); key !== undefined; key = heap.pop()) {
    const start = key % KEY_STEP;
    if (current[start] !== key) continue;
    const middle = at(next, start);
    const after = at(next, middle);
    current[middle] = -1;
    next[start] = after;
    if (after <= length) previous[after] = start;
    parts -= 1;
    offer(start);
    const before = at(previous, start);
    if (start > 0) offer(before);
  }
  return parts;
}

/** Above any position and such that rank x step stays an exact integer: 2^18 ranks x 2^33 positions < 2^53. */
const KEY_STEP = 2 ** 33;

/** A binary min-heap of numbers. */
class Heap {
  readonly #items: number[] = [];

  push(item: number): void {
    const items = this.#items;
    let index = items.length;
    items.push(item);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = items[parent] ?? -Infinity;
      if (above <= item) break;
      items[index] = above;
      index = parent;
    }
    items[index] = item;
  }

  pop(): number | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (top === undefined || last === undefined || items.length === 0) return top;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      const child = (items[right] ?? Infinity) < (items[left] ?? Infinity) ? right : left;
      const below = items[child] ?? Infinity;
      if (below >= last) break;
      items[index] = below;
      index = child;
    }
    items[index] = last;
    return top;
  }
}
