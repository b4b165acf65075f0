import { MONTHS, periodOf, type Period } from './calendar.js';

/** A path taken apart: the dates in its folder and file names, and the words that are left. */
export interface PathParts {
  /** In path order. */
  readonly dates: readonly Period[];
  /** Lower-case words of each folder and of the file name without its extension, dates taken out. */
  readonly words: readonly (readonly string[])[];
}

/** Years outside are numbers of something else: port 1883, RFC 2119. */
const FIRST_YEAR = 1990;
const LAST_YEAR = 2099;
/** A path is at most this long on every system we know; the rest is not looked at. */
const MAX_PATH_CHARS = 4096;
/** Names after which a year is a product's or a standard's number, not the document's date. */
const YEAR_NAMES = new Set(
  'windows win server office exchange sharepoint sql sqlserver vs studio outlook word excel access project autocad rfc iso iec en din bs ieee es ecmascript ecma cve error code port http kb vision horizon'.split(' '),
);
/** Words, and numbers with their points: `2.0`, `1.x`, `04.05.2024`. */
const TOKEN = /v?\p{N}+(?:\.[\p{N}x]+)+|[\p{L}\p{N}]+/gu;
const EXTENSION = /\.[a-z][a-z0-9]{0,9}$/iu;

/**
 * Dates as people write them into names: `policy-2023.pdf`, `2024-05-04-notes.md`, `20240504`, `q3-2022`,
 * `2021/03/04/post.md`, `march-2024`, `v2019`. A year after a product's name (`windows-2019`) is left a word.
 */
export function readPath(path: string): PathParts {
  const segments = path.slice(0, MAX_PATH_CHARS).normalize('NFKC').toLowerCase().split('/').filter((segment) => segment !== '' && segment !== '.');
  const tokens = segments.map((segment, index) => (index === segments.length - 1 ? segment.replace(EXTENSION, '') : segment).match(TOKEN) ?? []);
  const dates: Period[] = [];
  const words: string[][] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const folders = foldersDate(tokens, index);
    if (folders !== null) {
      dates.push(folders.period);
      index += folders.used - 1;
      continue;
    }
    const read = readWords(tokens[index] ?? []);
    dates.push(...read.dates);
    words.push(read.words);
  }
  return { dates, words };
}

/** The same for a title: words in lower case, dates taken out. */
export function readTitle(title: string): { readonly dates: readonly Period[]; readonly words: readonly string[] } {
  return readWords(title.slice(0, MAX_PATH_CHARS).normalize('NFKC').toLowerCase().match(TOKEN) ?? []);
}

interface Match {
  readonly period: Period;
  readonly used: number;
}

/** `2021/03` and `2021/03/04`: folders that are a date together. */
function foldersDate(tokens: readonly (readonly string[])[], at: number): Match | null {
  const single = (offset: number): string => {
    const segment = tokens[at + offset] ?? [];
    return segment.length === 1 ? (segment[0] ?? '') : '';
  };
  const match = yearFirst(single(0), single(1), single(2));
  return match !== null && match.used > 1 ? match : null;
}

function readWords(tokens: readonly string[]): { dates: Period[]; words: string[] } {
  const dates: Period[] = [];
  const words: string[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] ?? '';
    const match = YEAR_NAMES.has(tokens[index - 1] ?? '') ? null : dateAt(token, tokens[index + 1] ?? '', tokens[index + 2] ?? '');
    if (match === null) {
      words.push(token);
    } else {
      dates.push(match.period);
      index += match.used - 1;
    }
  }
  return { dates, words };
}

function dateAt(one: string, two: string, three: string): Match | null {
  return compact(one) ?? yearFirst(one, two, three) ?? named(one, two, three) ?? yearLast(one, two, three) ?? yearAlone(one);
}

const used = (period: Period | null, count: number): Match | null => (period === null ? null : { period, used: count });

/** `20240504`, `202405`, `2024.05.04`, `04.05.2024`, `2022q3`. */
function compact(token: string): Match | null {
  const joined = /^(\d{4})(\d{2})(\d{2})?$/u.exec(token) ?? /^(\d{4})\.(\d{2})(?:\.(\d{2}))?$/u.exec(token);
  if (joined !== null) return used(dated(joined[1], joined[2], joined[3]), 1);
  const european = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/u.exec(token);
  if (european !== null) return used(dated(european[3], european[2], european[1]), 1);
  const quarter = /^(\d{4})q([1-4])$/u.exec(token);
  return quarter === null ? null : used(dated(quarter[1], String(Number(quarter[2]) * 3)), 1);
}

/** `2024 05 04`, `2024 05`, `2024 may 4`, `2022 q3`. */
function yearFirst(one: string, two: string, three: string): Match | null {
  if (!isYear(one)) return null;
  const month = /^\d{2}$/u.test(two) ? two : monthOf(two);
  if (month !== null) {
    const day = /^\d{2}$/u.test(three) ? dated(one, month, three) : null;
    return day === null ? used(dated(one, month), 2) : used(day, 3);
  }
  return /^q[1-4]$/u.test(two) ? used(dated(one, String(Number(two.slice(1)) * 3)), 2) : null;
}

/** `may 2024`, `4 may 2024`, `may 4 2024`, `q3 2022`. */
function named(one: string, two: string, three: string): Match | null {
  const month = monthOf(one);
  if (month !== null && isYear(two)) return used(dated(two, month), 2);
  if (month !== null && isDay(two) && isYear(three)) return used(dated(three, month, bareDay(two)), 3);
  const second = monthOf(two);
  if (second !== null && isDay(one) && isYear(three)) return used(dated(three, second, bareDay(one)), 3);
  return /^q[1-4]$/u.test(one) && isYear(two) ? used(dated(two, String(Number(one.slice(1)) * 3)), 2) : null;
}

/** `25 12 2024` is a day; `04 05 2024` may be two days of that year, so only the year is known; `05 2024` is a month. */
function yearLast(one: string, two: string, three: string): Match | null {
  if (!/^\d{2}$/u.test(one)) return null;
  if (isYear(two)) return used(dated(two, one), 2);
  if (!/^\d{2}$/u.test(two) || !isYear(three)) return null;
  if (Number(one) > 12) return used(dated(three, two, one), 3);
  if (Number(two) > 12 || one === two) return used(dated(three, one, two), 3);
  return used(dated(three), 3);
}

function yearAlone(token: string): Match | null {
  const year = /^(?:v|fy)?(\d{4})$/u.exec(token)?.[1] ?? '';
  return isYear(year) ? used(dated(year), 1) : null;
}

function dated(year: string | undefined, month?: string, day?: string): Period | null {
  if (year === undefined || !isYear(year)) return null;
  return periodOf(Number(year), month === undefined ? null : Number(month), day === undefined ? null : Number(day));
}

function isYear(token: string): boolean {
  return /^\d{4}$/u.test(token) && Number(token) >= FIRST_YEAR && Number(token) <= LAST_YEAR;
}

function isDay(token: string): boolean {
  return /^\d{1,2}(?:st|nd|rd|th)?$/u.test(token);
}

function bareDay(token: string): string {
  return token.replace(/\D+$/u, '');
}

function monthOf(token: string): string | null {
  const month = MONTHS.get(token);
  return month === undefined ? null : String(month);
}
