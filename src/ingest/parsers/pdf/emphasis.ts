import type { Line } from './lines.js';

/** Lines of a heading that is set in another font than the text at its size, and their letters together. */
const MAX_HEADING_LINES = 3;
const MAX_HEADING_CHARS = 120;
/** A sentence that ends within the text, but for a number before its first word (`1. Scope`, `Theorem 2. Let`). */
const SENTENCE_WITHIN = /\p{Ll}{2}[.!?]\s+\p{Lu}/u;
const SENTENCE_END = /[-.,;:!?]["”’)]?$/u;

/**
 * Lines in one font, one right below the other, that are no heading together: a paragraph set in italics or bold, an abstract, a theorem. What is one line is
 * not looked at.
 * @param isNear whether the second line follows the first at the usual step
 */
export function emphasised(lines: readonly Line[], bodyFont: string, isNear: (above: Line, below: Line) => boolean): { readonly passages: ReadonlySet<Line>; readonly continued: ReadonlySet<Line> } {
  const passages = new Set<Line>();
  const continued = new Set<Line>();
  for (let from = 0; from < lines.length;) {
    let to = from + 1;
    for (; to < lines.length; to += 1) {
      const [above, below] = [lines[to - 1], lines[to]];
      if (above === undefined || below === undefined || above.page !== below.page || above.font !== below.font || Math.abs(above.height - below.height) > 0.5 || !isNear(above, below)) break;
    }
    const group = lines.slice(from, to);
    from = to;
    if (group.length < 2 || group[0]?.font === bodyFont || group.some(({ monospaced, text }) => monospaced || text.includes('\t'))) continue;
    if (!isHeading(group)) for (const line of group) passages.add(line);
    else for (const line of group.slice(1)) continued.add(line);
  }
  return { passages, continued };
}

function isHeading(group: readonly Line[]): boolean {
  if (group.length > MAX_HEADING_LINES || group.reduce((sum, { text }) => sum + text.length, 0) > MAX_HEADING_CHARS) return false;
  const text = group.map((line) => line.text).join(' ');
  return !SENTENCE_END.test(text) && !SENTENCE_WITHIN.test(text);
}
