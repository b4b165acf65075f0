import { sentenceSpans, type Span } from '../../../core/index.js';
import { trimSpan, type Placed } from '../layout.js';
import { windowsOf } from '../windows.js';
import type { Measure } from './measure.js';

/** What a chunk is packed from: a whole block, a part of one (a sentence, a table row, a line of code) or a piece of a part. */
export interface Unit extends Span {
  readonly grain: 'block' | 'part' | 'piece';
  readonly block: Placed;
}

export function spanOf(units: readonly Unit[]): Span {
  return { start: units[0]?.start ?? 0, end: units.at(-1)?.end ?? 0 };
}

/** White space between a heading and what it heads is one token in the encodings at hand; two to be safe. */
const GAP_TOKENS = 2;

/**
 * What the blocks are packed from: headings, and tables and code of at most `wholeTokens`, as they are; running text as sentences; longer
 * tables and code as rows and lines; and a sentence, row or line over `maxTokens` as windows
 * that leave room for the heading before them.
 */
export function unitsOf(measure: Measure, blocks: readonly Placed[], { wholeTokens, maxTokens }: { readonly wholeTokens: number; readonly maxTokens: number }): readonly Unit[] {
  const units: Unit[] = [];
  let headings = 0;
  for (const block of blocks) {
    const whole: Unit = { start: block.start, end: block.end, grain: 'block', block };
    if (block.kind === 'heading' ? fits(measure, block, maxTokens) : isLined(block) && fits(measure, block, wholeTokens)) {
      units.push(whole);
      headings = block.kind === 'heading' ? headings + measure.tokens(block) + GAP_TOKENS : 0;
      continue;
    }
    const room = headings < maxTokens / 2 ? maxTokens - headings : maxTokens;
    headings = 0;
    for (const part of isLined(block) ? linesOf(measure.text, block) : sentencesOf(measure.text, block)) {
      if (fits(measure, part, maxTokens)) units.push({ ...part, grain: 'part', block });
      else for (const piece of windowsOf(measure.text, part, room, measure.count)) units.push({ ...piece, grain: 'piece', block });
    }
  }
  return units;
}

/** Whether a block is made of lines rather than of sentences. */
export function isLined({ kind }: Placed): boolean {
  return kind === 'table' || kind === 'code';
}

function fits(measure: Measure, span: Span, limit: number): boolean {
  return measure.cost(span, limit) <= limit;
}

function sentencesOf(text: string, within: Span): readonly Span[] {
  return sentenceSpans(text.slice(within.start, within.end)).map((span) => ({ start: within.start + span.start, end: within.start + span.end }));
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
