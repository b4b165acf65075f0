import type { DateEvidence, DateKind, DatePrecision, DateSource } from '../core/index.js';
import { datesIn, type DayOrder } from '../core/written-dates.js';

/** Field names, lower case without `_`, `-`, `.`, `:` and spaces, by the kind of date they hold. */
const KINDS: Readonly<Record<DateKind, readonly string[]>> = {
  published: [
    'date', 'published', 'publishedat', 'publishedon', 'publishdate', 'publisheddate', 'datepublished', 'pubdate', 'publicationdate',
    'publishedtime', 'created', 'createdat', 'createdon', 'createdtime', 'creationdate', 'createddate', 'datecreated', 'issued', 'dateissued', 'posted', 'releasedate', 'released',
  ],
  modified: [
    'modified', 'modifiedat', 'modifiedon', 'modifieddate', 'modifiedtime', 'datemodified', 'lastmod', 'lastmodified', 'lastmodifieddate', 'updated', 'updatedat',
    'updatedon', 'updateddate', 'updatedtime', 'dateupdated', 'lastupdated', 'lastupdate', 'lastupdatedat', 'revised', 'revisiondate', 'lastrevised', 'lastedited', 'lasteditedtime',
  ],
  reviewed: ['reviewed', 'reviewedat', 'reviewedon', 'revieweddate', 'reviewdate', 'datereviewed', 'lastreviewed', 'lastreviewdate', 'lastverified', 'verifiedon'],
  effective: ['effective', 'effectivedate', 'effectivefrom', 'dateeffective', 'validfrom', 'startdate', 'inforcefrom'],
  expires: ['expires', 'expiresat', 'expireson', 'expiry', 'expirydate', 'expirationdate', 'expirationtime', 'validuntil', 'validto', 'validthrough', 'unpublishdate', 'supersededon',
    'endoflife', 'endoflifedate', 'eol', 'eoldate', 'endofsupport', 'endofsupportdate', 'supporteduntil', 'supportends', 'sunset', 'sunsetdate', 'sunseton', 'retirementdate', 'retireson'],
};
const KIND_OF = new Map<string, DateKind>(
  Object.entries(KINDS).flatMap(([kind, names]) => names.map((name): [string, DateKind] => [name, kind as DateKind])),
);
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** Unix seconds of March 1973 to 2099: more than any year or `YYYYMMDD`. Times in floating point count. */
const SECONDS = { from: 1e8, to: 4.1e9 } as const;
/** The same in milliseconds, but for what `YYYYMMDDhhmm` may be: 190001010000 to 210012312359. */
const MILLISECONDS = { from: 2.2e11, to: 4.1e12 } as const;
/** Longest string looked at: the longest sound date, an RFC 2822 one, has 44 characters. */
const MAX_DATE_CHARS = 60;

export interface PartialDate {
  readonly value: string;
  readonly precision: DatePrecision;
  /** Whether day and month could be told apart. */
  readonly certain: boolean;
}

/** Kind of date a field of this name holds; `null` when it names none. */
export function dateKindOf(field: string): DateKind | null {
  return KIND_OF.get(field.slice(0, 60).toLowerCase().replace(/[\s_.:-]/gu, '')) ?? null;
}

/**
 * Reads a date as written: the calendar day of its own time zone, and no more precise than it says. `05/06/2023`, which
 * may be May or June, is a year. Numbers: a year, `YYYYMMDD`, or a Unix time in seconds or milliseconds. `null` for anything else.
 */
