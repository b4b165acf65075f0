import { excerpt, type DateEvidence, type DatedSection, type DocumentPart, type FindingDraft, type ResolvedDates } from '../../core/index.js';
import type { Period } from '../../core/calendar.js';
import { readDate, type DayOrder } from '../../core/written-dates.js';
import type { Dated } from './dated.js';
import { statedDate } from './text-dates.js';
import { plainLine } from './text-window.js';

/** A heading with a day or month, as entries of changelogs, minutes and news have them. */
interface DatedHeading {
  readonly heading: string;
  readonly period: Period;
  readonly confidence: number;
  /** Equal for headings of one list: the same headings above, the date at the same place. */
  readonly list: string;
}

const HEADING_CONFIDENCE = 0.75;
/** One dated heading may tell of an event (`Outage, 4 May 2024`); two that look alike are entries of a list. */
const FEWEST_ALIKE = 2;
const MAX_HEADING_CHARS = 160;
/** Behind the date: `2024-05-04: Nodes can be drained`, `4 May 2024 | Version 2`. */
const THEN_TITLE = /^(?:\s?[:|]|\s[–—-])\s/u;
/** `2.3.1 (2024-05-04)`, `[1.2.0] - 12 January 2023`, `Can I pay by card? (May 2024)`. */
const DATE_LAST = /^.{1,120}?(?:(?:\s[–—|-]|[:,])\s{1,3}([^\s(].{3,40})|\s[([](.{4,40})[)\]])$/u;
/** Lines below a heading in which its section may say when it was changed. */
const LINES_BELOW = 2;

/**
 * Chunks in a section that has a date of its own: an entry under a heading that holds a day or a month as its neighbours do, or a section
 * that says right below its heading when it was changed. A chunk of several entries has the newest one's date.
 */
export function datedParts(text: string, parts: readonly DocumentPart[], order: DayOrder): readonly (DocumentPart & { readonly evidence: DateEvidence })[] {
  const read = parts.map((part) => ({ part, above: headingsAbove(part, order), within: headingsWithin(text, part, order) }));
  const lists = new Map<string, Set<string>>();
  for (const { above, within } of read) for (const { list, heading } of [...above, ...within]) lists.set(list, (lists.get(list) ?? new Set()).add(heading));
  const isEntry = ({ list }: DatedHeading): boolean => (lists.get(list)?.size ?? 0) >= FEWEST_ALIKE;
  const stated = new Map<string, DateEvidence>();
  return read.flatMap(({ part, above, within }, at) => {
    const path = pathKey(part.headingPath);
    // What stands below the first heading dates the document.
    const said = at > 0 && path !== pathKey(parts[at - 1]?.headingPath ?? []) ? dateBelow(text, part, order) : null;
    if (said !== null) stated.set(path, said);
    const evidence = nearestStated(part, stated) ?? evidenceOf(above.filter(isEntry).at(-1) ?? newest(begins(text, part, within) ? within.filter(isEntry) : []));
    return evidence === null ? [] : [{ ...part, evidence }];
  });
}

/** The sections of an assessment: neighbours with one date are one. `ofDocument`: what the document's dates and findings give them. */
export function datedSections(parts: readonly (DocumentPart & { readonly dated: Dated })[], ofDocument: { readonly expires: string | null; readonly findings: readonly FindingDraft[] }): DatedSection[] {
  const sections: DatedSection[] = [];
  for (const { start, end, dated: { evidence } } of parts) {
    const before = sections.at(-1);
    if (before?.ladder[0]?.value === evidence.value && before.ladder[0].where === evidence.where) sections[sections.length - 1] = { ...before, end };
    else sections.push({ start, end, dates: datesOf(evidence, ofDocument.expires), ladder: [evidence], findings: ofDocument.findings });
  }
  return sections;
}

function datesOf({ kind, value, source, confidence }: DateEvidence, expires: string | null): ResolvedDates {
  return { value, published: null, modified: null, effective: null, reviewed: null, expires, source, confidence, [kind]: value };
}

const pathKey = (path: readonly string[]): string => JSON.stringify(path);

function headingsAbove({ headingPath }: DocumentPart, order: DayOrder): DatedHeading[] {
  return headingPath.flatMap((heading, depth) => datedHeading(heading, headingPath.slice(0, depth), order) ?? []);
}

/** Headings inside a chunk that holds several short sections: lines that stand alone, or are marked as headings. */
function headingsWithin(text: string, { start, end, headingPath }: DocumentPart, order: DayOrder): DatedHeading[] {
  const own = new Set(headingPath.map(plainLine));
  const lines = text.slice(start, end).split('\n');
  return lines.flatMap((line, at) => {
    if (line.length > MAX_HEADING_CHARS || !/\d/u.test(line)) return [];
    const alone = (lines[at - 1] ?? '').trim() === '' && (lines[at + 1] ?? '').trim() === '' && /^[\p{L}\p{N}[(*_]/u.test(line);
    if (!alone && !/^#{1,6}\s/u.test(line)) return [];
    const heading = plainLine(line);
    return own.has(heading) ? [] : (datedHeading(heading, headingPath, order) ?? []);
  });
}

function datedHeading(heading: string, above: readonly string[], order: DayOrder): DatedHeading | null {
  if (heading.length > MAX_HEADING_CHARS || !/\d/u.test(heading)) return null;
  const plain = plainLine(heading);
  const first = readDate(plain, order);
  const rest = first === null ? '' : plain.slice(first.length);
  const last = DATE_LAST.exec(plain);
  const window = (last?.[1] ?? last?.[2] ?? '').trim();
  const behind = readDate(window, order);
  const found = first !== null && (rest.trim() === '' || THEN_TITLE.test(rest)) ? { date: first, shape: rest.trim() === '' ? 'date' : 'date, title' }
    : behind !== null && behind.length === window.length ? { date: behind, shape: 'title, date' } : null;
  if (found === null || found.date.period.precision === 'year') return null;
  return { heading: plain, period: found.date.period, confidence: Math.min(HEADING_CONFIDENCE, found.date.confidence), list: `${pathKey(above)} ${found.shape}` };
}

/** Whether a chunk begins with one of the headings in it: else its beginning belongs to no entry. */
function begins(text: string, { start, end }: DocumentPart, within: readonly DatedHeading[]): boolean {
  const line = plainLine(/\S[^\n]*/u.exec(text.slice(start, Math.min(end, start + 2 * MAX_HEADING_CHARS)))?.[0] ?? '');
  return within[0]?.heading === line;
}

function newest(headings: readonly DatedHeading[]): DatedHeading | undefined {
  return headings.reduce<DatedHeading | undefined>((best, one) => (best === undefined || one.period.last > best.period.last ? one : best), undefined);
}

function evidenceOf(heading: DatedHeading | undefined): DateEvidence | null {
  if (heading === undefined) return null;
  const { period: { value, precision }, confidence } = heading;
  return { kind: 'published', value, precision, source: 'visible-text', confidence, where: excerpt(`heading ${heading.heading}`, 80) };
}

/** `Last updated: 4 May 2024` among the first lines below a section's heading, alone in its line. */
function dateBelow(text: string, { start, end, headingPath }: DocumentPart, order: DayOrder): DateEvidence | null {
  const lines = text.slice(start, Math.min(end, start + 8 * MAX_HEADING_CHARS)).split('\n').map(plainLine).filter((line) => line !== '');
  const below = lines[0] === plainLine(headingPath.at(-1) ?? '') ? lines.slice(1) : [];
  for (const line of below.slice(0, LINES_BELOW)) {
    const said = statedDate(line, order);
    if (said !== null) return said;
  }
  return null;
}

/** What the section, or the nearest one around it, says of itself. */
function nearestStated({ headingPath }: DocumentPart, stated: ReadonlyMap<string, DateEvidence>): DateEvidence | null {
  if (stated.size === 0) return null;
  for (let depth = headingPath.length; depth > 0; depth -= 1) {
    const found = stated.get(pathKey(headingPath.slice(0, depth)));
    if (found !== undefined) return found;
  }
  return null;
}
