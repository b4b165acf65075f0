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

/** A lemma with all that is known of it. */
export interface Word {
  /** Its number in this process, from 0 on. */
  readonly id: number;
  readonly lemma: string;
  readonly entry: Entry | null;
  /** 48 numbers and their length; `null` and 0 for a word without. */
  readonly vector: Int8Array | null;
  readonly length: number;
}

const DIMENSIONS = 48;

const file = (name: string): URL => new URL(name, import.meta.url);

/** What `bench/train/lexicon.ts` made of WordNet and of word vectors. Files are read at once, a word is taken apart when it is asked for: most of them never are. */
export class Lexicon {
  readonly #lines: readonly string[];
  readonly #numbers = new Map<string, number>();
  /** Two kinds of each sense, -1 for none. */
  readonly #steps: Int32Array;
  readonly #rows: ReadonlyMap<string, number>;
  readonly #vectors: Int8Array;
  readonly #words = new Map<string, Word>();

  constructor() {
    this.#lines = readFileSync(file('relations.txt'), 'utf8').trimEnd().split('\n').slice(1);
    for (const [number, line] of this.#lines.entries()) this.#numbers.set(line.slice(0, line.indexOf('\t')), number);
    const steps = readFileSync(file('steps.bin'));
    this.#steps = new Int32Array(steps.buffer.slice(steps.byteOffset, steps.byteOffset + steps.length));
    this.#rows = new Map(readFileSync(file('vectors.txt'), 'utf8').trimEnd().split('\n').map((lemma, row) => [lemma, row]));
    const vectors = readFileSync(file('vectors.bin'));
    this.#vectors = new Int8Array(vectors.buffer, vectors.byteOffset, vectors.length);
  }

  /** One for a lemma, for as long as the process lives. */
  word(lemma: string): Word {
    const known = this.#words.get(lemma);
    if (known !== undefined) return known;
    const row = this.#rows.get(lemma);
    const vector = row === undefined ? null : this.#vectors.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS);
    const fresh: Word = { id: this.#words.size, lemma, entry: this.#entry(lemma), vector, length: vector === null ? 0 : Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0)) };
    this.#words.set(lemma, fresh);
    return fresh;
  }

  #entry(lemma: string): Entry | null {
    const number = this.#numbers.get(lemma);
    if (number === undefined) return null;
    const [, own = '', derived = '', opposites = ''] = (this.#lines[number] ?? '').split('\t');
    const senses = sorted(own === '' ? [] : own.split(' ').map((one) => Number.parseInt(one, 36)));
    const kinds = this.#above(senses);
    return { number, senses, kinds, wider: this.#above(kinds), derived: this.#named(derived), opposites: this.#named(opposites) };
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
