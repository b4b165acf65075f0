import { WinnowError } from '../../../core/index.js';
import { wholeNumber } from '../ooxml.js';
import { attributeOf, readXml, type XmlAttributes } from '../xml.js';
import type { Areas } from './areas.js';
import type { CellFormats } from './formats.js';
import type { CellLooks } from './looks.js';
import { LAST_COLUMN, LAST_ROW, cellPlace, mergedDown, type MergedDown } from './references.js';

export interface Cell {
  /** From 1. */
  readonly column: number;
  readonly text: string;
}

/** A row that says something. Hidden ones have no cells left: they only keep a table together. */
export interface Row {
  /** From 1. */
  readonly number: number;
  readonly cells: Cell[];
  readonly hidden: boolean;
}

/** Values a workbook may hold: what a sheet of 100,000 rows and 20 columns has. */
const MAX_CELLS = 2_000_000;
const MAX_CHARS = 64 * 1024 * 1024;
/** Formatting is written by the range: sheets have tens. */
const MAX_HIDDEN_RANGES = 1_000;
const MAX_MERGED = 50_000;
/** Enough for a report. */
const MAX_HIDDEN_CHARS = 2_000;
/** Points of a row and characters of a column: what is no higher or narrower shows no letter. */
const MAX_CLOSED_HEIGHT = 2;
const MAX_CLOSED_WIDTH = 0.3;
/** A picture behind all cells. */
const BACKGROUND = /<(?:\w{1,20}:)?picture\s/u;

/** What a sheet needs from its workbook to be read. */
export interface SheetContext {
  readonly strings: readonly string[];
  readonly formats: CellFormats;
  readonly looks: CellLooks;
  /** Where a table's style may be behind the letters; conditional formats of the sheet are added. */
  readonly coloured: Areas;
}

/** What is counted over all sheets of a workbook. */
export class Budget {
  private rows = 0;
  private cells = 0;
  private chars = 0;

  constructor(private readonly maxRows: number) {}

  row(): void {
    this.rows += 1;
    if (this.rows > this.maxRows) throw new WinnowError('item-too-large', `Unexpected more than ${this.maxRows} rows, expected at most that many`);
  }

  cell(text: string): void {
    this.cells += 1;
    this.chars += text.length;
    if (this.cells > MAX_CELLS) throw new WinnowError('item-too-large', `Unexpected more than ${MAX_CELLS} cells, expected at most that many`);
    if (this.chars > MAX_CHARS) throw new WinnowError('parse-output', `Unexpected more than ${MAX_CHARS} characters, expected at most that many`);
  }
}

export interface Sheet {
  /** Ascending by number. */
  readonly rows: readonly Row[];
  readonly merged: readonly MergedDown[];
  /** What its hidden parts say, from the beginning, by how they are hidden. */
  readonly hidden: ReadonlyMap<string, string>;
  isHidden(row: number, column: number): boolean;
}

/** Reads a sheet cell by cell, without a tree: only cells that are there take memory, whatever place they name. */
export async function readSheet(xml: string, context: SheetContext, budget: Budget): Promise<Sheet> {
  const reader = new SheetReader(context, budget, BACKGROUND.test(xml));
  await readXml(xml, {
    open(name, attributes) {
      reader.open(name, attributes);
    },
    text(data) {
      reader.text(data);
    },
    close(name) {
      reader.close(name);
    },
  });
  reader.finish();
  return reader;
}

/** `said`: something in it is out of sight. */
interface OpenRow {
  readonly number: number;
  readonly cells: Cell[];
  readonly hidden: boolean;
  said: boolean;
}

interface OpenCell {
  readonly column: number;
  readonly type: string;
  readonly style: number;
  readonly isText: boolean;
}

/** Types of cells that hold text (ECMA-376 part 1, 18.18.11). */
const TEXT_TYPES = new Set(['s', 'str', 'inlineStr']);

