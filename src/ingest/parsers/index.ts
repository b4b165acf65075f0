import type { z } from 'zod';
import { WinnowError, type Parser } from '../../core/index.js';
import { ASCIIDOC, DOCX_TYPES, EPUB, MAIL, MBOX, NOTEBOOK, PPTX_TYPES, RECORD, RST, XLSX_TYPES } from '../media-type.js';
import { options as csvOptions } from './csv/options.js';
import { options as htmlOptions } from './html/options.js';
import { options as mailOptions } from './mail/options.js';
import { options as notebookOptions } from './notebook/options.js';
import { options as pdfOptions } from './pdf/options.js';
import { options as pptxOptions } from './pptx/options.js';
import { options as xlsxOptions } from './xlsx/options.js';
import { noOptions } from './no-options.js';

/** A parser as it stands in the list: what it takes, known without loading it. */
export interface ParserEntry {
  readonly id: string;
  readonly version: number;
  readonly mediaTypes: readonly string[];
  /** Lower case, with the dot. */
  readonly extensions: readonly string[];
  /** As the parser's own. */
  readonly options: z.ZodType;
  load(): Promise<Parser>;
}

/**
 * The visible list. A new parser is one folder and one entry here; `id`, `version`, types and extensions repeat the block's own (a test compares), options are the block's own: a pipeline is checked without loading what it may never parse.
 * Mail, notebooks, AsciiDoc and EPUB have parts read by others' parsers: a new version of those is a new version of these.
 */
export const PARSERS: readonly ParserEntry[] = [
  {
    id: 'markdown', version: 6, mediaTypes: ['text/markdown', 'text/mdx'], extensions: ['.md', '.markdown', '.mdown', '.mkd', '.mdx'],
    options: noOptions, load: async () => erase((await import('./markdown/index.js')).markdownParser),
  },
  {
    id: 'html', version: 9, mediaTypes: ['text/html', 'application/xhtml+xml'], extensions: ['.html', '.htm', '.xhtml'],
    options: htmlOptions, load: async () => erase((await import('./html/index.js')).htmlParser),
  },
  {
    id: 'pdf', version: 7, mediaTypes: ['application/pdf'], extensions: ['.pdf'],
    options: pdfOptions, load: async () => erase((await import('./pdf/index.js')).pdfParser),
  },
  {
    id: 'docx', version: 6, mediaTypes: DOCX_TYPES, extensions: ['.docx', '.docm', '.dotx', '.dotm'],
    options: noOptions, load: async () => erase((await import('./docx/index.js')).docxParser),
  },
  {
    id: 'pptx', version: 3, mediaTypes: PPTX_TYPES, extensions: ['.pptx', '.pptm', '.ppsx', '.ppsm', '.potx', '.potm'],
    options: pptxOptions, load: async () => erase((await import('./pptx/index.js')).pptxParser),
  },
  {
    id: 'xlsx', version: 3, mediaTypes: XLSX_TYPES, extensions: ['.xlsx', '.xlsm', '.xltx', '.xltm'],
    options: xlsxOptions, load: async () => erase((await import('./xlsx/index.js')).xlsxParser),
  },
  {
    id: 'epub', version: 4, mediaTypes: [EPUB], extensions: ['.epub'],
    options: noOptions, load: async () => erase((await import('./epub/index.js')).epubParser(parserForType)),
  },
  {
    id: 'notebook', version: 4, mediaTypes: [NOTEBOOK], extensions: ['.ipynb'],
    options: notebookOptions, load: async () => erase((await import('./notebook/index.js')).notebookParser(parserForType)),
  },
  {
    id: 'mail', version: 4, mediaTypes: [MAIL, MBOX], extensions: ['.eml', '.mbox'],
    options: mailOptions, load: async () => erase((await import('./mail/index.js')).mailParser(parserForType)),
  },
  {
    id: 'asciidoc', version: 4, mediaTypes: [ASCIIDOC], extensions: ['.adoc', '.asciidoc'],
    options: noOptions, load: async () => erase((await import('./asciidoc/index.js')).asciidocParser(parserForType)),
  },
  {
    id: 'rst', version: 3, mediaTypes: [RST], extensions: ['.rst', '.rest'],
    options: noOptions, load: async () => erase((await import('./rst/index.js')).rstParser),
  },
  {
    id: 'text', version: 2, mediaTypes: ['text/plain'], extensions: ['.txt', '.text', '.log', '.org'],
    options: noOptions, load: async () => erase((await import('./text/index.js')).textParser),
  },
  {
    id: 'csv', version: 3, mediaTypes: ['text/csv', 'text/tab-separated-values'], extensions: ['.csv', '.tsv', '.tab'],
    options: csvOptions, load: async () => erase((await import('./csv/index.js')).csvParser),
  },
  {
    id: 'json-record', version: 1, mediaTypes: [RECORD], extensions: [],
    options: noOptions, load: async () => erase((await import('./json-record/index.js')).jsonRecordParser(parserForType)),
  },
];

/** Every extension some parser takes, in order. */
export const PARSED_EXTENSIONS: readonly string[] = PARSERS.flatMap((entry) => entry.extensions);

/**
 * Loads the parser of a media type.
 * @throws WinnowError `format-unknown` when none takes it
 */
export async function parserForType(mediaType: string): Promise<Parser> {
  const entry = PARSERS.find((candidate) => candidate.mediaTypes.includes(mediaType));
  if (entry === undefined) throw new WinnowError('format-unknown', `No parser takes ${mediaType}`);
  return entry.load();
}

/** Loads a parser by its id; `null` when the list has none of that name. */
export async function parserById(id: string): Promise<Parser | null> {
  return (await PARSERS.find((entry) => entry.id === id)?.load()) ?? null;
}

/** Forgets the type of a parser's options: whoever calls `run` gives it what its own schema made. */
function erase<O>(parser: Parser<O>): Parser {
  return parser;
}
