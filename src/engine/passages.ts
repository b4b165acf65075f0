import { wordsOf } from '../core/index.js';

/** Words in a run: few enough that an edit leaves most runs alone, enough that a run says something. */
export const RUN = 3;

/** Words without regard to case, form or what stands between them. */
export const foldedWords = (text: string): string[] => wordsOf(text.normalize('NFKC').toLowerCase());

/** Runs of three words, of a shorter text its words. */
export function runsOf(text: string): ReadonlySet<string> {
  const words = foldedWords(text);
  return new Set(words.length < RUN ? words : words.slice(RUN - 1).map((_, at) => words.slice(at, at + RUN).join(' ')));
}

/** A run as 32 bits (FNV-1a over its UTF-16 units). Of twenty million runs one in two hundred that is not there is taken to be. */
export function runHash(run: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < run.length; at += 1) hash = Math.imul(hash ^ run.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** Which runs there are in many texts, in four bytes each. */
export class RunTable {
  #hashes = new Uint32Array(1 << 16);
  #count = 0;
  #sorted = true;

  add(text: string): void {
    for (const run of runsOf(text)) {
      if (this.#count === this.#hashes.length) {
        const grown = new Uint32Array(this.#count * 2);
        grown.set(this.#hashes);
        this.#hashes = grown;
      }
      this.#hashes[this.#count] = runHash(run);
      this.#count += 1;
      this.#sorted = false;
    }
  }

  /** How many of a text's runs are there, 0..1; `null` of a text without words. */
  share(text: string): number | null {
    const runs = runsOf(text);
    if (runs.size === 0) return null;
    let found = 0;
    for (const run of runs) if (this.#has(runHash(run))) found += 1;
    return found / runs.size;
  }

  #has(hash: number): boolean {
    if (!this.#sorted) {
      this.#hashes.subarray(0, this.#count).sort();
      this.#sorted = true;
    }
    let [low, high] = [0, this.#count];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#hashes[middle] ?? 0) < hash) low = middle + 1;
      else high = middle;
    }
    return low < this.#count && this.#hashes[low] === hash;
  }
}
