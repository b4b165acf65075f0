import {
  WinnowError, defineParser, excerpt, messageOf, toJsonObject, type ParseInput, type ParsedDocument,
} from '../../../core/index.js';
import { decodeText } from '../../encoding.js';
import { renderedText } from '../as-text.js';
import { datesFromFields } from '../../dates.js';
import { TextBuilder } from '../text-builder.js';
import { sniffDelimiter } from './delimiter.js';
import { options, type CsvOptions } from './options.js';

/** Columns that name a row, best first. */
const ID_COLUMNS = ['id', 'key', 'sku', 'code'];
const TITLE_COLUMNS = ['title', 'name'];
/** A record or field beyond this is an unclosed quote, not data (RFC 4180 sets no limit; spreadsheets stop at 32,767 characters a cell). */
const MAX_ROW_CHARS = 1_000_000;
const MAX_COLUMNS = 1000;
/** Values longer than this are prose and stand as paragraphs of their own; a tweet has 280 characters. */
const PROSE_CHARS = 280;
const RECORD_DATE_CONFIDENCE = 0.9;

/**
 * CSV and TSV: every row is a document of `column: value` lines, its columns are declared metadata. The record is the
 * value of an `id`, `key`, `sku` or `code` column that is filled and unique, else `row-<n>`, counted from 1 without the header.
 * @throws WinnowError `item-too-large` beyond `maxRows`, `file-broken` for rows that cannot be told apart.
 */
export const csvParser = defineParser<CsvOptions>({
  id: 'csv',
  version: 3,
  options,
  mediaTypes: ['text/csv', 'text/tab-separated-values'],
  extensions: ['.csv', '.tsv', '.tab'],
  render: renderedText,
  async run(input, settings) {
    const { text, findings } = await decodeText(input.bytes);
    const table = tableOf(await readRows(text, input, settings));
    if (table.rows.length === 0) return [emptyDocument(input, findings)];
    const idColumn = uniqueColumn(table);
    return table.rows.map((row, index) => ({
      ...rowDocument(table.columns, row, input.mediaType),
      record: idColumn === null ? `row-${index + 1}` : (row[idColumn] ?? ''),
      findings: index === 0 ? findings : [],
    }));
  },
});

interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

async function readRows(text: string, input: ParseInput, settings: CsvOptions): Promise<string[][]> {
  const { parse } = await import('csv-parse/sync');
  const delimiter = settings.delimiter ?? (input.mediaType === 'text/tab-separated-values' ? '\t' : sniffDelimiter(text));
  const rows = readCells(() => parse(text, {
    delimiter, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, trim: true,
    max_record_size: MAX_ROW_CHARS, to: settings.maxRows + 2,
  }));
  if (rows.length > settings.maxRows + 1) {
    throw new WinnowError('item-too-large', `Unexpected more than ${settings.maxRows} rows, expected at most that many`);
  }
  const widest = rows.reduce((most, row) => Math.max(most, row.length), 0);
  if (widest > MAX_COLUMNS) throw new WinnowError('file-broken', `Unexpected ${widest} columns, expected at most ${MAX_COLUMNS}`);
  return rows;
}

function readCells(read: () => string[][]): string[][] {
  try {
    return read();
  } catch (error) {
    throw new WinnowError('file-broken', `The rows cannot be told apart: ${excerpt(messageOf(error))}`, { cause: error });
  }
}

/** The first row names the columns unless it holds an empty, repeated or numeric cell; then they are `column 1`, `column 2` … */
function tableOf(rows: readonly string[][]): Table {
  const first = rows[0] ?? [];
  const named = first.every((cell) => cell !== '' && !/^[\d.,%+-]+$/u.test(cell)) && new Set(first.map(normalise)).size === first.length;
  const columns = named ? first.map((cell) => excerpt(cell, 200)) : first.map((_cell, index) => `column ${index + 1}`);
  return { columns, rows: (named ? rows.slice(1) : rows).filter((row) => row.some((cell) => cell !== '')) };
}

function normalise(name: string): string {
  return name.trim().toLowerCase();
}

function uniqueColumn(table: Table): number | null {
  for (const wanted of ID_COLUMNS) {
    const index = table.columns.findIndex((column) => normalise(column) === wanted);
    if (index < 0) continue;
    const values = table.rows.map((row) => row[index] ?? '');
    if (values.every((value) => value !== '' && value.length <= 200) && new Set(values).size === values.length) return index;
  }
  return null;
}

function rowDocument(columns: readonly string[], row: readonly string[], mediaType: string): Omit<ParsedDocument, 'findings'> {
  const fields = row.map((value, index): readonly [string, string] => [columns[index] ?? `column ${index + 1}`, value]);
  const filled = fields.filter(([, value]) => value !== '');
  const { text, blocks } = layOut(filled);
  const title = TITLE_COLUMNS.map((wanted) => filled.find(([column]) => normalise(column) === wanted)?.[1]).find((value) => value !== undefined);
  return {
    text, blocks, mediaType,
    title: title === undefined ? null : excerpt(title, 200),
    language: filled.find(([column]) => /^(?:lang|language|locale)$/iu.test(column))?.[1] ?? null,
    declared: toJsonObject(Object.fromEntries(filled)),
    dates: datesFromFields(filled, 'record', RECORD_DATE_CONFIDENCE),
  };
}

/** Short values together as one table, prose by itself. */
function layOut(fields: readonly (readonly [string, string])[]): Pick<ParsedDocument, 'text' | 'blocks'> {
  const builder = new TextBuilder();
  let short: string[] = [];
  const flush = (): void => {
    builder.add('table', short.join('\n'));
    short = [];
  };
  for (const [column, value] of fields) {
    const line = `${column}: ${value}`;
    if (value.length <= PROSE_CHARS) {
      short.push(line);
      continue;
    }
    flush();
    builder.add('paragraph', line);
  }
  flush();
  return { text: builder.text, blocks: builder.blocks };
}

function emptyDocument(input: ParseInput, findings: ParsedDocument['findings']): ParsedDocument {
  return { text: '', title: null, language: null, mediaType: input.mediaType, blocks: [], declared: {}, dates: [], findings };
}
