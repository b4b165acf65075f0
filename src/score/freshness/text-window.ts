/** A line without markup, and where it was. */
export interface TextLine {
  readonly text: string;
  /** Counted from the first line of the body that is not blank, from 0; lines of the tail follow those of the head. */
  readonly number: number;
  /** UTF-16 units of the untouched line in the document's text. */
  readonly start: number;
  readonly end: number;
}

/** Where documents speak of themselves: mastheads are shorter than this, and so are footers. */
const HEAD_CHARS = 4000;
const TAIL_CHARS = 1500;
const MAX_LINE_CHARS = 300;
const MAX_FRONT_MATTER_CHARS = 100_000;

/** Lines near the head and the tail of a text; front matter, fenced code and blank lines left out. Costs the same for any length. */
export function headAndTail(text: string): TextLine[] {
  const start = bodyStart(text);
  const headEnd = Math.min(text.length, start + HEAD_CHARS);
  const tailStart = Math.max(headEnd, text.length - TAIL_CHARS);
  const head = linesBetween(text, start, headEnd, 0);
  return [...head, ...linesBetween(text, tailStart, text.length, head.length)];
}

/** The first lines alone: banners stand there. */
export function headOf(text: string, lines: number): TextLine[] {
  const start = bodyStart(text);
  return linesBetween(text, start, Math.min(text.length, start + HEAD_CHARS), 0, lines);
}

function linesBetween(text: string, start: number, end: number, firstNumber: number, atMost = Infinity): TextLine[] {
  const lines: TextLine[] = [];
  let at = start;
  let fenced = false;
  for (const raw of text.slice(start, end).split('\n')) {
    if (lines.length >= atMost) break;
    if (/^\s{0,3}(?:```|~~~)/u.test(raw)) fenced = !fenced;
    else if (!fenced) {
      const plain = plainLine(raw);
      if (plain !== '') lines.push({ text: plain, number: firstNumber + lines.length, start: at, end: at + raw.length });
    }
    at += raw.length + 1;
  }
  return lines;
}

/** A line without emphasis, heading, quote and list marks; table bars become `·`. Links keep their words. */
export function plainLine(line: string): string {
  return line.slice(0, MAX_LINE_CHARS)
    .replace(/\]\([^()\s]{0,200}\)/gu, ']')
    .replace(/[*_`>#[\]]+/gu, ' ')
    .replace(/\|/gu, ' · ')
    .replace(/\s+/gu, ' ')
    .replace(/^[\s·•-]+/u, '')
    .trim();
}

/** Front matter is the parser's to read: its dates come with the given evidence. */
function bodyStart(text: string): number {
  const from = text.startsWith('\uFEFF') ? 1 : 0;
  if (!/^---[ \t]{0,8}\r?\n/u.test(text.slice(from, from + 16))) return 0;
  const close = text.slice(from, from + MAX_FRONT_MATTER_CHARS).search(/\n---[ \t]*\r?(?:\n|$)/u);
  if (close < 0) return 0;
  const lineEnd = text.indexOf('\n', from + close + 1);
  return lineEnd < 0 ? text.length : lineEnd + 1;
}
