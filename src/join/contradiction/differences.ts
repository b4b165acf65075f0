import type { Cue } from '../../core/index.js';
import { compatible, isNegation, isStopWord, isWeakAntonym, lemmaOf, modalConflict, quantifierConflict, statusName, type Quantity } from '../../core/language/index.js';
import type { Claim } from './claims.js';

/** One typed difference between two statements about the same thing. */
export interface Difference {
  readonly cue: Cue;
  /** Word ranges [from, to) of what differs. */
  readonly a: readonly [number, number];
  readonly b: readonly [number, number];
  /** Prose often has both side by side (must and may): never more than possible. */
  readonly weak: boolean;
}

/** Content words on either side of a slot that must be partly the same for the slots to be about the same thing. */
const SLOT_REACH = 5;

/**
 * All typed differences; a contradiction has exactly one, more of them mean that two different things are described. `null` where numbers, or a denial beside an
 * opposite, say that there is none whatever else differs.
 */
export function differencesOf(a: Claim, b: Claim, shared: ReadonlySet<string>): Difference[] | null {
  const quantities = quantityDifferences(a, b, shared);
  if (quantities === null) return null;
  const words = wordDifferences(a, b, shared);
  return words === null ? null : [...quantities, ...words];
}

/** `null` when the numbers say that the statements are about different things. */
function quantityDifferences(a: Claim, b: Claim, shared: ReadonlySet<string>): Difference[] | null {
  const left = unmatched(a.quantities, b.quantities);
  const right = unmatched(b.quantities, a.quantities);
  if (left.length > 1 && right.length > 1) return null;
  const found: Difference[] = [];
  for (const ours of left) {
    for (const theirs of right) {
      if (ours.kind !== theirs.kind || (ours.dimension === theirs.dimension && compatible(ours, theirs)) || !sameSlot(a, ours, b, theirs, shared)) continue;
      const unit = differentUnit(a, ours, b, theirs);
      if (ours.dimension !== theirs.dimension && !unit) continue;
      found.push({ cue: unit ? 'unit' : ours.kind, a: [ours.from, ours.to], b: [theirs.from, theirs.to], weak: ours.dimension !== theirs.dimension });
    }
  }
  // A number on each side that is not about the same slot: the statements say different things about their subject.
  if (found.length === 0 && left.length > 0 && right.length > 0) return null;
  return found.length > 1 ? null : found;
}

/** Quantities of one side that no quantity of the other agrees with. */
function unmatched(ours: readonly Quantity[], theirs: readonly Quantity[]): Quantity[] {
  return ours.filter((one) => !theirs.some((other) => other.kind === one.kind && (one.kind !== 'number' || other.dimension === one.dimension) && compatible(one, other)));
}

/** The same figure with another unit of the same kind: 5 minutes and 5 hours, 10 requests per minute and per hour. */
function differentUnit(a: Claim, ours: Quantity, b: Claim, theirs: Quantity): boolean {
  if (ours.kind !== 'number' || ours.dimension.startsWith('money') || a.words[ours.from] !== b.words[theirs.from]) return false;
  const [kindA = '', rateA = ''] = ours.dimension.split('/');
  const [kindB = '', rateB = ''] = theirs.dimension.split('/');
  return kindA === kindB && (ours.dimension === theirs.dimension || (rateA !== '' && rateB !== ''));
}

function sameSlot(a: Claim, ours: Quantity, b: Claim, theirs: Quantity, shared: ReadonlySet<string>): boolean {
  if (a.cell && b.cell) return true;
  const around = contextOf(b, theirs.from, theirs.to);
  const mine = contextOf(a, ours.from, ours.to);
  const common = [...mine].filter((lemma) => around.has(lemma) && shared.has(lemma));
  return common.length >= (ours.dimension === 'plain' || ours.kind !== 'number' ? 2 : 1);
}

function contextOf(claim: Claim, from: number, to: number): Set<string> {
  const found = new Set<string>();
  const walk = (start: number, step: 1 | -1): void => {
    let seen = 0;
    for (let at = start; at >= 0 && at < claim.words.length && seen < SLOT_REACH; at += step) {
      const word = claim.words[at] ?? '';
      if (isStopWord(word)) continue;
      seen += 1;
      found.add(lemmaOf(word));
    }
  };
  walk(from - 1, -1);
  walk(to, 1);
  return found;
}

function wordDifferences(a: Claim, b: Claim, shared: ReadonlySet<string>): Difference[] | null {
  const found: Difference[] = [];
  const odd = (a.cues.negations.length + b.cues.negations.length) % 2 === 1;
  for (const [group, { pole, at }] of a.cues.antonyms) {
    const other = b.cues.antonyms.get(group);
    if (other !== undefined && other.pole !== pole && sharesNeighbours(a, at, b, other.at, shared)) found.push({ cue: 'antonym', a: [at, at + 1], b: [other.at, other.at + 1], weak: isWeakAntonym(group) });
  }
  // "not enabled" and "disabled" agree: a denial and an opposite cancel out.
  if (odd && found.length > 0) return null;
  // "weekly" is an opposite in two pairs; it is one difference all the same.
  if (found[0] !== undefined) return [found[0]];
  const modal = modalDifference(a, b);
  if (modal !== null && !modal.weak) return [modal];
  // Two denials against none mostly say the same: "no files are written", "does not write any files".
  const negation = odd ? negationDifference(a, b, shared) : null;
  if (negation !== null) return [negation];
  const status = statusDifference(a, b, shared);
  if (status !== null) return [status];
  if (modal !== null) found.push(modal);
  const [ours, theirs] = [a.cues.quantifier, b.cues.quantifier];
  if (ours !== null && theirs !== null && quantifierConflict(ours.value, theirs.value)) found.push({ cue: 'quantifier', a: [ours.at, ours.at + 1], b: [theirs.at, theirs.at + 1], weak: ours.value === 'only' || theirs.value === 'only' });
  return found;
}