class SheetReader implements Sheet {
  rows: Row[] = [];
  readonly merged: MergedDown[] = [];
  readonly hidden = new Map<string, string>();
  private readonly hiddenColumns: (readonly [from: number, to: number])[] = [];
  private readonly hiddenRows = new Set<number>();
  private readonly columnIsHidden = new Map<number, boolean>();
  private row: OpenRow | null = null;
  private lastRow = 0;
  private cell: OpenCell | null = null;
  private lastColumn = 0;
  private value = '';
  private readonly openNames: string[] = [];
  /** Cells in the colour of the paper: unseen unless a table or a conditional format, which are named behind the cells, is behind them. */
  private readonly pale = new Map<Cell, string>();
  private conditional = '';

  constructor(private readonly context: SheetContext, private readonly budget: Budget, private readonly hasBackground: boolean) {}

  isHidden(row: number, column: number): boolean {
    return this.hiddenRows.has(row) || this.isHiddenColumn(column);
  }

  private isHiddenColumn(column: number): boolean {
    const known = this.columnIsHidden.get(column);
    if (known !== undefined) return known;
    const hidden = this.hiddenColumns.some(([from, to]) => column >= from && column <= to);
    this.columnIsHidden.set(column, hidden);
    return hidden;
  }

  open(name: string, attributes: XmlAttributes): void {
    this.openNames.push(name);
    if (name === 'row') this.openRow(attributes);
    else if (name === 'c' && this.row !== null) this.openCell(attributes);
    else if (name === 'col') this.openColumn(attributes);
    else if (name === 'conditionalFormatting') this.conditional = attributeOf(attributes, 'sqref') ?? '';
    else if (name === 'cfRule') this.rule(attributes);
    else if (name === 'mergeCell' && this.merged.length < MAX_MERGED) {
      const range = mergedDown(attributeOf(attributes, 'ref') ?? '');
      if (range !== null) this.merged.push(range);
    }
  }

  text(data: string): void {
    const name = this.openNames.at(-1);
    // Phonetic readings (`rPh`) of inline text repeat it in another script.
    if (this.cell !== null && (name === 'v' || (name === 't' && !this.openNames.includes('rPh')))) this.value += data;
  }

  close(name: string): void {
    this.openNames.pop();
    if (name === 'c') this.closeCell();
    else if (name === 'row') this.closeRow();
  }

  private openColumn(attributes: XmlAttributes): void {
    const hidden = isTrue(attributeOf(attributes, 'hidden')) || Number(attributeOf(attributes, 'width') ?? Infinity) <= MAX_CLOSED_WIDTH;
    const from = wholeNumber(attributeOf(attributes, 'min'), 1, LAST_COLUMN);
    const to = wholeNumber(attributeOf(attributes, 'max'), 1, LAST_COLUMN);
    if (hidden && from !== null && to !== null && this.hiddenColumns.length < MAX_HIDDEN_RANGES) this.hiddenColumns.push([from, to]);
  }

  private openRow(attributes: XmlAttributes): void {
    const said = wholeNumber(attributeOf(attributes, 'r'), 1, LAST_ROW);
    const number = said !== null && said > this.lastRow ? said : this.lastRow + 1;
    const hidden = isTrue(attributeOf(attributes, 'hidden')) || Number(attributeOf(attributes, 'ht') ?? Infinity) <= MAX_CLOSED_HEIGHT;
    this.row = { number, cells: [], hidden, said: false };
    this.lastRow = number;
    this.lastColumn = 0;
    if (hidden) this.hiddenRows.add(number);
  }

  private openCell(attributes: XmlAttributes): void {
    const said = cellPlace(attributeOf(attributes, 'r') ?? '')?.column ?? 0;
    const column = said > this.lastColumn ? said : this.lastColumn + 1;
    this.lastColumn = column;
    const type = attributeOf(attributes, 't') ?? 'n';
    this.cell = { column, type, isText: TEXT_TYPES.has(type), style: wholeNumber(attributeOf(attributes, 's'), 0, 1_000_000) ?? 0 };
    this.value = '';
  }

