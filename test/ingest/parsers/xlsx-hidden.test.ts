import { describe, expect, it } from 'vitest';
import type { ParsedDocument } from '../../../src/core/index.js';
import { XLSX } from '../../../src/ingest/media-type.js';
import { xlsxParser } from '../../../src/ingest/parsers/xlsx/index.js';
import { officeFile, relations } from './office-of.js';

const SECRET = 'Refunds are paid for ninety days.';

interface Style { readonly font?: string; readonly fill?: string; readonly format?: string }
interface Book { readonly style?: Style; readonly dxf?: string; readonly after?: string; readonly table?: string; readonly cols?: string; readonly row?: string; readonly colors?: string }

const solid = (color: string): string => `<patternFill patternType="solid"><fgColor ${color}/></patternFill>`;
const THEME = '<a:theme xmlns:a="a"><a:clrScheme><a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1><a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1><a:accent1><a:srgbClr val="1F3864"/></a:accent1></a:clrScheme></a:theme>';

/** A table of three rows and two columns; B2 holds the secret in a style of its own. */
function book({ style = {}, dxf = '', after = '', table, cols = '', row = '', colors = '' }: Book): Uint8Array {
  const cell = (ref: string, said: string, of = 0): string => `<c r="${ref}" s="${of}" t="inlineStr"><is><t>${said}</t></is></c>`;
  return officeFile('xl/workbook.xml', {
    'xl/workbook.xml': '<workbook xmlns:r="r"><sheets><sheet name="Plans" sheetId="1" r:id="s"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': relations(['t', 'styles', 'styles.xml'], ['th', 'theme', 'theme/theme1.xml'], ['s', 'worksheet', 'worksheets/sheet1.xml']),
    'xl/theme/theme1.xml': THEME,
    'xl/styles.xml': `<styleSheet><numFmts><numFmt numFmtId="200" formatCode="${(style.format ?? 'General').replaceAll('"', '&quot;')}"/></numFmts><fonts><font><color theme="1"/></font><font>${style.font ?? ''}</font></fonts><fills><fill><patternFill patternType="none"/></fill><fill>${style.fill ?? '<patternFill/>'}</fill></fills><cellXfs><xf/><xf numFmtId="200" fontId="1" fillId="1"/></cellXfs><dxfs><dxf>${dxf}</dxf></dxfs>${colors}</styleSheet>`,
    'xl/worksheets/sheet1.xml': `<worksheet>${cols}<sheetData><row r="1">${cell('A1', 'Plan')}${cell('B1', 'Note')}</row><row r="2" ${row}>${cell('A2', 'Gold')}${cell('B2', SECRET, 1)}</row><row r="3">${cell('A3', 'Basic')}${cell('B3', 'Sent soon')}</row></sheetData>${after}</worksheet>`,
    ...(table === undefined ? {} : { 'xl/worksheets/_rels/sheet1.xml.rels': relations(['x', 'table', '../tables/table1.xml']), 'xl/tables/table1.xml': table }),
  });
}

async function parse(made: Book): Promise<ParsedDocument> {
  const [document] = await xlsxParser.run({ bytes: book(made), path: 'a.xlsx', mediaType: XLSX, declared: {} }, xlsxParser.options.parse({}));
  if (document === undefined) throw new Error('no document');
  return document;
}

const WHITE = '<color rgb="FFFFFFFF"/>';
const table = (ref: string, style: string): string => `<table ref="${ref}"><tableStyleInfo name="${style}"/></table>`;
const conditional = '<conditionalFormatting sqref="D9 A2:B9"><cfRule type="expression" dxfId="0"><formula>TRUE</formula></cfRule></conditionalFormatting>';

