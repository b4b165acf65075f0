/** What the candidate search needs to know of a text. All of it is the same whichever kernel made it. */
export interface Sketch {
  /** Words, numbers' signs and characters of scripts without spaces among them. */
  readonly wordCount: number;
  /** Hashes of the shingles, in text order, repeated ones repeated. */
  readonly sequence: Int32Array;
  /** MinHash values of the shingles (Broder 1997), as many as were asked for. */
  readonly values: Int32Array;
}

export interface SignatureKernel {
  readonly name: 'wasm-simd' | 'javascript';
  /** @param hashes 0 (no values wanted) to 512 */
  sketch(text: string, shape: { readonly shingleWords: number; readonly hashes: number }): Sketch;
}