export function readDate(value: unknown): PartialDate | null {
  if (typeof value === 'number') return readNumber(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : readDate(value.toISOString());
  if (typeof value !== 'string' || value.length > MAX_DATE_CHARS) return null;
  const text = value.trim();
  if (/^\d+$/u.test(text)) return readNumber(Number(text));
  return readIso(text) ?? readNumeric(text) ?? readWritten(text);
}

/** The same, also in other languages and with words around it: `Freitag, 9. Oktober 2020 11:12 Uhr`. `order`: of day and month where it writes numbers. */
export function readAnyDate(value: string, order: DayOrder): PartialDate | null {
  const read = readDate(value);
  if (read?.certain === true || value.length > MAX_DATE_CHARS) return read;
  const [date] = datesIn(value.replace(/\s+/gu, ' '), order, 1);
  return date === undefined || date.isShort ? read : { value: date.period.value, precision: date.period.precision, certain: date.confidence >= 0.5 };
}

/** A time of day in UTC: where it was written, it may have been the day before or after. */
export function isUtc(value: string | null): boolean {
  return value !== null && /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.{0,12}?(?:Z|[+-]00:?00)$/u.test(value.slice(0, 60).trim());
}

/** Date evidence from named fields (front matter, record columns, properties). Fields that are no dates are passed over. */
export function datesFromFields(
  fields: Iterable<readonly [string, unknown]>,
  source: DateSource,
  confidence: number,
): DateEvidence[] {
  const found: DateEvidence[] = [];
  for (const [field, value] of fields) {
    const kind = dateKindOf(field);
    const date = kind === null ? null : readDate(value);
    if (kind !== null && date !== null) found.push(evidenceOf(kind, date, source, confidence, field));
  }
  return found;
}

/** `confidence` halves when day and month could not be told apart. */
export function evidenceOf(kind: DateKind, date: PartialDate, source: DateSource, confidence: number, where: string | null): DateEvidence {
  return { kind, value: date.value, precision: date.precision, source, confidence: date.certain ? confidence : confidence / 2, where };
}

function readNumber(value: number): PartialDate | null {
  if (Number.isSafeInteger(value)) {
    if (value >= 1900 && value <= 2100) return dateOf(value);
    if (value >= 19_000_101 && value <= 21_001_231) return dateOf(Math.floor(value / 10_000), Math.floor(value / 100) % 100, value % 100);
  }
  const ms = within(value, SECONDS) ? value * 1000 : within(value, MILLISECONDS) ? value : null;
  return ms === null ? null : readIso(new Date(ms).toISOString());
}

function within(value: number, range: { readonly from: number; readonly to: number }): boolean {
  return value >= range.from && value <= range.to;
}

function readIso(text: string): PartialDate | null {
  const match = /^(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:[T\s].*)?)?)?$/u.exec(text);
  if (match === null) return null;
  return dateOf(Number(match[1]), numberOr(match[2]), numberOr(match[3]));
}

function readNumeric(text: string): PartialDate | null {
  const match = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:[,\s].*)?$/u.exec(text);
  if (match === null) return null;
  const [first, second, year] = [Number(match[1]), Number(match[3]), Number(match[4])];
  if (match[2] === '.' || first > 12) return dateOf(year, second, first);
  if (second > 12 || first === second) return dateOf(year, first, second);
  const vague = dateOf(year);
  return vague === null ? null : { ...vague, certain: false };
}

function readWritten(text: string): PartialDate | null {
  const words = text.toLowerCase().split(/[\s,]+/u);
  const monthAt = words.findIndex((word) => monthOf(word) !== null);
  const yearAt = words.findIndex((word) => /^(?:19|20)\d\d$/u.test(word));
  if (monthAt < 0 || yearAt < 0) return null;
  const day = words.find((word, index) => Math.abs(index - monthAt) === 1 && /^\d{1,2}(?:st|nd|rd|th|\.)?$/u.test(word));
  return dateOf(Number(words[yearAt]), monthOf(words[monthAt] ?? '') ?? undefined, day === undefined ? undefined : parseInt(day, 10));
}

function monthOf(word: string): number | null {
  if (!/^[a-z]{3,9}\.?$/u.test(word)) return null;
  const index = MONTHS.indexOf(word.slice(0, 3));
  const full = new Date(Date.UTC(2000, Math.max(index, 0), 1)).toLocaleString('en', { month: 'long', timeZone: 'UTC' }).toLowerCase();
  return index >= 0 && (full.startsWith(word.replace('.', '')) || word.startsWith('sept')) ? index + 1 : null;
}

function numberOr(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function dateOf(year: number, month?: number, day?: number): PartialDate | null {
  if (year < 1900 || year > 2200) return null;
  if (month === undefined) return { value: String(year), precision: 'year', certain: true };
  if (month < 1 || month > 12) return null;
  const yearMonth = `${year}-${String(month).padStart(2, '0')}`;
  if (day === undefined) return { value: yearMonth, precision: 'month', certain: true };
  const real = new Date(Date.UTC(year, month - 1, day));
  if (day < 1 || real.getUTCMonth() !== month - 1) return null;
  return { value: `${yearMonth}-${String(day).padStart(2, '0')}`, precision: 'day', certain: true };
}
