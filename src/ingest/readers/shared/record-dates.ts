import type { DateEvidence, DateKind, DatePrecision, JsonObject } from '../../../core/index.js';

/** Field names that hold a date, lower case, without `_`, `-` and spaces. */
const FIELDS: Readonly<Record<DateKind, readonly string[]>> = {
  modified: ['updated', 'updatedat', 'updatedon', 'modified', 'modifiedat', 'lastmodified', 'lastmod', 'lastupdated', 'lastupdate', 'lasteditedtime', 'datemodified', 'dateupdated'],
  published: ['date', 'published', 'publishedat', 'publishedon', 'publicationdate', 'publishdate', 'datepublished', 'pubdate', 'created', 'createdat', 'createdtime', 'datecreated'],
  effective: ['effective', 'effectivedate', 'effectivefrom', 'validfrom'],
  reviewed: ['reviewed', 'reviewedat', 'lastreviewed', 'reviewdate'],
  expires: ['expires', 'expiresat', 'expiry', 'expirydate', 'validuntil', 'validto'],
};
const KINDS = new Map(Object.entries(FIELDS).flatMap(([kind, names]) => names.map((name) => [name, kind as DateKind] as const)));
const CONFIDENCE = 0.9;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
// Seconds of 1973 to 5138 and milliseconds of 1973 to 5138 do not overlap: 1e8..1e11 and 1e11..1e14.
const SECONDS = { from: 1e8, to: 1e11 } as const;
const MILLISECONDS_TO = 1e14;

/**
 * Dates in a record's fields, by the field's name (`updated`, `published_at`, `validUntil` …), in the record itself and in its
 * `metadata` object. Only unambiguous values count: ISO 8601 (`2024`, `2024-05`, `2024-05-04T…`), a date with the month in
 * English letters, or a Unix time in seconds or milliseconds; `05/06/2023` could be two days and is none.
 */
export function recordDates(record: JsonObject, dateField?: string): DateEvidence[] {
  const metadata = record['metadata'];
  const inner = metadata !== null && typeof metadata === 'object' && !Array.isArray(metadata) ? Object.entries(metadata) : [];
  const fields = [
    ...Object.entries(record).map(([name, value]) => ({ name, where: name, value })),
    ...inner.map(([name, value]) => ({ name, where: `metadata.${name}`, value })),
  ];
  return fields.flatMap(({ name, where, value }): DateEvidence[] => {
    const kind = where === dateField ? 'modified' : KINDS.get(name.toLowerCase().replace(/[_\- ]/gu, ''));
    const read = kind === undefined ? null : readDate(value);
    return kind === undefined || read === null ? [] : [{ kind, ...read, source: 'record', confidence: CONFIDENCE, where }];
  });
}

interface ReadDate {
  readonly value: string;
  readonly precision: DatePrecision;
}

function readDate(value: unknown): ReadDate | null {
  if (typeof value === 'number') return readUnixTime(value);
  if (typeof value !== 'string' || value.length > 64) return null;
  const text = value.trim();
  return readIso(text) ?? readNamedMonth(text);
}

function readUnixTime(value: number): ReadDate | null {
  if (value < SECONDS.from || value >= MILLISECONDS_TO) return null;
  return { value: new Date(value < SECONDS.to ? value * 1000 : value).toISOString().slice(0, 10), precision: 'day' };
}

const ISO = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:Z|UTC|[+-]\d{2}:?\d{2})?)?)?)?$/u;

function readIso(text: string): ReadDate | null {
  const found = ISO.exec(text);
  return found === null ? null : dateOf(Number(found[1]), found[2] === undefined ? null : Number(found[2]), found[3] === undefined ? null : Number(found[3]));
}

/** `4 May 2024`, `Sat, 04 May 2024 10:00:00 GMT`, `May 4, 2024`, `May 2024` */
function readNamedMonth(text: string): ReadDate | null {
  const found = /^(?:[a-z]{3,9},? )?(\d{1,2}) ([a-z]{3,9})\.? (\d{4})(?: \d{2}:\d{2}.*)?$/iu.exec(text);
  if (found !== null) return dateOf(Number(found[3]), monthOf(found[2]), Number(found[1]));
  const american = /^([a-z]{3,9})\.?(?: (\d{1,2}))?,? (\d{4})$/iu.exec(text);
  return american === null || monthOf(american[1]) === null
    ? null
    : dateOf(Number(american[3]), monthOf(american[1]), american[2] === undefined ? null : Number(american[2]));
}

function monthOf(name: string | undefined): number | null {
  const index = MONTHS.indexOf((name ?? '').slice(0, 3).toLowerCase());
  return index < 0 ? null : index + 1;
}

function dateOf(year: number, month: number | null, day: number | null): ReadDate | null {
  if (year < 1900 || year > 2200 || (month === null && day !== null)) return null;
  const date = new Date(Date.UTC(year, (month ?? 1) - 1, day ?? 1));
  if (date.getUTCMonth() + 1 !== (month ?? 1) || date.getUTCDate() !== (day ?? 1)) return null;
  const iso = date.toISOString();
  if (month === null) return { value: iso.slice(0, 4), precision: 'year' };
  return day === null ? { value: iso.slice(0, 7), precision: 'month' } : { value: iso.slice(0, 10), precision: 'day' };
}
