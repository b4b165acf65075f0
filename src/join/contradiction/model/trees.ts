/**
 * Gradient-boosted regression trees (Friedman 2001), as `bench/train` wrote them. In every tree node `at` asks whether feature `feature[at]` is at most
 * `split[at]`: yes goes to `left[at]`, no to `right[at]`; a node whose `left` is -1 gives `value[at]`, in log-odds.
 */
export interface Trees {
  readonly features: readonly string[];
  /** Log-odds before the first tree. */
  readonly base: number;
  readonly trees: readonly Tree[];
}

export interface Tree {
  readonly feature: readonly number[];
  readonly split: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly value: readonly number[];
}

/** 0..1, of numbers in the order of `features`. */
export function probabilityOf({ base, trees }: Trees, values: readonly number[]): number {
  let sum = base;
  for (const tree of trees) sum += valueOf(tree, values);
  return 1 / (1 + Math.exp(-sum));
}

function valueOf({ feature, split, left, right, value }: Tree, values: readonly number[]): number {
  let at = 0;
  for (;;) {
    const next = left[at] ?? -1;
    if (next < 0) return value[at] ?? 0;
    at = (values[feature[at] ?? 0] ?? 0) <= (split[at] ?? 0) ? next : (right[at] ?? 0);
  }
}
