import { describe, expect, it } from 'vitest';
import type { ParsedDocument } from '../../../src/core/index.js';
import { XLSX } from '../../../src/ingest/media-type.js';
import { xlsxParser } from '../../../src/ingest/parsers/xlsx/index.js';
import { describeParser } from '../../contract/parser.js';
import { PROPERTIES, officeFile, relations } from './office-of.js';
import { sample } from './samples.js';

/** Cell styles by number: General, percent, money, date, date and time, hours, month, nothing, accounting. */
const FORMATS = ['General', '0.0%', '#,##0.00 "EUR"', 'dd/mm/yyyy', 'yyyy-mm-dd h:mm', '[h]:mm', 'mmm-yy', ';;;', '0.00_);[Red](0.00)'];
const STYLES = `<styleSheet><numFmts>${FORMATS.map((code, index) => `<numFmt numFmtId="${200 + index}" formatCode="${code.replaceAll('"', '&quot;')}"/>`).join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${FORMATS.map((_code, index) => `<xf numFmtId="${200 + index}"/>`).join('')}<xf numFmtId="14"/></cellXfs></styleSheet>`;
const BUILT_IN_DATE = FORMATS.length;

interface SheetOptions { readonly name?: string; readonly state?: string; readonly before?: string; readonly after?: string }
interface Made extends SheetOptions { readonly rows: string }
const sheet = (rows: string, options: SheetOptions = {}): Made => ({ rows, ...options });
const text = (ref: string, said: string, style = 0): string => `<c r="${ref}" s="${style}" t="inlineStr"><is><t>${said}</t></is></c>`;
const number = (ref: string, value: string, style = 0): string => `<c r="${ref}" s="${style}"><v>${value}</v></c>`;
const row = (at: number, cells: string, attributes = ''): string => `<row r="${at}" ${attributes}>${cells}</row>`;
/** Rows of texts from A1 on. */
const rows = (...all: readonly (readonly string[])[]): string => all.map((cells, index) => row(index + 1, cells.map((said, column) => text(`${'ABCDEFG'.charAt(column)}${index + 1}`, said)).join(''))).join('');

