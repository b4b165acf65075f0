import { periodOf, type Period } from './calendar.js';
import { monthNumber } from './month-names.js';

/** Which of 05/06/2023 is the month. `null` = cannot tell. */
export type DayOrder = 'day-first' | 'month-first' | null;

export interface WrittenDate {
  readonly period: Period;
  /** UTF-16 units up to the end of the date. */
  readonly length: number;
  /** 0..1: how sure the reading is, the words around it apart. */
  readonly confidence: number;
  /** `31.10.23`: a version or a number of something looks the same. */
  readonly isShort: boolean;
}

/** A date inside a text, with where it begins. */
export interface FoundDate extends WrittenDate {
  readonly start: number;
}

interface Reading { readonly period: Period | null; readonly confidence: number; readonly isShort?: boolean }
type Reader = (match: RegExpExecArray, order: DayOrder) => Reading;

const SURE = 0.85;
const MONTH_SURE = 0.75;
const SHORT_SURE = 0.65;
const YEAR_SURE = 0.55;
/** Only the year is known of an ambiguous day; below 0.5, so that any firm date outranks it. */
const AMBIGUOUS = 0.4;

const month = '([\\p{L}\\p{M}]{2,16})';
const year = '(\\d{4})(?!\\d)';
const day = '(\\d{1,2})';
const ordinal = '(?:st|nd|rd|th|ers?|ère|[eºª°]|:e|\\.º)?';
/** `of`, `de` and the like between day, month and year. */
const of = '(?:of\\s|de\\s|del\\s|di\\s|d[\'’]\\s?|i\\s)?';
/** What may follow a bare year: anything else makes it a quantity (`2000 users`). */
const ends = '(?=\\s{0,5}(?:$|[;:)·•|\\]–—]|[.,-](?!\\d)))';

