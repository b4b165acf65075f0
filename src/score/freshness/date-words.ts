import { MONTHS, periodOf, type Period } from '../../core/calendar.js';

export interface ReadDate {
  readonly period: Period;
  /** UTF-16 units of the window up to the end of the date. */
  readonly length: number;
  /** 0..1: how sure the reading is, the words around it apart. */
  readonly confidence: number;
}

/** Which of 05/06/2023 is the month. `null` = cannot tell. */
export type DayOrder = 'day-first' | 'month-first' | null;

type Reader = (match: RegExpExecArray, order: DayOrder) => { period: Period | null; confidence: number };

const SURE = 0.85;
const MONTH_SURE = 0.75;
const YEAR_SURE = 0.55;
/** Only the year is known of an ambiguous day; below 0.5, so that any firm date outranks it. */
const AMBIGUOUS = 0.4;

const month = '([\\p{L}]{3,12})\\.?';
const year = '(\\d{4})(?!\\d)';
/** What may follow a bare year: anything else makes it a quantity (`2000 users`). */
const ends = '(?=\\s*(?:$|[.,;:)·•|\\]–—-]))';

/** Tried in order, each at the start of the window. */
const FORMS: readonly (readonly [RegExp, Reader])[] = [
  [form(`${year}[-/.](\\d{1,2})[-/.](\\d{1,2})(?!\\d)`), (m) => sure(periodOf(n(m[1]), n(m[2]), n(m[3])), SURE)],
  [form(`${year}\\s?[年년]\\s?(\\d{1,2})\\s?[月월]\\s?(\\d{1,2})\\s?[日일]`), (m) => sure(periodOf(n(m[1]), n(m[2]), n(m[3])), SURE)],
  [form(`(\\d{1,2})(?:st|nd|rd|th|er|\\.|º)?\\s+(?:of\\s+|de\\s+)?${month},?\\s+(?:de\\s+)?${year}`), (m) => sure(periodOf(n(m[3]), monthOf(m[2]), n(m[1])), SURE)],
  [form(`(\\d{1,2})-${month}-${year}`), (m) => sure(periodOf(n(m[3]), monthOf(m[2]), n(m[1])), SURE)],
  [form(`${month}\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+${year}`), (m) => sure(periodOf(n(m[3]), monthOf(m[1]), n(m[2])), SURE)],
  [form(`${month},?\\s+(?:of\\s+|de\\s+)?${year}`), (m) => sure(periodOf(n(m[2]), monthOf(m[1])), MONTH_SURE)],
  [form(`Q([1-4])[\\s/-]*${year}`), (m) => sure(periodOf(n(m[2]), n(m[1]) * 3), MONTH_SURE)],
  [form(`${year}[\\s/-]*Q([1-4])(?!\\d)`), (m) => sure(periodOf(n(m[1]), n(m[2]) * 3), MONTH_SURE)],
  [form(`(\\d{1,2})\\.\\s?(\\d{1,2})\\.\\s?${year}`), (m) => sure(periodOf(n(m[3]), n(m[2]), n(m[1])), SURE)],
  [form(`(\\d{1,2})([/-])(\\d{1,2})\\2${year}`), (m, order) => slashed(n(m[1]), n(m[3]), n(m[4]), order)],
  [form(`${year}-(\\d{2})(?!\\d)`), (m) => sure(periodOf(n(m[1]), n(m[2])), MONTH_SURE)],
  [form(`(\\d{1,2})/${year}`), (m) => sure(periodOf(n(m[2]), n(m[1])), MONTH_SURE)],
  [form(`${year}${ends}`), (m) => sure(periodOf(n(m[1])), YEAR_SURE)],
];

/** Reads the date a window of text begins with; the caller keeps the window short. `null` when it begins with none. */
export function readDate(window: string, order: DayOrder): ReadDate | null {
  for (const [pattern, read] of FORMS) {
    const match = pattern.exec(window);
    if (match === null) continue;
    const { period, confidence } = read(match, order);
    if (period !== null) return { period, length: match[0].length, confidence };
  }
  return null;
}

/** The order of day and month that a language's readers expect. English alone does not tell: en-GB and en-US differ. */
export function dayOrderOf(language: string | null): DayOrder {
  const [base = '', ...rest] = (language ?? '').toLowerCase().split(/[-_]/u);
  if (base === '' || base === 'und') return null;
  if (base !== 'en') return 'day-first';
  const region = rest.find((part) => part.length === 2);
  if (region === undefined) return null;
  return region === 'us' || region === 'ph' ? 'month-first' : region === 'ca' ? null : 'day-first';
}

function slashed(one: number, two: number, inYear: number, order: DayOrder): { period: Period | null; confidence: number } {
  if (one > 12) return sure(periodOf(inYear, two, one), SURE);
  if (two > 12) return sure(periodOf(inYear, one, two), SURE);
  if (one === two) return sure(periodOf(inYear, one, two), SURE);
  if (order === 'day-first') return sure(periodOf(inYear, two, one), MONTH_SURE);
  if (order === 'month-first') return sure(periodOf(inYear, one, two), MONTH_SURE);
  return sure(periodOf(inYear), AMBIGUOUS);
}

function sure(period: Period | null, confidence: number): { period: Period | null; confidence: number } {
  return { period, confidence };
}

function form(source: string): RegExp {
  return new RegExp(`^${source}`, 'iu');
}

function n(digits: string | undefined): number {
  return Number(digits ?? Number.NaN);
}

function monthOf(name: string | undefined): number {
  return MONTHS.get((name ?? '').toLowerCase()) ?? Number.NaN;
}
