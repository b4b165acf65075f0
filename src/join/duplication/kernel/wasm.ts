import { KERNEL } from './binary.js';
import { unitClasses, unitMarks } from './classes.js';
import { digestOf } from './digest.js';
import { foldText, foldedUnits } from './fold.js';
import type { Sketch, SketchShape } from './sketch.js';

/** A place in the module's memory, in bytes. */
interface Place { readonly value: number }

/** What `assembly/index.ts` exports. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly CLASSES: Place;
  readonly MARKS: Place;
  readonly FOLDED: Place;
  readonly PERMUTATIONS: Place;
  readonly RESULTS: Place;
  readonly textAt: Place;
  readonly layOut: (units: number) => number;
  readonly sketch: (length: number, shingleWords: number, hashes: number, folded: number) => number;
  readonly normalise: (length: number) => number;
}

type Run = (text: string, shape: SketchShape) => Sketch;

const PAGE = 65_536;
/** The kernel takes hashes by sixteen: four vectors of four. */
const LANES = 16;
/** Memory is laid out for texts of so many units at first. */
const FIRST_UNITS = 16_384;

/** `WebAssembly` as Node has it; TypeScript knows it from the libraries of browsers only. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

/** The kernel over its own memory; `null` where WebAssembly or its SIMD is missing. */
export function wasmKernel({ multipliers, addends }: { multipliers: Int32Array; addends: Int32Array }): Run | null {
  const kernel = instance();
  if (kernel === null) return null;
  const { memory, layOut, sketch, normalise } = kernel;
  const results = kernel.RESULTS.value / 4;
  let capacity = 0;
  let textAt = 0;
  let bytes = Buffer.alloc(0);
  let numbers = new Int32Array(0);
  const reserve = (units: number): void => {
    const missing = Math.ceil((layOut(units) - memory.buffer.byteLength) / PAGE);
    if (missing > 0) memory.grow(missing);
    capacity = units;
    textAt = kernel.textAt.value;
    bytes = Buffer.from(memory.buffer);
    numbers = new Int32Array(memory.buffer);
  };
  reserve(FIRST_UNITS);
  bytes.set(unitClasses(), kernel.CLASSES.value);
  bytes.set(unitMarks(), kernel.MARKS.value);
  new Uint16Array(memory.buffer).set(foldedUnits(), kernel.FOLDED.value / 2);
  numbers.set(multipliers, kernel.PERMUTATIONS.value / 4);
  numbers.set(addends, kernel.PERMUTATIONS.value / 4 + multipliers.length);
  const copy = copies();
  const digest = (length: number): string => {
    const size = normalise(length);
    return digestOf(bytes.subarray(textAt, textAt + Math.abs(size)), size < 0);
  };
  const run = (text: string, { shingleWords, hashes, digest: wanted = false }: SketchShape, folded: 0 | 1): Sketch | null => {
    if (text.length > capacity) reserve(Math.ceil(text.length * 1.5));
    // Copied and widened in one go: no other encoding is as fast and tells ASCII from the rest.
    bytes.write(text, textAt, 'utf16le');
    const lanes = Math.ceil(hashes / LANES) * LANES;
    const wordCount = sketch(text.length, shingleWords, lanes, folded);
    if (wordCount < 0) return null;
    const count = wordCount === 0 ? 0 : Math.max(1, wordCount - shingleWords + 1);
    const all = copy(numbers.subarray(results, results + lanes + count));
    return { wordCount, sequence: all.subarray(lanes), values: all.subarray(0, hashes), digest: wanted ? digest(text.length) : '' };
  };
  return (text, shape) => {
    // Most texts that are not ASCII hold dashes, quotation marks and accents, which fold by themselves.
    const sketched = run(text, shape, 0) ?? run(foldText(text), shape, 1);
    if (sketched === null) throw new Error('a folded text was folded again');
    return sketched;
  };
}

/** Numbers that are handed out stand together in arrays of so many: an array of its own for each costs as much as half the kernel. */
const POOLED = 16_384;

/** Copies of numbers that stay when those change. */
function copies(): (numbers: Int32Array) => Int32Array {
  let pool = new Int32Array(POOLED);
  let used = 0;
  return (numbers) => {
    const count = numbers.length;
    if (count > POOLED / 8) return numbers.slice();
    if (used + count > POOLED) {
      pool = new Int32Array(POOLED);
      used = 0;
    }
    pool.set(numbers, used);
    used += count;
    return pool.subarray(used - count, used);
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
