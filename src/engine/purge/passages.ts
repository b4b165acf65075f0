import { createReadStream } from 'node:fs';

/** Bytes of a passage: long enough to be found in few texts by chance, short enough that what is left of a page has one. */
export const PASSAGE_BYTES = 20;
/** Read from a file at a time. */
const READ_BYTES = 4 << 20;
const BASE = 257;
/** BASE ** (PASSAGE_BYTES - 1), mod 2^32. */
const LEADING = Array.from({ length: PASSAGE_BYTES - 1 }).reduce<number>((power) => Math.imul(power, BASE), 1);
const FILTER_BITS = 22;

/** What JSON, XML and HTML write otherwise, and what lines are joined by. */
const WRITTEN_OTHERWISE = /[\u0000-\u001f"\\/<>&'\u007f\u2028\u2029]+/u;

/**
 * Passages of texts, each with the numbers of the texts that have it, and where else they are: found in any bytes by a rolling hash (Karp and Rabin, 1987) and compared byte by byte. A text is searched
 * for in pieces, since a file may hold parts of it, in pages, or with other marks between its lines.
 */
export class Passages {
  readonly #byHash = new Map<number, { readonly bytes: Buffer; readonly texts: Set<number> }[]>();
  readonly #filter = new Uint8Array(1 << (FILTER_BITS - 3));
  #count = 0;

  get size(): number {
    return this.#count;
  }

  add(text: string, number: number): void {
    for (const segment of text.split(WRITTEN_OTHERWISE)) {
      const bytes = Buffer.from(segment, 'utf8');
      for (let at = 0; at + PASSAGE_BYTES <= bytes.length; at += PASSAGE_BYTES) this.#put(bytes.subarray(at, at + PASSAGE_BYTES), number);
    }
  }

  /** How many passages each text has, by its number. */
  sizes(): ReadonlyMap<number, number> {
    const sizes = new Map<number, number>();
    for (const entries of this.#byHash.values()) for (const { texts } of entries) for (const number of texts) sizes.set(number, (sizes.get(number) ?? 0) + 1);
    return sizes;
  }

  #put(bytes: Buffer, number: number): void {
    const hash = hashOf(bytes);
    const same = this.#byHash.get(hash) ?? [];
    const known = same.find((entry) => entry.bytes.equals(bytes));
    if (known !== undefined) {
      known.texts.add(number);
      return;
    }
    this.#byHash.set(hash, [...same, { bytes: Buffer.from(bytes), texts: new Set([number]) }]);
    const bit = bitOf(hash);
    this.#filter[bit >>> 3] = (this.#filter[bit >>> 3] ?? 0) | (1 << (bit & 7));
    this.#count += 1;
  }

  /** The passages in some bytes, each as often as it is there. */
  * in(bytes: Uint8Array): Generator<Found> {
    if (bytes.length < PASSAGE_BYTES || this.#count === 0) return;
    let hash = hashOf(bytes.subarray(0, PASSAGE_BYTES));
    for (let at = 0; ; at += 1) {
      const bit = bitOf(hash);
      if (((this.#filter[bit >>> 3] ?? 0) & (1 << (bit & 7))) !== 0) {
        const found = this.#byHash.get(hash)?.find((entry) => entry.bytes.compare(bytes, at, at + PASSAGE_BYTES) === 0);
        if (found !== undefined) yield { passage: found.bytes, texts: found.texts, at };
      }
      const next = bytes[at + PASSAGE_BYTES];
      if (next === undefined) return;
      hash = (Math.imul((hash - Math.imul(bytes[at] ?? 0, LEADING)) | 0, BASE) + next) | 0;
    }
  }

  /** Forgets passages: what stands elsewhere by right proves nothing. */
  forget(passages: Iterable<Buffer>): void {
    for (const bytes of passages) {
      const hash = hashOf(bytes);
      const left = (this.#byHash.get(hash) ?? []).filter((entry) => !entry.bytes.equals(bytes));
      if (left.length < (this.#byHash.get(hash)?.length ?? 0)) this.#count -= 1;
      if (left.length === 0) this.#byHash.delete(hash);
      else this.#byHash.set(hash, left);
    }
  }

  /** How many different passages a file holds. */
  async inFile(path: string, signal?: AbortSignal): Promise<number> {
    const found = new Set<string>();
    let rest = Buffer.alloc(0);
    for await (const piece of createReadStream(path, { highWaterMark: READ_BYTES }) as AsyncIterable<Buffer>) {
      signal?.throwIfAborted();
      const bytes = Buffer.concat([rest, piece]);
      for (const { passage } of this.in(bytes)) found.add(passage.toString('hex'));
      rest = bytes.subarray(Math.max(0, bytes.length - PASSAGE_BYTES + 1));
    }
    return found.size;
  }
}

export interface Found {
  readonly passage: Buffer;
  /** Numbers of the texts that have it. */
  readonly texts: ReadonlySet<number>;
  readonly at: number;
}

const bitOf = (hash: number): number => (hash ^ (hash >>> 11)) & ((1 << FILTER_BITS) - 1);

function hashOf(bytes: Uint8Array): number {
  let hash = 0;
  for (const byte of bytes) hash = (Math.imul(hash, BASE) + byte) | 0;
  return hash;
}
