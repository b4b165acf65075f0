import { defineParser, type ParsedDocument } from '../../../core/index.js';
import { XLSX_TYPES } from '../../media-type.js';
import { HiddenFindings } from '../hidden-finding.js';
import { coreProperties } from '../ooxml.js';
import { TextBuilder } from '../text-builder.js';
import { xmlText } from '../xml.js';
import { addRegions } from './regions.js';
import { Budget, readSheet } from './sheet.js';
import { Workbook } from './workbook.js';
import { options, type XlsxOptions } from './options.js';

/** What is read of a hidden sheet, to say what it holds. */
const HIDDEN_SHEET_BYTES = 64 * 1024;

/**
 * Excel workbooks: a heading a sheet, then its tables, values as their cells show them (formulas by the result that was saved, dates in ISO 8601) and notes on
 * cells. Hidden sheets, rows, columns and cells are left out and reported; errors, charts, pictures and text boxes are dropped, macros never looked at.
 * @throws WinnowError `file-broken` when the archive or its main part cannot be read, `item-too-large` beyond `maxRows` or 2,000,000 cells, `parse-output` for parts that unpack beyond all measure
 */
export const xlsxParser = defineParser<XlsxOptions>({
  id: 'xlsx',
  version: 3,
  options,
  mediaTypes: XLSX_TYPES,
  extensions: ['.xlsx', '.xlsm', '.xltx', '.xltm'],
  async run(input, settings) {
    const workbook = await Workbook.open(input.bytes);
    const budget = new Budget(settings.maxRows);
    const builder = new TextBuilder();
    const hidden = new HiddenFindings('workbook');
    for (const entry of workbook.sheets) {
      const bytes = workbook.file.archive.read(entry.part);
      if (bytes === null) continue;
      const { strings, formats, looks } = workbook;
      const context = { strings, formats, looks, coloured: await workbook.styledAreas(entry) };
      if (entry.hidden) {
        const beginning = await readSheet(xmlText(bytes.subarray(0, HIDDEN_SHEET_BYTES)), context, new Budget(Infinity));
        hidden.add([...beginning.rows.flatMap((row) => row.cells.map((cell) => cell.text)), ...beginning.hidden.values()].join(' '), `hidden sheet ${entry.name}`);
        continue;
      }
      const sheet = await readSheet(xmlText(bytes), context, budget);
      for (const [how, text] of sheet.hidden) hidden.add(text, `${how} of sheet ${entry.name}`);
      const notes = (await workbook.notes(entry)).filter((note) => !sheet.isHidden(note.row, note.column));
      if (notes.length === 0 && sheet.rows.every((row) => row.hidden)) continue;
      builder.add('heading', entry.name, { level: 1, label: entry.name });
      addRegions(builder, sheet.rows, sheet.merged);
      for (const note of notes) builder.add('paragraph', `Note on ${note.cell}: ${note.text}`);
    }
    const { title, language, declared, dates } = await coreProperties(workbook.file);
    return [{
      text: builder.text, blocks: builder.blocks, title, language, declared, dates,
      mediaType: input.mediaType,
      findings: hidden.findings,
    } satisfies ParsedDocument];
  },
});
