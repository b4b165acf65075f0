import { DATE_SOURCES, type DateEvidence, type DateKind, type DateSource, type DocumentScoreInput, type Json } from '../../core/index.js';
import { parsePeriod } from '../../core/calendar.js';
import { readPath } from '../../core/path-dates.js';
import { dayOrderOf } from '../../core/written-dates.js';
import type { Dated } from './dated.js';
import { endOfLifeDates } from './end-of-life.js';
import { withoutFetchStamps } from './fetched.js';
import { releaseDates, textDates, titleDates } from './text-dates.js';

/**
 * Evidence below is kept in the ladder and never believed: file times (0.1) and commits that touched most of a repository
 * (0.3) say when files were moved. A day whose month cannot be told apart (0.4) is still good for its year.
 */
export const BELIEVED_FROM = 0.35;
/** Evidence from here on is firm: weaker evidence never outranks it, whatever its source. */
export const FIRM_FROM = 0.5;
/** A copy, a checkout or a restore sets it: a hint at most. */
const FILE_TIME_CONFIDENCE = 0.1;
const PATH_CONFIDENCE = { day: 0.7, month: 0.6, year: 0.5 } as const;
/** Addresses of pages have the day of publication from the program that publishes; a month may be what a page is about, and a year is any number. */
const ADDRESS_CONFIDENCE = { day: 0.85, month: 0.45 } as const;
const ADDRESS_FIELDS = ['url', 'canonical', 'permalink', 'source_url', 'link', 'source'];
const MAX_ADDRESS_CHARS = 2000;
/** Host, then the path, without query and fragment. */
const ADDRESS = /^https?:\/\/[^/?#]{1,300}(\/[^?#]*)/iu;

/** What programs write where a date is missing: zeros of Unix (also seen from west of Greenwich), ZIP/DOS, Excel, Mac, FILETIME, npm. */
const ZERO_DATES = new Set(['1970-01-01', '1969-12-31', '1970-01', '1980-01-01', '1979-12-31', '1899-12-30', '1899-12-31', '1900-01-01', '1904-01-01', '1601-01-01', '1985-10-26']);
/** Outside lie typing errors and sentinels such as 0001-01-01 and 9999-12-31. */
const FIRST_YEAR = 1900;
const LAST_YEAR = 2100;
const MAX_EVIDENCE = 200;

/**
 * Falling trust: the order of `DATE_SOURCES`, but what the text says of itself goes before the properties of PDF, Office
 * and EPUB files, which every export and "save as" renews.
 */
const TRUST: readonly DateSource[] = (() => {
  const others = DATE_SOURCES.filter((source) => source !== 'visible-text');
  return others.flatMap((source): DateSource[] => (source === 'pdf-info' ? ['visible-text', source] : [source]));
})();

/** All evidence of a document, impossible dates dropped, best first. */
export function collectEvidence(input: DocumentScoreInput, type: string | null): Dated[] {
  const order = dayOrderOf(input.language);
  const seen = [
    ...input.dates,
    ...textDates(input.text, order),
    ...titleDates(input.title, order),
    ...endOfLifeDates(input.text, order),
    ...(type === 'release-notes' ? releaseDates(input.text, order) : []),
    ...pathDates(input.path),
    ...addressDates(input.declared),
  ];
  const dated = [...withoutFetchStamps(seen.slice(0, MAX_EVIDENCE).flatMap((evidence) => checked(evidence) ?? []), input.declared)].sort(byTrust);
  const keys = new Set<string>();
  return dated.filter(({ evidence: { kind, value, source } }) => {
    const key = `${kind} ${value} ${source}`;
    return keys.has(key) ? false : keys.add(key);
  });
}

function pathDates(path: string): DateEvidence[] {
  return readPath(path).dates.map(({ value, precision }) => ({
    kind: 'published', value, precision, source: 'path', confidence: PATH_CONFIDENCE[precision], where: null,
  }));
}

/** Dates in the addresses that a record or a page gives for itself: `https://example.org/2020/03/08/title`. */
function addressDates(declared: Readonly<Record<string, Json>>): DateEvidence[] {
  const found: DateEvidence[] = [];
  for (const field of ADDRESS_FIELDS) {
    const value = Object.hasOwn(declared, field) ? declared[field] : undefined;
    const path = typeof value === 'string' && value.length <= MAX_ADDRESS_CHARS ? ADDRESS.exec(value)?.[1] : undefined;
    if (path === undefined) continue;
    for (const { value: date, precision } of readPath(path).dates) if (precision !== 'year') found.push({ kind: 'published', value: date, precision, source: 'path', confidence: ADDRESS_CONFIDENCE[precision], where: field });
  }
  return found;
}

/** Evidence with its days; `null` where there are none, or none that can be meant. */
export function checked(evidence: DateEvidence): Dated | null {
  const period = parsePeriod(evidence.value);
  if (period === null || ZERO_DATES.has(period.value)) return null;
  const year = Number(period.value.slice(0, 4));
  if (year < FIRST_YEAR || year > LAST_YEAR) return null;
  const given = Number.isFinite(evidence.confidence) ? Math.min(1, Math.max(0, evidence.confidence)) : 0;
  const confidence = evidence.source === 'file-time' ? Math.min(given, FILE_TIME_CONFIDENCE) : given;
  return { evidence: { ...evidence, value: period.value, precision: period.precision, confidence }, period };
}

/**
 * Firm before weak, then by source. Of one source the surer date of publication counts, and of several "last updated" lines the last holds.
 * The order in which evidence comes says nothing: a parser that knows which of two is the document's gives it the higher confidence.
 */
function byTrust(a: Dated, b: Dated): number {
  const bySureness = b.evidence.confidence - a.evidence.confidence;
  return Number(isFirm(b)) - Number(isFirm(a))
    || rankOf(a.evidence) - rankOf(b.evidence)
    || KINDS.indexOf(a.evidence.kind) - KINDS.indexOf(b.evidence.kind)
    || (a.evidence.kind === 'published' ? bySureness : 0)
    || b.period.last - a.period.last
    || b.period.first - a.period.first
    || bySureness
    || compare(a.evidence.where ?? '', b.evidence.where ?? '');
}

/** A day in a page's own address is what its publisher's program wrote when it came out, and is never renewed. */
function rankOf({ source, precision, where }: DateEvidence): number {
  return source === 'path' && where !== null && precision === 'day' ? TRUST.indexOf('record') + 0.5 : TRUST.indexOf(source);
}

const KINDS: readonly DateKind[] = ['modified', 'reviewed', 'effective', 'published', 'expires'];

export function isFirm({ evidence }: Dated): boolean {
  return evidence.confidence >= FIRM_FROM;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
