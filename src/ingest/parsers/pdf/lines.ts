import type { Cell, Row } from './rows.js';
import type { Piece } from './pieces.js';

/** A line of a page as it is set. Lengths and positions in points, from the lower left corner of the page. */
export interface Line {
  readonly page: number;
  readonly text: string;
  /** Font height of its tallest text. */
  readonly height: number;
  /** The font most of it is set in, by pdf.js's own name; tells regular from bold within one file. */
  readonly font: string;
  /** All of it is set in letters of one width. */
  readonly monospaced: boolean;
  readonly left: number;
  readonly right: number;
  readonly baseline: number;
  /** Of text recognised in a picture, whose fonts are not known. `opens`: it begins a paragraph by its indentation. */
  readonly recognised?: { readonly opens: boolean };
}

/** A gap of a fifth of the font height is a space (a space is .25 em in Helvetica and Times), of twice the height a column. */
const SPACE_SHARE = 0.2;
const COLUMN_SHARE = 2;
/** A note's sign is set smaller and higher: two thirds of the size, raised by a third, in common typesetting. */
const NOTE_HEIGHT = 0.85;
const NOTE_RISE = 0.18;
const NOTE_SIGN = /^(?:\d{1,3}|[*†‡§¶])(?:\s*,\s*\d{1,3})*$/u;

/** Dots that lead from a heading to its page in a table of contents: four and more, apart or not. */
const LEADERS = /(?<=[^.·…\s]\s{0,3})[.·…](?:\s?[.·…]){3,400}/gu;

/** The lines of rows that are in reading order. */
export function linesOf(rows: readonly Row[], page: number): Line[] {
  return rows.flatMap((row) => lineOf(row.cells, page) ?? []);
}

function lineOf(cells: readonly Cell[], page: number): Line | null {
  const pieces = cells.flatMap((cell) => cell.pieces);
  const [first] = pieces;
  if (first === undefined) return null;
  const parts: string[] = [];
  const fonts = new Map<string, number>();
  let [height, right] = [0, first.left];
  let monospaced = true;
  let before: Piece | null = null;
  for (const piece of pieces) {
    const last = parts.at(-1) ?? '';
    const gap = piece.left - right;
    if (last !== '') {
      if (gap > piece.height * COLUMN_SHARE && piece.height > 0) parts.push('\t');
      else if (((gap > piece.height * SPACE_SHARE && piece.height > 0) || isNoteSign(piece, before)) && !/\s$/u.test(last) && !/^\s/u.test(piece.text)) parts.push(' ');
    }
    parts.push(piece.text);
    height = Math.max(height, piece.height);
    fonts.set(piece.font, (fonts.get(piece.font) ?? 0) + piece.text.length);
    monospaced &&= piece.monospaced;
    right = Math.max(right, piece.right);
    before = piece;
  }
  const text = parts.join('').replace(LEADERS, ' … ').replace(/[^\S\t]+/gu, ' ').replace(/\s*\t\s*/gu, '\t').replace(/\u00ad(?!$)/gu, '').trim();
  if (text === '') return null;
  const font = [...fonts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), ['', 0])[0];
  return { page, text, height, font, monospaced, left: first.left, right, baseline: baselineOf(pieces) };
}

/** A raised number behind a word belongs to a note, not to the word; behind a number, a single letter or a unit of length it is a power. */
function isNoteSign(piece: Piece, before: Piece | null): boolean {
  if (before === null || piece.height > before.height * NOTE_HEIGHT || piece.baseline - before.baseline < before.height * NOTE_RISE) return false;
  return NOTE_SIGN.test(piece.text.trim().slice(0, 20)) && /[\p{L}.,;:!?)”’"']\s*$/u.test(before.text.slice(-4)) && !/(?:^|[^\p{L}])(?:\p{L}|[kcdm]m)\s*$/u.test(before.text.slice(-4));
}

/** That of the widest piece: signs of notes and small capitals stand higher. */
function baselineOf(pieces: readonly Piece[]): number {
  return pieces.reduce((widest, piece) => (piece.right - piece.left > widest.right - widest.left ? piece : widest)).baseline;
}
