import { excerpt, type DateEvidence, type DateKind } from '../../core/index.js';
import { DATE_CUES, cuePattern, foldedForCues, withoutFiller, withoutWeekday, type DateCue } from '../../core/date-cues.js';
import { datesIn, mayHoldDate, readDate, type DayOrder } from '../../core/written-dates.js';
import { headAndTail, plainLine, type TextLine } from './text-window.js';

interface Cue extends Omit<DateCue, 'phrases'> {
  /** The words in front of a date, in folded text. */
  readonly words: RegExp;
}

const CUES: readonly Cue[] = DATE_CUES.map(({ phrases, ...cue }) => ({ ...cue, words: cuePattern(phrases) }));
/** `Date: 4 May 2024` over minutes and letters; without the colon `date` is any word. */
const DATE_LABEL = /^date\s*:\s*/iu;
const STARTS_PART = /(?:^|[·•;:(|.–—]|\s-)\s*$/u;
const OF_THIS_DOCUMENT = /\bthis (?:page|article|document|guide|policy|handbook|agreement|notice|version|edition|price list|manual|procedure)(?: (?:is|was|has been|were|are))?(?: (?:now|only|currently))?\s*$/iu;
/** Characters after a cue in which its date must begin and end. */
const WINDOW_CHARS = 64;
const MASTHEAD_LINES = 12;
/** Below what is firm. */
const LISTED = 0.45;

/** `[Leave form (revised 3-7-2017)](…)` dates the form; `Last updated: [3 May 2024](…)` dates the page. */
function isOfTarget(linkText: string, order: DayOrder): boolean {
  const words = linkText.trim();
  return (readDate(words, order)?.length ?? 0) < words.length;
}

/** Dates that the text states of itself, near its head and tail: labels, bylines and sentences about "this page". */
export function textDates(text: string, order: DayOrder): DateEvidence[] {
  const lines = headAndTail(text, (linkText) => isOfTarget(linkText, order));
  const found = lines.flatMap((line, index) => {
    const next = lines[index + 1]?.text ?? '';
    if (!mayHoldDate(line.text) && !mayHoldDate(next.slice(0, WINDOW_CHARS))) return [];
    const folded = foldedForCues(line.text);
    const isHead = line.number < MASTHEAD_LINES;
    const cued = CUES.flatMap((one) => {
      if (one.kind === 'expires') return isHead ? cuedDates(line.text, folded, next, one, true, order) : [];
      return cuedDates(line.text, folded, next, one, one.kind === 'published' && !isHead, order);
    });
    cued.push(...asOfDates(line.text, order));
    return (cued.length > 0 ? cued : [...bareDate(line, order), ...editionYear(line)]).map((evidence): Stated => ({ evidence, isHead }));
  });
  return withoutListed(found);
}

interface Stated {
  readonly evidence: DateEvidence;
  readonly isHead: boolean;
}

/** Below the masthead, several dates of publication are those of the things a text lists: books, related pages. They stay, and are not firm. */
function withoutListed(found: readonly Stated[]): DateEvidence[] {
  const listed = new Set(found.filter(({ evidence, isHead }) => evidence.kind === 'published' && !isHead).map(({ evidence }) => evidence.value));
  return found.map(({ evidence, isHead }) => (
    evidence.kind === 'published' && !isHead && listed.size > 1 ? { ...evidence, confidence: Math.min(evidence.confidence, LISTED) } : evidence
  ));
}

function cuedDates(line: string, folded: string, next: string, one: Cue, isStrict: boolean, order: DayOrder): DateEvidence[] {
  const found: DateEvidence[] = [];
  for (const match of folded.matchAll(one.words)) {
    if (!one.anywhere && !speaksOfDocument(line.slice(0, match.index), isStrict)) continue;
    const after = line.slice(match.index + match[0].length, match.index + match[0].length + WINDOW_CHARS);
    const window = /[\p{L}\p{N}]/u.test(after) ? after : `${after} ${next.slice(0, WINDOW_CHARS)}`;
    const evidence = dateAfter(window, one.kind, one.confidence, line.slice(match.index, match.index + match[0].length), order);
    if (evidence !== null) found.push(evidence);
  }
  return found;
}

/** The date of a line that says it and nothing else: `Last updated: 4 May 2024`. An expiry is none: it ends what it speaks of. */
export function statedDate(line: string, order: DayOrder): DateEvidence | null {
  if (line.length > 2 * WINDOW_CHARS || !mayHoldDate(line)) return null;
  for (const { kind, words, confidence } of CUES) {
    const [cue] = foldedForCues(line).matchAll(words);
    if (cue?.index !== 0 || kind === 'expires') continue;
    const rest = withoutFiller(line.slice(cue[0].length));
    const date = readDate(rest, order);
    if (date !== null && !/[\p{L}\p{N}]/u.test(rest.slice(date.length))) return dateAfter(line.slice(cue[0].length), kind, confidence, cue[0], order);
  }
  return null;
}

/** `isStrict`: the cue has to begin its line. */
function speaksOfDocument(before: string, isStrict: boolean): boolean {
  return (isStrict ? before.trim() === '' : STARTS_PART.test(before)) || OF_THIS_DOCUMENT.test(before.slice(-80));
}

function dateAfter(window: string, kind: DateKind, confidence: number, label: string, order: DayOrder): DateEvidence | null {
  const start = window.length - withoutFiller(window).length;
  const date = readDate(window.slice(start), order);
  if (date === null) return null;
  return {
    kind, value: date.period.value, precision: date.period.precision, source: 'visible-text',
    confidence: Math.min(confidence, date.confidence),
    where: excerpt(`${label}${window.slice(0, start + date.length)}`, 80),
  };
}

/** A line near the top that is a date and nothing else, or `Date:` and a date. */
function bareDate(line: TextLine, order: DayOrder): DateEvidence[] {
  if (line.number >= MASTHEAD_LINES) return [];
  const labelled = DATE_LABEL.exec(line.text)?.[0] ?? '';
  const rest = withoutWeekday(line.text.slice(labelled.length));
  const date = readDate(rest, order);
  if (date === null || date.period.precision === 'year' || (labelled === '' && (date.isShort || date.length < rest.replace(/[\s.]+$/u, '').length))) return [];
  return [{
    kind: 'published', value: date.period.value, precision: date.period.precision, source: 'visible-text',
    confidence: Math.min(labelled === '' ? 0.6 : 0.75, date.confidence), where: excerpt(line.text, 80),
  }];
}

/** In some languages the cue follows the date: `2024年5月4日現在`, `4 Mayıs 2024 itibarıyla`, `2024년 5월 4일 기준`. */
const AS_OF_AFTER = /^\s{0,2}(?:現在|時点|기준|itibar[ıi]yla|tarihi itibar|tarihinde (?:güncellen|yayı[nm]lan))/iu;

function asOfDates(line: string, order: DayOrder): DateEvidence[] {
  return datesIn(line, order, 3).filter(({ start, length, isShort }) => !isShort && AS_OF_AFTER.test(line.slice(start + length))).map((date) => ({
    kind: /yayı[nm]lan/iu.test(line.slice(date.start + date.length, date.start + date.length + 24)) ? 'published' : 'modified',
    value: date.period.value, precision: date.period.precision, source: 'visible-text', confidence: Math.min(0.6, date.confidence), where: excerpt(line.slice(date.start), 80),
  }));
}

/** `Edition 2019`, `Spring 2019`, `in 2019` as a line of the masthead: the year, weakly. Not `© 2019`, and no sentence with a year in it. */
const EDITION = /^\(?(?:(?:in|anno|from)|(?:edition|version|issue|ausgabe|auflage|édition|edición|edizione|edição|editie|uitgave|wydanie|издание|видання|vydání|utgåva|udgave|utgave|painos|kiadás|ediția|baskı|έκδοση|edisi|phiên bản)(?: of| in| de| del| von)?|(?:spring|summer|autumn|fall|winter|frühjahr|frühling|sommer|herbst|printemps|été|automne|hiver|primavera|verano|otoño|invierno|estate|autunno|inverno|verão|outono|lente|zomer|herfst|wiosna|lato|jesień|zima|весна|лето|осень|зима)),?\s((?:19|20)\d{2})(?:年版)?\)?\.?$/iu;
const EDITION_AFTER = /^\(?((?:19|20)\d{2})(?:年版|년판|\s(?:edition|ausgabe|édition|edición|edizione|edição))\)?\.?$/iu;
const EDITION_CONFIDENCE = 0.4;

function editionYear({ text, number }: TextLine): DateEvidence[] {
  const year = number < MASTHEAD_LINES ? (EDITION.exec(text) ?? EDITION_AFTER.exec(text))?.[1] : undefined;
  return year === undefined ? [] : [{ kind: 'published', value: year, precision: 'year', source: 'visible-text', confidence: EDITION_CONFIDENCE, where: excerpt(text, 80) }];
}

const RELEASE_HEADING = /^(?:version|release|v)?\s*\[?v?\d+(?:\.\d+){1,3}[\w.+-]{0,30}\]?[\s(:–—-]{1,5}(.{4,40})$/iu;

/** `2.3.1 (2024-05-04)` over an entry of release notes: when that release came out. */
export function releaseDates(text: string, order: DayOrder): DateEvidence[] {
  return headAndTail(text, () => false).flatMap((line) => {
    const window = RELEASE_HEADING.exec(line.text)?.[1] ?? line.text;
    const date = readDate(window, order);
    if (date === null || date.period.precision === 'year' || /[\p{L}\p{N}]/u.test(window.slice(date.length))) return [];
    return [{
      kind: 'published' as const, value: date.period.value, precision: date.period.precision, source: 'visible-text' as const,
      confidence: Math.min(0.75, date.confidence), where: excerpt(line.text, 80),
    }];
  });
}

/** A date in the title; a year alone there may be what the text is about (`Vision 2030`), so it stays weak. */
export function titleDates(title: string | null, order: DayOrder): DateEvidence[] {
  const line = plainLine(title ?? '');
  const date = datesIn(line, order).find(({ period, isShort }) => period.precision !== 'year' && !isShort);
  if (date === undefined) return [];
  return [{
    kind: 'published', value: date.period.value, precision: date.period.precision, source: 'visible-text',
    confidence: Math.min(0.6, date.confidence), where: excerpt(line, 80),
  }];
}
