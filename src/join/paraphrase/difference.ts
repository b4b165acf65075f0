import type { Cue } from '../../core/index.js';
import { compatible, quantifierConflict, scopeConflict, toleranceOf, type Quantity } from '../../core/language/index.js';
import type { Said, Statement } from './statement.js';

/** What keeps two texts of nearly one meaning apart, with the words on either side; `''` where a side has none. */
export interface Difference {
  readonly cue: Cue;
  readonly differs: readonly [string, string];
}

/** A text with more quantities is a table: rows that are not compared may differ. */
const MOST_QUANTITIES = 256;

/**
 * The first difference of fact between two texts in other words. There is no word to compare with its counterpart, so each side as a
 * whole must have what the other has: every number, date, version and figure, as many denials, the same modals, opposites and names.
 */
export function differenceOf(a: Statement, b: Statement): Difference | null {
  return quantityDifference(a, b) ?? figureDifference(a, b) ?? signDifference(a, b) ?? denialDifference(a, b) ?? modalDifference(a, b)
    ?? antonymDifference(a, b) ?? quantifierDifference(a, b) ?? nameDifference(a, b);
}

function difference(cue: Cue, ours: string | undefined, theirs: string | undefined): Difference {
  return { cue, differs: [ours ?? '', theirs ?? ''] };
}

function quantityDifference(a: Statement, b: Statement): Difference | null {
  if (Math.max(a.quantities.length, b.quantities.length) > MOST_QUANTITIES) return difference('number', undefined, undefined);
  const left = unmatched(a.quantities, b.quantities);
  const right = unmatched(b.quantities, a.quantities);
  for (const kind of ['number', 'date', 'version'] as const) {
    const [ours, theirs] = [left, right].map((side) => side.filter(({ value }) => value.kind === kind));
    const [one, other] = [ours?.[0], theirs?.[0]];
    if (one === undefined && other === undefined) continue;
    // "Once a year" has no number that "annually" lacks.
    if ((one === undefined || other === undefined) && [...(ours ?? []), ...(theirs ?? [])].every(({ said }) => /^an?\s/iu.test(said))) continue;
    return difference(kind, one?.said, other?.said);
  }
  return null;
}

function unmatched(ours: readonly Said<Quantity>[], theirs: readonly Said<Quantity>[]): Said<Quantity>[] {
  return ours.filter(({ value }) => !theirs.some((other) => says(value, other.value)));
}

function says(a: Quantity, b: Quantity): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === 'date') return compatible(a, b);
  if (a.kind === 'version') return a.value === b.value;
  const [[baseA, rateA], [baseB, rateB]] = [split(a), split(b)];
  if (baseA !== baseB || rateA !== rateB) return false;
  if ((a.bound === 'min' && b.bound === 'max') || (a.bound === 'max' && b.bound === 'min')) return false;
  const slack = toleranceOf(baseA) * Math.max(Math.abs(a.high), Math.abs(b.high));
  return Math.abs(a.low - b.low) <= slack && Math.abs(a.high - b.high) <= slack;
}

/** What is counted goes by many names ("members", "people"): any is as good as none. */
function split({ dimension }: Quantity): [base: string, rate: string] {
  const [base = '', rate = ''] = dimension.split('/');
  return [base.startsWith('count:') ? 'plain' : base, rate];
}

function figureDifference(a: Statement, b: Statement): Difference | null {
  const [ours, theirs] = [only(a.figures, b.words), only(b.figures, a.words)];
  return ours === undefined && theirs === undefined ? null : difference('number', ours, theirs);
}

function only(ours: ReadonlyMap<string, string>, theirs: ReadonlySet<string>): string | undefined {
  for (const [word, written] of ours) if (!theirs.has(word)) return written;
  return undefined;
}

function signDifference(a: Statement, b: Statement): Difference | null {
  return a.signs === b.signs ? null : difference('sign', a.signs, b.signs);
}

function denialDifference(a: Statement, b: Statement): Difference | null {
  const turned = ([one, other]: readonly [Statement, Statement]): string | undefined =>
    [...one.denied].find(([lemma]) => other.stated.has(lemma))?.[1];
  if (a.denials.length !== b.denials.length) return difference('negation', a.denials[0], b.denials[0]);
  const [ours, theirs] = [turned([a, b]), turned([b, a])];
  return ours === undefined && theirs === undefined ? null : difference('negation', ours, theirs);
}

/** A modal on one side only ("you must send it" and "send it") is wording; another one in its place is not. */
function modalDifference(a: Statement, b: Statement): Difference | null {
  const [ours, theirs] = [onlyIn(a.modals, b.modals), onlyIn(b.modals, a.modals)];
  return ours === undefined || theirs === undefined ? null : difference('modal', ours[1], theirs[1]);
}

function antonymDifference(a: Statement, b: Statement): Difference | null {
  for (const [group, ours] of [...a.antonyms].sort(([one], [other]) => one - other)) {
    const theirs = b.antonyms.get(group);
    if (theirs !== undefined && theirs.value !== ours.value) return difference('antonym', ours.said, theirs.said);
  }
  return null;
}

function quantifierDifference(a: Statement, b: Statement): Difference | null {
  const [ours, theirs] = [a.quantifiers, b.quantifiers];
  if (ours.has('only') !== theirs.has('only')) return difference('quantifier', ours.get('only'), theirs.get('only'));
  const [one, other] = [onlyIn(ours, theirs), onlyIn(theirs, ours)];
  return one !== undefined && other !== undefined && quantifierConflict(one[0], other[0]) ? difference('quantifier', one[1], other[1]) : null;
}

/** The first, in an order of its own, that the other side does not have. */
function onlyIn<Value extends string>(ours: ReadonlyMap<Value, string>, theirs: ReadonlyMap<Value, string>): [Value, string] | undefined {
  return [...ours].sort(([one], [other]) => (one < other ? -1 : 1)).find(([value]) => !theirs.has(value));
}

/** Names that the other side has nowhere, on both sides; or platforms, plans, regions and the like that exclude each other. */
function nameDifference(a: Statement, b: Statement): Difference | null {
  const scope = scopeConflict(a.scope, b.scope);
  if (scope !== null) return difference(scope.facet === 'version' ? 'version' : 'entity', scope.a, scope.b);
  const [ours, theirs] = [only(a.names, b.words), only(b.names, a.words)];
  return ours === undefined || theirs === undefined ? null : difference('entity', ours, theirs);
}
