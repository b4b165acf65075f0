import { readFileSync } from 'node:fs';
import type { EpochStatistics } from '../../../core/index.js';
import { weightOf } from '../subject.js';
import type { Difference } from '../differences.js';
import { alignmentOf } from './alignment.js';
import { pointedAt } from './difference.js';
import { Weights } from './facts.js';
import { featureNames, featuresOf, type Side } from './features.js';
import { flatten, probabilityOf, type FlatTrees, type Trees } from './trees.js';

export type { Side } from './features.js';

let made: FlatTrees | null = null;

/** What `bench/train/contradiction.ts` wrote, for the features as `featuresOf` gives them; read at the first use. */
function model(): FlatTrees {
  if (made === null) {
    const trees = JSON.parse(readFileSync(new URL('trees.json', import.meta.url), 'utf8')) as Trees;
    made = flatten(trees, trees.features.map((name) => featureNames().indexOf(name)));
  }
  return made;
}

const weights = new WeakMap<EpochStatistics, Weights>();

/** ln(1 + N / n) / ln(2 + N): near 1 for a lemma that stands in one chunk, near 0 for one that stands in all. The model was trained with it. */
export function weightsOf(statistics: EpochStatistics): Weights {
  const known = weights.get(statistics);
  if (known !== undefined) return known;
  const scale = Math.log(2 + Math.max(1, statistics.nodes));
  const fresh = new Weights((lemma) => weightOf(lemma, statistics) / scale);
  weights.set(statistics, fresh);
  return fresh;
}

/**
 * How sure (0..1) the model is that the two cannot both be true, whichever comes first. Not a share of pairs like it that are contradictions: only the order counts.
 * What is below `least` may be told as less than it is.
 */
export function contradictionOf(a: Side, b: Side, statistics: EpochStatistics, least = 0): number {
  const features = isTurned(a, b) ? featuresOf(b, a, weightsOf(statistics)) : featuresOf(a, b, weightsOf(statistics));
  return probabilityOf(model(), features, least);
}

/** What to show people of a pair that no typed difference explains; `null` where there is nothing to point at. */
export function differenceBetween(a: Side, b: Side, statistics: EpochStatistics): Difference | null {
  if (isTurned(a, b)) {
    const turned = differenceBetween(b, a, statistics);
    return turned === null ? null : { ...turned, a: turned.b, b: turned.a };
  }
  const weights = weightsOf(statistics);
  return pointedAt(a.claim, b.claim, alignmentOf(weights.factsOf(a.claim).tokens, weights.factsOf(b.claim).tokens));
}

/** Whether the second claim is the first by its words: some numbers of a pair (what stands in which order) differ with the side that they are read from. */
function isTurned({ claim: { words: ours } }: Side, { claim: { words: theirs } }: Side): boolean {
  const at = ours.findIndex((word, index) => word !== theirs[index]);
  return at === -1 ? false : (ours[at] ?? '') > (theirs[at] ?? '');
}
