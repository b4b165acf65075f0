import { WinnowError, excerpt } from '../../../core/index.js';

/** What a code cell printed or gave back, in one of its forms. */
export interface CellOutput {
  readonly kind: 'text' | 'html' | 'markdown';
  readonly content: string;
}

export type Cell =
  | { readonly kind: 'markdown'; readonly source: string }
  | { readonly kind: 'heading'; readonly source: string; readonly level: number }
  | { readonly kind: 'code'; readonly source: string; readonly outputs: readonly CellOutput[] };

export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: Readonly<Record<string, unknown>>;
}

type Fields = Readonly<Record<string, unknown>>;

/** A picture's bytes inside Markdown: no text, and more of it than of everything else. */
const DATA_URI = /data:[\w.+/-]{1,60};base64,[A-Za-z0-9+/=]+/gu;
/** Colours and cursor moves of terminals (ECMA-48, 5.4): parameters, then a final byte. */
const TERMINAL_CODES = /\u001B\[[0-?]{0,40}[ -/]{0,5}[@-~]/gu;
/** What Python shows of an object that has no text of its own: `<Figure size 640x480>`, `[<Line2D at 0x7f>]`. */
const OBJECT_NAME = /^\[?<[^\n]*>\]?$/u;

/**
 * The cells of a notebook in nbformat 3 (worksheets) or 4, in order. Raw cells and cells of kinds that are not known are left out, like tracebacks, error
 * streams, pictures and what widgets show.
 * @throws WinnowError `file-broken` for bytes that are no JSON, `format-unknown` for JSON that is no notebook
 */
export function readNotebook(text: string): Notebook {
  const root = fieldsOf(jsonOf(text));
  const format = Number(root['nbformat']);
  const sheets = Array.isArray(root['worksheets']) ? root['worksheets'].map((sheet) => fieldsOf(sheet)['cells']) : [];
  const lists = [root['cells'], ...sheets].filter(Array.isArray) as readonly (readonly unknown[])[];
  if (!Number.isInteger(format) || format < 2 || lists.length === 0) {
    throw new WinnowError('format-unknown', 'Unexpected JSON without `nbformat` and `cells`, expected a notebook of nbformat 3 or 4');
  }
  return { cells: lists.flatMap((list) => list.flatMap((cell) => cellOf(fieldsOf(cell)))), metadata: fieldsOf(root['metadata']) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new WinnowError('file-broken', `Unexpected content of a notebook (${excerpt(String(error), 100)}), expected JSON`, { cause: error });
  }
}

function cellOf(cell: Fields): Cell[] {
  const source = linesOf(cell['source'] ?? cell['input']);
  switch (cell['cell_type']) {
    case 'markdown': return [{ kind: 'markdown', source: source.replace(DATA_URI, 'data:,') }];
    case 'heading': return [{ kind: 'heading', source: source.replace(/\s+/gu, ' '), level: Math.min(Math.max(Math.trunc(Number(cell['level'])) || 1, 1), 6) }];
    case 'code': return [{ kind: 'code', source, outputs: Array.isArray(cell['outputs']) ? cell['outputs'].flatMap((output) => outputOf(fieldsOf(output))) : [] }];
    default: return [];
  }
}

function outputOf(output: Fields): CellOutput[] {
  const type = output['output_type'];
  if (type === 'stream') return (output['name'] ?? output['stream']) === 'stderr' ? [] : textOutput(output['text']);
  if (type !== 'execute_result' && type !== 'display_data' && type !== 'pyout') return [];
  const data = output['data'] === undefined ? output : fieldsOf(output['data']);
  const html = linesOf(data['text/html'] ?? data['html']);
  if (/<table[\s>]/iu.test(html)) return [{ kind: 'html', content: html }];
  const markdown = linesOf(data['text/markdown']).replace(DATA_URI, 'data:,');
  if (markdown.trim() !== '') return [{ kind: 'markdown', content: markdown }];
  const text = linesOf(data['text/plain'] ?? data['text']).trim();
  const picture = Object.keys(data).some((key) => key.startsWith('image/') || key === 'png' || key === 'svg' || key === 'jpeg');
  return picture || OBJECT_NAME.test(text) ? [] : textOutput(text);
}

function textOutput(value: unknown): CellOutput[] {
  const content = shown(linesOf(value));
  return content.trim() === '' ? [] : [{ kind: 'text', content }];
}

/** As a terminal shows it at the end: without colours, and of a line that was written over and over (a progress bar) what was written last. */
function shown(printed: string): string {
  return printed.replace(TERMINAL_CODES, '').replaceAll('\r\n', '\n').split('\n').map((line) => line.slice(line.trimEnd().lastIndexOf('\r') + 1)).join('\n');
}

/** A string, or the lines of one, as nbformat has them. */
function linesOf(value: unknown): string {
  if (Array.isArray(value)) return value.filter((line) => typeof line === 'string').join('');
  return typeof value === 'string' ? value : '';
}

function fieldsOf(value: unknown): Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Fields) : {};
}
