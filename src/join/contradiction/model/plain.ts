/** What a pair of claims says without a word being laid beside its counterpart. */
import { compatible, isNegation, modalConflict, quantifierConflict, type Quantity } from '../../../core/language/index.js';
import type { Claim } from '../claims.js';
import { sharedCount } from '../ids.js';
import { LISTS, type PlainFacts } from './facts.js';
import type { placesOf } from './places.js';
import type { Sheet } from './sheet.js';

export function denialCounts(sheet: Sheet, a: Claim, b: Claim, { deniers: otherA }: PlainFacts, { deniers: otherB }: PlainFacts): void {
  const [ours, theirs] = [a.cues.negations.length, b.cues.negations.length];
  sheet.both('negations', ours, theirs);
  sheet.both('deniers', otherA, otherB);
  sheet.put('oddNegation', (ours + theirs) % 2);
  sheet.put('oddDenial', (ours + theirs + otherA + otherB) % 2);
  sheet.put('noStart', Number(isNegation(a.words[0] ?? '')) + Number(isNegation(b.words[0] ?? '')));
}

/** @param around How far two figures at odds stand among the same words */
export function figureFeatures(sheet: Sheet, a: Claim, b: Claim, { bounded: boundedA }: PlainFacts, { bounded: boundedB }: PlainFacts, around: (ours: Quantity, theirs: Quantity) => number): void {
  let [agree, conflict, unlike, slot, ratio] = [0, 0, 0, 0, 0];
  for (const ours of a.quantities) {
    for (const theirs of b.quantities) {
      if (ours.kind !== theirs.kind) continue;
      const same = ours.dimension === theirs.dimension;
      if (!same) {
        if (ours.kind === 'number' && (ours.dimension.split(/[:/]/u)[0] === theirs.dimension.split(/[:/]/u)[0] || ours.dimension === 'plain' || theirs.dimension === 'plain')) unlike += 1;
        continue;
      }
      if (compatible(ours, theirs)) agree += 1;
      else {
        conflict += 1;
        slot = Math.max(slot, around(ours, theirs));
        ratio = Math.max(ratio, Math.min(5, Math.abs(Math.log((ours.high || 1) / (theirs.high || 1))) || 0));
      }
    }
  }
  const unmatched = (ours: readonly Quantity[], theirs: readonly Quantity[]): number => ours.filter((one) => !theirs.some((other) => other.kind === one.kind && other.dimension === one.dimension)).length;
  sheet.both('quantities', a.quantities.length, b.quantities.length);
  sheet.put('figuresAgree', agree);
  sheet.put('figuresConflict', conflict);
  sheet.put('figuresUnlike', unlike);
  sheet.put('figureSlot', slot);
  sheet.put('figureRatio', ratio);
  sheet.both('bounded', boundedA, boundedB);
  sheet.both('figuresAlone', unmatched(a.quantities, b.quantities), unmatched(b.quantities, a.quantities));
  sheet.put('dates', a.quantities.filter(({ kind }) => kind === 'date').length + b.quantities.filter(({ kind }) => kind === 'date').length);
  sheet.put('versions', a.quantities.filter(({ kind }) => kind === 'version').length + b.quantities.filter(({ kind }) => kind === 'version').length);
}

export function cueFeatures(sheet: Sheet, a: Claim, b: Claim): void {
  const modal = a.cues.modal === null || b.cues.modal === null ? null : modalConflict(a.cues.modal.value, b.cues.modal.value);
  const opposed = [...a.cues.antonyms].filter(([group, { pole }]) => (b.cues.antonyms.get(group)?.pole ?? pole) !== pole).length;
  const [ours, theirs] = [a.cues.quantifier, b.cues.quantifier];
  sheet.put('modal', modal === null ? (a.cues.modal === null && b.cues.modal === null ? 0 : a.cues.modal !== null && b.cues.modal !== null ? 1 : 2) : modal === 'weak' ? 3 : modal === 'polar' ? 5 : 4);
  sheet.put('oppositeCues', opposed);
  sheet.put('quantifier', ours === null || theirs === null ? Number(ours !== theirs) : quantifierConflict(ours.value, theirs.value) ? 3 : 2);
  sheet.put('only', Number(ours?.value === 'only') + Number(theirs?.value === 'only'));
}

export function placeFeatures(sheet: Sheet, { values }: ReturnType<typeof placesOf>): void {
  for (const [name, value] of values) sheet.put(name, value);
}

/** How many of one side's that the other does not have. */
export function extra(ours: ReadonlySet<string>, has: (item: string) => boolean): number {
  let count = 0;
  for (const item of ours) if (!has(item)) count += 1;
  return count;
}

export function wordFeatures(sheet: Sheet, a: Claim, b: Claim, ours: PlainFacts, theirs: PlainFacts): void {
  sheet.both('words', a.words.length, b.words.length);
  for (const [at, [name]] of LISTS.entries()) sheet.both(name, ours.tallies[at] ?? 0, theirs.tallies[at] ?? 0);
  const shared = sharedCount(ours.bag, theirs.bag);
  sheet.put('wordLikeness', shared / Math.max(1, ours.bag.length + theirs.bag.length - shared));
}
