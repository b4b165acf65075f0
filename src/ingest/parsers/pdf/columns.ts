import type { Cell, Row } from './rows.js';

/** A column holds at least this share of the cells of a page that stand in columns, and this many lines. */
const MIN_COLUMN_SHARE = 0.1;
const MIN_COLUMN_LINES = 5;
/** Lines that may cross a gutter (titles, figures, tables over the full width), as a share of those that stand beside it. */
const MAX_CROSSING_SHARE = 0.6;
/** Gutters are no narrower than this, in points and in font heights: papers have 12 to 24 pt, newspapers 8. */
const MIN_GUTTER = 6;
const MIN_GUTTER_HEIGHTS = 0.6;
/** Lines of running text fill their column and are longer than the words of a table's cells: two columns on A4 hold 40 to 60 characters, three about 30. */
const MIN_FILL = 0.6;
const MIN_LINE_CHARACTERS = 16;
const MIN_LINE_CHARACTERS_OF_TWO = 24;
const MAX_COLUMNS = 5;
const BIN = 2;
const MAX_BINS = 2000;

/** A gap between columns of running text: its left and right edge. */
export interface Gutter {
  readonly left: number;
  readonly right: number;
}

/**
 * The gutters between columns of running text on a page, from left to right; none when the gaps are those of a table.
 * Gaps are found in the projection of the cells on the line, as in the recursive cut of Nagy and Seth (1984), where full-width lines may cross them.
 */
export function guttersOf(rows: readonly Row[], height: number): readonly Gutter[] {
  const cells = rows.flatMap((row) => row.cells);
  const found: Gutter[] = [];
  for (const gap of gapsOf(cells, Math.max(MIN_GUTTER, height * MIN_GUTTER_HEIGHTS))) {
    if (found.length < MAX_COLUMNS - 1) found.push(gap);
  }
  for (let gutters = found; gutters.length > 0;) {
    const columns = columnsOf(cells, gutters);
    const thin = columns.findIndex((column) => !isRunningText(column, cells.length, gutters.length === 1 ? MIN_LINE_CHARACTERS_OF_TWO : MIN_LINE_CHARACTERS));
    if (thin < 0) return gutters;
    // A gap beside something that is no column of text is no gutter; the others may be.
    const [before, after] = [gutters[thin - 1], gutters[thin]];
    const gone = before === undefined ? after : after === undefined ? before : before.right - before.left < after.right - after.left ? before : after;
    gutters = gutters.filter((gutter) => gutter !== gone);
  }
  return [];
}

/** Stretches of the line that few cells cross and with cells on both sides. */
function gapsOf(cells: readonly Cell[], minWidth: number): readonly Gutter[] {
  const [from, to] = cells.reduce(([low, high], { left, right }) => [Math.min(low, left), Math.max(high, right)], [Infinity, -Infinity]);
  const bins = Math.ceil((to - from) / BIN);
  if (!(bins > 0) || bins > MAX_BINS) return [];
  const starts = new Float64Array(bins + 1);
  const ends = new Float64Array(bins + 1);
  for (const { left, right } of cells) {
    const [start, end] = [Math.floor((left - from) / BIN), Math.min(bins, Math.ceil((right - from) / BIN))];
    starts[start] = (starts[start] ?? 0) + 1;
    ends[end] = (ends[end] ?? 0) + 1;
  }
  const gaps: Gutter[] = [];
  let [begun, ended, open, least] = [0, 0, -1, Infinity];
  const close = (bin: number): void => {
    if (open > 0 && (bin - open) * BIN >= minWidth) gaps.push({ left: from + open * BIN, right: from + bin * BIN });
    open = -1;
    least = Infinity;
  };
  for (let bin = 0; bin < bins; bin += 1) {
    begun += starts[bin] ?? 0;
    ended += ends[bin] ?? 0;
    const crossing = begun - ended;
    const beside = Math.min(ended, cells.length - begun);
    const isGap = beside >= cells.length * MIN_COLUMN_SHARE && crossing <= beside * MAX_CROSSING_SHARE;
    // Within a gap the emptiest stretch counts: lines of uneven length make its edges fade.
    if (isGap && open >= 0 && crossing < least) {
      open = bin;
      least = crossing;
    } else if (isGap && open < 0) {
      open = bin;
      least = crossing;
    } else if (open >= 0 && (!isGap || crossing > least)) {
      close(bin);
      if (isGap) continue;
    }
  }
  return gaps;
}

/** Cells by column; those that cross a gutter are in none. */
function columnsOf(cells: readonly Cell[], gutters: readonly Gutter[]): readonly (readonly Cell[])[] {
  const columns: Cell[][] = Array.from({ length: gutters.length + 1 }, () => []);
  for (const cell of cells) {
    const column = columnOf(cell, gutters);
    if (column !== null) columns[column]?.push(cell);
  }
  return columns;
}

/** Number of the column a cell stands in; `null` when it crosses a gutter. */
export function columnOf({ left, right }: Cell, gutters: readonly Gutter[]): number | null {
  const column = gutters.filter((gutter) => (gutter.left + gutter.right) / 2 < left).length;
  return gutters.filter((gutter) => (gutter.left + gutter.right) / 2 < right).length === column ? column : null;
}

function isRunningText(column: readonly Cell[], all: number, minCharacters: number): boolean {
  if (column.length < Math.max(MIN_COLUMN_LINES, all * MIN_COLUMN_SHARE)) return false;
  // A title that reaches out of the column, or an indented line, does not make it wider.
  const width = quantile(column.map(({ right }) => right), 0.9) - quantile(column.map(({ left }) => left), 0.1);
  const lines = new Map<number, { width: number; characters: number }>();
  for (const { pieces, left, right } of column) {
    const baseline = Math.round(pieces[0]?.baseline ?? 0);
    const line = lines.get(baseline) ?? { width: 0, characters: 0 };
    lines.set(baseline, { width: line.width + right - left, characters: line.characters + pieces.reduce((sum, { text }) => sum + text.length, 0) });
  }
  const full = [...lines.values()].filter((line) => line.width >= width * MIN_FILL && line.characters >= minCharacters);
  return full.length >= lines.size / 2 && full.length >= MIN_COLUMN_LINES - 1;
}

function quantile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? 0;
}
