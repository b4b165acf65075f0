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

/** What `bench/train/lexicon.ts` made of WordNet and of word vectors, by lemma. */
export interface LexiconData {
  readonly entries: ReadonlyMap<string, Entry>;
  /** Of length 1 each. */
  readonly vectors: ReadonlyMap<string, Float32Array>;
}

const DIMENSIONS = 48;

let made: LexiconData | null = null;

/** Read at the first use; takes some 60 ms and 20 MB. */
export function lexiconData(): LexiconData {
  return (made ??= read());
}

const file = (name: string): URL => new URL(name, import.meta.url);

function read(): LexiconData {
  const [head = '', steps = ''] = readFileSync(file('relations.txt'), 'utf8').split('\n\n');
  const lines = head.split('\n').slice(1).map((line) => line.split('\t'));
  const numbers = new Map(lines.map(([lemma = ''], at) => [lemma, at]));
  const up = new Map(steps.trimEnd().split('\n').map((line): [number, number[]] => {
    const [id = 0, ...parents] = line.split(' ').map((one) => Number.parseInt(one, 36));
    return [id, parents];
  }));
  const climb = (ids: Iterable<number>): Int32Array => sorted([...ids].flatMap((id) => up.get(id) ?? []));
  const named = (field = ''): Int32Array => sorted(field.split(' ').flatMap((lemma) => numbers.get(lemma) ?? []));
  const entries = new Map(lines.map(([lemma = '', own = '', derived, opposites], number): [string, Entry] => {
    const senses = sorted(own === '' ? [] : own.split(' ').map((one) => Number.parseInt(one, 36)));
    const kinds = climb(senses);
    return [lemma, { number, senses, kinds, wider: climb(kinds), derived: named(derived), opposites: named(opposites) }];
  }));
  return { entries, vectors: vectorsOf() };
}

function sorted(ids: readonly number[]): Int32Array {
  return Int32Array.from(new Set(ids)).sort();
}

function vectorsOf(): Map<string, Float32Array> {
  const lemmas = readFileSync(file('vectors.txt'), 'utf8').trimEnd().split('\n');
  const bytes = readFileSync(file('vectors.bin'));
  const small = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  return new Map(lemmas.map((lemma, row) => {
    const vector = Float32Array.from(small.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS));
    const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0)) || 1;
    return [lemma, vector.map((value) => value / length)];
  }));
}
