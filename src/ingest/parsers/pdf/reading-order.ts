import { columnOf, guttersOf, type Gutter } from './columns.js';
import type { Cell, Row } from './rows.js';

/** Steps upwards, as a share of all steps from row to row, from which the order of drawing is no order of reading. */
const MAX_UPWARD_SHARE = 0.2;
const MIN_UPWARD = 3;

/** A page's rows as they are read: as they are drawn where that goes down the columns, else by where they stand. */
export function inReadingOrder(rows: readonly Row[]): readonly Row[] {
  const height = medianHeight(rows);
  const gutters = guttersOf(rows, height);
  if (gutters.length === 0) return merged(readsDown(rows, height) ? rows : byPlace(rows));
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
    if (above.column === null || below.column === null) continue;
    if (below.column === above.column ? rises : below.column < above.column || !rises) wrong += 1;
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
