import type { HeldChunk, Severity } from '../../core/index.js';
import type { Cause, CauseKind } from './cause.js';

/**
 * How bad it is for answers that a cause waits. Two texts that cannot both hold mislead whichever is found; a lapsed decision has taken out what people had let pass; of an old
 * document the whole content is missing; of copies nothing is; a sample is there to be counted.
 */
const WEIGHT: Readonly<Record<Exclude<CauseKind, 'rule'>, number>> = { contradiction: 3, lapsed: 2.5, document: 2, family: 1.5, cluster: 1, audit: 0.5 };
const WEIGHT_OF_RULE: Readonly<Record<Severity, number>> = { error: 2, warning: 1.5, info: 1 };
/** What stays released in its place answers for most of it. */
const COVERED = 0.5;
/** Nothing tells which side is right, so that only a person can. */
const UNDECIDED = 4 / 3;

/** Likely damage of a held-back chunk that nobody looks at, >= 0, more is worse. docs/review.md has the arithmetic. */
export function damageOf({ reasons, source, survivor }: Pick<HeldChunk, 'reasons' | 'source' | 'survivor'>, { kind, rule }: Pick<Cause, 'kind' | 'rule'>): number {
  const reason = reasons.find((one) => one.rule === rule) ?? reasons[0];
  const weight = kind === 'rule' ? WEIGHT_OF_RULE[reason?.severity ?? 'info'] : WEIGHT[kind];
  const open = reason?.dispute?.proposal === 'ask-owner' ? UNDECIDED : 1;
  const covered = survivor === null && kind !== 'family' ? 1 : COVERED;
  return rounded(weight * open * covered * (0.5 + source.authority));
}

/** Of a group: its worst item, and a quarter more for each doubling of the items that one look may settle. `count` >= 1. */
export const groupDamage = (worst: number, count: number): number => rounded(worst * (1 + Math.log2(count) / 4));

const rounded = (value: number): number => Math.round(value * 1000) / 1000;
