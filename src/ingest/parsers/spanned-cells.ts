import type { FlatDom } from './flat-dom.js';

/** HTML allows 1,000 columns and 65,534 rows a cell (HTML 4.9.11); documents have tens. */
const MAX_COLUMNS = 100;
const MAX_ROWS = 1_000;

/** Puts cells in place that reach over rows (`rowspan`) or columns (`colspan`), while a table's rows are filled from the left. */
export class SpannedCells {
  /** By column: what is still to be said below, and in how many rows. */
  private readonly below = new Map<number, { readonly text: string; left: number }>();

  constructor(private readonly dom: FlatDom) {}

  /** Fills the places at the end of `row` that cells above reach down to. */
  before(row: string[]): void {
    for (let above = this.below.get(row.length); above !== undefined; above = this.below.get(row.length)) {
      above.left -= 1;
      if (above.left <= 0) this.below.delete(row.length);
      row.push(above.text);
    }
  }

  /** Fills the places of the last cell of `row` besides its first, and remembers those below. */
  after(row: string[], cell: number): void {
    const column = row.length - 1;
    const rows = this.span(cell, 'rowspan', MAX_ROWS);
    const columns = this.span(cell, 'colspan', MAX_COLUMNS);
    for (let more = 1; more < columns; more += 1) row.push('');
    if (rows > 1) for (let at = column; at < row.length; at += 1) this.below.set(at, { text: row[at] ?? '', left: rows - 1 });
  }

  private span(cell: number, name: string, most: number): number {
    const said = Number(this.dom.attribute(cell, name) ?? 1);
    return Number.isInteger(said) && said > 1 ? Math.min(said, most) : 1;
  }
}
