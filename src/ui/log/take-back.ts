import type { DecisionLine } from '../../engine/review/types.js';

export interface Range { readonly first: number; readonly last: number }

/** Whether the server may take a decision back: none that did so itself or is back already, and none that somebody has decided over on the same text. */
export function mayBeTakenBack({ verdict, fate, on, chunkId }: DecisionLine): boolean {
  return verdict !== 'withdraw' && fate !== 'withdrawn' && !(fate === 'superseded' && on === chunkId);
}

/** The act that a decision is of: its neighbours by the same person, for the same reason, at the same instant. `null` = it is one by itself, or the rest of it is not loaded yet. `lines`: newest first. */
export function actOf(lines: readonly DecisionLine[], { seq, at, actor, reason }: DecisionLine, whole: boolean): Range | null {
  const isOf = (line: DecisionLine | undefined): boolean => line !== undefined && line.at === at && line.actor === actor && line.reason === reason;
  const place = lines.findIndex((line) => line.seq === seq);
  let [from, to] = [place, place];
  while (isOf(lines[from - 1])) from -= 1;
  while (isOf(lines[to + 1])) to += 1;
  const [last, first] = [lines[from]?.seq ?? seq, lines[to]?.seq ?? seq];
  return first === last || (to === lines.length - 1 && !whole) ? null : { first, last };
}
