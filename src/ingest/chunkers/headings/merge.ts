import type { Limits } from './limits.js';
import type { Measure } from './measure.js';
import { finer, spanOf, type Packed, type Unit } from './units.js';

/** Merges a chunk under `minTokens` with its neighbour where both fit; a tiny last one else takes units from the one before. */
export function mergeTiny(measure: Measure, chunks: readonly Packed[], limits: Limits): readonly Packed[] {
  const merged: Packed[] = [];
  const sizes: number[] = [];
  for (const chunk of chunks) {
    const size = measure.tokens(spanOf(chunk));
    const before = merged.at(-1);
    const tiny = before !== undefined && (size < limits.minTokens || (sizes.at(-1) ?? 0) < limits.minTokens);
    const union: Packed | null = tiny ? [...before, ...chunk] : null;
    const unionSize = union === null ? Infinity : measure.tokens(spanOf(union));
    if (union !== null && unionSize <= limits.maxTokens) {
      merged[merged.length - 1] = union;
      sizes[sizes.length - 1] = unionSize;
    } else {
      merged.push(chunk);
      sizes.push(size);
    }
  }
  return limits.overlapTokens > 0 ? merged : feedLast(measure, merged, limits);
}

function feedLast(measure: Measure, chunks: readonly Packed[], limits: Limits): readonly Packed[] {
  const last = chunks.at(-1);
  const before = chunks.at(-2);
  if (last === undefined || before === undefined || measure.tokens(spanOf(last)) >= limits.minTokens) return chunks;
  const giver: Unit[] = before.flatMap((unit) => (unit.grain === 'block' ? finer(measure, unit, limits.maxTokens) : [unit]));
  const taker = [...last];
  while (giver.length > 1 && measure.tokens(spanOf(taker)) < limits.minTokens) {
    const unit = giver.pop();
    if (unit === undefined) break;
    taker.unshift(unit);
  }
  const fits = measure.tokens(spanOf(giver)) >= limits.minTokens && measure.tokens(spanOf(taker)) <= limits.maxTokens;
  return fits ? [...chunks.slice(0, -2), giver, taker] : chunks;
}
