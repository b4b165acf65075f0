/** What the candidate search needs to know of a text. All of it is the same whichever kernel made it. */
export interface Sketch {
  /** Words, numbers' signs and characters of scripts without spaces among them. */
  readonly wordCount: number;
  /** Hashes of the shingles, in text order, repeated ones repeated. */
  readonly sequence: Int32Array;
  /** MinHash values of the shingles (Broder 1997), as many as were asked for. */
  readonly values: Int32Array;
  /** Equal for texts that fold to the same but for white space; `''` = was not asked for. */
  readonly digest: string;
}

export interface SketchShape {
  readonly shingleWords: number;
  /** 0 (no values wanted) to 512 */
  readonly hashes: number;
  /** Whether `digest` is wanted; default no. */
  readonly digest?: boolean;
}

export interface SignatureKernel {
  readonly name: 'wasm-simd' | 'javascript';
  sketch(text: string, shape: SketchShape): Sketch;
}
