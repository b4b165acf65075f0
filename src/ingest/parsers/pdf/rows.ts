import type { Piece } from './pieces.js';

/** Words of a line that stand close to each other. */
export interface Cell {
  readonly pieces: Piece[];
  left: number;
  right: number;
}

/** What stands on one baseline and was drawn one after the other. */
export interface Row {
  readonly baseline: number;
  height: number;
  cells: Cell[];
}

/** Same line: baselines within half the font height. */
const BASELINE_SHARE = 0.5;
/** A gap wider than any between words: justified lines stretch a space of .25 em up to threefold. */
const CELL_SHARE = 0.8;

/** Groups pieces, in the order they are drawn, into rows. */
export function rowsOf(pieces: readonly Piece[]): Row[] {
  const rows: Row[] = [];
  let row: Row | null = null;
  for (const piece of pieces) {
    if (piece.text.trim() === '') continue;
    const cell: Cell | undefined = row?.cells.at(-1);
    if (row === null || cell === undefined || !follows(row, cell, piece)) {
      row = { baseline: piece.baseline, height: piece.height, cells: [{ pieces: [piece], left: piece.left, right: piece.right }] };
      rows.push(row);
      continue;
    }
    if (piece.left - cell.right > piece.height * CELL_SHARE) row.cells.push({ pieces: [piece], left: piece.left, right: piece.right });
    else {
      cell.pieces.push(piece);
      cell.right = Math.max(cell.right, piece.right);
    }
    row.height = Math.max(row.height, piece.height);
  }
  return rows;
}

/** On the same baseline, and not back to where the row began or into another column. */
function follows(row: Row, cell: Cell, piece: Piece): boolean {
  const height = Math.max(row.height, piece.height, 1);
  return Math.abs(piece.baseline - row.baseline) <= height * BASELINE_SHARE && piece.left > cell.left - height && piece.left > cell.right - Math.max(height * 2, (cell.right - cell.left) / 2);
}
