import { WinnowError, excerpt } from '../../../core/index.js';
import type { FlatDom } from '../flat-dom.js';
import { themeColors } from '../office-colors.js';
import { OfficePackage, relationId } from '../ooxml.js';
import { readXml, xmlText } from '../xml.js';
import { Areas } from './areas.js';
import { CellFormats } from './formats.js';
import { CellLooks } from './looks.js';
import { cellPlace, type CellPlace } from './references.js';

export interface SheetEntry {
  readonly name: string;
  readonly part: string;
  readonly hidden: boolean;
}

export interface Note extends CellPlace {
  readonly cell: string;
  readonly text: string;
}

/** Sheets are named in menus: a workbook has tens. */
const MAX_SHEETS = 5_000;
const MAX_NOTES = 20_000;
const MAX_TABLES = 200;

/** A workbook's sheets and what they share. */
export class Workbook {
  private constructor(readonly file: OfficePackage, readonly sheets: readonly SheetEntry[], readonly strings: readonly string[], readonly formats: CellFormats, readonly looks: CellLooks) {}

  /** @throws WinnowError `file-broken` when the archive or its main part cannot be read, `item-too-large` for more than 5,000 sheets */
  static async open(bytes: Uint8Array): Promise<Workbook> {
    const file = await OfficePackage.open(bytes, 'xl/workbook.xml', 'workbook');
    const main = await file.tree(file.main);
    if (main === null) throw new WinnowError('file-broken', `Unexpected damage in ${excerpt(file.main, 80)}, expected a workbook`);
    const relations = await file.relations(file.main);
    const sheets: SheetEntry[] = [];
    for (const node of main.withTag('sheet')) {
      const relation = relations.get(relationId(main, node) ?? '');
      if (relation?.type !== 'worksheet') continue;
      if (sheets.length >= MAX_SHEETS) throw new WinnowError('item-too-large', `Unexpected more than ${MAX_SHEETS} sheets, expected at most that many`);
      const state = main.attribute(node, 'state') ?? 'visible';
      sheets.push({ name: excerpt(main.attribute(node, 'name') ?? '', 200), part: relation.target, hidden: state !== 'visible' });
    }
    const [settings] = main.withTag('workbookPr');
    const from1904 = settings !== undefined && /^(?:1|true)$/u.test(main.attribute(settings, 'date1904') ?? '');
    const strings = await sharedStrings(file, await file.related(file.main, 'sharedStrings'));
    const styles = await file.tree(await file.related(file.main, 'styles'));
    const theme = themeColors(await file.tree(await file.related(file.main, 'theme')));
    return new Workbook(file, sheets, strings, await CellFormats.of(styles, from1904), CellLooks.of(styles, theme));
  }

  /** Where the style of a table may put colour behind the letters: heads, totals and marked columns, all of it in dark styles and those of the workbook's own. */
  async styledAreas(sheet: SheetEntry): Promise<Areas> {
    const areas = new Areas();
    let tables = 0;
    for (const { type, target } of (await this.file.relations(sheet.part)).values()) {
      if (!/^(?:table|pivotTable)$/u.test(type) || (tables += 1) > MAX_TABLES) continue;
      const dom = await this.file.tree(target);
      if (dom !== null) addStyled(dom, areas);
    }
    return areas;
  }

  /** Notes (comments) on cells of a sheet, in the file's order. */
  async notes(sheet: SheetEntry): Promise<readonly Note[]> {
    const dom = await this.file.tree(await this.file.related(sheet.part, 'comments'));
    const notes: Note[] = [];
    if (dom !== null) for (const node of dom.withTag('comment')) {
      const cell = dom.attribute(node, 'ref') ?? '';
      const place = cellPlace(cell);
      const text = withoutThreadNotice(dom.textOf(node, 10_000));
      if (place !== null && text !== '' && notes.length < MAX_NOTES) notes.push({ ...place, cell, text });
    }
    return notes;
  }
}

function addStyled(dom: FlatDom, areas: Areas): void {
  const [table] = dom.withTag('table', 'location');
  const [style] = dom.withTag('tableStyleInfo', 'pivotTableStyleInfo');
  const name = style === undefined ? null : dom.attribute(style, 'name');
  const reference = (table === undefined ? null : dom.attribute(table, 'ref')) ?? '';
  const [first, last] = reference.split(':').map(cellPlace);
  if (name === null || !first || !last) return;
  if (!/^TableStyle(?:Light|Medium)\d/u.test(name)) {
    areas.add(reference);
    return;
  }
  const says = (node: number | undefined, attribute: string): boolean => node !== undefined && /^(?:1|true)$/u.test(dom.attribute(node, attribute) ?? '');
  areas.addRange(first.row, first.row, first.column, last.column);
  if (says(table, 'totalsRowCount')) areas.addRange(last.row, last.row, first.column, last.column);
  if (says(style, 'showFirstColumn')) areas.addRange(first.row, last.row, first.column, first.column);
  if (says(style, 'showLastColumn')) areas.addRange(first.row, last.row, last.column, last.column);
}

/** Comments with replies are kept a second time as a note for older programs, behind a notice to upgrade. */
function withoutThreadNotice(text: string): string {
  if (!text.startsWith('[Threaded comment]')) return text;
  const said = text.indexOf('Comment:');
  return said < 0 ? '' : text.slice(said + 'Comment:'.length).trim();
}

async function sharedStrings(file: OfficePackage, part: string | null): Promise<readonly string[]> {
  const bytes = part === null ? null : file.archive.read(part);
  if (bytes === null) return [];
  const strings: string[] = [];
  let [text, isText, phonetic] = ['', false, 0];
  await readXml(xmlText(bytes), {
    open(name) {
      if (name === 'si') text = '';
      else if (name === 't') isText = true;
      else if (name === 'rPh') phonetic += 1;
    },
    text(data) {
      if (isText && phonetic === 0) text += data;
    },
    close(name) {
      if (name === 'si') strings.push(text);
      else if (name === 't') isText = false;
      else if (name === 'rPh') phonetic -= 1;
    },
  });
  return strings;
}
