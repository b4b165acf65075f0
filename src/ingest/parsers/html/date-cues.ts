import type { DateKind } from '../../../core/index.js';
import { DATE_CUES, cuePattern, foldedForCues } from '../../../core/date-cues.js';

const CUES = (['published', 'modified', 'reviewed', 'effective', 'expires'] as const).map((kind) => ({
  kind, words: cuePattern(DATE_CUES.filter((cue) => cue.kind === kind).flatMap(({ phrases }) => phrases)),
}));

/** Where a cue may begin: with its part of a line. Within a sentence it speaks of something else. */
const BEGINS = /(?:^|[\n\f·•;:(|.,–—]|\s-)\s*$/u;

/** `10:00 AM EDT`, `13.30 Uhr` */
const CLOCK = /\d{1,2}[:.h]\d{2}(?:\s?[ap]\.?m\.?)?/giu;

/** Kind by the last cue before a date, with no other number or sentence between: `Published by Jane on `. `isShort`: the whole line is. */
export function cuedKind(before: string, isShort: boolean): DateKind | null {
  const near = before.slice(-60);
  if (!/\p{L}{3}|[\u3040-\uffdc]/u.test(near)) return null;
  const folded = foldedForCues(near);
  let [best, at]: [DateKind | null, number] = [null, -1];
  for (const { kind, words } of CUES) {
    for (const { 0: found, index } of folded.matchAll(words)) {
      if (index <= at || (!isShort && !BEGINS.test(near.slice(0, index)))) continue;
      if (!/[\d!?]|\.\s\p{Lu}/u.test(near.slice(index + found.length).replace(CLOCK, ''))) [best, at] = [kind, index];
    }
  }
  return best;
}

/** A date that begins its part of a line, a weekday before it. */
export const PART_BEGINS = /(?:^|[\n\f|·•–—/@(])\s*(?:\p{L}{2,12}[.,]?\s{1,3})?$/u;
/** Words right before a date that make it another thing's: an offer's end, a member's beginning, a right's year. */
export const OF_OTHERS = /(?:\b(?:ends?|ending|until|till|thru|through|deadline|due|starts?|starting|begins?|beginning|joined|since|born|died|retires?|arrives?|delivery|ships?|next|by|before|after|between|bis|seit|ab|geboren|jusqu['’]au|depuis|hasta|desde|fino al|dal|tot|vanaf|until)|©|\(c\)|copyright)[\s:(]{0,5}$/iu;