/** Tried in order, each at the start of the window. */
const FORMS: readonly (readonly [RegExp, Reader])[] = [
  [form(`${year}\\s?[-/.–]\\s?${day}\\s?[-/.–]\\s?${day}(?!\\d)`), (m) => sure(periodOf(n(m[1]), n(m[2]), n(m[3])), SURE)],
  [form(`${year}\\s?[年년]\\s?${day}\\s?[月월]\\s?${day}\\s?[日일号號]?(?!\\d)`), (m) => sure(periodOf(n(m[1]), n(m[2]), n(m[3])), SURE)],
  [form(`${year}\\s?[年년]\\s?${day}\\s?[月월]`), (m) => sure(periodOf(n(m[1]), n(m[2])), MONTH_SURE)],
  [form(`(令和|平成|民國|民国)\\s?(\\d{1,3}|元)\\s?年\\s?${day}\\s?月\\s?${day}\\s?日`), (m) => sure(periodOf(eraYear(m[1], m[2]), n(m[3]), n(m[4])), SURE)],
  [form(`${day}${ordinal}[\\s.,/-]{1,3}${of}${month}[\\s.,/-]{1,3}${of}${year}`), (m) => sure(periodOf(n(m[3]), monthNumber(m[2] ?? '', true), n(m[1])), SURE)],
  [form(`${day}[-\\s]${month}[-\\s]['’]?(\\d{2})(?!\\d)`), (m) => short(periodOf(fullYear(m[3]), monthNumber(m[2] ?? '', true), n(m[1])))],
  [form(`${month}[\\s.]{1,3}${day}${ordinal}[.,]?\\s{1,3}${of}${year}`), (m) => sure(periodOf(n(m[3]), monthNumber(m[1] ?? '', true), n(m[2])), SURE)],
  [form(`${month}[\\s.]{1,3}${day}${ordinal},?\\s{1,3}\\d{1,2}:\\d{2}(?::\\d{2})?\\s(?:[A-Z]{2,5}\\s)?${year}`), (m) => sure(periodOf(n(m[3]), monthNumber(m[1] ?? '', true), n(m[2])), SURE)],
  [form(`${year}[\\s.,-]{1,3}(?:m\\.\\s)?${month}[\\s.-]{1,3}${day}(?!\\d)`), (m) => sure(periodOf(n(m[1]), monthNumber(m[2] ?? '', true), n(m[3])), SURE)],
  [form(`${year}\\.\\sgada\\s${day}\\.\\s${month}`), (m) => sure(periodOf(n(m[1]), monthNumber(m[3] ?? '', true), n(m[2])), SURE)],
  [form(`(?:ngày\\s)?${day}\\s(?:tháng|thg)\\s${day},?\\s(?:năm\\s)?${year}`), (m) => sure(periodOf(n(m[3]), n(m[2]), n(m[1])), SURE)],
  [form(`tháng\\s${day},?\\s(?:năm\\s)?${year}`), (m) => sure(periodOf(n(m[2]), n(m[1])), MONTH_SURE)],
  [form(`${month}[.,]?\\s{1,3}${of}${year}`), (m) => sure(periodOf(n(m[2]), monthNumber(m[1] ?? '', false)), MONTH_SURE)],
  [form(`[QT]([1-4])[\\s/-]{0,3}${year}`), (m) => sure(periodOf(n(m[2]), n(m[1]) * 3), MONTH_SURE)],
  [form(`${year}[\\s/-]{0,3}Q([1-4])(?!\\d)`), (m) => sure(periodOf(n(m[1]), n(m[2]) * 3), MONTH_SURE)],
  [form(`([1-4])(?:st|nd|rd|th|er|e|\\.|º)?\\s(?:quarter|quartal|trimestre|kwartał|kwartaal|квартал|kvartal|neljännes)\\s(?:of\\s|de\\s|del\\s|\\/\\s?)?${year}`), (m) => sure(periodOf(n(m[2]), n(m[1]) * 3), MONTH_SURE)],
  [form(`${day}\\.\\s?${day}\\.\\s?${year}(?!-\\d)`), (m) => dotted(n(m[1]), n(m[2]), n(m[3]))],
  [form(`(\\d{2})\\.(\\d{2})\\.(\\d{2})(?![\\d.])`), (m) => short(periodOf(fullYear(m[3]), n(m[2]), n(m[1])))],
  [form(`${day}\\s?([/-])\\s?${day}\\s?\\2\\s?${year}`), (m, order) => slashed(n(m[1]), n(m[3]), n(m[4]), order)],
  [form(`(\\d{1,2})/(\\d{1,2})/(\\d{2})(?![\\d/])`), (m, order) => ({ ...slashed(n(m[1]), n(m[2]), fullYear(m[3]), order), confidence: AMBIGUOUS, isShort: true })],
  [form(`${year}-(\\d{2})(?!\\d|-\\d)`), (m) => sure(periodOf(n(m[1]), n(m[2])), MONTH_SURE)],
  [form(`${day}/${year}`), (m) => sure(periodOf(n(m[2]), n(m[1])), MONTH_SURE)],
  [form(`${year}${ends}`), (m) => sure(periodOf(n(m[1])), YEAR_SURE)],
];
/** Years outside are those of other calendars, or no years. */
const [FIRST_YEAR, AFTER_LAST_YEAR] = ['1900', '2101'];
/** The longest form is shorter. */
const MAX_FORM_CHARS = 64;

/** Reads the date a window of text begins with; the caller keeps the window short. `null` when it begins with none. */
export function readDate(window: string, order: DayOrder): WrittenDate | null {
  const text = withAsciiDigits(window);
  for (const [pattern, read] of FORMS) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const { period, confidence, isShort } = read(match, order);
    if (period !== null) return { period, length: match[0].length, confidence, isShort: isShort === true };
  }
  return null;
}

