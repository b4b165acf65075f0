/** With fewer past changes than this, their spread says little. */
export const LEAST_HISTORY = 5;
/** What the spread of past changes is taken to be at least: a source that never changed would make an outlier of a single document. */
const LEAST_SPREAD = 0.01;
/** Makes the median absolute deviation of a normal distribution its standard deviation: 1 / Φ⁻¹(3/4). */
const MAD_TO_SIGMA = 1.4826;

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return ((sorted[middle] ?? NaN) + (sorted[sorted.length - 1 - middle] ?? NaN)) / 2;
}

/**
 * How far `change` is from past ones, in robust standard deviations: a few past outliers move neither the median nor the median absolute deviation
 * (Iglewicz and Hoaglin, 1993). `null` = too few past changes to say.
 */
export function robustZ(change: number, past: readonly number[]): number | null {
  if (past.length < LEAST_HISTORY) return null;
  const middle = medianOf(past);
  const spread = MAD_TO_SIGMA * medianOf(past.map((value) => Math.abs(value - middle)));
  return (change - middle) / Math.max(spread, LEAST_SPREAD);
}
