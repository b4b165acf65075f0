/** Gradient boosting of regression trees for a yes-or-no question (Friedman 2001; splits by histograms and second-order gain as in XGBoost, Chen and Guestrin 2016). */
import { seeded } from '../lib/random.js';
import { flatten, probabilityOf, type FlatTrees, type Tree, type Trees } from '../../src/join/contradiction/model/trees.js';

export interface Example {
  readonly features: Readonly<Record<string, number>>;
  readonly yes: boolean;
  /** What it counts, 1 by default. */
  readonly weight?: number;
}

export interface BoostOptions {
  readonly trees: number;
  readonly depth: number;
  readonly rate: number;
  /** Added to the second derivatives of a leaf. */
  readonly lambda: number;
  readonly minHessian: number;
  /** Shares of the examples and of the features that a tree sees. */
  readonly rows: number;
  readonly columns: number;
  readonly seed: number;
}

/** How they were chosen: docs/adr/0017. */
export const BOOST: BoostOptions = { trees: 250, depth: 6, rate: 0.06, lambda: 2, minHessian: 4, rows: 0.7, columns: 0.5, seed: 7 };
const BINS = 48;

/** The same examples in the same order, the same options: the same trees. */
export function boost(examples: readonly Example[], given: Partial<BoostOptions> = {}): Trees {
  const options = { ...BOOST, ...given };
  const names = [...new Set(examples.flatMap(({ features }) => Object.keys(features)))].sort();
  const edges = names.map((name) => edgesOf(examples.map(({ features }) => features[name] ?? 0)));
  const binned = names.map((name, column) => Uint8Array.from(examples, ({ features }) => binOf(edges[column]!, features[name] ?? 0)));
  const weights = examples.map(({ weight = 1 }) => weight);
  const [yes, all] = [examples.reduce((sum, one, at) => sum + (one.yes ? weights[at]! : 0), 0), weights.reduce((sum, weight) => sum + weight, 0)];
  const base = Math.log((yes + 1) / (all - yes + 1));
  const margin = new Float64Array(examples.length).fill(base);
  const random = seeded(options.seed);
  const trees: Tree[] = [];
  for (let round = 0; round < options.trees; round += 1) {
    const gradient = new Float64Array(examples.length);
    const hessian = new Float64Array(examples.length);
    for (const [at, one] of examples.entries()) {
      const p = 1 / (1 + Math.exp(-margin[at]!));
      gradient[at] = weights[at]! * (p - Number(one.yes));
      hessian[at] = weights[at]! * Math.max(1e-6, p * (1 - p));
    }
    const rows = [...examples.keys()].filter(() => random() < options.rows);
    const columns = [...names.keys()].filter(() => random() < options.columns);
    const tree = grow(rows, columns, { binned, edges, gradient, hessian }, options);
    trees.push(tree);
    for (let at = 0; at < examples.length; at += 1) margin[at]! += leafOf(tree, binned, edges, at);
  }
  return { features: names, base: rounded(base), trees };
}

interface Grown { readonly binned: readonly Uint8Array[]; readonly edges: readonly (readonly number[])[]; readonly gradient: Float64Array; readonly hessian: Float64Array }

const rounded = (value: number): number => Number(value.toPrecision(6));

/** Values in the middle between neighbours, at most `BINS` of them, equally many examples between two. */
function edgesOf(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const distinct = [...new Set(sorted)];
  if (distinct.length <= BINS) return distinct.slice(1).map((value, at) => rounded((value + distinct[at]!) / 2));
  return [...new Set(Array.from({ length: BINS - 1 }, (_, at) => rounded(sorted[Math.floor(((at + 1) * sorted.length) / BINS)]!)))];
}

function binOf(edges: readonly number[], value: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= edges[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}

interface Building { feature: number[]; split: number[]; left: number[]; right: number[]; value: number[] }

function grow(rows: readonly number[], columns: readonly number[], data: Grown, options: BoostOptions): Tree {
  const tree: Building = { feature: [], split: [], left: [], right: [], value: [] };
  const add = (own: readonly number[], depth: number): number => {
    const at = tree.feature.length;
    let [g, h] = [0, 0];
    for (const row of own) {
      g += data.gradient[row]!;
      h += data.hessian[row]!;
    }
    tree.feature.push(0);
    tree.split.push(0);
    tree.left.push(-1);
    tree.right.push(-1);
    tree.value.push(rounded((-g / (h + options.lambda)) * options.rate));
    const best = depth >= options.depth ? null : bestSplit(own, columns, data, g, h, options);
    if (best === null) return at;
    tree.feature[at] = best.column;
    tree.split[at] = data.edges[best.column]![best.bin]!;
    const bins = data.binned[best.column]!;
    tree.left[at] = add(own.filter((row) => bins[row]! <= best.bin), depth + 1);
    tree.right[at] = add(own.filter((row) => bins[row]! > best.bin), depth + 1);
    return at;
  };
  add(rows, 0);
  return tree;
}

function bestSplit(rows: readonly number[], columns: readonly number[], { binned, edges, gradient, hessian }: Grown, g: number, h: number, { lambda, minHessian }: BoostOptions): { column: number; bin: number } | null {
  let best: { column: number; bin: number } | null = null;
  let gain = 1e-3;
  const whole = (g * g) / (h + lambda);
  for (const column of columns) {
    const size = edges[column]!.length + 1;
    if (size < 2) continue;
    const [gs, hs] = [new Float64Array(size), new Float64Array(size)];
    const bins = binned[column]!;
    for (const row of rows) {
      gs[bins[row]!]! += gradient[row]!;
      hs[bins[row]!]! += hessian[row]!;
    }
    let [gl, hl] = [0, 0];
    for (let bin = 0; bin < size - 1; bin += 1) {
      gl += gs[bin]!;
      hl += hs[bin]!;
      if (hl < minHessian || h - hl < minHessian) continue;
      const found = (gl * gl) / (hl + lambda) + ((g - gl) * (g - gl)) / (h - hl + lambda) - whole;
      if (found > gain) {
        gain = found;
        best = { column, bin };
      }
    }
  }
  return best;
}

function leafOf(tree: Tree, binned: readonly Uint8Array[], edges: readonly (readonly number[])[], row: number): number {
  let at = 0;
  while (tree.left[at]! >= 0) {
    const column = tree.feature[at]!;
    // The split is one of the column's edges: bins up to its own are on the left.
    at = binned[column]![row]! <= edges[column]!.indexOf(tree.split[at]!) ? tree.left[at]! : tree.right[at]!;
  }
  return tree.value[at]!;
}

const flat = new WeakMap<Trees, FlatTrees>();

function flatTrees(model: Trees): FlatTrees {
  const made = flat.get(model) ?? flatten(model, [...model.features.keys()]);
  flat.set(model, made);
  return made;
}

/** What the trees say of an example. */
export function told(model: Trees, { features }: Example): number {
  return probabilityOf(flatTrees(model), Float64Array.from(model.features, (name) => features[name] ?? 0));
}
