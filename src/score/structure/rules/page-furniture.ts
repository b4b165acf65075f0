import { excerpt, type Span } from '../../../core/index.js';
import { SOUND, faultOf, type StructureRule } from '../rule.js';
import { isOnly, type View } from '../view.js';

const MIN_LINES = 2;
const MAX_CHARS = 80;
/** `12`, `- 12 -`, `Page 12 of 340`, `Seite 3`, `12 | Annual Report`: a number by itself or beside a title. */
const NUMBERED = /^(?:[-–—|\s]{0,4}(?:page|seite|página|pagina|p\.)?\s?\d{1,4}(?:\s?(?:\/|of|von|de|sur|di)\s?\d{1,4})?[-–—|\s]{0,4}|\d{1,4}\s?[|•·]\s?\p{Lu}.{2,60}|\p{Lu}.{2,60}\s?[|•·]\s?\d{1,4})$/iu;
const SAYS_PAGE = /^[-–—|\s]{0,4}(?:page|seite|página|pagina)\s?\d{1,4}\b/iu;

/** Running heads, feet and page numbers between the lines of a text. */
export const pageFurniture: StructureRule = {
  id: 'structure/page-furniture',
  check(view) {
    if (isOnly(view, 'table', 'code', 'list-item') || !/\d/u.test(view.text)) return SOUND;
    const found = furnitureOf(view);
    const first = found[0];
    if (first === undefined || found.length < MIN_LINES) return SOUND;
    const shown = excerpt(view.text.slice(first.start, first.end), 60);
    return { signals: { pageLines: found.length }, fault: faultOf(0.7, `Unexpected page number or running head in ${found.length} lines, such as \`${shown}\`, expected the text without them`, shown, 'no page numbers', first) };
  },
};

/** Numbers alone count when they grow from line to line, as pages do; a line that says "page" counts always. */
function furnitureOf(view: View): readonly Span[] {
  const saying: Span[] = [];
  const growing: Span[] = [];
  let last = -1;
  for (const { start, end, kind } of view.lines) {
    if ((kind !== 'prose' && kind !== 'list') || end - start > MAX_CHARS) continue;
    const line = view.text.slice(start, end).trim();
    if (!NUMBERED.test(line)) continue;
    if (SAYS_PAGE.test(line)) saying.push({ start, end });
    const number = Number(/\d{1,4}/u.exec(line)?.[0] ?? -1);
    if (last >= 0 && number === last + 1) growing.push(...(growing.length === 0 ? [{ start, end }, { start, end }] : [{ start, end }]));
    last = number;
  }
  return saying.length >= MIN_LINES ? saying : growing;
}
