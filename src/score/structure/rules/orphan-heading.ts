import { excerpt } from '../../../core/index.js';
import { SOUND, faultOf, type StructureRule } from '../rule.js';

/** Headings of the lowest levels are set below a page as its small print. */
const SMALL_PRINT = /^#{5,6}\s/u;

/** A heading at the end of a chunk that has text before it: what it announces is elsewhere. A heading alone is too short. */
export const orphanHeading: StructureRule = {
  id: 'structure/orphan-heading',
  check(view) {
    const last = view.lines.findLast(({ kind }) => kind !== 'blank');
    if (last?.kind !== 'heading' || SMALL_PRINT.test(view.text.slice(last.start, last.start + 8)) || view.text.length < view.input.text.length || view.words.length === 0) return SOUND;
    const shown = excerpt(view.text.slice(last.start, last.end), 60);
    return { fault: faultOf(0.7, `Unexpected heading \`${shown}\` at the end, expected text below it`, shown, 'text below the heading', { start: last.start, end: last.end }) };
  },
};
