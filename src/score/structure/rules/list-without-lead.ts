import { excerpt } from '../../../core/index.js';
import { SOUND, faultOf, type StructureRule } from '../rule.js';

const MIN_ITEMS = 3;
/** Items of so many words say themselves what they are about. */
const TELLING_WORDS = 15;
/** A list that begins with its fourth item lost its lead with the first. */
const NUMBERED = /^\s{0,20}\(?(\d{1,3})[.)]\s/u;

/** Items that neither a sentence, a heading nor an item above says anything about. */
export const listWithoutLead: StructureRule = {
  id: 'structure/list-without-lead',
  check(view) {
    if (view.input.headingPath.length > 0 || view.input.parentItem !== null) return SOUND;
    const written = view.lines.filter(({ kind }) => kind !== 'blank');
    if (written[0]?.kind !== 'list') return SOUND;
    const number = Number(NUMBERED.exec(view.text.slice(written[0].start, written[0].end))?.[1] ?? 1);
    const items = written.filter(({ kind }) => kind === 'list').length;
    if (items < MIN_ITEMS || (number < 2 && view.words.length >= items * TELLING_WORDS) || written.some(({ start, kind }) => kind !== 'list' && !/\s/u.test(view.text.charAt(start)))) return SOUND;
    const shown = excerpt(view.text, 60);
    return { fault: faultOf(0.6, `Unexpected list that begins with \`${shown}\`, expected a sentence or heading that says what is listed`, shown, 'a lead or a heading', written[0]) };
  },
};
