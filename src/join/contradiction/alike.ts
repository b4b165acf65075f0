import { lexiconWord } from '../../core/language/index.js';
import { cosineOf, unitOf } from '../../core/signs.js';
import type { Weighed } from './subject.js';

/** Statements of the other chunk that one is compared with where the embeddings of the two chunks are near. */
const MOST = 3;

/**
 * Of two chunks that are near by their embeddings: for each claim the three of the other side whose words have the most similar vectors (`lexiconWord`), whichever
 * side is looked from. Numbers of claims; each pair once.
 */
export function alikeOf(a: readonly Weighed[], b: readonly Weighed[]): (readonly [number, number])[] {
  const [ours, theirs] = [a.map(vectorOf), b.map(vectorOf)];
  const cosines = ours.map((one) => theirs.map((other) => (one === null || other === null ? -1 : cosineOf(one, other))));
  const chosen = new Set<number>();
  const choose = (found: readonly { readonly pair: number; readonly cosine: number }[]): void => {
    for (const { pair } of [...found].sort((x, y) => y.cosine - x.cosine || x.pair - y.pair).slice(0, MOST)) chosen.add(pair);
  };
  for (const [i, row] of cosines.entries()) choose(row.map((cosine, j) => ({ pair: i * b.length + j, cosine })));
  for (const j of b.keys()) choose(cosines.map((row, i) => ({ pair: i * b.length + j, cosine: row[j] ?? -1 })));
  return [...chosen].sort((x, y) => x - y).map((pair) => [Math.floor(pair / b.length), pair % b.length]);
}

/** The sum of its words' vectors, each by its weight, of unit length; `null` where none is known. */
function vectorOf({ claim, squares }: Weighed): Float32Array | null {
  let sum: Float32Array | null = null;
  for (const [at, lemma] of claim.lemmas.entries()) {
    const { vector, length } = lexiconWord(lemma);
    if (vector === null) continue;
    sum ??= new Float32Array(vector.length);
    const weight = Math.sqrt(squares[at] ?? 0) / (length || 1);
    for (let axis = 0; axis < vector.length; axis += 1) sum[axis] = (sum[axis] ?? 0) + weight * (vector[axis] ?? 0);
  }
  return sum === null ? null : unitOf(sum);
}