/** Where a date may begin: a number that another part of a date follows, an era, or a word. */
const STARTS = /(?<![\p{L}\p{N}])(?:\d{1,4}(?=\s?[-/.年년–,]|\p{L}|[ºª°\s:])|令和|平成|民國|民国|[QT][1-4](?=[\s/-])|\p{L}[\p{L}\p{M}]{1,15}(?=[.,]{0,2}\s))/giu;
const HAS_DATE = /\p{Nd}{4}|\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2}|[\p{Nd}元]\s?年|\p{L}[-\s]['’]?\d{2}(?!\p{N})/u;

/** Whether there is anything like a year in a text: most texts end here. */
export function mayHoldDate(text: string): boolean {
  return HAS_DATE.test(text);
}


/**
 * All dates in a text of day or month precision, in order, none overlapping: `By Jane on 4 May 2024, updated 6 May 2024`. At most `max`.
 * Costs a look at each number and each name of a month; the caller bounds the text.
 */
export function datesIn(text: string, order: DayOrder, max = 10): FoundDate[] {
  const plain = withAsciiDigits(text);
  if (!mayHoldDate(plain)) return [];
  const found: FoundDate[] = [];
  let end = 0;
  for (const { 0: token, index } of plain.matchAll(STARTS)) {
    if (index < end || !mayBegin(token, plain[index - 1])) continue;
    const date = readDate(plain.slice(index, index + MAX_FORM_CHARS), order);
    if (date === null || isYearAlone(date) || !isPlausible(date.period)) continue;
    found.push({ ...date, start: index });
    end = index + date.length;
    if (found.length >= max) break;
  }
  return found;
}

const isYearAlone = ({ period, confidence }: WrittenDate): boolean => period.precision === 'year' && confidence !== AMBIGUOUS;
const isPlausible = ({ value }: Period): boolean => value >= FIRST_YEAR && value < AFTER_LAST_YEAR;

/** No part of a number such as `1.2024-05-04` or `-4.5.2024`, no word but those that begin a date. */
function mayBegin(token: string, before: string | undefined): boolean {
  if (/^\d/u.test(token)) return before === undefined || !/[./\d-]/u.test(before);
  return /^(?:Q[1-4]|T[1-4]|ngày|tháng|令和|平成|民國|民国)$/iu.test(token) || !Number.isNaN(monthNumber(token, true));
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

function slashed(one: number, two: number, inYear: number, order: DayOrder): Reading {
  if (one > 12) return sure(periodOf(inYear, two, one), SURE);
  if (two > 12) return sure(periodOf(inYear, one, two), SURE);
  if (one === two) return sure(periodOf(inYear, one, two), SURE);
  if (order === 'day-first') return sure(periodOf(inYear, two, one), MONTH_SURE);
  if (order === 'month-first') return sure(periodOf(inYear, one, two), MONTH_SURE);
  return sure(periodOf(inYear), AMBIGUOUS);
}

/** With points the day comes first, but for Americans who write them as well. */
function dotted(one: number, two: number, inYear: number): Reading {
  return two > 12 ? sure(periodOf(inYear, one, two), MONTH_SURE) : sure(periodOf(inYear, two, one), SURE);
}

const sure = (period: Period | null, confidence: number): Reading => ({ period, confidence });
const short = (period: Period | null): Reading => ({ period, confidence: SHORT_SURE, isShort: true });

function form(source: string): RegExp {
  return new RegExp(`^${source}`, 'iu');
}

function n(digits: string | undefined): number {
  return Number(digits ?? Number.NaN);
}

/** Pages of the nineties write `97`. */
function fullYear(digits: string | undefined): number {
  return n(digits) + (n(digits) >= 90 ? 1900 : 2000);
}

function eraYear(era: string | undefined, count: string | undefined): number {
  return (count === '元' ? 1 : n(count)) + (era === '令和' ? 2018 : era === '平成' ? 1988 : 1911);
}

/** Zeros of Arabic, Persian, Devanagari, Bengali and full-width digits. */
const ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0xff10];

/** The digits of other scripts as ASCII; no character moves. Years of other calendars stay what they are, and are no years of ours. */
function withAsciiDigits(text: string): string {
  return text.replace(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\uff10-\uff19]/gu, (digit) => {
    const code = digit.charCodeAt(0);
    return String(code - Math.max(...ZEROS.filter((zero) => zero <= code)));
  });
}
