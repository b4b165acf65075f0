import { columnOf, guttersOf, type Gutter } from './columns.js';
import type { Cell, Row } from './rows.js';

/** Steps upwards, as a share of all steps from row to row, from which the order of drawing is no order of reading. */
const MAX_UPWARD_SHARE = 0.2;
const MIN_UPWARD = 3;
/** Cells of a table's narrow column are shorter than any line of text, and most of its rows have all cells. */
const MAX_CELL_CHARACTERS = 15;
const MIN_TABLE_ROWS = 3;
const MIN_ALIGNED = 0.75;

/** A page's rows as they are read: as they are drawn where that goes down the columns, else by where they stand. */
export function inReadingOrder(rows: readonly Row[]): readonly Row[] {
  const height = medianHeight(rows);
  const gutters = guttersOf(rows, height);
  if (gutters.length === 0) return merged(readsDown(rows, height) ? withTablesByRows(rows, height) : byPlace(rows));
  const parts = rows.flatMap((row) => cut(row, gutters));
  return goesByColumns(parts, height) ? parts.map(({ row }) => row) : byBands(parts);
}

interface Part {
  readonly row: Row;
  /** `null`: over several columns. */
  readonly column: number | null;
}

/** The parts of a row that stand in different columns. */
function cut(row: Row, gutters: readonly Gutter[]): Part[] {
  const parts: { cells: Cell[]; column: number | null }[] = [];
  for (const cell of row.cells) {
    const column = columnOf(cell, gutters);
    const last = parts.at(-1);
    if (last !== undefined && last.column === column) last.cells.push(cell);
    else parts.push({ cells: [cell], column });
  }
  return parts.map(({ cells, column }) => ({ column, row: { baseline: row.baseline, height: row.height, cells } }));
}

/** Each band between full-width lines is drawn column by column, from left to right and downwards. */
function goesByColumns(parts: readonly Part[], height: number): boolean {
  let wrong = 0;
  for (let at = 1; at < parts.length; at += 1) {
    const [above, below] = [parts[at - 1], parts[at]];
    if (above === undefined || below === undefined) continue;
    const rises = below.row.baseline - above.row.baseline > height;
    // Back up to a column on the left, or to a line over the columns: drawn last, read first.
    if (rises && above.column !== null && (below.column === null || below.column < above.column)) return false;
    if (above.column === null || below.column === null || below.column < above.column) continue;
    if (below.column === above.column ? rises : !rises) wrong += 1;
  }
  return wrong <= Math.max(1, parts.length * 0.04);
}

/** Full-width lines cut the page into bands; within a band column follows on column. */
function byBands(parts: readonly Part[]): readonly Row[] {
  const down = [...parts].sort((a, b) => b.row.baseline - a.row.baseline);
  const rows: Row[] = [];
  let band: Part[] = [];
  const close = (): void => {
    const columns = [...new Set(band.map(({ column }) => column ?? 0))].sort((a, b) => a - b);
    for (const column of columns) rows.push(...merged(byPlace(band.filter((part) => part.column === column).map(({ row }) => row))));
    band = [];
  };
  for (const part of down) {
    if (part.column !== null) band.push(part);
    else {
      close();
      rows.push(part.row);
    }
  }
  close();
  return rows;
}

function readsDown(rows: readonly Row[], height: number): boolean {
  const upward = rows.filter((row, at) => at > 0 && row.baseline - (rows[at - 1]?.baseline ?? 0) > height).length;
  return upward < MIN_UPWARD || upward <= rows.length * MAX_UPWARD_SHARE;
}

/** A table that is drawn column by column: beside each other, short cells on the same baselines. */
function withTablesByRows(rows: readonly Row[], height: number): readonly Row[] {
  const columns: Row[][] = [];
  for (const row of rows) {
    const last = columns.at(-1)?.at(-1);
    if (last === undefined || row.baseline - last.baseline > height) columns.push([row]);
    else columns.at(-1)?.push(row);
  }
  const joined: (readonly Row[])[] = [];
  for (const column of columns) {
    const last = joined.at(-1);
    if (last !== undefined && areColumnsOfTable(last, column, height)) joined[joined.length - 1] = merged(byPlace([...last, ...column]));
    else joined.push(column);
  }
  return joined.flat();
}

function areColumnsOfTable(one: readonly Row[], other: readonly Row[], height: number): boolean {
  const [fewer, more] = one.length <= other.length ? [one, other] : [other, one];
  if (fewer.length < MIN_TABLE_ROWS || fewer.length < more.length * MIN_ALIGNED || Math.min(cellLength(one), cellLength(other)) > MAX_CELL_CHARACTERS) return false;
  const baselines = new Set(more.map(({ baseline }) => Math.round(baseline)));
  const aligned = fewer.filter(({ baseline }) => [-1, 0, 1].some((step) => baselines.has(Math.round(baseline) + step)));
  const edges = (rows: readonly Row[]): readonly [number, number] => [Math.min(...rows.map((row) => row.cells[0]?.left ?? 0)), Math.max(...rows.map((row) => row.cells.at(-1)?.right ?? 0))];
  const [[left, right], [otherLeft, otherRight]] = [edges(one), edges(other)];
  return aligned.length >= fewer.length * MIN_ALIGNED && (right <= otherLeft + height || otherRight <= left + height);
}

/** Characters of the cell in the middle by length. */
function cellLength(rows: readonly Row[]): number {
  const lengths = rows.flatMap(({ cells }) => cells.map(({ pieces }) => pieces.reduce((sum, { text }) => sum + text.length, 0)));
  return lengths.sort((a, b) => a - b)[Math.floor(lengths.length / 2)] ?? 0;
}

function byPlace(rows: readonly Row[]): readonly Row[] {
  return [...rows].sort((a, b) => b.baseline - a.baseline || (a.cells[0]?.left ?? 0) - (b.cells[0]?.left ?? 0));
}

/** Neighbours on one baseline are one row, whichever was drawn first. */
function merged(rows: readonly Row[]): readonly Row[] {
  const joined: Row[] = [];
  for (const row of rows) {
    const last = joined.at(-1);
    const apart = last !== undefined && Math.abs(last.baseline - row.baseline) <= Math.max(last.height, row.height) * 0.3
      && row.cells.every((cell) => last.cells.every((other) => cell.left >= other.right - 1 || cell.right <= other.left + 1));
    if (last === undefined || !apart || last.cells.length + row.cells.length > 200) joined.push({ ...row, cells: [...row.cells] });
    else {
      last.cells = [...last.cells, ...row.cells].sort((a, b) => a.left - b.left);
      last.height = Math.max(last.height, row.height);
    }
  }
  return joined;
}

function medianHeight(rows: readonly Row[]): number {
  return rows.map(({ height }) => height).sort((a, b) => a - b)[Math.floor(rows.length / 2)] ?? 0;
}
