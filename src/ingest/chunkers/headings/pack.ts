import type { Placed } from '../layout.js';
import type { Limits } from './limits.js';
import type { Measure } from './measure.js';
import { mergeTiny } from './merge.js';
import { blockUnit, finer, spanOf, type Packed, type Unit } from './units.js';

/** White space between a heading and what it heads is one token in the encodings at hand; two to be safe. */
const GAP_TOKENS = 2;
/** A chunk that holds this share of the limit is full enough to be closed rather than to break the next block. */
const CLOSE_FROM = 0.25;

/**
 * Packs the blocks of one section into chunks of at most `maxTokens`. A block is kept whole where it fits into a chunk of
 * its own; where it does not, it is cut between sentences, rows or lines, and only a part that is over the limit by itself
 * is cut inside.
 */
export function packSection(measure: Measure, blocks: readonly Placed[], limits: Limits): readonly Packed[] {
  const packer = new Packer(measure, limits);
  for (const block of blocks.toReversed()) packer.queue.push(blockUnit(block));
  return mergeTiny(measure, packer.run(), limits);
}

class Packer {
  /** Units still to be packed, last first. */
  readonly queue: Unit[] = [];
  readonly #done: Packed[] = [];
  #open: Unit[] = [];
  /** Estimated tokens of the open chunk: the sum over its units with the gaps before them. */
  #tokens = 0;
  /** How many units at the front of the open chunk repeat the end of the chunk before. */
  #repeated = 0;

  constructor(
    private readonly measure: Measure,
    private readonly limits: Limits,
  ) {}

  run(): readonly Packed[] {
    for (;;) {
      const unit = this.queue.pop();
      if (unit !== undefined) this.#take(unit);
      else if (this.#open.length > this.#repeated) this.#close();
      else return this.#done;
    }
  }

  #take(unit: Unit): void {
    const cost = this.measure.cost({ start: this.#open.at(-1)?.end ?? unit.start, end: unit.end }, this.limits.maxTokens);
    if (this.#tokens + cost <= this.limits.maxTokens || (this.#open.length === 0 && unit.grain === 'piece')) {
      this.#open.push(unit);
      this.#tokens += cost;
    } else if (this.#mustBreak(unit, cost)) {
      this.#break(unit);
    } else {
      this.queue.push(unit);
      if (this.#open.length > this.#repeated) this.#close();
      else this.#reset([]);
    }
  }

  /** A unit over the limit by itself, or a block that meets an open chunk with too little in it to be closed. */
  #mustBreak(unit: Unit, cost: number): boolean {
    if (unit.grain === 'piece') return false;
    const tooLong = cost > this.limits.maxTokens && this.measure.cost(unit, this.limits.maxTokens) > this.limits.maxTokens;
    if (unit.grain === 'part') return tooLong && this.#hasHeadingsOnly();
    return tooLong || this.#hasHeadingsOnly() || !this.#worthClosing(unit);
  }

  #worthClosing(unit: Unit): boolean {
    if (unit.block.kind === 'table' || unit.block.kind === 'code') return true;
    return this.#open.length > this.#repeated && this.#tokens >= this.limits.maxTokens * CLOSE_FROM;
  }

  /** True of an empty chunk too. */
  #hasHeadingsOnly(): boolean {
    return this.#open.every((unit) => unit.block.kind === 'heading');
  }

  #break(unit: Unit): void {
    const room = this.limits.maxTokens - this.#tokens - GAP_TOKENS;
    const limit = this.#hasHeadingsOnly() && room >= this.limits.maxTokens / 2 ? room : this.limits.maxTokens;
    for (const part of finer(this.measure, unit, limit).toReversed()) this.queue.push(part);
  }

  /** Closes the open chunk: what does not fit after all, or leads to what follows, goes back to the queue. */
  #close(): void {
    const units = this.#open;
    const floor = Math.max(1, this.#repeated);
    const giveBack = (): void => {
      const unit = units.pop();
      if (unit !== undefined) this.queue.push(unit);
    };
    while (units.length > floor && this.measure.tokens(spanOf(units)) > this.limits.maxTokens) giveBack();
    if (this.queue.length > 0) {
      while (units.length > floor && leadsOn(this.measure.text, units.at(-1)) && hasBody(units.slice(this.#repeated, -1))) giveBack();
    }
    const hasNews = units.length > this.#repeated;
    if (hasNews) this.#done.push(units);
    this.#reset(hasNews ? this.#overlapOf(units) : []);
  }

  #reset(repeated: Unit[]): void {
    this.#open = repeated;
    this.#repeated = repeated.length;
    this.#tokens = repeated.length === 0 ? 0 : this.measure.tokens(spanOf(repeated));
  }

  /** The last whole sentences of a closed chunk that come to no more than `overlapTokens`, never all of it, no rows or code. */
  #overlapOf(units: readonly Unit[]): Unit[] {
    const { overlapTokens, maxTokens } = this.limits;
    const last = units.at(-1);
    const start = units[0]?.start;
    if (overlapTokens === 0 || last === undefined || start === undefined) return [];
    const repeated: Unit[] = [];
    for (const unit of units.toReversed()) {
      if (unit.block.kind === 'table' || unit.block.kind === 'code') return repeated;
      const parts = unit.grain === 'block' ? finer(this.measure, unit, maxTokens) : [unit];
      for (const part of parts.toReversed()) {
        if (part.start <= start || this.measure.tokens({ start: part.start, end: last.end }) > overlapTokens) return repeated;
        repeated.unshift(part);
      }
    }
    return repeated;
  }
}

const LONGEST_LEAD = 300;
const TABLE_RULE = /^[\s|:+-]+$/u;

/** A heading, a line that announces what follows (`The steps are:`), an opening fence or a table's head is of no use at the end of a chunk. */
function leadsOn(text: string, unit: Unit | undefined): boolean {
  if (unit === undefined) return false;
  const { kind } = unit.block;
  if (kind === 'heading') return true;
  if (unit.end - unit.start > LONGEST_LEAD) return false;
  if (kind === 'paragraph') return text.charAt(unit.end - 1) === ':';
  if (unit.grain !== 'part' || (kind !== 'code' && kind !== 'table')) return false;
  return unit.start === unit.block.start || (kind === 'table' && TABLE_RULE.test(text.slice(unit.start, unit.end)));
}

function hasBody(units: readonly Unit[]): boolean {
  return units.some((unit) => unit.block.kind !== 'heading');
}
