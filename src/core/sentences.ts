import type { Span } from './model/index.js';

/**
 * Spans of the sentences of a text, in order: `text.slice(start, end)` is the sentence as written, trimmed of
 * outer white space. Every character that is not white space is in exactly one span. Linear in the text's length.
 *
 * A sentence ends at `.`, `!`, `?`, `…` or their kin of other scripts, when what follows does not start in lower case
 * and what stands before is no abbreviation. Blank lines, list items, table rows, headings, rules and the lines of
 * fenced code end one too; a soft line wrap does not. An unfinished line is told from a soft wrap as a typesetter
 * would: the next line's first word would still have fitted on it.
 */
export function sentenceSpans(text: string): Span[] {
  const spans: Span[] = [];
  for (const unit of unitsOf(text)) {
    if (unit.whole) push(spans, text, unit.start, unit.end);
    else splitUnit(text, unit, spans);
  }
  return spans;
}

// ---- lines to units ------------------------------------------------------------------------------------------

interface Line extends Span {
  /** `own`: a unit by itself. `starts`: nothing before it belongs to it. `flows`: may go on from the line before. */
  readonly kind: 'blank' | 'own' | 'starts' | 'flows';
}

const LINE_BREAK = /\r\n?|[\n\u000b\f\u2028\u2029]/gu;
/** Table rows, headings, rules and underlines: a unit by themselves. */
const OWN_LINE = /^(?:\||#{1,6}\s|(?:[-=*_~+]\s?){3,}$)/u;
const HAS_TAB = /\S\t+\S/u;
const LIST_MARKER = /^(?:[-*+•‣▪◦·–—]|\(?\d{1,4}[.)]|\(?[a-zA-Z][.)]|\[[ xX]\])\s+/u;
const FENCE = /^(?:`{3,}|~{3,})/u;
/** A line narrower than this was not wrapped by anything that wraps prose (usual widths are 60 to 100 columns). */
const NARROWEST_WRAP = 50;
/** How much of a line is looked at to classify it. */
const HEAD = 200;

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  let fence: string | null = null;
  const add = (end: number): void => {
    const line = trimmed(text, start, end);
    const head = text.slice(line.start, Math.min(line.end, line.start + HEAD));
    const mark: string | undefined = FENCE.exec(head)?.[0];
    const fenced = fence !== null || mark !== undefined;
    if (mark !== undefined && fence === null) fence = mark.charAt(0);
    else if (mark !== undefined && mark.startsWith(fence ?? '')) fence = null;
    lines.push({ start: line.start, end: line.end, kind: kindOf(line, head, fenced) });
  };
  for (const match of text.matchAll(LINE_BREAK)) {
    add(match.index);
    start = match.index + match[0].length;
  }
  add(text.length);
  return lines;
}

function kindOf(line: Span, head: string, fenced: boolean): Line['kind'] {
  if (line.start >= line.end) return 'blank';
  if (fenced || HAS_TAB.test(head)) return 'own';
  if (OWN_LINE.test(head) && line.end - line.start < HEAD) return 'own';
  if (head.startsWith('|')) return 'own';
  return LIST_MARKER.test(head) ? 'starts' : 'flows';
}

/** Text between hard breaks; a `whole` one (a table row, a heading, a line of code) is never split further. */
interface Unit {
  readonly start: number;
  end: number;
  readonly whole: boolean;
}

function unitsOf(text: string): Unit[] {
  const lines = linesOf(text);
  const units: Unit[] = [];
  let open: Unit | null = null;
  let width = 0;
  for (const [index, line] of lines.entries()) {
    if (line.kind === 'blank') {
      open = null;
      continue;
    }
    const before = lines[index - 1];
    if (before === undefined || before.kind === 'blank') width = paragraphWidth(lines, index);
    if (open !== null && before !== undefined && line.kind === 'flows' && goesOn(text, before, line, width)) open.end = line.end;
    else units.push((open = { start: line.start, end: line.end, whole: line.kind === 'own' }));
    if (line.kind === 'own') open = null;
  }
  return units;
}

/** Longest line of the paragraph that starts at `from`, in UTF-16 units. */
function paragraphWidth(lines: readonly Line[], from: number): number {
  let width = 0;
  for (let index = from; index < lines.length; index += 1) {
    const line = lines[index];
    if (line === undefined || line.kind === 'blank') break;
    width = Math.max(width, line.end - line.start);
  }
  return width;
}

const OPEN_END = /[,;([{–—&/+-]$/u;
const WORD_HEAD = /^\S{1,80}/u;

/** Whether `line` continues the sentence of the line before it. */
function goesOn(text: string, before: Line, line: Line, width: number): boolean {
  const head = text.slice(line.start, Math.min(line.end, line.start + 80));
  if (startsLower(head)) return true;
  if (OPEN_END.test(text.slice(Math.max(before.start, before.end - 1), before.end))) return true;
  if (width < NARROWEST_WRAP) return false;
  const firstWord = WORD_HEAD.exec(head)?.[0].length ?? 0;
  return before.end - before.start + 1 + firstWord > width;
}

// ---- units to sentences --------------------------------------------------------------------------------------

const TERMINATOR = /[.!?…‽؟۔।॥։።]+|[。！？｡]+/gu;
const CLOSER = /["'”’»›)\]}*_`」』）〉》】]/u;
const OPENER = /^["'“‘«‹([{*_`¿¡「『（〈《【]+/u;
/** Signs of notes behind a full stop: `before.[12][a]`, `before.¹²`. */
const NOTE_SIGNS = /(?:\[[^\]\s]{1,12}\]|\[citation needed\]|[⁰¹²³⁴-⁹]{1,3}){1,12}/uy;
const SPACE = /\s/u;
const CJK_STOP = /^[。！？｡]/u;

function splitUnit(text: string, unit: Span, out: Span[]): void {
  const body = text.slice(unit.start, unit.end);
  let start = 0;
  for (const match of body.matchAll(TERMINATOR)) {
    let end = match.index + match[0].length;
    if (end <= start) continue;
    while (end < body.length && CLOSER.test(body.charAt(end))) end += 1;
    NOTE_SIGNS.lastIndex = end;
    if (NOTE_SIGNS.test(body) && (NOTE_SIGNS.lastIndex >= body.length || SPACE.test(body.charAt(NOTE_SIGNS.lastIndex)))) end = NOTE_SIGNS.lastIndex;
    if (!endsSentence(body, start, match.index, match[0], end)) continue;
    push(out, text, unit.start + start, unit.start + end);
    start = end;
  }
  push(out, text, unit.start + start, unit.end);
}

function push(out: Span[], text: string, start: number, end: number): void {
  const span = trimmed(text, start, end);
  if (span.start < span.end) out.push(span);
}

function endsSentence(body: string, start: number, at: number, mark: string, end: number): boolean {
  if (end >= body.length || CJK_STOP.test(mark)) return true;
  if (!SPACE.test(body.charAt(end))) return false;
  const next = body.slice(end, end + 60).trimStart().replace(OPENER, '');
  if (startsLower(next)) return false;
  return mark !== '.' || !isAbbreviation(body.slice(Math.max(start, at - 24), at), next);
}

/** Never end a sentence: a name, number or example follows. */
const BEFORE_ANYTHING = new Set([
  'mr', 'mrs', 'ms', 'dr', 'prof', 'st', 'mt', 'rev', 'hon', 'gen', 'col', 'capt', 'lt', 'sgt', 'sen', 'gov', 'rep', 'messrs', 'mme', 'hr', 'fr',
  'vs', 'cf', 'viz', 'al', 'eg', 'ie', 'ca', 'approx', 'resp', 'esp', 'incl', 'excl', 'bzw', 'bspw', 'vgl', 'ggf', 'inkl', 'zzgl', 'evtl', 'sog',
  'sra', 'srta', 'dra', 'profa', 'sig', 'dott', 'avv', 'mlle', 'mmes', 'dhr', 'mevr', 'bijv',
]);
/** Do not end a sentence before a number. */
const BEFORE_NUMBER = new Set([
  'no', 'nos', 'nr', 'num', 'art', 'sec', 'sect', 'fig', 'figs', 'tab', 'vol', 'ch', 'chap', 'p', 'pp', 'pg', 'eq', 'eqs', 'para', 'cl', 'abs', 'ref', 'refs', 'pág', 'págs', 'pag', 'núm', 'núms', 'cap', 'bd', 'kap', 'aufl', 'ziff', 'rn', 'ver', 'v', 'ed', 'ext',
  'jan', 'feb', 'mar', 'apr', 'jun', 'jul', 'aug', 'sep', 'sept', 'oct', 'nov', 'dec', 'min', 'max',
]);
/** End a sentence only before a word that opens one. */
const UNCLEAR = new Set(['inc', 'ltd', 'corp', 'co', 'llc', 'jr', 'sr', 'dept', 'univ', 'assn', 'est', 'phd', 'md', 'ba', 'ma', 'bsc', 'msc', 'ave', 'blvd', 'rd']);
const SENTENCE_OPENERS = new Set([
  'the', 'this', 'that', 'these', 'those', 'there', 'they', 'their', 'then', 'a', 'an', 'it', 'its', 'if', 'in', 'on', 'at', 'as', 'all', 'any', 'and', 'but', 'by', 'for',
  'from', 'he', 'she', 'his', 'her', 'i', 'you', 'your', 'we', 'our', 'when', 'where', 'while', 'what', 'which', 'who', 'why', 'how', 'however', 'use', 'see', 'to', 'so', 'no',
  'not', 'note', 'do', 'please', 'after', 'before', 'once', 'some', 'such', 'each', 'every', 'with', 'without', 'also', 'or', 'one', 'because', 'since', 'although', 'unless',
]);
const LAST_WORD = /(?:^|[\s([{"'“‘«/])([^\s([{"'“‘«/]{1,16})$/u;
const FIRST_WORD = /^[\p{L}\p{M}]{1,20}/u;
const DOTTED = /^(?:\p{L}\.)+\p{L}$/u;
const ORDINAL = /^(?:\d{1,3}|[a-zA-Z])$/u;
/** The first of two letters that are one abbreviation (`z. B.`, `p. ex.`, `u. a.`), and of two pairs (`EE. UU.`). */
const LETTER = /^\p{L}$/u;
const PAIR = /^(\p{Lu})\1$/u;
/** German ordinals: `am 3. Oktober`, `die 2. Auflage`. */
const DAY = /^\d{1,2}$/u;
const GERMAN_MONTH = /^(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)(?!\p{L})/u;
const AFTER_ARTICLE = /(?:^|\s)(?:der|die|das|dem|des|im|zum|zur|vom|beim)\s\d{1,3}$/iu;

function isAbbreviation(before: string, next: string): boolean {
  const word = LAST_WORD.exec(before)?.[1];
  if (word === undefined) return false;
  if (before === word && ORDINAL.test(word)) return true;
  const lower = word.toLowerCase();
  const opens = SENTENCE_OPENERS.has((FIRST_WORD.exec(next)?.[0] ?? '').toLowerCase());
  if (lower === 'e.g' || lower === 'i.e' || BEFORE_ANYTHING.has(lower)) return true;
  if (BEFORE_NUMBER.has(lower)) return /^[\p{N}#§(]/u.test(next);
  if (LETTER.test(word) && /^\p{L}{1,2}\./u.test(next)) return true;
  if (PAIR.test(word) && /^(\p{Lu})\1\./u.test(next)) return true;
  if (DAY.test(word) && GERMAN_MONTH.test(next)) return true;
  if (AFTER_ARTICLE.test(before)) return !opens;
  if (DOTTED.test(word) || UNCLEAR.has(lower)) return !opens;
  return /^\p{Lu}$/u.test(word) && word !== 'I' && !opens;
}

function startsLower(text: string): boolean {
  return /^\p{Ll}/u.test(text);
}

function trimmed(text: string, from: number, to: number): Span {
  let start = from;
  let end = to;
  while (start < end && SPACE.test(text.charAt(start))) start += 1;
  while (end > start && SPACE.test(text.charAt(end - 1))) end -= 1;
  return { start, end };
}
