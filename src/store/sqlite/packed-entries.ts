import type { KeyEntries } from './key-entries.js';

/** What a page begins with: how many entries it has and the least of their nodes, 32 bits each; then how many bytes a step between keys and a node take. */
const HEADER_BYTES = 12;
const WIDTHS_AT = 8;
const WORD_BYTES = 4;
const WORD = 2 ** 32;

type Columns = Readonly<Record<'isNew' | 'steps' | 'nodes' | 'end', number>>;

interface Widths { readonly step: number; readonly node: number }

/** Where the columns of a page begin. */
function columnsOf(size: number, steps: number, widths: Widths): Columns {
  const stepsFrom = HEADER_BYTES + Math.ceil(size / 8);
  const nodes = stepsFrom + steps * widths.step;
  return { isNew: HEADER_BYTES, steps: stepsFrom, nodes, end: nodes + size * widths.node };
}

const bytesFor = (most: number): number => Math.max(1, Math.ceil(Math.log2(most + 1) / 8));

function measure({ keys, nodes }: KeyEntries): { readonly steps: number; readonly least: number; readonly widths: Widths } {
  let [steps, longest, least, greatest] = [0, 0, WORD - 1, 0];
  for (let at = 0, before = -1; at < keys.length; at += 1) {
    const [key, node] = [keys[at] ?? 0, nodes[at] ?? 0];
    if (key !== before) {
      steps += 1;
      const step = before < 0 ? key : key - before;
      if (step > longest) longest = step;
      before = key;
    }
    if (node < least) least = node;
    if (node > greatest) greatest = node;
  }
  return { steps, least, widths: { step: Math.max(WORD_BYTES, bytesFor(longest)), node: bytesFor(greatest - least) } };
}

/**
 * Entries, ascending by key, as a blob. Keys stand as steps from one to the next, and a bit for each entry says whether its key is another than
 * that of the entry before; nodes stand as what they are more than the least of them. All steps of a page take as many bytes as its longest one, and
 * so do nodes: some 6 bytes an entry instead of the 12 of its columns, and no branch for each byte. Low bytes first.
 */
export function packEntries(entries: KeyEntries): Buffer {
  const { keys, nodes } = entries;
  const size = keys.length;
  if (size === 0) return Buffer.alloc(0);
  const { steps, least, widths } = measure(entries);
  const columns = columnsOf(size, steps, widths);
  const blob = new Uint8Array(columns.end);
  const view = new DataView(blob.buffer);
  view.setUint32(0, size, true);
  view.setUint32(WORD_BYTES, least, true);
  blob.set([widths.step, widths.node], WIDTHS_AT);
  for (let at = 0, before = -1, place = columns.steps; at < size; at += 1) {
    const key = keys[at] ?? 0;
    if (key === before) continue;
    const bits = columns.isNew + (at >>> 3);
    blob[bits] = (blob[bits] ?? 0) | (1 << (at & 7));
    const step = before < 0 ? key : key - before;
    const high = Math.floor(step / WORD);
    view.setUint32(place, step - high * WORD, true);
    for (let byte = WORD_BYTES; byte < widths.step; byte += 1) blob[place + byte] = high >>> (8 * (byte - WORD_BYTES));
    place += widths.step;
    before = key;
  }
  for (let at = 0; at < size; at += 1) {
    const node = (nodes[at] ?? 0) - least;
    for (let byte = 0; byte < widths.node; byte += 1) blob[columns.nodes + at * widths.node + byte] = node >>> (8 * byte);
  }
  return Buffer.from(blob.buffer);
}

export function unpackEntries(blob: Uint8Array): KeyEntries {
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  const size = blob.length === 0 ? 0 : view.getUint32(0, true);
  const entries = { keys: new Float64Array(size), nodes: new Uint32Array(size) };
  if (size === 0) return entries;
  const { keys, nodes } = entries;
  const least = view.getUint32(WORD_BYTES, true);
  const [stepWidth, nodeWidth] = [blob[WIDTHS_AT] ?? 0, blob[WIDTHS_AT + 1] ?? 0];
  let place = columnsOf(size, 0, { step: 0, node: 0 }).steps;
  for (let at = 0, key = 0; at < size; at += 1) {
    if (((blob[HEADER_BYTES + (at >>> 3)] ?? 0) & (1 << (at & 7))) !== 0) {
      let high = 0;
      for (let byte = stepWidth - 1; byte >= WORD_BYTES; byte -= 1) high = (high << 8) | (blob[place + byte] ?? 0);
      key += high * WORD + view.getUint32(place, true);
      place += stepWidth;
    }
    keys[at] = key;
  }
  for (let at = 0; at < size; at += 1, place += nodeWidth) {
    let node = 0;
    for (let byte = nodeWidth - 1; byte >= 0; byte -= 1) node = (node << 8) | (blob[place + byte] ?? 0);
    nodes[at] = (node >>> 0) + least;
  }
  return entries;
}
