/** The last column and row of a sheet, `XFD1048576` (Excel specifications and limits). */
export const LAST_COLUMN = 16_384;
export const LAST_ROW = 1_048_576;

export interface CellPlace {
  /** Both from 1. */
  readonly row: number;
  readonly column: number;
}

/** A cell reference (`B4`, `$B$4`); `null` for anything that is none or lies outside a sheet. */
export function cellPlace(reference: string): CellPlace | null {
  const match = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/iu.exec(reference);
  if (match === null) return null;
  let column = 0;
  for (const letter of (match[1] ?? '').toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  const row = Number(match[2]);
  return column <= LAST_COLUMN && row >= 1 && row <= LAST_ROW ? { row, column } : null;
}

/** A range of cells down a column that are merged into one. */
export interface MergedDown {
  readonly column: number;
  readonly from: number;
  readonly to: number;
}

/** A merged range (`A2:B4`) as what it does to its first column; `null` where it stays in one row or is no range. */
export function mergedDown(reference: string): MergedDown | null {
  const [first, last] = reference.split(':').map(cellPlace);
  if (!first || !last || last.row <= first.row) return null;
  return { column: first.column, from: first.row, to: last.row };
}
