import { excerpt, type Span } from '../../../core/index.js';
import { SOUND, faultOf, type StructureRule } from '../rule.js';
import { isOnly, type View } from '../view.js';

/** Cells one below the other: of so many lines half have a few words, and a quarter has one. Verse and addresses have longer lines. */
const MIN_LINES = 8;
const MAX_CELL_WORDS = 3;
const MIN_CELL_SHARE = 0.5;
const MIN_WORD_SHARE = 0.25;
/** Rows of figures without what parted them. */
const MIN_NUMBER_ROWS = 3;
const MIN_ROW_NUMBERS = 2;
const MIN_NUMBER_SHARE = 0.4;
const NUMBER = /^[($€£+\-–~<>≤≥]{0,3}\d[\d.,:/%–-]*(?:[kKMB%)*†]|±\S{1,8})?$|^[-–—]$/u;
const SENTENCE_END = /[.!?:;,…]["'”’)\]*_]{0,3}$/u;
const HEAD = 300;

/** A rule below a heading, and what is left of a picture, are no cells. */
const SAYS = /[\p{L}\p{N}]/u;

interface Run extends Span { readonly lines: number; readonly what: string }

/** Cells of a table that stand as lines or in lines of running text. */
export const flattenedTable: StructureRule = {
  id: 'structure/flattened-table',
  check(view) {
    if (isOnly(view, 'table', 'code', 'list-item')) return SOUND;
    const run = runOf(view);
    if (run === null) return SOUND;
    const shown = excerpt(view.text.slice(run.start, run.end), 60);
    return { fault: faultOf(0.6, `Unexpected ${run.lines} ${run.what}: \`${shown}\`, expected a table with its columns`, `${run.lines} ${run.what}`, 'a table', { start: run.start, end: run.end }) };
  },
};

function runOf(view: View): Run | null {
  const written = view.lines.filter(({ kind }) => kind !== 'blank' && kind !== 'heading');
  const lines = written.filter(({ kind }) => kind === 'prose').map(({ start, end }) => ({ start, end, text: view.prose.slice(start, Math.min(end, start + HEAD)).trim() }));
  const first = lines[0];
  const last = lines.at(-1);
  if (first === undefined || last === undefined) return null;
  const cells = lines.filter(({ text }) => SAYS.test(text) && !SENTENCE_END.test(text) && text.length <= 40 && text.split(/\s+/u).length <= MAX_CELL_WORDS);
  const single = cells.filter(({ text }) => !/\s/u.test(text)).length;
  if (lines.length >= MIN_LINES && lines.length >= written.length / 2 && cells.length >= lines.length * MIN_CELL_SHARE && single >= lines.length * MIN_WORD_SHARE) {
    return { start: first.start, end: last.end, lines: cells.length, what: 'lines of a few words' };
  }
  return rowsOfFigures(lines) ?? cellsInARow(view, lines, written.length);
}

/** Running text of so many words has a sentence's end, and function words: 29 % of sound documentation's words and more, names and terms next to none. */
const MIN_RUN_WORDS = 12;
const MAX_FUNCTION_WORDS = 0.1;
const ANY_END = /[.!?…:;|]["'”’)\]*_`]{0,3}(?:\s|$)/u;

/** Cells that stand one behind the other in a line. */
function cellsInARow(view: View, lines: readonly Line[], written: number): Run | null {
  const words = view.proseWords();
  const [first, last] = [lines[0], lines.at(-1)];
  if (!view.isSpaced || !view.isLatin || first === undefined || last === undefined || lines.length < written || words.length < MIN_RUN_WORDS || ANY_END.test(view.prose)) return null;
  const { main, share } = view.language();
  if (main !== null && share >= MAX_FUNCTION_WORDS) return null;
  return { start: first.start, end: last.end, lines: words.length, what: 'words in no sentence' };
}

interface Line extends Span { readonly text: string }

function rowsOfFigures(lines: readonly Line[]): Run | null {
  let run = null as Run | null;
  for (const { start, end, text } of lines) {
    const words = text.split(/\s+/u, 40);
    const figures = words.filter((word) => NUMBER.test(word)).length;
    const isRow = figures >= MIN_ROW_NUMBERS && figures >= words.length * MIN_NUMBER_SHARE;
    if (!isRow && run !== null && run.lines >= MIN_NUMBER_ROWS) return run;
    run = isRow ? { start: run?.start ?? start, end, lines: (run?.lines ?? 0) + 1, what: 'rows of figures' } : null;
  }
  return run !== null && run.lines >= MIN_NUMBER_ROWS ? run : null;
}
