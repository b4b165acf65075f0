import { bodyStart } from '../../core/index.js';

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

/**
 * Lines near the head and the tail of a text; front matter, fenced code, blank lines, quotations and what links say of their targets left out.
 * Costs the same for any length.
 */
export function headAndTail(text: string, isTheirs: (linkText: string) => boolean): TextLine[] {
  const start = bodyStart(text);
  const headEnd = Math.min(text.length, start + HEAD_CHARS);
  const tailStart = Math.max(headEnd, text.length - TAIL_CHARS);
  const read = (raw: string): string => plainLine(withoutTargets(raw, isTheirs));
  const head = linesBetween(text, start, headEnd, 0, Infinity, read);
  return [...head, ...linesBetween(text, tailStart, text.length, head.length, Infinity, read)];
}

/** The first lines alone: banners stand there. */
export function headOf(text: string, lines: number): TextLine[] {
  const start = bodyStart(text);
  return linesBetween(text, start, Math.min(text.length, start + HEAD_CHARS), 0, lines);
}

function linesBetween(text: string, start: number, end: number, firstNumber: number, atMost = Infinity, read = plainLine): TextLine[] {
  const lines: TextLine[] = [];
  let at = start;
  let fenced = false;
  for (const raw of text.slice(start, end).split('\n')) {
    if (lines.length >= atMost) break;
    if (/^\s{0,3}(?:```|~~~)/u.test(raw)) fenced = !fenced;
    else if (!fenced) {
      const plain = read(raw);
      if (plain !== '') lines.push({ text: plain, number: firstNumber + lines.length, start: at, end: at + raw.length });
    }
    at += raw.length + 1;
  }
  return lines;
}

/** `<https://example.org/form_(revised_3-7-2017).pdf>`: what a file is called is not said here. */
const ADDRESS = /<?\bhttps?:\/\/[^\s<>]{1,300}(?<![)\],.;])>?/gu;
const LINK = /(?<!!)\[([^[\]\n]{1,300})\](?:\([^()\s]{0,300}(?:[ \t]"[^"()\n]{0,200}")?\)|\[[^[\]\n]{0,100}\])/gu;

const QUOTED = /"([^"\n]{1,160})"|“([^“”\n]{1,160})”|„([^„“”\n]{1,160})[“”]|«([^«»\n]{1,160})»|`([^`\n]{1,160})`/gu;

/** Quotations and code in a line say what others write, or how to write it: `"Last updated: 4 May 2024"` as an example. A quoted date alone is the line's own. */
function withoutQuotations(line: string, isTheirs: (words: string) => boolean): string {
  return line.replace(QUOTED, (quotation: string, ...groups: (string | undefined)[]) => {
    const words = groups.slice(0, 5).find((group) => group !== undefined) ?? '';
    if (quotation.length >= line.trim().length) return quotation;
    return isTheirs(words) ? ' ' : words;
  });
}

/** Link texts speak of what they lead to, except for a line that is one link as a whole ("Last updated 3 May 2024" with its history behind it). */
function withoutTargets(raw: string, isTheirs: (linkText: string) => boolean): string {
  const line = withoutQuotations(raw.slice(0, MAX_LINE_CHARS).replace(ADDRESS, ' '), isTheirs);
  if (!line.includes('](') && !line.includes('][')) return line;
  return line.replace(LINK, (link, words: string) => (link.length < line.trim().length && isTheirs(words) ? ' ' : link));
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
