import { excerpt } from '../../../core/index.js';
import { SOUND, faultOf, type StructureRule } from '../rule.js';
import type { View } from '../view.js';

/** Fewer rows are drawn for their looks. */
const MIN_ROWS = 3;
const ROW = /^[ \t]{0,20}\|.{0,4000}\|[ \t]{0,20}$|^[^|\n]{0,300}\s\|\s/u;
const RULE = /^[ \t]{0,20}\|?[ \t:|+-]*-{2,}[ \t:|+-]*$/u;
const NUMBER = /^[\s$€£%.,+\-–()\d/:]*$/u;

/** Rows of cells that nothing names. */
export const tableWithoutHeader: StructureRule = {
  id: 'structure/table-without-header',
  check(view) {
    if (!view.text.includes('|')) return SOUND;
    const rows = firstRows(view);
    if (rows.length < MIN_ROWS) return SOUND;
    const lines = rows.map(({ start, end }) => view.text.slice(start, end));
    const [head = '', rule = ''] = lines;
    if (!isHeadless(view, head, rule)) return SOUND;
    const shown = excerpt(head, 60);
    return { fault: faultOf(0.6, `Unexpected table that starts with \`${shown}\`, expected a row that names its columns`, shown, 'a header row', rows[0] ?? null) };
  },
};

/** The first table's rows, as far as they follow one another. */
function firstRows(view: View): readonly { readonly start: number; readonly end: number }[] {
  const from = view.lines.findIndex(({ start, end, kind }) => kind === 'table' && (ROW.test(view.text.slice(start, end)) || RULE.test(view.text.slice(start, end))));
  if (from < 0) return [];
  const until = view.lines.findIndex(({ kind }, index) => index > from && kind !== 'table');
  return view.lines.slice(from, until < 0 ? undefined : until);
}

/**
 * A table that the parser took for one has a header, or is the rest of one that was cut at its rows. Without a rule below its first row it was never one.
 */
function isHeadless(view: View, head: string, rule: string): boolean {
  if (RULE.test(head) || !RULE.test(rule)) return !view.body.has('table');
  const cells = head.split('|').slice(1, -1);
  return cells.length > 1 && (cells.every((cell) => cell.trim() === '') || cells.filter((cell) => cell.trim() !== '').every((cell) => NUMBER.test(cell)));
}
