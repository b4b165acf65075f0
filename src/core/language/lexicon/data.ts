import { readFileSync } from 'node:fs';

/** What `bench/train/lexicon.ts` made of WordNet and of word vectors, as it is looked up. */
export interface LexiconData {
  /** Lemma -> its number. */
  readonly numbers: ReadonlyMap<string, number>;
  /** By lemma, ascending: senses; kinds that they are of, one step up; two steps up. */
  readonly senses: readonly Int32Array[];
  readonly kinds: readonly Int32Array[];
  readonly wider: readonly Int32Array[];
  /** By lemma, ascending: lemmas derived of the same word ("approve", "approval"); opposites. */
  readonly derived: readonly Int32Array[];
  readonly opposites: readonly Int32Array[];
  /** Lemma -> its row of `vectors`. */
  readonly rows: ReadonlyMap<string, number>;
  /** Rows of `DIMENSIONS` numbers, of length 1 each. */
  readonly vectors: Float32Array;
}

export const DIMENSIONS = 48;

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
  const senses = lines.map(([, own = '']) => sorted(own === '' ? [] : own.split(' ').map((one) => Number.parseInt(one, 36))));
  const kinds = senses.map(climb);
  const named = (field: number): Int32Array[] => lines.map((line) => sorted((line[field] ?? '').split(' ').flatMap((lemma) => numbers.get(lemma) ?? [])));
  return { numbers, senses, kinds, wider: kinds.map(climb), derived: named(2), opposites: named(3), ...vectorsOf() };
}

function sorted(ids: readonly number[]): Int32Array {
  return Int32Array.from(new Set(ids)).sort();
}

function vectorsOf(): Pick<LexiconData, 'rows' | 'vectors'> {
  const rows = new Map(readFileSync(file('vectors.txt'), 'utf8').trimEnd().split('\n').map((lemma, row) => [lemma, row]));
  const bytes = readFileSync(file('vectors.bin'));
  const small = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  const vectors = new Float32Array(small.length);
  for (let row = 0; row < rows.size; row += 1) {
    let length = 0;
    for (let at = row * DIMENSIONS; at < (row + 1) * DIMENSIONS; at += 1) length += (small[at] ?? 0) ** 2;
    for (let at = row * DIMENSIONS; at < (row + 1) * DIMENSIONS; at += 1) vectors[at] = (small[at] ?? 0) / (Math.sqrt(length) || 1);
  }
  return { rows, vectors };
}
