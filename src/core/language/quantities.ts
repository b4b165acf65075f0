import { isStopWord, lemmaOf } from './lemmas.js';
import { digitsOf, readNumber, splitJoined, toleranceOf, unitOf, type Unit } from './units.js';

/** A number, date or version as a statement uses it. */
export interface Quantity {
  readonly kind: 'number' | 'date' | 'version';
  /** `time`, `size`, `percent`, `money:usd`, `count:<noun lemma>`, `plain`, `date`, `version`; with `/<time unit>` for rates. */
  readonly dimension: string;
  /** In the dimension's base unit; both ends of a range, else equal. NaN for dates and versions. */
  readonly low: number;
  readonly high: number;
  readonly bound: 'exact' | 'min' | 'max' | 'about';
  /** The date or version as comparable text: `2024-05-04`, `--05-04`, `1.2`. */
  readonly value: string;
  /** Word range [from, to). */
  readonly from: number;
  readonly to: number;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH_NAME = /^(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)$/u;
const ISO_DATE = /^(?:19|20)\d\d-\d\d(?:-\d\d)?$/u;
const SLASH_DATE = /^\d{1,4}[/.]\d{1,2}[/.]\d{2,4}$/u;
const YEAR = /^(?:19|20)\d\d$/u;
const DAY = /^(?:[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?$/u;
const QUARTER = /^q[1-4]$/u;
const DOTTED_VERSION = /^v?\d{1,4}(?:\.(?:\d{1,4}|x)){2,3}$|^v\d{1,4}(?:\.(?:\d{1,4}|x)){0,3}$|^\d{1,4}\.x$/u;
const ORDINAL = /^\d{1,4}(?:st|nd|rd|th)$/u;
/** A number after one of these names a place or a thing; it measures nothing. */
const LABELS = new Set(('step chapter section figure fig table page pages line part item appendix article clause paragraph example option issue pr ticket id number no rfc iso row column phase level lesson ' +
  'topic tutorial week day volume note question rule exhibit annex room building floor suite box extension ext isbn call dial sha md http error code status form').split(' '));
const YEAR_BEFORE = new Set(['in', 'since', 'by', 'until', 'before', 'after', 'from', 'year', 'during', 'of', 'for', 'through']);
const AT_LEAST = new Set(['least', 'minimum', 'min', 'above', 'over', 'exceed', 'exceeds', 'exceeding', 'after', 'than']);
const AT_MOST = new Set(['most', 'maximum', 'max', 'within', 'under', 'below', 'up']);
const ABOUT = new Set(['about', 'around', 'approximately', 'roughly', 'nearly', 'almost', 'approx', 'circa']);
const QUALIFIERS = new Set(['business', 'working', 'calendar', 'consecutive', 'full', 'additional', 'extra', 'more', 'new', 'paid']);

/** All quantities among the words, in order. `skip` marks words that cannot hold one (code, ordinals). */
export function quantitiesOf(words: readonly string[], skip: (at: number) => boolean = () => false): Quantity[] {
  const found: Quantity[] = [];
  let at = 0;
  while (at < words.length) {
    const quantity = skip(at) ? null : (dateAt(words, at) ?? versionAt(words, at) ?? numberAt(words, at));
    if (quantity === null) at += 1;
    else {
      found.push(quantity);
      at = Math.max(at + 1, quantity.to);
    }
  }
  return found;
}

function named(kind: 'date' | 'version', value: string, from: number, length: number): Quantity {
  return { kind, dimension: kind, low: Number.NaN, high: Number.NaN, bound: 'exact', value, from, to: from + length };
}

function monthOf(word: string): string | null {
  if (!MONTH_NAME.test(word)) return null;
  return String(MONTHS.indexOf(word.slice(0, 3)) + 1).padStart(2, '0');
}

const dayOf = (word: string): string | null => (DAY.test(word) ? word.replace(/\D/gu, '').padStart(2, '0') : null);
const yearOf = (word: string): string | null => (YEAR.test(word) ? word : null);

function dateAt(words: readonly string[], at: number): Quantity | null {
  const word = words[at] ?? '';
  const next = words[at + 1] ?? '';
  if (ISO_DATE.test(word) || SLASH_DATE.test(word)) return named('date', word.replaceAll('/', '.'), at, 1);
  if (QUARTER.test(word) && YEAR.test(next)) return named('date', `${next}-${word}`, at, 2);
  const month = monthOf(word);
  if (month !== null) {
    const day = dayOf(next);
    const year = yearOf(words[at + (day === null ? 1 : 2)] ?? '');
    if (day === null && year === null) return null;
    return named('date', `${year ?? '-'}-${month}${day === null ? '' : `-${day}`}`, at, 1 + Number(day !== null) + Number(year !== null));
  }
  const day = dayOf(word);
  const gap = next === 'of' ? 2 : 1;
  const monthAfter = day === null ? null : monthOf(words[at + gap] ?? '');
  if (monthAfter !== null) {
    const year = yearOf(words[at + gap + 1] ?? '');
    return named('date', `${year ?? '-'}-${monthAfter}-${day ?? ''}`, at, gap + 1 + Number(year !== null));
  }
  if (YEAR.test(word) && YEAR_BEFORE.has(words[at - 1] ?? '') && unitOf(next) === undefined) return named('date', word, at, 1);
  return null;
}

function versionAt(words: readonly string[], at: number): Quantity | null {
  const word = words[at] ?? '';
  const before = words[at - 1] ?? '';
  if (DOTTED_VERSION.test(word)) return named('version', word.replace(/^v/u, '').replace(/\.x$/u, ''), at, 1);
  if ((before === 'version' || before === 'release') && /^\d{1,4}(?:\.\d{1,4})?$/u.test(word)) return named('version', word, at, 1);
  return null;
}

function numberAt(words: readonly string[], at: number): Quantity | null {
  const word = words[at] ?? '';
  if (ORDINAL.test(word) || LABELS.has(words[at - 1] ?? '')) return null;
  const joined = splitJoined(word);
  const first = joined === null ? readNumber(words, at) : { value: joined.value, length: 1 };
  const range = /^(\d{1,9})-(\d{1,9})$/u.exec(word);
  if (range !== null) return measured(words, at, at + 1, Number(range[1]), Number(range[2]), null);
  if (first === null) return null;
  const end = at + first.length;
  const link = words[end] ?? '';
  const second = link === 'to' ? digitsOf(words[end + 1] ?? '') : null;
  const ranged = second !== null && second > first.value && joined === null;
  return ranged ? measured(words, at, end + 2, first.value, second, null) : measured(words, at, end, first.value, first.value, joined?.unit ?? null);
}

function measured(words: readonly string[], from: number, end: number, low: number, high: number, attached: string | null): Quantity {
  const { unit, start, to } = unitAround(words, from, end, attached);
  const noun = unit === undefined ? nounAt(words, end) : null;
  const dimension = unit?.dimension ?? (noun === null ? 'plain' : `count:${noun}`);
  const sign = words[start - 1] === '-' || words[start - 1] === '−' ? -1 : 1;
  const factor = (unit?.factor ?? 1) * sign;
  return {
    kind: 'number', dimension: dimension + rateAt(words, to + (noun === null ? 0 : 1)), low: low * factor, high: high * factor, bound: boundAt(words, start), value: '', from: start, to,
  };
}

/** The unit of the number in words [from, end), and the words that both take up together. */
function unitAround(words: readonly string[], from: number, end: number, attached: string | null): { unit: Unit | undefined; start: number; to: number } {
  const money = unitOf(words[from - 1] ?? '');
  if (money?.dimension.startsWith('money:') === true) return { unit: money, start: from - 1, to: end };
  if (attached !== null) return { unit: unitOf(attached), start: from, to: end };
  if (words[end] === '°') return { unit: unitOf(`°${words[end + 1] ?? ''}`), start: from, to: end + 2 };
  const gap = QUALIFIERS.has(words[end] ?? '') ? 1 : 0;
  const next = unitOf(words[end] ?? '') ?? unitOf(words[end + gap] ?? '');
  if (next !== undefined) return { unit: next, start: from, to: end + 1 + gap };
  return { unit: unitOf(words[enumerationEnd(words, end)] ?? ''), start: from, to: end };
}

/** Where the unit of an enumeration stands: "8, 9, 10 or 12 hours". */
function enumerationEnd(words: readonly string[], end: number): number {
  let at = end;
  for (let steps = 0; steps < 6; steps += 1) {
    const link = words[at] === 'or' || words[at] === 'and' ? at + 1 : at;
    if (digitsOf(words[link] ?? '') === null) return at;
    at = link + 1;
  }
  return at;
}

/** The thing counted: the next content word ("3 new users" counts users). */
function nounAt(words: readonly string[], at: number): string | null {
  const place = QUALIFIERS.has(words[at] ?? '') ? at + 1 : at;
  const word = words[place] ?? '';
  return /^\p{L}{3,}/u.test(word) && !isStopWord(word) ? lemmaOf(word) : null;
}

function rateAt(words: readonly string[], at: number): string {
  const link = words[at] ?? '';
  if (link !== 'per' && link !== 'a' && link !== 'an' && link !== 'each' && link !== 'every') return '';
  const unit = unitOf(words[at + 1] ?? '');
  return unit?.dimension === 'time' ? `/${lemmaOf(words[at + 1] ?? '')}` : link === 'per' ? `/${lemmaOf(words[at + 1] ?? '')}` : '';
}

function boundAt(words: readonly string[], start: number): Quantity['bound'] {
  const before = words[start - 1] ?? '';
  const earlier = words[start - 2] ?? '';
  if (ABOUT.has(before)) return 'about';
  if (before === 'than') return earlier === 'less' || earlier === 'fewer' ? 'max' : 'min';
  if (before === 'to') return earlier === 'up' ? 'max' : 'exact';
  if (before === 'of') return AT_MOST.has(earlier) ? 'max' : AT_LEAST.has(earlier) ? 'min' : 'exact';
  return AT_LEAST.has(before) ? 'min' : AT_MOST.has(before) ? 'max' : 'exact';
}

/** Whether two quantities of one dimension can both be true of one thing. */
export function compatible(a: Quantity, b: Quantity): boolean {
  if (a.kind !== 'number') return a.value.startsWith(b.value) || b.value.startsWith(a.value) || a.value.endsWith(b.value.replace(/^-/u, '')) || b.value.endsWith(a.value.replace(/^-/u, ''));
  if (near(a, b)) return true;
  if (a.bound === b.bound || (a.bound === 'about' && b.bound === 'exact') || (b.bound === 'about' && a.bound === 'exact')) {
    const ranged = a.low !== a.high || b.low !== b.high;
    if (a.bound === 'about' || b.bound === 'about') return Math.abs(a.high - b.high) <= 0.25 * Math.max(Math.abs(a.high), Math.abs(b.high));
    return ranged && a.low <= b.high && b.low <= a.high;
  }
  const [lowA, highA] = reach(a);
  const [lowB, highB] = reach(b);
  return lowA <= highB && lowB <= highA;
}

function near(a: Quantity, b: Quantity): boolean {
  const slack = toleranceOf(a.dimension.split('/')[0] ?? '') * Math.max(Math.abs(a.high), Math.abs(b.high));
  return Math.abs(a.low - b.low) <= slack && Math.abs(a.high - b.high) <= slack;
}

function reach(quantity: Quantity): [number, number] {
  if (quantity.bound === 'min') return [quantity.low, Number.POSITIVE_INFINITY];
  if (quantity.bound === 'max') return [Math.min(0, quantity.high), quantity.high];
  return quantity.bound === 'about' ? [quantity.low * 0.75, quantity.high * 1.25] : [quantity.low, quantity.high];
}
