import type { KeyEntries } from './key-entries.js';

/** What a page begins with: how many entries it has and the least of their nodes, 32 bits each; then how many bits a step between keys and a node take. */
const HEADER_BYTES = 12;
const WORD_BYTES = 4;
const WORD = 2 ** 32;

interface Page { readonly size: number; readonly steps: number; readonly least: number; readonly stepBits: number; readonly nodeBits: number }

/** Where a column begins whose numbers take so many bits: whole bytes of each, and then what is left of each, bit to bit. */
interface Column { readonly bytes: number; readonly bits: number; readonly from: number; readonly bitsFrom: number; readonly end: number }

function columnAt(from: number, count: number, width: number): Column {
  const [bytes, bits] = [width >>> 3, width & 7];
  const bitsFrom = from + count * bytes;
  return { bytes, bits, from, bitsFrom, end: bitsFrom + Math.ceil((count * bits) / 8) };
}

function columnsOf({ size, steps, stepBits, nodeBits }: Page): { readonly step: Column; readonly node: Column } {
  const step = columnAt(HEADER_BYTES + Math.ceil(size / 8), steps, stepBits);
  return { step, node: columnAt(step.end, size, nodeBits) };
}

/** Bits that numbers up to `most` take. A logarithm is rounded, and would be a bit short just above a large power of two. */
function bitsFor(most: number): number {
  let bits = 0;
  while (2 ** bits <= most) bits += 1;
  return bits;
}

function measure({ keys, nodes }: KeyEntries): Page {
  let [steps, longest, least, greatest] = [0, 0, WORD - 1, 0];
  for (let at = 0, before = -1; at < keys.length; at += 1) {
    const [key, node] = [keys[at] ?? 0, nodes[at] ?? 0];
    if (key !== before) {
      steps += 1;
      longest = Math.max(longest, before < 0 ? key : key - before);
      before = key;
    }
    least = Math.min(least, node);
    greatest = Math.max(greatest, node);
  }
  return { size: keys.length, steps, least, stepBits: bitsFor(longest), nodeBits: bitsFor(greatest - least) };
}

/**
 * Entries, ascending by key, as a blob. Keys stand as steps from one to the next, and a bit for each entry says whether its key is another than
 * that of the entry before; nodes stand as what they are more than the least of them. All steps of a page take as many bits as its longest one, and
 * so do nodes: 5 to 6 bytes an entry instead of the 12 of its columns, and no branch for each byte. Low bytes first.
 */
export function packEntries(entries: KeyEntries): Buffer {
  const { keys, nodes } = entries;
  if (keys.length === 0) return Buffer.alloc(0);
  const page = measure(entries);
  const { step: stepColumn, node: nodeColumn } = columnsOf(page);
  const blob = new Uint8Array(nodeColumn.end);
  const view = new DataView(blob.buffer);
  view.setUint32(0, page.size, true);
  view.setUint32(WORD_BYTES, page.least, true);
  blob.set([page.stepBits, page.nodeBits], 2 * WORD_BYTES);
  for (let at = 0, before = -1, step = 0; at < page.size; at += 1) {
    const key = keys[at] ?? 0;
    if (key !== before) {
      const bits = HEADER_BYTES + (at >>> 3);
      blob[bits] = (blob[bits] ?? 0) | (1 << (at & 7));
      put(blob, stepColumn, step, before < 0 ? key : key - before);
      step += 1;
      before = key;
    }
    put(blob, nodeColumn, at, (nodes[at] ?? 0) - page.least);
  }
  return Buffer.from(blob.buffer);
}

function put(blob: Uint8Array, { bytes, bits, from, bitsFrom }: Column, at: number, number: number): void {
  let high = Math.floor(number / WORD);
  let low = number - high * WORD;
  for (let place = from + at * bytes; place < from + (at + 1) * bytes; place += 1) {
    blob[place] = low;
    low = (low >>> 8) | ((high & 0xff) << 24);
    high >>>= 8;
  }
  const bit = at * bits;
  const place = bitsFrom + (bit >>> 3);
  const left = (low & ((1 << bits) - 1)) << (bit & 7);
  if (bits === 0) return;
  blob[place] = (blob[place] ?? 0) | left;
  if ((bit & 7) + bits > 8) blob[place + 1] = (blob[place + 1] ?? 0) | (left >>> 8);
}

export function unpackEntries(packed: Uint8Array): KeyEntries {
  // Whole words are read, and what is not of the number is masked: the last one ends behind the blob.
  const blob = new Uint8Array(packed.length + WORD_BYTES);
  blob.set(packed);
  const view = new DataView(blob.buffer);
  const size = view.getUint32(0, true);
  const entries = { keys: new Float64Array(size), nodes: new Uint32Array(size) };
  if (size === 0) return entries;
  const { keys, nodes } = entries;
  const page = { size, steps: countNew(blob, size), least: view.getUint32(WORD_BYTES, true), stepBits: blob[2 * WORD_BYTES] ?? 0, nodeBits: blob[2 * WORD_BYTES + 1] ?? 0 };
  const { step: stepColumn, node: nodeColumn } = columnsOf(page);
  if (numbers.length < size) numbers = new Float64Array(size);
  take(view, nodeColumn, size, numbers);
  for (let at = 0; at < size; at += 1) nodes[at] = (numbers[at] ?? 0) + page.least;
  take(view, stepColumn, page.steps, numbers);
  for (let at = 0, key = 0, step = 0; at < size; at += 1) {
    if (((blob[HEADER_BYTES + (at >>> 3)] ?? 0) & (1 << (at & 7))) !== 0) {
      key += numbers[step] ?? 0;
      step += 1;
    }
    keys[at] = key;
  }
  return entries;
}

function countNew(blob: Uint8Array, size: number): number {
  let count = 0;
  for (let place = HEADER_BYTES; place < HEADER_BYTES + Math.ceil(size / 8); place += 1) for (let byte = blob[place] ?? 0; byte > 0; byte >>>= 1) count += byte & 1;
  return count;
}

/** Numbers of one column, for the next one again: pages come by the thousand. */
let numbers = new Float64Array(0);

function take(view: DataView, { bytes, bits, from, bitsFrom }: Column, count: number, into: Float64Array): void {
  const lowMask = bytes >= WORD_BYTES ? -1 : (1 << (8 * bytes)) - 1;
  const highMask = (1 << (8 * Math.max(0, bytes - WORD_BYTES))) - 1;
  const bitsMask = (1 << bits) - 1;
  const bitsWorth = 2 ** (8 * bytes);
  for (let at = 0; at < count; at += 1) {
    const place = from + at * bytes;
    let number = (view.getUint32(place, true) & lowMask) >>> 0;
    if (highMask !== 0) number += (view.getUint32(place + WORD_BYTES, true) & highMask) * WORD;
    if (bits !== 0) {
      const bit = at * bits;
      number += ((view.getUint16(bitsFrom + (bit >>> 3), true) >>> (bit & 7)) & bitsMask) * bitsWorth;
    }
    into[at] = number;
  }
}
