import { KERNEL } from './binary.js';
import { unitClasses } from './classes.js';
import type { Sketch } from './sketch.js';

/** What `assembly/index.ts` exports; all places are bytes in its memory. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  words(classes: number, text: number, length: number, out: number): number;
  shingles(from: number, count: number, width: number, out: number): number;
  minima(from: number, count: number, multipliers: number, addends: number, hashes: number, out: number): void;
}

type Run = (folded: string, shape: { readonly shingleWords: number; readonly hashes: number }) => Sketch;

const PAGE = 65_536;
/** The kernel takes hashes by sixteen: four vectors of four. */
const LANES = 16;
/** The first page is the module's own. */
const CLASSES = PAGE;

/** `WebAssembly` as Node has it; TypeScript knows it from the libraries of browsers only. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

/** The kernel over its own memory; `null` where WebAssembly or its SIMD is missing. The text must be folded. */
export function wasmKernel({ multipliers, addends }: { multipliers: Int32Array; addends: Int32Array }): Run | null {
  const made = instance();
  if (made === null) return null;
  const multipliersAt = CLASSES + PAGE;
  const addendsAt = multipliersAt + multipliers.byteLength;
  const valuesAt = addendsAt + addends.byteLength;
  const textAt = valuesAt + multipliers.byteLength;
  let bytes = reserve(made, textAt);
  bytes.set(unitClasses(), CLASSES);
  new Int32Array(bytes.buffer).set(multipliers, multipliersAt / 4);
  new Int32Array(bytes.buffer).set(addends, addendsAt / 4);
  return (folded, { shingleWords, hashes }) => {
    const { length } = folded;
    const wordsAt = aligned(textAt + 2 * length);
    const sequenceAt = wordsAt + 4 * length;
    // At most one word a unit, at most one shingle a word.
    if (sequenceAt + 4 * length > bytes.length) bytes = reserve(made, sequenceAt + 4 * length);
    bytes.write(folded, textAt, 'utf16le');
    const wordCount = made.words(CLASSES, textAt, length, wordsAt);
    const count = made.shingles(wordsAt, wordCount, shingleWords, sequenceAt);
    made.minima(sequenceAt, count, multipliersAt, addendsAt, Math.ceil(hashes / LANES) * LANES, valuesAt);
    return {
      wordCount, sequence: new Int32Array(bytes.buffer.slice(sequenceAt, sequenceAt + 4 * count)),
      values: new Int32Array(bytes.buffer.slice(valuesAt, valuesAt + 4 * hashes)),
    };
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
