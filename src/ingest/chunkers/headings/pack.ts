import type { Placed } from '../layout.js';
import { cohesionOf } from './cohesion.js';
import type { ContextOf } from './context.js';
import { bestCuts } from './cuts.js';
import type { Limits } from './limits.js';
import type { Measure } from './measure.js';
import { isLined, spanOf, unitsOf, type Unit } from './units.js';

/** A chunk: what it is made of, never empty, and what is embedded before it. */
export interface Packed {
  readonly units: readonly Unit[];
  readonly context: string;
}

/** What a cut costs. */
const COST = {
  /** Times the cohesion of the words on either side, 0..1. */
  cohesion: 1.5,
  /** Between sentences of one block, rather than between blocks. */
  within: 0.3,
  /** Between lines of a table or of code that go on. */
  lines: 0.6,
  /** After a heading, or a line that leads to what follows: of no use at the end of a chunk. */
  lead: 10,
} as const;

/**
 * Cuts the blocks of one section into chunks of at most `maxTokens`. A section that fits is one chunk. A longer one is cut where its subject
 * changes, between blocks rather than within them; never inside a sentence, table row or code line unless one alone is over the limit.
 * The limit holds for a chunk with its context, which is left out where a single sentence, row or line leaves no room for it.
 */
export function packSection(measure: Measure, blocks: readonly Placed[], limits: Limits, contextOf: ContextOf = () => ''): readonly Packed[] {
  const { maxTokens, overlapTokens } = limits;
  const [first, last] = [blocks[0], blocks.at(-1)];
  if (first === undefined || last === undefined) return [];
  const whole = blocks.map((block): Unit => ({ start: block.start, end: block.end, grain: 'block', block }));
  const context = contextOf(whole);
  if (measure.cost({ start: first.start, end: last.end }, maxTokens) <= maxTokens && measure.withContext(context, { start: first.start, end: last.end }) <= maxTokens) {
    return [{ units: whole, context }];
  }
  const units = unitsOf(measure, blocks, { wholeTokens: maxTokens - overlapTokens, maxTokens });
  return new Cutter(measure, units, limits, contextOf).cut(0, units.length, maxTokens);
}

/** A range of units. */
interface Range { readonly start: number; readonly end: number }

class Cutter {
  readonly #cohesion: Float64Array;
  /** Tokens of the units before each one, each with the gap before it. */
  readonly #before: Float64Array;
  /** Tokens of the context of a chunk that begins with each unit. */
  readonly #context: Float64Array;
  readonly #repeatFrom: Int32Array;

  constructor(private readonly measure: Measure, private readonly units: readonly Unit[], private readonly limits: Limits, private readonly contextOf: ContextOf) {
    this.#cohesion = cohesionOf(measure.text, units);
    this.#before = new Float64Array(units.length + 1);
    units.forEach((unit, index) => {
      this.#before[index + 1] = (this.#before[index] ?? 0) + measure.tokens({ start: units[index - 1]?.end ?? unit.start, end: unit.end });
    });
    this.#context = Float64Array.from(units, (_, index) => {
      const context = contextOf(units.slice(index, index + 1));
      return context === '' ? 0 : measure.count(context);
    });
    this.#repeatFrom = Int32Array.from(units, (_, index) => this.#overlapBefore(index));
  }

  /** Chunks of a range of units; each but the first may begin with what the one before ends with. */
  cut(from: number, to: number, limit: number): readonly Packed[] {
    const cuts = bestCuts({
      count: to - from, maxTokens: limit, minTokens: this.limits.minTokens,
      size: (start, end) => {
        const first = start === 0 ? from : Math.max(from, this.#repeatFrom[from + start] ?? 0);
        return (this.#context[first] ?? 0) + this.#sum(first, from + end);
      },
      cutCost: (before) => this.#cutCost(from + before),
    });
    const starts = [from, ...cuts.map((cut) => from + cut)];
    const made: Packed[] = [];
    for (const [index, start] of starts.entries()) {
      let repeated = index === 0 ? start : Math.min(start, Math.max(this.#repeatFrom[start] ?? start, (starts[index - 1] ?? 0) + 1));
      // One over the limit may have become two, and the second of them be repeated whole.
      const before = made.at(-1)?.units[0]?.start ?? -1;
      while (repeated < start && (this.units[repeated]?.start ?? 0) <= before) repeated += 1;
      made.push(...this.#withinLimit({ start: repeated, end: starts[index + 1] ?? to }, start, limit));
    }
    return made;
  }

  /** A tokenizer's counts need not add up: a chunk over the limit after all first gives up its overlap, then is cut for less. */
  #withinLimit(range: Range, ownStart: number, limit: number): readonly Packed[] {
    const units = this.units.slice(range.start, range.end);
    const context = this.contextOf(units);
    if (this.measure.withContext(context, spanOf(units)) <= this.limits.maxTokens) return [{ units, context }];
    if (units.length === 1) return [{ units, context: '' }];
    if (range.start < ownStart) return this.#withinLimit({ start: ownStart, end: range.end }, ownStart, limit);
    if (units.length === 2) return [ownStart, ownStart + 1].flatMap((start) => this.#withinLimit({ start, end: start + 1 }, start, limit));
    return this.cut(ownStart, range.end, Math.floor(Math.min(limit, this.#sum(ownStart, range.end)) * 0.8));
  }

  #sum(from: number, to: number): number {
    return (this.#before[to] ?? 0) - (this.#before[from] ?? 0);
  }

  #cutCost(before: number): number {
    const unit = this.units[before];
    const previous = this.units[before - 1];
    if (unit === undefined || previous === undefined) return 0;
    const lead = leadsOn(this.measure.text, previous) ? COST.lead : 0;
    const cohesion = COST.cohesion * (this.#cohesion[before] ?? 0);
    if (unit.block !== previous.block) return lead + cohesion;
    return lead + (isLined(unit.block) ? COST.lines : COST.within + cohesion);
  }

  /** Where a chunk that begins at a unit starts to repeat the one before: whole sentences of no more than `overlapTokens`, no rows or code. */
  #overlapBefore(index: number): number {
    let from = index;
    const end = this.units[index - 1]?.end ?? 0;
    for (let at = index - 1; at > 0 && this.limits.overlapTokens > 0; at -= 1) {
      const unit = this.units[at];
      if (unit === undefined || isLined(unit.block) || this.measure.tokens({ start: unit.start, end }) > this.limits.overlapTokens) break;
      from = at;
    }
    return from;
  }
}

const LONGEST_LEAD = 300;
const TABLE_RULE = /^[\s|:+-]+$/u;

/** A heading, a line that announces what follows (`The steps are:`), an opening fence or a table's head. */
function leadsOn(text: string, unit: Unit): boolean {
  const { kind } = unit.block;
  if (kind === 'heading') return true;
  if (unit.end - unit.start > LONGEST_LEAD) return false;
  if (!isLined(unit.block)) return text.charAt(unit.end - 1) === ':' && unit.end === unit.block.end;
  if (unit.grain !== 'part') return false;
  return unit.start === unit.block.start || (kind === 'table' && TABLE_RULE.test(text.slice(unit.start, unit.end)));
}
