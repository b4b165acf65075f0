const PARTITIONS = 256;
/** Numbers in a piece: 2 KB, so that empty ones weigh half a megabyte. */
const PIECE = 256;

/** Numbers in typed arrays that are never made anew as they grow: 8 bytes each. */
class Numbers {
  readonly #pieces: Float64Array[] = [];
  #count = 0;

  push(value: number): void {
    const at = this.#count % PIECE;
    if (at === 0) this.#pieces.push(new Float64Array(PIECE));
    const piece = this.#pieces.at(-1);
    if (piece !== undefined) piece[at] = value;
    this.#count += 1;
  }

  sorted(): Float64Array {
    const all = new Float64Array(this.#pieces.length * PIECE);
    for (const [index, piece] of this.#pieces.entries()) all.set(piece, index * PIECE);
    return all.subarray(0, this.#count).sort();
  }
}

/**
 * In how many documents each term (a 52-bit hash) stands. Terms are kept as bare numbers and counted by sorting, since most stand in one
 * document only: 8 bytes for each term of each document, where a Map takes 50 and more. A document's subjects must come one after the other.
 */
export class DocumentCounts {
  readonly #partitions = Array.from({ length: PARTITIONS }, () => new Numbers());
  #document: string | null = null;
  #seen = new Set<number>();

  add(documentId: string, terms: Iterable<number>): void {
    if (documentId !== this.#document) {
      this.#document = documentId;
      this.#seen = new Set();
    }
    for (const term of terms) {
      if (this.#seen.has(term)) continue;
      this.#seen.add(term);
      this.#partitions[term % PARTITIONS]?.push(term);
    }
  }

  /** Terms in that many documents or more, with how many these are. */
  *from(least: number): Generator<readonly [term: number, documents: number]> {
    for (const partition of this.#partitions) {
      const terms = partition.sorted();
      for (let start = 0, end = 0; start < terms.length; start = end) {
        while (end < terms.length && terms[end] === terms[start]) end += 1;
        if (end - start >= least) yield [terms[start] ?? 0, end - start];
      }
    }
  }
}