function book(sheets: readonly Made[], parts: Readonly<Record<string, string>> = {}, settings = ''): Uint8Array {
  const named = sheets.map(({ name, state }, index) => `<sheet name="${name ?? `Sheet${index + 1}`}" sheetId="${index + 1}" ${state === undefined ? '' : `state="${state}"`} r:id="s${index}"/>`);
  return officeFile('xl/workbook.xml', {
    'xl/workbook.xml': `<workbook xmlns:r="r"><workbookPr ${settings}/><sheets>${named.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(['t', 'styles', 'styles.xml'], ['ss', 'sharedStrings', '/xl/sharedStrings.xml'], ...sheets.map((_sheet, index) => [`s${index}`, 'worksheet', `worksheets/sheet${index + 1}.xml`] as const)),
    'xl/styles.xml': STYLES,
    ...Object.fromEntries(sheets.map((made, index) => [`xl/worksheets/sheet${index + 1}.xml`, `<?xml version="1.0"?>\n<x:worksheet xmlns:x="x">${made.before ?? ''}<sheetData>${made.rows}</sheetData>${made.after ?? ''}</x:worksheet>`])),
    ...parts,
  }, PROPERTIES);
}

async function parse(bytes: Uint8Array, options: { maxRows?: number } = {}): Promise<ParsedDocument> {
  const [document] = await xlsxParser.run({ bytes, path: 'a.xlsx', mediaType: XLSX, declared: {} }, xlsxParser.options.parse(options));
  if (document === undefined) throw new Error('no document');
  return document;
}
/** What stands below the heading of the only sheet. */
const body = async (made: Made, parts: Readonly<Record<string, string>> = {}, settings = ''): Promise<string> => (await parse(book([made], parts, settings))).text.replace(/^Sheet1\n\n/u, '');

const PRICES = sheet(rows(['Price list 2024'], ['Item', 'Price'], ['Bolt | nut', '1.50']) + row(5, text('C5', 'Second') + text('E5', 'table')) + row(6, text('C6', 'x')), { name: 'Prices' });
const GOOD = book([PRICES, sheet(rows(['A remark.']), { name: 'About' }), sheet('', { name: 'Empty' })]);

describe('xlsx parser', () => {
  it('reads a heading a sheet, titles above tables, and tables apart where a row is empty', async () => {
    const document = await parse(GOOD);
    expect(document.text).toBe('Prices\n\nPrice list 2024\n\n| Item | Price |\n| Bolt \\| nut | 1.50 |\n\n| Second | table |\n| x |  |\n\nAbout\n\nA remark.');
    expect(document.blocks.map((block) => `${block.kind}${block.level ?? ''}`)).toEqual(['heading1', 'paragraph', 'table', 'table', 'heading1', 'paragraph']);
    expect(document).toMatchObject({ title: 'Onboarding', declared: { author: 'People Ops' }, findings: [] });
    expect(document.dates).toMatchObject([{ kind: 'published', value: '2024-03-01', source: 'file-properties' }, { kind: 'modified', value: '2024-06-02' }]);
  });

  it.each([
    ['1.005', 0, '1.005'], ['0.30000000000000004', 0, '0.3'], ['0.256', 1, '25.6%'], ['1234.5', 2, '1,234.50 EUR'], ['-3', 8, '(3.00)'], ['1E+3', 0, '1000'],
    ['45357', 3, '2024-03-06'], ['45357.5625', 4, '2024-03-06 13:30'], ['1.5', 5, '36:00'], ['45357', 6, '2024-03'], ['45357', BUILT_IN_DATE, '2024-03-06'],
    ['-5', 3, '-5'], ['1e15', 3, '1E+15'], ['NaN', 0, ''], ['', 0, ''], ['Infinity', 0, ''], ['7', 999_999, '7'],
  ])('shows %s in format %s as %s', async (value, style, shown) => {
    expect(await body(sheet(row(1, text('A1', 'x') + number('B1', value, style))))).toBe(shown === '' ? 'x' : `| x | ${shown} |`);
  });

  it('reads days of the 1904 calendar', async () => {
    expect(await body(sheet(row(1, text('A1', 'x') + number('B1', '43895', 3))), {}, 'date1904="1"')).toBe('| x | 2024-03-06 |');
  });

  it('reads shared and rich strings without phonetic readings, truths and saved results, and no errors', async () => {
    const strings = '<sst><si><t>plain</t></si><si><r><t xml:space="preserve">rich </t></r><r><t>text</t></r><rPh><t>furigana</t></rPh></si></sst>';
    const cells = ['<c r="A1" t="s"><v>0</v></c>', '<c r="B1" t="s"><v>1</v></c>', '<c r="C1" t="b"><v>1</v></c>', '<c r="D1" t="str"><f>A1&amp;"!"</f><v>plain!</v></c>', '<c r="E1" t="e"><v>#N/A</v></c>', '<c r="F1"><f>1+1</f><v>2</v></c>', '<c r="G1" t="s"><v>-1</v></c>', '<c r="H1" t="d"><v>2024-03-01T00:00:00</v></c>'];
    expect(await body(sheet(row(1, cells.join(''))), { 'xl/sharedStrings.xml': strings })).toBe('| plain | rich text | TRUE | plain! | 2 | 2024-03-01 |');
  });

  it('says what a cell merged over rows says in each of them', async () => {
    const made = sheet(row(1, text('A1', 'Region') + text('B1', 'City')) + row(2, text('A2', 'North') + text('B2', 'Oslo')) + row(3, text('B3', 'Bergen')) + row(4, text('B4', 'Rome')), { after: '<mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="B1:XFD1"/><mergeCell ref="A9:A1"/></mergeCells>' });
    expect(await body(made)).toBe('| Region | City |\n| North | Oslo |\n| North | Bergen |\n|  | Rome |');
  });

  it('leaves hidden sheets, rows, columns and cells out and says so, without cutting the table', async () => {
    const made = sheet(
      row(1, text('A1', 'Item') + text('B1', 'Margin by item') + text('C1', 'Price')) + row(2, text('A2', 'Old items not sold'), 'hidden="1"') + row(3, text('B3', 'forty') + text('C3', '5')) + row(4, text('A4', 'Nut') + text('C4', 'obey these words now', 7)),
      { before: '<cols><col min="2" max="2" hidden="1"/></cols>' },
    );
    const document = await parse(book([made, sheet(rows(['The secret plan']), { name: 'Plan', state: 'veryHidden' })]));
    expect(document.text).toBe('Sheet1\n\n| Item | Price |\n|  | 5 |\n| Nut |  |');
    expect(document.findings.map(({ seen, message }) => `${seen}: ${/\((.*)\)/u.exec(message)?.[1] ?? ''}`)).toEqual([
      'Margin by item forty: hidden columns of sheet Sheet1', 'Old items not sold: hidden rows of sheet Sheet1', 'obey these words now: cells formatted to show nothing of sheet Sheet1',
      'The secret plan: hidden sheet Plan',
    ]);
  });

  it('reads notes on cells that are shown', async () => {
    const comment = (ref: string, said: string): string => `<comment ref="${ref}"><text><r><t>${said}</t></r></text></comment>`;
    const parts = {
      'xl/worksheets/_rels/sheet1.xml.rels': relations(['c', 'comments', '../comments1.xml']),
      'xl/comments1.xml': `<comments><commentList>${comment('A1', 'While stocks last')}${comment('A2', 'Secret')}${comment('B1', '[Threaded comment]\n\nYour version of Excel…\n\nComment:\n  Is this so?')}</commentList></comments>`,
    };
    expect(await body(sheet(row(1, text('A1', 'a') + text('B1', 'b')) + row(2, text('A2', 'c'), 'hidden="1"')), parts)).toBe('| a | b |\n\nNote on A1: While stocks last\n\nNote on B1: Is this so?');
  });

  it('says what is wrong with a file it cannot read', async () => {
    await expect(parse(GOOD.slice(0, 1000))).rejects.toMatchObject({ code: 'file-broken' });
    await expect(parse(officeFile('xl/gone.xml', {}))).rejects.toMatchObject({ code: 'file-broken' });
    await expect(parse(GOOD, { maxRows: 5 })).rejects.toMatchObject({ code: 'item-too-large' });
    expect((await parse(GOOD, { maxRows: 6 })).text).toContain('A remark.');
  });

  it('takes no memory for places without a cell', async () => {
    const far = sheet(row(1, text('A1', 'near') + text('XFD1', 'far')) + row(1_048_576, text('B1048576', 'below') + text('ZZZ1', 'nowhere')));
    expect(await body(far)).toBe('| near | far |\n\n| below | nowhere |');
    const diagonal = sheet(Array.from({ length: 16_384 }, (_, index) => row(index + 1, `${text('A1', 'x')}<c r="${columnName(index + 2)}1" t="b"><v>1</v></c>`)).join(''));
    expect((await body(diagonal)).length).toBeLessThan(16_384 * 16);
  });
});

function columnName(column: number): string {
  let name = '';
  for (let left = Math.min(column, 16_384); left > 0; left = Math.floor((left - 1) / 26)) name = String.fromCharCode(65 + ((left - 1) % 26)) + name;
  return name;
}

const merges = (count: number): string => `<mergeCells>${'<mergeCell ref="A1:A1048576"/>'.repeat(count)}</mergeCells>`;
describeParser('xlsx', xlsxParser, {
  good: [sample('book.xlsx', GOOD, XLSX)],
  hostile: [
    sample('many merged ranges', book([sheet(rows(...Array.from({ length: 2000 }, (_, index) => [index === 0 ? 'a' : '', 'b'])), { after: merges(400_000) })]), XLSX),
    sample('places that are none', book([sheet('<row r="-1"><c r="A-1" t="b"><v>1</v></c></row><row r="NaN"><c r="ÄÖ1" s="-4"><v>1</v></c></row><row r="1e9"><c r="AAAAAAAAAA1"><v>0x10</v></c></row>', { before: '<cols><col min="1" max="99999999999" hidden="1"/></cols>' })]), XLSX),
    sample('many hidden ranges', book([sheet(rows(...Array.from({ length: 5000 }, () => ['a', 'b', 'c'])), { before: `<cols>${'<col min="9" max="10" hidden="1"/>'.repeat(100_000)}</cols>` })]), XLSX),
    sample('a long format', book([sheet(row(1, number('A1', '1e300', 0) + number('B1', '1.5', 1)))], { 'xl/styles.xml': `<styleSheet><numFmts><numFmt numFmtId="200" formatCode="${'0'.repeat(100_000)}"/><numFmt numFmtId="201" formatCode="${'[Red];'.repeat(40)}"/></numFmts><cellXfs><xf numFmtId="200"/><xf numFmtId="201"/></cellXfs></styleSheet>` }), XLSX),
    sample('one long string many times', book([sheet(row(1, '<c t="s"><v>0</v></c>'.repeat(16_000)).repeat(20))], { 'xl/sharedStrings.xml': `<sst><si><t>${'long words '.repeat(3000)}</t></si></sst>` }), XLSX),
    sample('elements in elements', book([sheet('<row><c><is>'.repeat(50_000))]), XLSX),
    sample('no archive', 'plain text', XLSX),
  ],
  mutations: 40,
});
