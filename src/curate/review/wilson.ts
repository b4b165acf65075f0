/** 97.5% quantile of the normal distribution: 95% two-sided. */
const Z = 1.959964;

/** Wilson's score interval (1927) of a share at 95%, as [low, high] within 0..1; [0, 1] of nothing. It holds for few trials too, and for none or all of them. */
export function wilsonInterval(successes: number, trials: number): readonly [low: number, high: number] {
  if (trials === 0) return [0, 1];
  const share = successes / trials;
  const square = Z * Z;
  const centre = (share + square / (2 * trials)) / (1 + square / trials);
  const half = (Z / (1 + square / trials)) * Math.sqrt((share * (1 - share)) / trials + square / (4 * trials * trials));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}
