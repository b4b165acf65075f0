/** Rank correlation and how sure it is. */
import { seeded } from './random.js';

/** Ranks from 1; equal values share the mean of theirs. */
export function ranksOf(values: readonly number[]): number[] {
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const ranks = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && order[to]!.value === order[from]!.value) to += 1;
    for (let at = from; at < to; at += 1) ranks[order[at]!.index] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}

/** Spearman's rho: Pearson's correlation of the ranks; `null` where one side does not vary. */
export function spearman(xs: readonly number[], ys: readonly number[]): number | null {
  const [a, b] = [ranksOf(xs), ranksOf(ys)];
  const middle = (xs.length + 1) / 2;
  let [products, squaresA, squaresB] = [0, 0, 0];
  for (const [index, rank] of a.entries()) {
    products += (rank - middle) * (b[index]! - middle);
    squaresA += (rank - middle) ** 2;
    squaresB += (b[index]! - middle) ** 2;
  }
  return squaresA === 0 || squaresB === 0 ? null : products / Math.sqrt(squaresA * squaresB);
}

export interface Interval { readonly value: number; readonly low: number; readonly high: number }

const RESAMPLES = 1000;

/**
 * A statistic over clusters with its 95% bootstrap interval: clusters are drawn with replacement, since pairs of one document are
 * no independent observations (percentile method, 1,000 resamples).
 */
export function bootstrapped<Cluster>(clusters: readonly Cluster[], statistic: (clusters: readonly Cluster[]) => number | null, seed: number): Interval {
  const random = seeded(seed);
  const draws: number[] = [];
  for (let round = 0; round < RESAMPLES; round += 1) {
    const value = statistic(clusters.map(() => clusters[Math.floor(random() * clusters.length)]!));
    if (value !== null) draws.push(value);
  }
  draws.sort((a, b) => a - b);
  const at = (share: number): number => draws[Math.min(draws.length - 1, Math.floor(share * draws.length))] ?? Number.NaN;
  return { value: statistic(clusters) ?? Number.NaN, low: at(0.025), high: at(0.975) };
}

export const intervalText = ({ value, low, high }: Interval): string => `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