  private closeCell(): void {
    const { row, cell } = this;
    this.cell = null;
    if (row === null || cell === null) return;
    const text = this.shown(cell.type, cell.style).trim();
    if (text === '') return;
    this.budget.cell(text);
    const place = row.hidden ? 'hidden rows' : this.isHiddenColumn(cell.column) ? 'hidden columns' : null;
    if (place !== null) {
      this.hide(place, text, row);
      return;
    }
    const instead = cell.isText ? this.context.formats.inPlaceOfText(cell.style) : null;
    if (instead !== null && instead !== text) {
      this.hide(`cells formatted to show ${instead === '' ? 'nothing' : 'something else'}`, text, row);
      if (instead !== '') row.cells.push({ column: cell.column, text: instead });
      return;
    }
    this.add(row, { column: cell.column, text }, cell);
  }

  /** A cell that is shown, unless its size or its colours hide it. */
  private add(row: OpenRow, said: Cell, { style, isText }: OpenCell): void {
    const { looks, formats } = this.context;
    const hiding = looks.hiding(style, formats.colorOf(style, isText ? null : Number(this.value)));
    if (hiding?.sure === true) {
      this.hide(hiding.how, said.text, row);
      return;
    }
    row.cells.push(said);
    if (hiding === null || this.hasBackground) return;
    this.pale.set(said, hiding.how);
    row.said = true;
  }

  private rule(attributes: XmlAttributes): void {
    const format = wholeNumber(attributeOf(attributes, 'dxfId'), 0, 1_000_000);
    if (/^(?:colorScale|dataBar)$/u.test(attributeOf(attributes, 'type') ?? '') || (format !== null && this.context.looks.recolours(format))) this.context.coloured.add(this.conditional);
  }

  /** Takes out what nothing coloured turned out to be behind. */
  finish(): void {
    if (this.pale.size === 0) return;
    this.rows = this.rows.map((row) => {
      const shown = row.cells.filter((cell) => {
        const how = this.pale.get(cell);
        if (how === undefined || this.context.coloured.has(row.number, cell.column)) return true;
        this.hide(how, cell.text, null);
        return false;
      });
      return shown.length === row.cells.length ? row : { number: row.number, cells: shown, hidden: shown.length === 0 };
    });
  }

  private hide(how: string, text: string, row: OpenRow | null): void {
    const before = this.hidden.get(how) ?? '';
    if (before.length < MAX_HIDDEN_CHARS) this.hidden.set(how, `${before} ${text.slice(0, MAX_HIDDEN_CHARS)}`.trim());
    if (row !== null) row.said = true;
  }

  private closeRow(): void {
    const { row } = this;
    this.row = null;
    if (row === null || (row.cells.length === 0 && !row.hidden && !row.said)) return;
    this.budget.row();
    this.rows.push({ number: row.number, cells: row.cells, hidden: row.cells.length === 0 });
  }

  /** A value as it stands in its cell; errors (`#N/A`) are no text. */
  private shown(type: string, style: number): string {
    const raw = this.value;
    if (type === 's') return this.context.strings[wholeNumber(raw, 0, 100_000_000) ?? -1] ?? '';
    if (type === 'b') return raw.trim() === '' ? '' : isTrue(raw.trim()) ? 'TRUE' : 'FALSE';
    if (type === 'd') return raw.replace('T', ' ').replace(/ 00:00(?::00(?:\.0+)?)?Z?$/u, '');
    if (type === 'e') return '';
    if (type === 'str' || type === 'inlineStr') return raw;
    const number = raw.trim() === '' ? NaN : Number(raw);
    return Number.isFinite(number) ? this.context.formats.show(number, style) : '';
  }
}

function isTrue(value: string | null): boolean {
  return value === '1' || value === 'true';
}
