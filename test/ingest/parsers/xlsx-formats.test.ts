import { describe, expect, it } from 'vitest';
import { XLSX } from '../../../src/ingest/media-type.js';
import { xlsxParser } from '../../../src/ingest/parsers/xlsx/index.js';
import { describeParser } from '../../contract/parser.js';
import { officeFile, relations } from './office-of.js';
import { sample } from './samples.js';

type Case = readonly [value: string, format: string | number, shown: string];
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A row a case: its number, then the value in its format; formats given as numbers are the built-in ones. */
function book(cases: readonly (readonly [value: string, format: string | number])[], settings = ''): Uint8Array {
  const own = cases.map(([, format], index) => (typeof format === 'number' ? '' : `<numFmt numFmtId="${200 + index}" formatCode="${escaped(format)}"/>`));
  const styles = cases.map(([, format], index) => `<xf numFmtId="${typeof format === 'number' ? format : 200 + index}"/>`);
  const rows = cases.map(([value], index) => `<row r="${index + 1}"><c r="A${index + 1}" t="str"><v>case ${index}</v></c><c r="B${index + 1}" s="${index}"><v>${value}</v></c></row>`);
  return officeFile('xl/workbook.xml', {
    'xl/workbook.xml': `<workbook xmlns:r="r"><workbookPr ${settings}/><sheets><sheet name="S" r:id="s"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(['s', 'worksheet', 'sheet.xml'], ['y', 'styles', 'styles.xml']),
    'xl/styles.xml': `<styleSheet><numFmts>${own.join('')}</numFmts><cellXfs>${styles.join('')}</cellXfs></styleSheet>`,
    'xl/sheet.xml': `<worksheet><sheetData>${rows.join('')}</sheetData></worksheet>`,
  });
}

async function shown(cases: readonly Case[], settings = ''): Promise<readonly string[]> {
  const [document] = await xlsxParser.run({ bytes: book(cases.map(([value, format]) => [value, format] as const), settings), path: 'a.xlsx', mediaType: XLSX, declared: {} }, xlsxParser.options.parse({}));
  const rows = new Map([...(document?.text ?? '').matchAll(/^\| case (\d+) \| (.*) \|$/gmu)].map(([, index, said]) => [Number(index), said]));
  return cases.map((_case, index) => rows.get(index) ?? '');
}

const EURO = '_-* #,##0.00 €_-;-* #,##0.00 €_-;_-* "-"?? €_-;_-@_-';
const GROUPS: Readonly<Record<string, readonly Case[]>> = {
  'whole numbers, decimals, groups and powers': [
    ['1234.5', '0.00', '1234.50'], ['1234567.8', '#,##0', '1,234,568'], ['1234', 3, '1,234'], ['12345', '0.0E+00', '1.2E+04'], ['12345', '##0.0E+0', '12.3E+3'], ['12345678', '0.0,,"M"', '12.3M'],
    ['12345', '#\\ ##0', '12 345'], ['1234', '00000', '01234'], ['123456789', '000-00-0000', '123-45-6789'], ['5551234567', '(000) 000-0000', '(555) 123-4567'],
  ],
  'percentages and fractions': [['0.256', '0%', '26%'], ['0.12345', '0.00%', '12.35%'], ['0.5', 9, '50%'], ['1.25', '# ?/?', '1 1/4'], ['0.5', '# ?/8', '4/8']],
  'money': [['1234.5', EURO, '1,234.50 €'], ['-3', EURO, '-3.00 €'], ['-1234.5', '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)', '(1,234.50)'], ['5', '[$USD] #,##0', 'USD 5'], ['-1234', 37, '(1,234)']],
  'sections, conditions and words': [
    ['12345', '[>=1000]#,##0,"K";0', '12K'], ['2', '[=1]"one";[=2]"two";0', 'two'], ['-5', '[Red][<0]-0;0', '-5'], ['0', '"Yes";"Yes";"No"', 'No'], ['-3', '0.00;;;@', ''], ['12', '@', '12'], ['7', '0 "km"', '7 km'],
  ],
  'days, times and durations': [
    ['45357', 'dd.mm.yyyy', '2024-03-06'], ['45357', '[$-407]d. mmmm yyyy', '2024-03-06'], ['45357', '[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy', '2024-03-06'], ['45357.25', 22, '2024-03-06 06:00'], ['45357', 'yyyy"年"m"月"d"日"', '2024-03-06'],
    ['60', 'yyyy-mm-dd', '1900-02-29'], ['0.75', 'h:mm AM/PM', '6:00 PM'], ['1.5', '[h]:mm', '36:00'], ['0.05', '[mm]:ss', '72:00'], ['-0.5', '[h]:mm', '-12:00'],
  ],
};

describe('xlsx parser: number formats', () => {
  it.each(Object.keys(GROUPS))('shows %s as Excel does', async (group) => {
    const cases = GROUPS[group] ?? [];
    expect(await shown(cases)).toEqual(cases.map(([, , said]) => said));
  });

  it('shows whole numbers in full, whose last digits a cell of the usual width hides', async () => {
    expect(await shown([['4006381333931', 'General', ''], ['-123456789012345', 0, ''], ['1234567890123456', 'General', ''], ['0.1', 'General', '']])).toEqual(['4006381333931', '-123456789012345', '1.23457E+15', '0.1']);
  });

  it('writes decimals in one way, whatever country a currency is written for', async () => {
    expect(await shown([['1234.5', '#,##0.00 [$€-407]', ''], ['1234.5', '[$CHF-de-CH] #,##0.00', ''], ['1234.5', '[$£-809]#,##0.00', '']])).toEqual(['1,234.50 €', 'CHF 1,234.50', '£1,234.50']);
  });

  it('shows the number where a time of day is below zero', async () => {
    expect(await shown([['-0.25', 'h:mm', ''], ['-0.25', 45, '']])).toEqual(['-0.25', '-0.25']);
  });

  it('counts days from 1904 where the workbook does', async () => {
    expect(await shown([['43895', 'dd.mm.yyyy', ''], ['1', 14, ''], ['1.5', '[h]:mm', '']], 'date1904="1"')).toEqual(['2024-03-06', '1904-01-02', '36:00']);
  });

  it('shows the number where a pattern cannot be read', async () => {
    expect(await shown([['1.5', '['.repeat(200), ''], ['1.5', '_'.repeat(255), ''], ['1.5', '0.0/?/0', '']])).toEqual(['1.5', '1.5', '1.5']);
  });
});

const many = (format: string): Uint8Array => book(Array.from({ length: 3000 }, (_, index) => [`${index / 7}`, format] as const));
describeParser('xlsx with formats', xlsxParser, {
  good: [sample('formats.xlsx', book(Object.values(GROUPS).flat().map(([value, format]) => [value, format] as const)), XLSX)],
  hostile: [
    sample('patterns with a fault', many('['.repeat(255)), XLSX),
    sample('long fractions', many(`${'?'.repeat(120)}/${'?'.repeat(120)}`), XLSX),
    sample('long powers', many(`0E+${'0'.repeat(250)}`), XLSX),
    sample('many currencies', many('[$a-1]'.repeat(42)), XLSX),
  ],
});
