/**
 * The values at which age alone can turn a policy's answer: what `crossing` of the document scorer is asked about.
 * Kept so that the answer changes at the first moment at which the score is *below* an entry, or the age *at or above* one.
 */
export interface PolicyThresholds {
  readonly scores: readonly number[];
  readonly ageDays: readonly number[];
  /** The policy reads a score or an age in another way than comparing it with a number: it has to be asked every day. */
  readonly daily: boolean;
}

const COMPARISONS = ['==', '!=', '<', '<=', '>', '>='] as const;
export type ComparisonOperator = (typeof COMPARISONS)[number];

export const isComparisonOperator = (operator: string): operator is ComparisonOperator => COMPARISONS.some((known) => known === operator);

/** The least double above a finite one. */
export function nextUp(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? 1n : -1n));
  return bits.getFloat64(0);
}

/**
 * Where `ageing <operator> value` can change its answer. `s < x` and `s >= x` turn when s falls below x. `s <= x` and `s > x`
 * turn when s falls to x, which is below the least double above x. An age turns the same way, upwards.
 */
export function turningPoints(operator: ComparisonOperator, value: number): number[] {
  switch (operator) {
    case '<': case '>=': return [value];
    case '<=': case '>': return [nextUp(value)];
    case '==': case '!=': return [value, nextUp(value)];
  }
}

export interface ThresholdNotes {
  readonly scores: Set<number>;
  readonly ageDays: Set<number>;
  daily: boolean;
}

export function thresholdsOf(notes: ThresholdNotes): PolicyThresholds {
  const ascending = (values: Set<number>): readonly number[] => Object.freeze([...values].sort((a, b) => a - b));
  return Object.freeze({ scores: ascending(notes.scores), ageDays: ascending(notes.ageDays), daily: notes.daily });
}
