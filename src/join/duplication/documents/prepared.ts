import { bodyStart, sha256, type JoinInput } from '../../../core/index.js';
import { isSign, scanSigns } from '../../../core/language/index.js';
import { foldText, signatureKernel, type SignatureKernel } from '../kernel/index.js';
import { bandKeys, setOf, shingleKey } from '../minhash.js';
import { foldOf, isIgnored } from '../prepared.js';
import { documentBanding, type DocumentCopiesOptions } from './options.js';
import { placed, type Placed } from './passage.js';

/** A document as this join sees it: its text without the front matter, which tells of the document and is alike in all of a folder. */
export interface PreparedDocument {
  /** The text that is compared; it ends where the document does. */
  readonly body: string;
  readonly wordCount: number;
  /** Equal for documents with the same text, whatever its letters' case and its white space. */
  readonly identity: string;
  /** One number for the words in their order. */
  readonly fold: number;
  /** MinHash values of the shingles, one a row of a band. */
  readonly values: Int32Array;
  /** The shingles, each once, ascending. */
  readonly set: Int32Array;
  /** Those of the lowest hashes: what the document is found by. */
  readonly lowest: Int32Array;
  /** The shingles in order, with their places in `body`. */
  readonly placed: Placed;
  /** The signs (ticks, operators, currencies) in order, as one text. */
  readonly signs: string;
}

/**
 * Shingles of a document that are keys. The lowest of two documents are a sample of what both have (bottom-k: Broder 1997; Cohen and
 * Kaplan, PODC 2007): of texts of n and m shingles, n <= m, that share s, some s * 64 / m are keys of both. A page of 300 shingles
 * that has a fifth of them from one of 800 shares 5 with it on average; one key that is not common makes the pair. Twice as many
 * find hardly more and are twice the rows.
 */
const MOST_KEYS = 64;

let kernel: SignatureKernel | undefined;

export function prepare(input: JoinInput, options: DocumentCopiesOptions): PreparedDocument {
  kernel ??= signatureKernel();
  const { bands, rows } = documentBanding(options);
  const body = input.text.slice(bodyStart(input.text));
  const { wordCount, sequence, values } = kernel.sketch(body, { shingleWords: options.shingleWords, hashes: bands * rows });
  return new Lazily(body, options.shingleWords, { wordCount, sequence, values });
}

/** What only documents with a candidate, or with an edge, are asked for is made when they are. */
class Lazily implements PreparedDocument {
  readonly wordCount: number;
  readonly identity: string;
  readonly fold: number;
  readonly values: Int32Array;
  readonly set: Int32Array;
  #placed: Placed | undefined;
  #signs: string | undefined;

  constructor(readonly body: string, private readonly width: number, { wordCount, sequence, values }: { wordCount: number; sequence: Int32Array; values: Int32Array }) {
    this.wordCount = wordCount;
    this.values = values;
    this.fold = foldOf(sequence);
    this.identity = `${sha256(foldText(body).replace(/\s+/gu, ' ').trim())} ${this.fold}`;
    this.set = setOf(sequence);
  }

  get lowest(): Int32Array {
    return this.set.subarray(0, MOST_KEYS);
  }

  get placed(): Placed {
    return (this.#placed ??= placed(this.body, this.width));
  }

  get signs(): string {
    return (this.#signs ??= scanSigns(this.body).folded.filter(isSign).join(' '));
  }
}

export function nodeOf({ path }: JoinInput, prepared: PreparedDocument, options: DocumentCopiesOptions): string | null {
  return prepared.wordCount < options.minWords || isIgnored(path, options) ? null : prepared.identity;
}

/** Bands, one of which makes a pair, and the lowest shingles, one of which does unless it is common. */
export function keysOf(prepared: PreparedDocument, options: DocumentCopiesOptions): Set<number> {
  return new Set([...bandKeys(prepared.values, documentBanding(options)), ...Array.from(prepared.lowest, shingleKey)]);
}
