import { sentenceSpans, type Span } from '../../core/index.js';

/** A stretch of a chunk that states something: a sentence, a list item, or one cell of a table row. */
export interface Statement extends Span {
  /** What a cell stands under and beside; empty for prose. */
  readonly labels: readonly Span[];
  /** What is said: all of a sentence, the cell of a row. */
  readonly body: Span;
  /** The line that introduces the list the statement is an item of. */
  readonly lead: Span | null;
}

/** A longer "sentence" is a list or a broken extraction. */
const LONGEST = 600;
const MOST_CELLS = 12;
const FENCE = /^[ \t]{0,8}(?:`{3,}|~{3,})/gmu;

/** All statements of a text in order; code, headings and questions state nothing. */
export function statementsOf(text: string): Statement[] {
  const fenced = fencedRanges(text);
  let lead: Span | null = null;
  const found: Statement[] = [];
  let header: Span[] | null = null;
  let rowEnd = -1;
  for (const span of sentenceSpans(text)) {
    if (fenced.some((range) => span.start >= range.start && span.start < range.end)) continue;
    const cells = cellsOf(text, span);
    if (cells === null) {
      const item = ITEM.test(text.slice(span.start, span.start + 12));
      if (!item) lead = introduces(text, span) ? span : isContinuation(text, span) ? lead : null;
      if (isProse(text, span)) found.push({ ...span, labels: [], body: span, lead: item || isContinuation(text, span) ? lead : null });
      continue;
    }
    const goesOn = rowEnd >= 0 && text.slice(rowEnd, span.start).trim() === '' && span.start - rowEnd <= 3;
    rowEnd = span.end;
    if (!goesOn) header = cells;
    else if (!isRule(text, span)) found.push(...rowStatements(text, span, cells, header));
  }
  return found;
}

function fencedRanges(text: string): Span[] {
  const marks = [...text.matchAll(FENCE)].map((match) => match.index);
  const ranges: Span[] = [];
  for (let at = 0; at < marks.length; at += 2) ranges.push({ start: marks[at] ?? 0, end: (marks[at + 1] ?? text.length) + 3 });
  return ranges;
}

const ITEM = /^(?:[-*+•‣▪◦·–—]|\(?\d{1,4}[.)]|[a-zA-Z][.)])\s/u;

/** A line that ends in a colon or is all bold stands over the list that follows. */
function introduces(text: string, span: Span): boolean {
  const line = text.slice(span.start, Math.min(span.end, span.start + LONGEST)).trimEnd();
  return /:[*_`]{0,3}$/u.test(line) || /^(?:\*\*|__)[^*_]{1,200}(?:\*\*|__)$/u.test(line);
}

/** A second sentence inside a list item: it does not start its line. */
function isContinuation(text: string, span: Span): boolean {
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  return text.slice(Math.max(lineStart, span.start - 200), span.start).trim() !== '' || /^[ \t]{2,}/u.test(text.slice(lineStart, lineStart + 4));
}

/**
 * Signs of code, configuration and templates that prose has few of. On five public documentation sets 43% of the lines of
 * fenced code have more than 0.055 a character and 15% of the other lines, most of these links, templates and commands.
 */
const CODE_SIGNS = /[{}<>=;$\\|"'/_#@]|--|\b[\w-]{2,30}: /gu;
/** `$ ls`, `redis> GET`, `(integer) 1`, `11:40:25 INFO`. */
const PROMPT = /^(?:\$ |\(\w{1,20}\) \d|\d{1,3}\) "|\d\d:\d\d:\d\d )|[a-z0-9]> /u;
const KEY_VALUE = /(?:^|\s)[a-z][\w-]{1,30}:\s/gu;
const MOST_CODE_SIGNS = 0.055;
const FREE_CODE_SIGNS = 3;

function looksLikeCode(text: string, span: Span): boolean {
  const body = text.slice(span.start, span.end).replace(/\]\([^()\s]{0,2000}\)|`[^`\n]{1,200}`/gu, ' ');
  const signs = body.match(CODE_SIGNS)?.length ?? 0;
  if (PROMPT.test(body)) return true;
  if ((body.match(KEY_VALUE)?.length ?? 0) >= 3) return true;
  return signs > FREE_CODE_SIGNS && signs / body.length > MOST_CODE_SIGNS;
}

function isProse(text: string, span: Span): boolean {
  if (span.end - span.start > LONGEST) return false;
  const first = text.charAt(span.start);
  return first !== '#' && !looksLikeCode(text, span) && !/[?:][*_`]{0,3}$/u.test(text.slice(span.start, span.end).trimEnd());
}

/** The cells of a table row (`|` or tabs); `null` when the line is none. */
function cellsOf(text: string, span: Span): Span[] | null {
  if (span.end - span.start > 4 * LONGEST) return null;
  const line = text.slice(span.start, span.end);
  const mark = line.startsWith('|') ? '|' : line.includes('\t') && !line.includes('\n') ? '\t' : null;
  if (mark === null) return null;
  const cells: Span[] = [];
  let start = mark === '|' ? 1 : 0;
  for (let at = start; at <= line.length && cells.length < MOST_CELLS; at += 1) {
    if (at < line.length && line.charAt(at) !== mark) continue;
    if (at > start || mark === '\t') cells.push({ start: span.start + start, end: span.start + at });
    start = at + 1;
  }
  return cells.length < 2 ? null : cells;
}

const RULE_ROW = /^[\s|:+-]+$/u;
const isRule = (text: string, span: Span): boolean => RULE_ROW.test(text.slice(span.start, span.end));

function rowStatements(text: string, row: Span, cells: readonly Span[], header: readonly Span[] | null): Statement[] {
  const label = cells[0];
  // Rows that start with a number are measurements: no cell of theirs has a subject.
  if (label === undefined || !/\p{L}{2}/u.test(text.slice(label.start, label.end))) return [];
  return cells.slice(1).flatMap((cell, at) => {
    const column = header?.[at + 1];
    return text.slice(cell.start, cell.end).trim() === '' ? [] : [{ start: row.start, end: row.end, labels: column === undefined ? [label] : [label, column], body: cell, lead: null }];
  });
}