export const statusCue = (group: number): Difference['cue'] => (statusName(group) === 'switch' ? 'boolean' : 'status');

function statusDifference(a: Claim, b: Claim, shared: ReadonlySet<string>): Difference | null {
  for (const [group, { pole, from, to }] of a.statuses) {
    const other = b.statuses.get(group);
    if (other !== undefined && other.pole !== pole && sharesNeighbours(a, to - 1, b, other.to - 1, shared)) return { cue: statusCue(group), a: [from, to], b: [other.from, other.to], weak: true };
  }
  return null;
}

/** A modal and the "not" after it. */
export function modalWords({ words }: Claim, at: number): [number, number] {
  return [at, at + (isNegation(words[at + 1] ?? '') ? 2 : 1)];
}

function modalDifference(a: Claim, b: Claim): Difference | null {
  if (a.cues.modal === null || b.cues.modal === null) return null;
  const conflict = modalConflict(a.cues.modal.value, b.cues.modal.value);
  return conflict === null || conflict === 'polar' ? null : { cue: 'modal', a: modalWords(a, a.cues.modal.at), b: modalWords(b, b.cues.modal.at), weak: conflict === 'weak' };
}

/** A word that one statement denies and the other asserts. */
function negationDifference(a: Claim, b: Claim, shared: ReadonlySet<string>): Difference | null {
  const found = deniedOnlyBy(a, b);
  if (found !== null) return { cue: 'negation', a: found.denial, b: found.assertion, weak: inCondition(a, found.denial[0]) };
  const turned = deniedOnlyBy(b, a);
  if (turned !== null) return { cue: 'negation', a: turned.assertion, b: turned.denial, weak: inCondition(b, turned.denial[0]) };
  const [denies, other] = a.cues.negations.length > b.cues.negations.length ? [a, b] : [b, a];
  const reworded = deniedInOtherWords(denies, other, shared);
  if (reworded === null) return null;
  const weak = inCondition(denies, reworded.denial[0]);
  return denies === a ? { cue: 'negation', a: reworded.denial, b: reworded.assertion, weak } : { cue: 'negation', a: reworded.assertion, b: reworded.denial, weak };
}

/** Words that one side may have beside the one it denies, and the other beside the one it has in its place. */
const MOST_OWN_WORDS = 2;
/** Content lemmas that both have: with fewer, another verb says another thing. */
const LEAST_SHARED = 4;

/** The same words but for the verb, which one side denies: "provides a resolver", "does not offer a resolver". */
function deniedInOtherWords(denies: Claim, other: Claim, shared: ReadonlySet<string>): { denial: [number, number]; assertion: [number, number] } | null {
  if (shared.size < LEAST_SHARED) return null;
  const [ownA, ownB] = [denies, other].map((claim) => claim.lemmas.filter((lemma) => !shared.has(lemma))) as [string[], string[]];
  const denied = [...deniedBy(denies)].find(([lemma]) => ownA.includes(lemma));
  const instead = ownB.length === 0 || ownB.length > 1 + MOST_OWN_WORDS ? -1 : other.words.findIndex((word) => ownB.includes(lemmaOf(word)));
  return denied === undefined || ownA.length > 1 + MOST_OWN_WORDS || instead === -1 ? null : { denial: denied[1], assertion: [instead, instead + 1] };
}

const CASES = new Set(['if', 'when', 'unless', 'where', 'which']);
/** Before "that": what follows is said, and no case of it. */
const SAYING = new Set(['note', 'noted', 'notice', 'know', 'knowing', 'known', 'mind', 'remember', 'aware', 'means', 'says', 'states', 'record', 'stress', 'mention', 'mentioning']);

/** "… if it is not set", "members that are not set": the case differs, not what is said of it. */
function inCondition({ words }: Claim, at: number): boolean {
  const from = Math.max(0, at - SLOT_REACH);
  return words.slice(from, at).some((word, before) => CASES.has(word) || (word === 'that' && !SAYING.has(words[from + before - 1] ?? '')));
}

function deniedOnlyBy(denier: Claim, other: Claim): { denial: [number, number]; assertion: [number, number] } | null {
  const denied = deniedBy(other);
  const asserted = new Map(other.words.map((word, at): [string, number] => [lemmaOf(word), at]).reverse());
  for (const [lemma, [from, to]] of deniedBy(denier)) {
    const place = asserted.get(lemma);
    if (place !== undefined && !denied.has(lemma)) return { denial: [from, to], assertion: [place, place + 1] };
  }
  return null;
}

/** Denied lemma -> word range from the negation to it. */
function deniedBy(claim: Claim): Map<string, [number, number]> {
  return new Map(claim.cues.negations.flatMap((at): [string, [number, number]][] => {
    const next = nextWord(claim, at);
    return next === null ? [] : [[lemmaOf(claim.words[next] ?? ''), [at, next + 1]]];
  }));
}

function nextWord(claim: Claim, at: number): number | null {
  for (let next = at + 1; next < Math.min(claim.words.length, at + 4); next += 1) if (!isStopWord(claim.words[next] ?? '')) return next;
  return null;
}

function sharesNeighbours(a: Claim, atA: number, b: Claim, atB: number, shared: ReadonlySet<string>): boolean {
  const theirs = contextOf(b, atB, atB + 1);
  return [...contextOf(a, atA, atA + 1)].some((lemma) => theirs.has(lemma) && shared.has(lemma));
}
