/** What a number measures; numbers of different dimensions are never compared. */
export interface Unit {
  readonly dimension: string;
  /** Value in the dimension's base unit: minutes, bytes, metres, grams. */
  readonly factor: number;
}

const TABLE: Record<string, readonly [number, string][]> = {
  // Month and year as the mean of the Gregorian calendar: 365.2425 days, a twelfth of it.
  time: [
    [1 / 60_000, 'ms msec millisecond milliseconds'], [1 / 60, 's sec secs second seconds'], [1, 'min mins minute minutes'], [60, 'h hr hrs hour hours'],
    [1440, 'd day days'], [10_080, 'week weeks'], [43_829.1, 'month months'], [131_487.3, 'quarter quarters'], [525_949.2, 'year years yr yrs'],
  ],
  // Decimal and binary prefixes differ by 2.4% to 7.4%, and prose mixes them: they count as equal.
  size: [
    [1, 'byte bytes'], [1e3, 'kb kib kilobyte kilobytes'], [1e6, 'mb mib megabyte megabytes'], [1e9, 'gb gib gigabyte gigabytes'], [1e12, 'tb tib terabyte terabytes'],
  ],
  percent: [[1, '% percent percentage pct']],
  length: [[0.001, 'mm'], [0.01, 'cm'], [1, 'metre metres meter meters'], [1000, 'km kilometre kilometres kilometer kilometers'], [1609.344, 'mile miles']],
  mass: [[1, 'gram grams'], [1000, 'kg kilogram kilograms'], [453.592, 'lb lbs pound-weight']],
  temperature: [[1, '°c °f celsius fahrenheit']],
  frequency: [[1, 'hz'], [1e6, 'mhz'], [1e9, 'ghz']],
  'money:usd': [[1, '$ usd dollar dollars']],
  'money:eur': [[1, '€ eur euro euros']],
  'money:gbp': [[1, '£ gbp pound pounds']],
  'money:chf': [[1, 'chf franc francs']],
};

const UNITS = new Map<string, Unit>(
  Object.entries(TABLE).flatMap(([dimension, rows]) => rows.flatMap(([factor, names]) => names.split(' ').map((name): [string, Unit] => [name, { dimension, factor }]))),
);

export function unitOf(word: string): Unit | undefined {
  return UNITS.get(word);
}

/** Largest relative difference at which two values of a dimension are the same statement. */
export function toleranceOf(dimension: string): number {
  // 30 days against a month is 1.4% off, 1 GB against 1024 MB 2.4%, 1 TiB against 1 TB 9.95%.
  if (dimension === 'time') return 0.02;
  return dimension === 'size' ? 0.1 : 1e-9;
}

const SMALL: Record<string, number> = {
  zero: 0, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11, twelve: 12, thirteen: 13, fourteen: 14, fifteen: 15, sixteen: 16,
  seventeen: 17, eighteen: 18, nineteen: 19, twenty: 20, thirty: 30, forty: 40, fifty: 50, sixty: 60, seventy: 70, eighty: 80, ninety: 90, dozen: 12,
};
const SCALES: Record<string, number> = { hundred: 100, thousand: 1e3, million: 1e6, billion: 1e9 };
const NUMBER_WORDS = new Map(Object.entries(SMALL));
const SCALE_WORDS = new Map(Object.entries(SCALES));
/** `one`, `a` and `an` are numbers only in front of a unit: "one hour", "an hour". */
const ARTICLES = new Set(['one', 'a', 'an']);

export interface ReadNumber {
  readonly value: number;
  /** Words read. */
  readonly length: number;
}

/** Reads a number at a word: `1,000`, `2.5`, `25k`, `thirty`, `twenty five`, `two hundred`, `5 million`. */
export function readNumber(words: readonly string[], at: number): ReadNumber | null {
  const digits = digitsOf(words[at] ?? '');
  if (digits !== null) {
    const scale = SCALE_WORDS.get(words[at + 1] ?? '');
    return scale === undefined ? { value: digits, length: 1 } : { value: digits * scale, length: 2 };
  }
  return readSpelled(words, at);
}

function readSpelled(words: readonly string[], at: number): ReadNumber | null {
  const first = words[at] ?? '';
  if (ARTICLES.has(first)) {
    const scale = SCALE_WORDS.get(words[at + 1] ?? '');
    if (scale !== undefined) return { value: scale, length: 2 };
    const unit = unitOf(words[at + 1] ?? '');
    return unit !== undefined && (first === 'one' || unit.dimension === 'time') && (words[at + 1] ?? '').length > 2 ? { value: 1, length: 1 } : null;
  }
  const head = NUMBER_WORDS.get(first);
  if (head === undefined) return null;
  const next = NUMBER_WORDS.get(words[at + 1] ?? '') ?? 0;
  const ones = head >= 20 && head % 10 === 0 && next < 10 ? next : 0;
  const value = head + ones;
  const length = ones > 0 ? 2 : 1;
  const scale = SCALE_WORDS.get(words[at + length] ?? '');
  return scale === undefined ? { value, length } : { value: value * scale, length: length + 1 };
}

const DIGITS = /^\d{1,15}(?:\.\d{1,9})?$/u;
const GROUPED = /^\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,9})?$/u;

/** The value of a number in digits with grouping commas; `null` for anything else (dates, times, versions, ids). */
export function digitsOf(word: string): number | null {
  if (DIGITS.test(word)) return Number(word);
  return GROUPED.test(word) ? Number(word.replaceAll(',', '')) : null;
}

const JOINED = /^(\d{1,12}(?:\.\d{1,6})?)([a-z]{1,6})$/u;

/** `25mb` -> 25 and `mb`; `10k` -> 10,000 and no unit. `null` when it is not a number with a known unit. */
export function splitJoined(word: string): { value: number; unit: string | null } | null {
  const match = JOINED.exec(word);
  if (match === null) return null;
  const [, digits = '', tail = ''] = match;
  if (tail === 'k') return { value: Number(digits) * 1e3, unit: null };
  return unitOf(tail) === undefined ? null : { value: Number(digits), unit: tail };
}
