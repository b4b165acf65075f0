import { excerpt } from '../../../core/index.js';
import { SOUND, faultOf, type StructureRule } from '../rule.js';

/** One may be typed by hand. */
const MIN_MARKS = 1;
/** Marks of headings and list items in the middle of a line: `… is done. ## Usage The …`, `… as follows. - first`. */
const MARK = /(?<=\S[ \t])#{2,6}[ \t](?=\p{L})|(?<=[.!?:][ \t])[-*•‣▪][ \t](?=[\p{L}\p{N}])|(?<=\p{L}[ \t]{1,3})[•‣▪][ \t](?=\p{L})/gu;
/** Longer than any heading: 20 words are long. */
const MAX_HEADING_WORDS = 40;

/** Headings and list items that were put into one line with the text around them. */
export const flattenedMarkup: StructureRule = {
  id: 'structure/flattened-markup',
  check(view) {
    const heading = view.lines.find(({ start, end, kind }) => kind === 'heading' && end - start > 200 && view.text.slice(start, end).split(' ').length > MAX_HEADING_WORDS);
    const marks = /##|[•‣▪]|[.!?:][ \t][-*][ \t]/u.test(view.prose) ? Array.from(view.prose.matchAll(MARK)) : [];
    const first = marks[0];
    if (heading === undefined && (first === undefined || marks.length < MIN_MARKS)) return SOUND;
    const at = heading?.start ?? first?.index ?? 0;
    const shown = excerpt(view.text.slice(Math.max(0, at - 20), at + 60), 60);
    return { fault: faultOf(0.6, `Unexpected marks of headings or lists inside a line: \`${shown}\`, expected a line of their own for each`, shown, 'a line for each heading and item', { start: at, end: Math.min(view.text.length, at + 8) }) };
  },
};
