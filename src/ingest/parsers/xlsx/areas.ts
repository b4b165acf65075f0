import { cellPlace } from './references.js';

/** Ranges kept: tables and conditional formats of a sheet are tens. */
const MAX_RANGES = 1_000;

interface Range {
  readonly fromRow: number;
  readonly toRow: number;
  readonly fromColumn: number;
  readonly toColumn: number;
}

/** Ranges of a sheet (`A1:C9`, several apart by spaces), asked cell by cell. */
export class Areas {
  private readonly ranges: Range[] = [];
  private readonly byColumn = new Map<number, readonly Range[]>();

  add(references: string): void {
    for (const reference of references.slice(0, 100_000).split(/\s+/u)) {
      const [first, last = first] = reference.split(':').map(cellPlace);
      if (first && last) this.addRange(first.row, last.row, first.column, last.column);
    }
  }

  addRange(fromRow: number, toRow: number, fromColumn: number, toColumn: number): void {
    if (this.ranges.length >= MAX_RANGES) return;
    this.ranges.push({ fromRow, toRow, fromColumn, toColumn });
    this.byColumn.clear();
  }

  has(row: number, column: number): boolean {
    const ranges = this.inColumn(column);
    let [low, high] = [0, ranges.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const range = ranges[middle];
      if (range === undefined || row < range.fromRow) high = middle - 1;
      else if (row > range.toRow) low = middle + 1;
      else return true;
    }
    return false;
  }

  /** The ranges of a column by their rows, overlapping ones as one. */
  private inColumn(column: number): readonly Range[] {
    const known = this.byColumn.get(column);
    if (known !== undefined) return known;
    const joined: Range[] = [];
    for (const range of this.ranges.filter(({ fromColumn, toColumn }) => column >= fromColumn && column <= toColumn).sort((a, b) => a.fromRow - b.fromRow)) {
      const before = joined.at(-1);
      if (before !== undefined && range.fromRow <= before.toRow + 1) joined[joined.length - 1] = { ...before, toRow: Math.max(before.toRow, range.toRow) };
      else joined.push(range);
    }
    this.byColumn.set(column, joined);
    return joined;
  }
}
