import { foldText } from './fold.js';
import { mix } from './hash.js';
import { minima, shingles, words } from './plain.js';
import type { SignatureKernel } from './sketch.js';
import { wasmKernel } from './wasm.js';

export { foldText, isAscii } from './fold.js';
export { hashWord, mix } from './hash.js';
export type { SignatureKernel, Sketch } from './sketch.js';

/** Goes up whenever a text gets other values than before: part of the version that the store keeps beside its keys. */
export const SIGNATURE_VERSION = 2;

export const MOST_HASHES = 512;
/** Longer texts are sketched in JavaScript: the memory of a WebAssembly module never shrinks. */
const LONGEST_IN_WASM = 262_144;

/** The permutations `value * multiplier + addend` modulo 2^32, one a hash. */
export function permutations(): { multipliers: Int32Array; addends: Int32Array } {
  const multipliers = new Int32Array(MOST_HASHES);
  const addends = new Int32Array(MOST_HASHES);
  for (let k = 0; k < MOST_HASHES; k += 1) {
    multipliers[k] = mix(0x9e3779b9 + 2 * k) | 1;
    addends[k] = mix(0x7f4a7c15 - k);
  }
  return { multipliers, addends };
}

/** The kernel in JavaScript: what every platform has. */
export function javascriptKernel(): SignatureKernel {
  const { multipliers, addends } = permutations();
  return {
    name: 'javascript',
    sketch(text, { shingleWords, hashes }) {
      const found = words(foldText(text));
      const sequence = shingles(found, shingleWords);
      return { wordCount: found.length, sequence, values: minima(sequence, multipliers.subarray(0, hashes), addends.subarray(0, hashes)) };
    },
  };
}

/** The fastest kernel there is: WebAssembly with SIMD, or JavaScript where that does not compile or the text is very long. */
export function signatureKernel(): SignatureKernel {
  const plain = javascriptKernel();
  const fast = wasmKernel(permutations());
  if (fast === null) return plain;
  return {
    name: 'wasm-simd',
    sketch(text, shape) {
      return text.length > LONGEST_IN_WASM ? plain.sketch(text, shape) : fast(text, shape);
    },
  };
}
