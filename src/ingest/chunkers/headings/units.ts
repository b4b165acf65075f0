import { sentenceSpans, type Span } from '../../../core/index.js';
import { trimSpan, type Placed } from '../layout.js';
import { windowsOf } from '../windows.js';
import type { Measure } from './measure.js';

/** What a chunk is packed from: a whole block, a part of one (a sentence, a table row, a line of code) or a piece of a part. */
export interface Unit extends Span {
  readonly grain: 'block' | 'part' | 'piece';
  readonly block: Placed;
}

/** Units of one chunk, in order; never empty. */
export type Packed = readonly Unit[];

export function spanOf(units: readonly Unit[]): Span {
  return { start: units[0]?.start ?? 0, end: units.at(-1)?.end ?? 0 };
}

export function blockUnit(block: Placed): Unit {
  return { start: block.start, end: block.end, grain: 'block', block };
}

/** The next finer units that make up a unit, in order; a piece has none and is returned as it is. */
export function finer({ text, count }: Measure, unit: Unit, maxTokens: number): readonly Unit[] {
  if (unit.grain === 'piece') return [unit];
  const spans = unit.grain === 'block' ? partsOf(text, unit) : windowsOf(text, unit, maxTokens, count);
  const grain = unit.grain === 'block' ? 'part' : 'piece';
  return spans.map((span) => ({ ...span, grain, block: unit.block }));
}

/** The smallest units that are not cut unless one alone is over the limit. */
function partsOf(text: string, unit: Unit): readonly Span[] {
  if (unit.block.kind === 'table' || unit.block.kind === 'code') return linesOf(text, unit);
  return sentenceSpans(text.slice(unit.start, unit.end)).map((span) => ({ start: unit.start + span.start, end: unit.start + span.end }));
}

function linesOf(text: string, within: Span): readonly Span[] {
  const lines: Span[] = [];
  let start = within.start;
  while (start < within.end) {
    const found = text.indexOf('\n', start);
    const end = found < 0 || found >= within.end ? within.end : found;
    const line = trimSpan(text, start, end);
    if (line.start < line.end) lines.push(line);
    start = end + 1;
  }
  return lines;
}
