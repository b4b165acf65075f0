import { excerpt, type DateEvidence, type DateKind } from '../../core/index.js';
import { DATE_CUES, cuePattern, withoutFiller, withoutWeekday, type DateCue } from '../../core/date-cues.js';
import { readDate, type DayOrder } from '../../core/written-dates.js';
import { headAndTail, plainLine, type TextLine } from './text-window.js';

interface Cue extends Omit<DateCue, 'phrases'> {
  /** Global and case-insensitive; the words in front of a date. */
  readonly words: RegExp;
}

const CUES: readonly Cue[] = DATE_CUES.map(({ phrases, ...cue }) => ({ ...cue, words: cuePattern(phrases, 'giu') }));
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
    // Every date has a digit: most lines end here.
    if (!/\d/u.test(line.text) && !/\d/u.test(next)) return [];
    const isHead = line.number < MASTHEAD_LINES;
    const cued = CUES.flatMap((one) => {
      if (one.kind === 'expires') return isHead ? cuedDates(line.text, next, one, true, order) : [];
      return cuedDates(line.text, next, one, one.kind === 'published' && !isHead, order);
    });
    return (cued.length > 0 ? cued : bareDate(line, order)).map((evidence): Stated => ({ evidence, isHead }));
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

function cuedDates(line: string, next: string, one: Cue, isStrict: boolean, order: DayOrder): DateEvidence[] {
  const found: DateEvidence[] = [];
  for (const match of line.matchAll(one.words)) {
    if (!one.anywhere && !speaksOfDocument(line.slice(0, match.index), isStrict)) continue;
    const after = line.slice(match.index + match[0].length, match.index + match[0].length + WINDOW_CHARS);
    const window = /[\p{L}\p{N}]/u.test(after) ? after : `${after} ${next.slice(0, WINDOW_CHARS)}`;
    const evidence = dateAfter(window, one.kind, one.confidence, match[0], order);
    if (evidence !== null) found.push(evidence);
  }
  return found;
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
  if (date === null || date.period.precision === 'year' || (labelled === '' && date.length < rest.replace(/[\s.]+$/u, '').length)) return [];
  return [{
    kind: 'published', value: date.period.value, precision: date.period.precision, source: 'visible-text',
    confidence: Math.min(labelled === '' ? 0.6 : 0.75, date.confidence), where: excerpt(line.text, 80),
  }];
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
  const starts = [...line.matchAll(/(?:^|[\s(,:–—-])(?=[\p{L}\d])/gu)].map((match) => match.index + match[0].length);
  for (const start of starts) {
    const date = readDate(line.slice(start, start + WINDOW_CHARS), order);
    if (date === null || date.period.precision === 'year') continue;
    return [{
      kind: 'published', value: date.period.value, precision: date.period.precision, source: 'visible-text',
      confidence: Math.min(0.6, date.confidence), where: excerpt(line, 80),
    }];
  }
  return [];
}
