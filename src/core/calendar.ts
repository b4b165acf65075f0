import { DAY_MS } from './clock.js';
import type { DatePrecision } from './model/index.js';

/** The whole UTC days that a date of day, month or year precision stands for. */
export interface Period {
  /** ISO 8601, as precise as `precision` says. */
  readonly value: string;
  readonly precision: DatePrecision;
  /** 00:00 UTC of the first and of the last day, in ms since the epoch. */
  readonly first: number;
  readonly last: number;
}

const PARTIAL_DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](.+))?)?)?$/su;
const ZONE = /(?:Z|[+-]\d{2}:?\d{2})$/u;
/** Longer than any ISO 8601 timestamp: nothing longer is looked at. */
const MAX_DATE_CHARS = 40;

/** What was read lately: the ageing of a document asks for its dates hundreds of times. */
const read = new Map<string, Period | null>();
const MAX_READ = 5000;

/** Reads `2024`, `2024-05`, `2024-05-04` or a timestamp (its UTC day). `null` for anything that is not a real date. */
export function parsePeriod(value: string): Period | null {
  if (value.length > MAX_DATE_CHARS) return null;
  const known = read.get(value);
  if (known !== undefined) return known;
  if (read.size >= MAX_READ) read.clear();
  const period = periodIn(value);
  read.set(value, period);
  return period;
}

function periodIn(value: string): Period | null {
  const match = PARTIAL_DATE.exec(value.trim());
  if (match === null) return null;
  const [, year, month, day, time] = match;
  if (time !== undefined && ZONE.test(time)) {
    const instant = Date.parse(value.trim().replace(' ', 'T'));
    if (!Number.isNaN(instant)) return dayPeriod(Math.floor(instant / DAY_MS) * DAY_MS);
  }
  return periodOf(Number(year), month === undefined ? null : Number(month), day === undefined ? null : Number(day));
}

/** The period of a year, of a month (1..12) or of a day of it; `null` when there is no such day. */
export function periodOf(year: number, month: number | null = null, day: number | null = null): Period | null {
  if (!Number.isInteger(year) || year < 1000 || year > 9999) return null;
  if (month === null) return { value: String(year), precision: 'year', first: Date.UTC(year, 0, 1), last: Date.UTC(year, 11, 31) };
  if (!Number.isInteger(month) || month < 1 || month > 12) return null;
  const first = Date.UTC(year, month - 1, 1);
  const last = Date.UTC(year, month, 0);
  if (day === null) return { value: isoDay(first).slice(0, 7), precision: 'month', first, last };
  const at = first + (day - 1) * DAY_MS;
  return !Number.isInteger(day) || day < 1 || at > last ? null : dayPeriod(at);
}

function dayPeriod(at: number): Period {
  return { value: isoDay(at), precision: 'day', first: at, last: at };
}

/** The UTC day of a time, as `2024-05-04`. */
export function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** Whole days that lie between two periods at the least; 0 when they touch or overlap. */
export function daysApart(a: Period, b: Period): number {
  return Math.max(0, a.first - b.last, b.first - a.last) / DAY_MS;
}

const MONTH_NAMES = [
  'january jan januar januari janvier janv enero ene gennaio janeiro',
  'february feb februar februari février fevrier févr febrero febbraio fevereiro fev',
  'march mar märz maerz mär maart mrt mars marzo março marco',
  'april apr avril avr abril abr aprile',
  'may mai mei mayo maggio maio',
  'june jun juni juin junio giugno giu junho',
  'july jul juli juillet juil julio luglio lug julho',
  'august aug augustus août aout agosto',
  'september sep sept septembre septiembre settembre setembro',
  'october oct oktober okt octobre octubre ottobre ott outubro',
  'november nov novembre noviembre novembro',
  'december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro',
];

/**
 * Names and abbreviations of the months in lower case -> 1..12: English, German, French, Spanish, Italian, Portuguese, Dutch.
 * Abbreviations that are common English words (`set`, `out`, `ago`, `mag`, `gen`) are left out.
 */
export const MONTHS: ReadonlyMap<string, number> = new Map(
  MONTH_NAMES.flatMap((names, index) => names.split(' ').map((name): [string, number] => [name, index + 1])),
);
