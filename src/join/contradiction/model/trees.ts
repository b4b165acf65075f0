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

/** The same in a row of numbers: of a node its feature, its split or value, and where its two branches begin. */
export interface FlatTrees {
  readonly base: number;
  readonly roots: Int32Array;
  readonly feature: Int16Array;
  /** The split; of a leaf its value. */
  readonly number: Float64Array;
  /** -1 for a leaf. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** The most that the trees after each can add. */
  readonly rest: Float64Array;
}

/** @param columns Where each feature of the trees stands among the values that they will be asked about */
export function flatten({ base, trees }: Trees, columns: readonly number[]): FlatTrees {
  const nodes = trees.reduce((sum, tree) => sum + tree.feature.length, 0);
  const flat = { base, roots: new Int32Array(trees.length), feature: new Int16Array(nodes), number: new Float64Array(nodes), left: new Int32Array(nodes), right: new Int32Array(nodes), rest: new Float64Array(trees.length) };
  let from = 0;
  for (const [at, { feature, split, left, right, value }] of trees.entries()) {
    flat.roots[at] = from;
    for (const [node, asked] of feature.entries()) {
      const leaf = (left[node] ?? -1) < 0;
      flat.feature[from + node] = columns[asked] ?? 0;
      flat.number[from + node] = (leaf ? value[node] : split[node]) ?? 0;
      flat.left[from + node] = leaf ? -1 : from + (left[node] ?? 0);
      flat.right[from + node] = leaf ? -1 : from + (right[node] ?? 0);
    }
    from += feature.length;
  }
  for (let at = trees.length - 2; at >= 0; at -= 1) flat.rest[at] = (flat.rest[at + 1] ?? 0) + Math.max(...leavesOf(trees[at + 1]));
  return flat;
}

const leavesOf = (tree: Tree | undefined): number[] => tree?.value.filter((_, node) => (tree.left[node] ?? -1) < 0) ?? [];

/** 0..1. With `least`, whatever is certain to stay below it may be told as less than it is. */
export function probabilityOf({ base, roots, feature, number, left, right, rest }: FlatTrees, values: Float64Array, least = 0): number {
  const enough = least <= 0 ? -Infinity : Math.log(least / (1 - least));
  let sum = base;
  for (let tree = 0; tree < roots.length; tree += 1) {
    let at = roots[tree] ?? 0;
    for (let next = left[at] ?? -1; next >= 0; next = left[at] ?? -1) at = (values[feature[at] ?? 0] ?? 0) <= (number[at] ?? 0) ? next : (right[at] ?? 0);
    sum += number[at] ?? 0;
    if (sum + (rest[tree] ?? 0) < enough) break;
  }
  return 1 / (1 + Math.exp(-sum));
}
