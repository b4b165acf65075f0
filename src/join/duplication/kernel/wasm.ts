import { KERNEL } from './binary.js';
import { unitClasses } from './classes.js';
import { foldText, foldedUnits } from './fold.js';
import type { Sketch } from './sketch.js';

type Sketcher = (classes: number, text: number, length: number, width: number, words: number, shingles: number, permutations: number, hashes: number, values: number) => number;

/** What `assembly/index.ts` exports; all places are bytes in its memory. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly sketchAscii: Sketcher;
  readonly sketch: Sketcher;
  fold(units: number, text: number, length: number): number;
}

type Run = (text: string, shape: { readonly shingleWords: number; readonly hashes: number }) => Sketch;

const PAGE = 65_536;
/** The kernel takes hashes by sixteen: four vectors of four. */
const LANES = 16;
/** The first page is the module's own. */
const CLASSES = PAGE;
const FOLDED = CLASSES + PAGE;
const PERMUTATIONS = FOLDED + 2 * PAGE;

/** `WebAssembly` as Node has it; TypeScript knows it from the libraries of browsers only. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

/** The kernel over its own memory; `null` where WebAssembly or its SIMD is missing. */
export function wasmKernel({ multipliers, addends }: { multipliers: Int32Array; addends: Int32Array }): Run | null {
  const made = instance();
  if (made === null) return null;
  const valuesAt = PERMUTATIONS + multipliers.byteLength + addends.byteLength;
  const textAt = valuesAt + multipliers.byteLength;
  let bytes = reserve(made, textAt);
  let numbers = new Int32Array(bytes.buffer);
  const copy = copies();
  const room = (size: number): void => {
    if (size <= bytes.length) return;
    bytes = reserve(made, size);
    numbers = new Int32Array(bytes.buffer);
  };
  bytes.set(unitClasses(), CLASSES);
  new Uint16Array(bytes.buffer).set(foldedUnits(), FOLDED / 2);
  numbers.set(multipliers, PERMUTATIONS / 4);
  numbers.set(addends, PERMUTATIONS / 4 + multipliers.length);
  const run = (sketcher: Sketcher, length: number, width: number, { shingleWords, hashes }: { readonly shingleWords: number; readonly hashes: number }): Sketch => {
    const wordsAt = aligned(textAt + width * length);
    // At most one word a unit, at most one shingle a word.
    const shinglesAt = aligned(wordsAt + 4 * length);
    room(shinglesAt + 4 * length);
    const wordCount = sketcher(CLASSES, textAt, length, shingleWords, wordsAt, shinglesAt, PERMUTATIONS, Math.ceil(hashes / LANES) * LANES, valuesAt);
    const count = wordCount === 0 ? 0 : Math.max(1, wordCount - shingleWords + 1);
    return { wordCount, sequence: copy(numbers, shinglesAt / 4, count), values: copy(numbers, valuesAt / 4, hashes) };
  };
  return (text, shape) => {
    // UTF-8 has as many bytes as the text has units where all of it is ASCII, and only there.
    room(textAt + 3 * text.length + LANES);
    if (bytes.write(text, textAt, 'utf8') === text.length) return run(made.sketchAscii, text.length, 1, shape);
    bytes.write(text, textAt, 'utf16le');
    // Most texts that are not ASCII hold dashes, quotation marks and accents, which fold by themselves.
    if (made.fold(FOLDED, textAt, text.length) === 1) return run(made.sketch, text.length, 2, shape);
    const folded = foldText(text);
    room(textAt + 2 * folded.length);
    bytes.write(folded, textAt, 'utf16le');
    return run(made.sketch, folded.length, 2, shape);
  };
}

/** Numbers that are handed out stand together in arrays of so many: an array of its own for each costs as much as half the kernel. */
const POOLED = 16_384;

/** Copies of a part of `numbers` that stay when those change. */
function copies(): (numbers: Int32Array, from: number, count: number) => Int32Array {
  let pool = new Int32Array(POOLED);
  let used = 0;
  return (numbers, from, count) => {
    if (count > POOLED / 8) return numbers.slice(from, from + count);
    if (used + count > POOLED) {
      pool = new Int32Array(POOLED);
      used = 0;
    }
    const part = pool.subarray(used, used + count);
    for (let at = 0; at < count; at += 1) part[at] = numbers[from + at] ?? 0;
    used += count;
    return part;
  };
}

function instance(): Exports | null {
  const api = (globalThis as { WebAssembly?: WebAssemblyApi }).WebAssembly;
  if (api === undefined) return null;
  try {
    return new api.Instance(new api.Module(Buffer.from(KERNEL, 'base64'))).exports as Exports;
  } catch {
    // No SIMD, or a policy that forbids compiling: JavaScript gives the same.
    return null;
  }
}

const aligned = (place: number): number => Math.ceil(place / 16) * 16;

/** The memory as bytes, at least `size` of them and room to grow into. */
function reserve({ memory }: Exports, size: number): Buffer<ArrayBuffer> {
  const missing = Math.ceil((size * 1.5 - memory.buffer.byteLength) / PAGE);
  if (missing > 0) memory.grow(missing);
  return Buffer.from(memory.buffer);
}