describe('text of cells that nobody sees', () => {
  it.each<[string, Book, string]>([
    ['white letters', { style: { font: WHITE } }, 'cells in the colour of their background'],
    ['nearly white letters', { style: { font: '<color rgb="FFFDFDFD"/>' } }, 'cells in the colour of their background'],
    ['white by theme', { style: { font: '<color theme="0"/>' } }, 'cells in the colour of their background'],
    ['white by theme, a shade darker', { style: { font: '<color theme="0" tint="-0.03"/>' } }, 'cells in the colour of their background'],
    ['white by number', { style: { font: '<color indexed="9"/>' } }, 'cells in the colour of their background'],
    ['white by a palette of its own', { style: { font: '<color indexed="0"/>' }, colors: '<colors><indexedColors><rgbColor rgb="00FFFFFF"/></indexedColors></colors>' }, 'cells in the colour of their background'],
    ['white on a white fill', { style: { font: WHITE, fill: solid('rgb="FFFFFFFF"') } }, 'cells in the colour of their background'],
    ['blue on blue by theme', { style: { font: '<color rgb="FF1F3864"/>', fill: solid('theme="4"') } }, 'cells in the colour of their background'],
    ['black on black', { style: { fill: solid('indexed="8"') } }, 'cells in the colour of their background'],
    ['white by number format', { style: { format: '[White]General;[White]General;[White]General;[White]@' } }, 'cells in the colour of their background'],
    ['white in the body of a table with a light style', { style: { font: WHITE }, table: table('A1:B3', 'TableStyleMedium2') }, 'cells in the colour of their background'],
    ['letters of one point', { style: { font: '<sz val="1"/>' } }, 'cells in 1 pt font'],
    ['a format without a section for text', { style: { format: '0;0;0;' } }, 'cells formatted to show nothing'],
    ['a format of spaces', { style: { format: '" ";" ";" ";" "' } }, 'cells formatted to show nothing'],
    ['a row without height', { row: 'ht="0.5"' }, 'hidden rows'],
    ['a column without width', { cols: '<cols><col min="2" max="2" width="0.05"/></cols>' }, 'hidden columns'],
  ])('is left out and reported: %s', async (_name, made, how) => {
    const { text, findings } = await parse(made);
    expect(text).not.toContain('ninety');
    expect(text).toContain('Basic');
    expect(findings).toMatchObject([{ rule: 'safety/hidden-text', seen: expect.stringContaining(SECRET) as string, message: expect.stringContaining(`(${how} of sheet Plans)`) as string }]);
  });

  it.each<[string, Book]>([
    ['white on a dark fill', { style: { font: WHITE, fill: solid('theme="4"') } }],
    ['white on a gradient', { style: { font: WHITE, fill: '<gradientFill/>' } }],
    ['white on a pattern', { style: { font: WHITE, fill: '<patternFill patternType="darkGray"/>' } }],
    ['white in a dark table', { style: { font: WHITE }, table: table('A1:B3', 'TableStyleDark3') }],
    ['white in the head of a table', { style: { font: WHITE }, table: table('A2:B3', 'TableStyleMedium2') }],
    ['white in a table of the workbook\'s own style', { style: { font: WHITE }, table: table('A1:B3', 'House style') }],
    ['white on a conditional fill', { style: { font: WHITE }, dxf: '<fill/>', after: conditional }],
    ['white on a picture of the sheet', { style: { font: WHITE }, after: '<picture r:id="p"/>' }],
    ['white that the number format colours', { style: { font: WHITE, format: '[Red]@' } }],
    ['grey letters', { style: { font: '<color rgb="FFA0A0A0"/>' } }],
    ['six points', { style: { font: '<sz val="6"/>' } }],
    ['an accounting format', { style: { format: '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-' } }],
    ['zeros shown as nothing', { style: { format: '0;-0;;@' } }],
    ['a low row and a narrow column', { row: 'ht="6"', cols: '<cols><col min="2" max="2" width="1"/></cols>' }],
  ])('is read without a finding: %s', async (_name, made) => {
    const { text, findings } = await parse(made);
    expect(text).toContain(SECRET);
    expect(findings).toEqual([]);
  });

  it('reads what a format shows in place of the text, and reports the text', async () => {
    const { text, findings } = await parse({ style: { format: '0;0;0;"see page 4"' } });
    expect(text).toContain('| Gold | see page 4 |');
    expect(findings).toMatchObject([{ seen: SECRET, message: expect.stringContaining('cells formatted to show something else') as string }]);
  });
});
