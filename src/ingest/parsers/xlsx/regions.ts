import type { TextBuilder } from '../text-builder.js';
import { addTable } from '../table-rows.js';
import type { MergedDown } from './references.js';
import type { Row } from './sheet.js';

/** Cells looked at for merged ranges in one sheet: 50,000 ranges over rows of some hundred cells. */
const MAX_LOOKED_AT = 20_000_000;
/** A region whose rectangle has this many places for each value, and more than a screen of them, is no table. */
const MAX_PLACES_A_VALUE = 8;
const MIN_SPARSE_PLACES = 10_000;

/** Lays out a sheet's rows as tables: an empty row ends one, columns without a value are left out, lines of one cell above a table are paragraphs. */
export function addRegions(builder: TextBuilder, rows: readonly Row[], merged: readonly MergedDown[]): void {
  fillMerged(rows, merged);
  let region: Row[] = [];
  let last = 0;
  for (const row of rows) {
    if (row.number > last + 1) {
      addRegion(builder, region);
      region = [];
    }
    last = row.number;
    if (!row.hidden) region.push(row);
  }
  addRegion(builder, region);
}

function addRegion(builder: TextBuilder, rows: readonly Row[]): void {
  const isTable = rows.some((row) => row.cells.length > 1);
  const start = isTable ? rows.findIndex((row) => row.cells.length > 1) : rows.length;
  for (const row of rows.slice(0, start)) for (const cell of row.cells) builder.add('paragraph', cell.text);
  if (isTable) addTable(builder, rowsOf(rows.slice(start)));
}

function rowsOf(rows: readonly Row[]): string[][] {
  const columns = new Set<number>();
  let values = 0;
  for (const row of rows) {
    values += row.cells.length;
    for (const cell of row.cells) columns.add(cell.column);
  }
  const places = columns.size * rows.length;
  if (places > MIN_SPARSE_PLACES && places > values * MAX_PLACES_A_VALUE) return rows.map((row) => row.cells.map((cell) => cell.text));
  const at = new Map([...columns].sort((a, b) => a - b).map((column, index) => [column, index]));
  return rows.map((row) => {
    const line = new Array<string>(at.size).fill('');
    for (const cell of row.cells) line[at.get(cell.column) ?? 0] = cell.text;
    return line;
  });
}

/** A cell merged over rows says what it says in each of them: a row is to be understood by itself. */
function fillMerged(rows: readonly Row[], merged: readonly MergedDown[]): void {
  let left = MAX_LOOKED_AT;
  for (const { column, from, to } of merged) {
    let index = firstFrom(rows, from);
    const first = rows[index];
    left -= first?.cells.length ?? 0;
    const text = first?.number === from ? first.cells.find((cell) => cell.column === column)?.text : undefined;
    if (text === undefined) continue;
    for (index += 1; index < rows.length && left > 0; index += 1) {
      const row = rows[index];
      if (row === undefined || row.number > to) break;
      left -= row.cells.length + 1;
      if (row.hidden || row.cells.some((cell) => cell.column === column)) continue;
      row.cells.push({ column, text });
      row.cells.sort((a, b) => a.column - b.column);
    }
  }
}

/** Index of the first row whose number is at least `number`. */
function firstFrom(rows: readonly Row[], number: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.number ?? Infinity) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
