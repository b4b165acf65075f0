import { defineParser, type Block, type ParsedDocument } from '../../../core/index.js';
import { decodeText } from '../../encoding.js';
import { renderedText } from '../as-text.js';
import { noOptions, type NoOptions } from '../no-options.js';

/** A title or heading that stands alone on a line; longer lines are sentences. */
const MAX_HEADING_CHARS = 80;

interface Line {
  readonly start: number;
  /** Without the line end and trailing white space. */
  readonly end: number;
}

/**
 * Plain text: paragraphs are cut at blank lines; headings are recognised only when underlined with `===`/`---` or set in
 * capitals on a line of their own. The text is the file's own, so spans point into the file.
 */
export const textParser = defineParser<NoOptions>({
  id: 'text',
  version: 2,
  options: noOptions,
  mediaTypes: ['text/plain'],
  extensions: ['.txt', '.text', '.log', '.org'],
  render: renderedText,
  async run(input) {
    const { text, findings } = await decodeText(input.bytes);
    return [{ ...parsePlainText(text), mediaType: input.mediaType, findings }];
  },
});

function parsePlainText(text: string): Omit<ParsedDocument, 'mediaType' | 'findings'> {
  const blocks = blocksOf(text);
  return { text, title: titleOf(text, blocks), language: null, blocks, declared: {}, dates: [] };
}

function* linesOf(text: string): Generator<Line> {
  let start = 0;
  while (start < text.length) {
    let next = start;
    while (next < text.length && text[next] !== '\n' && text[next] !== '\r') next += 1;
    let end = next;
    while (end > start && /\s/u.test(text.charAt(end - 1))) end -= 1;
    let first = start;
    while (first < end && /\s/u.test(text.charAt(first))) first += 1;
    yield { start: first, end };
    start = next + (text.startsWith('\r\n', next) ? 2 : 1);
  }
}

function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let paragraph: Line[] = [];
  const flush = (): void => {
    blocks.push(...paragraphBlocks(text, paragraph));
    paragraph = [];
  };
  for (const line of linesOf(text)) {
    if (line.end > line.start) paragraph.push(line);
    else if (paragraph.length > 0) flush();
  }
  if (paragraph.length > 0) flush();
  return blocks;
}

function paragraphBlocks(text: string, lines: readonly Line[]): Block[] {
  const blocks: Block[] = [];
  let at = 0;
  for (let heading = headingOf(text, lines, at); heading !== null; heading = headingOf(text, lines, at)) {
    blocks.push(heading.block);
    at += heading.lines;
  }
  const first = lines[at];
  const last = lines.at(-1);
  if (first !== undefined && last !== undefined) blocks.push({ kind: 'paragraph', start: first.start, end: last.end });
  return blocks;
}

function headingOf(text: string, lines: readonly Line[], at: number): { block: Block; lines: number } | null {
  const [first, second] = [lines[at], lines[at + 1]];
  if (first === undefined || first.end - first.start > MAX_HEADING_CHARS) return null;
  const label = text.slice(first.start, first.end);
  const underline = second === undefined || second.end - second.start > MAX_HEADING_CHARS * 2 ? '' : text.slice(second.start, second.end);
  if (second !== undefined && /^(?:={3,}|-{3,})$/u.test(underline)) {
    return { block: { kind: 'heading', level: underline.startsWith('=') ? 1 : 2, label, start: first.start, end: second.end }, lines: 2 };
  }
  if (at === 0 && lines.length === 1 && isShouted(label)) return { block: { kind: 'heading', level: 2, label, start: first.start, end: first.end }, lines: 1 };
  return null;
}

/** Capitals only, at least four letters, and no sentence: `OPENING HOURS`, not `NOTE: CALL FIRST.` */
function isShouted(line: string): boolean {
  const letters = line.match(/\p{L}/gu)?.length ?? 0;
  return letters >= 4 && !/\p{Ll}/u.test(line) && /\p{Lu}/u.test(line) && !/[.!?,;]$/u.test(line) && letters * 2 > line.length;
}

function titleOf(text: string, blocks: readonly Block[]): string | null {
  const first = blocks[0];
  if (first === undefined) return null;
  if (first.label !== undefined) return first.label;
  const line = text.slice(first.start, first.end);
  return line.length <= MAX_HEADING_CHARS && !/[\r\n]|[.!?;,]$/u.test(line) ? line : null;
}
