const PARTITIONS = 256;
const GROWTH = 1.5;

/** Numbers that grow in one typed array: 8 bytes each, and half as much again where it has just grown. */
class Numbers {
  #values = new Float64Array(8);
  #count = 0;

  push(value: number): void {
    if (this.#count === this.#values.length) {
      const larger = new Float64Array(Math.ceil(this.#count * GROWTH));
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#count] = value;
    this.#count += 1;
  }

  /** Ascending, in place. */
  sorted(): Float64Array {
    return this.#values.subarray(0, this.#count).sort();
  }
}

/**
 * In how many documents each term (a 52-bit hash) stands. Terms are kept as bare numbers and counted by sorting, since most stand in one
 * document only: some 12 bytes for each term of each document, where a Map takes 50 and more. A document's subjects must come one after the other.
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
