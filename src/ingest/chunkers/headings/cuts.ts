/** A run of units to be cut into chunks. Sizes and limits in tokens; costs have no unit: only their sum over a way to cut is compared. */
export interface Cuttable {
  readonly count: number;
  /** Tokens of the chunk of units `from` to `to - 1`; grows with `to`. */
  size(from: number, to: number): number;
  /** What a cut before a unit costs: 0..1 where it is a matter of taste, more where it must be avoided. */
  cutCost(before: number): number;
  readonly maxTokens: number;
  readonly minTokens: number;
}

/**
 * The size aimed at, as a share of the limit: filling every chunk leaves no choice of where to cut. Chunks over it cost more than chunks under
 * it, since what a question does not ask for is retrieved with the rest. The three were chosen on ten sizes of 150 to 512 tokens.
 */
const AIM = 0.72;
const OVER_COST = 1.5;
const UNDER_COST = 0.4;
/** A chunk below `minTokens` costs more than any choice of cuts. */
const TINY_COST = 40;

/**
 * Where to cut, ascending: the starts of all chunks but the first. Of all ways to cut in which no chunk is over the limit (but for single
 * units), the one with the least sum of what cuts cost and how far chunks are from the size aimed at, by dynamic programming.
 */
export function bestCuts(units: Cuttable): readonly number[] {
  const least = new Float64Array(units.count + 1).fill(Infinity);
  const startOf = new Int32Array(units.count + 1);
  least[0] = 0;
  for (let end = 1; end <= units.count; end += 1) {
    for (let start = end - 1; start >= 0; start -= 1) {
      const size = units.size(start, end);
      if (size > units.maxTokens && start < end - 1) break;
      const cost = (least[start] ?? 0) + sizeCost(size, units) + (start === 0 ? 0 : units.cutCost(start));
      if (cost >= (least[end] ?? 0)) continue;
      least[end] = cost;
      startOf[end] = start;
    }
  }
  const cuts: number[] = [];
  for (let start = startOf[units.count] ?? 0; start > 0; start = startOf[start] ?? 0) cuts.unshift(start);
  return cuts;
}

function sizeCost(size: number, { maxTokens, minTokens }: Cuttable): number {
  const off = size / (AIM * maxTokens) - 1;
  return (off > 0 ? OVER_COST : UNDER_COST) * off * off + (size < minTokens ? TINY_COST : 0);
}
