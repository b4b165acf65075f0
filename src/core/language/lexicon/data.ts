import { readFileSync } from 'node:fs';

/** A word as WordNet has it. All ascending. */
export interface Entry {
  readonly number: number;
  readonly senses: Int32Array;
  /** Kinds that its senses are of, one step up, and two. */
  readonly kinds: Int32Array;
  readonly wider: Int32Array;
  /** Numbers of words derived of the same word ("approve", "approval"), and of its opposites. */
  readonly derived: Int32Array;
  readonly opposites: Int32Array;
}

const DIMENSIONS = 48;

const file = (name: string): URL => new URL(name, import.meta.url);

/** What `bench/train/lexicon.ts` made of WordNet and of word vectors. Files are read at once, a word is taken apart when it is asked for: most of them never are. */
export class Lexicon {
  readonly #lines: readonly string[];
  readonly #numbers = new Map<string, number>();
  readonly #entries = new Map<number, Entry>();
  /** Two kinds of each sense, -1 for none. */
  readonly #steps: Int32Array;
  readonly #rows: ReadonlyMap<string, number>;
  readonly #vectors: Int8Array;

  constructor() {
    this.#lines = readFileSync(file('relations.txt'), 'utf8').trimEnd().split('\n').slice(1);
    for (const [number, line] of this.#lines.entries()) this.#numbers.set(line.slice(0, line.indexOf('\t')), number);
    const steps = readFileSync(file('steps.bin'));
    this.#steps = new Int32Array(steps.buffer.slice(steps.byteOffset, steps.byteOffset + steps.length));
    this.#rows = new Map(readFileSync(file('vectors.txt'), 'utf8').trimEnd().split('\n').map((lemma, row) => [lemma, row]));
    const vectors = readFileSync(file('vectors.bin'));
    this.#vectors = new Int8Array(vectors.buffer, vectors.byteOffset, vectors.length);
  }

  entry(lemma: string): Entry | undefined {
    const number = this.#numbers.get(lemma);
    if (number === undefined) return undefined;
    const known = this.#entries.get(number);
    if (known !== undefined) return known;
    const [, own = '', derived = '', opposites = ''] = (this.#lines[number] ?? '').split('\t');
    const senses = sorted(own === '' ? [] : own.split(' ').map((one) => Number.parseInt(one, 36)));
    const kinds = this.#above(senses);
    const fresh: Entry = { number, senses, kinds, wider: this.#above(kinds), derived: this.#named(derived), opposites: this.#named(opposites) };
    this.#entries.set(number, fresh);
    return fresh;
  }

  /** Cosine, -1..1; 0 for a word without a vector. */
  similarity(a: string, b: string): number {
    const [one, other] = [this.#rows.get(a), this.#rows.get(b)];
    if (one === undefined || other === undefined) return 0;
    let [dot, ofA, ofB] = [0, 0, 0];
    for (let at = 0; at < DIMENSIONS; at += 1) {
      const [x, y] = [this.#vectors[one * DIMENSIONS + at] ?? 0, this.#vectors[other * DIMENSIONS + at] ?? 0];
      dot += x * y;
      ofA += x * x;
      ofB += y * y;
    }
    return dot / (Math.sqrt(ofA * ofB) || 1);
  }

  #above(senses: Int32Array): Int32Array {
    return sorted([...senses].flatMap((sense) => [this.#steps[2 * sense] ?? -1, this.#steps[2 * sense + 1] ?? -1]).filter((kind) => kind >= 0));
  }

  #named(field: string): Int32Array {
    return sorted(field.split(' ').flatMap((lemma) => this.#numbers.get(lemma) ?? []));
  }
}

function sorted(ids: readonly number[]): Int32Array {
  return Int32Array.from(new Set(ids)).sort();
}
