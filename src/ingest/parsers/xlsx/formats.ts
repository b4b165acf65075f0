import type * as NumFmt from 'numfmt';
import type { FlatDom } from '../flat-dom.js';
import type { Rgb } from '../office-colors.js';
import { wholeNumber } from '../ooxml.js';
import { childrenOf } from '../xml.js';

/** Formats that files name by number alone (ECMA-376 part 1, 18.8.30); those left to the country's taste are spelled without it. */
const BUILT_IN: Readonly<Record<number, string>> = {
  1: '0', 2: '0.00', 3: '#,##0', 4: '#,##0.00', 5: '#,##0', 6: '#,##0', 7: '#,##0.00', 8: '#,##0.00', 9: '0%', 10: '0.00%', 11: '0.00E+00', 12: '# ?/?', 13: '# ??/??',
  14: 'yyyy-mm-dd', 15: 'd-mmm-yy', 16: 'd-mmm', 17: 'mmm-yy', 18: 'h:mm AM/PM', 19: 'h:mm:ss AM/PM', 20: 'h:mm', 21: 'h:mm:ss', 22: 'yyyy-mm-dd h:mm',
  37: '#,##0;(#,##0)', 38: '#,##0;(#,##0)', 39: '#,##0.00;(#,##0.00)', 40: '#,##0.00;(#,##0.00)', 41: '#,##0', 42: '#,##0', 43: '#,##0.00', 44: '#,##0.00',
  45: 'mm:ss', 46: '[h]:mm:ss', 47: 'mm:ss.0', 48: '##0.0E+0', 49: '@',
};
/** Dates of East Asian versions. */
const EAST_ASIAN_DATES = [[27, 36], [50, 58]] as const;
/** Excel takes no longer one. */
const MAX_PATTERN = 255;
/** Days from 1 January 1900, as Excel counts them, to 1 January 1904 (ECMA-376 part 1, 18.17.4.1). */
const DAYS_TO_1904 = 1462;
/** Excel keeps 15 digits of a number. */
const FIRST_INEXACT = 1e15;
/** A currency with the country it is written for. Excel takes the sign alone from it, `numfmt` the separators too: cells of one table would disagree on what `1.234` is. */
const CURRENCY_OF_COUNTRY = /\[\$([^[\]-]{1,20})-[\w,-]{1,40}\]/gu;
/** 31 December 9999. */
const LAST_DAY = 2_958_465;

/** Sections are for positive numbers, negative ones, zero and text (ECMA-376 part 1, 18.8.31). */
const TEXT_SECTION = 3;
/** Colours of sections by name and, from 1, by number. */
const COLORS: ReadonlyMap<string, Rgb> = new Map([
  ['black', [0, 0, 0]], ['white', [255, 255, 255]], ['red', [255, 0, 0]], ['green', [0, 255, 0]], ['blue', [0, 0, 255]], ['yellow', [255, 255, 0]], ['magenta', [255, 0, 255]], ['cyan', [0, 255, 255]],
]);
/** What stands in a pattern for itself: in quotation marks, behind a backslash, as the width (`_x`) or filling (`*x`) of a sign, or in brackets. */
const LITERAL = /"([^"]*)(?:"|$)|\\(.)|[_*].|\[[^\]]*(?:\]|$)/gu;

type DateParts = ReturnType<typeof NumFmt.getFormatDateInfo>;
interface Known {
  /** As `numfmt` is to read it. */
  readonly pattern: string;
  /** What a date format shows; `null` = it shows no date. Times of day and durations have neither year nor day. */
  readonly parts: DateParts | null;
}

/** Shows numbers as the workbook's formats do, by `numfmt`; dates in ISO 8601 whatever the format's order, as precise as it shows them. */
export class CellFormats {
  private readonly known = new Map<string, Known>();
  private readonly cut = new Map<string, readonly string[]>();

  private constructor(private readonly numfmt: typeof NumFmt, private readonly patterns: readonly string[], private readonly from1904: boolean) {}

  static async of(styles: FlatDom | null, from1904: boolean): Promise<CellFormats> {
    return new CellFormats(await import('numfmt'), styles === null ? [] : patternsOf(styles), from1904);
  }

  /** What a style shows in place of a text: nothing (`;;;`), or words of its own (`;;;"see below"`); `null` = the text itself. */
  inPlaceOfText(style: number): string | null {
    const section = this.sections(style)[TEXT_SECTION];
    if (section === undefined || /@|General/iu.test(withoutLiterals(section))) return null;
    return literals(section).trim();
  }

  /** The colour in which a style writes (`[White]`, `[Color 3]`) a number or, `null`, a text; `null` = that of the font. */
  colorOf(style: number, value: number | null): Rgb | null {
    const sections = this.sections(style);
    const section = value === null ? sections.find((each, index) => index === TEXT_SECTION || withoutLiterals(each).includes('@'))
      : sections.length > 1 && value < 0 ? sections[1] : sections.length > 2 && value === 0 ? sections[2] : sections[0];
    const named = /\[(?:color ?([1-8])|(black|white|red|green|blue|yellow|magenta|cyan))\]/iu.exec(section ?? '');
    return named === null ? null : ([...COLORS.values()][Number(named[1] ?? 0) - 1] ?? COLORS.get((named[2] ?? '').toLowerCase()) ?? null);
  }

  private sections(style: number): readonly string[] {
    const pattern = this.patterns[style] ?? 'General';
    const known = this.cut.get(pattern) ?? sectionsOf(pattern);
    this.cut.set(pattern, known);
    return known;
  }

  show(value: number, style: number): string {
    const { parts, pattern } = this.of(this.patterns[style] ?? 'General');
    if (pattern === 'General') return this.general(value);
    if (parts !== null && (parts.year || parts.day)) return this.date(value, parts) ?? this.general(value);
    // A time of day below zero shows as `####`; durations may be below zero.
    if (parts !== null && value < 0 && !/\[[hms]+\]/iu.test(pattern)) return this.general(value);
    const shown = this.numfmt.format(pattern, value, { throws: false }).trim();
    // What a cell too narrow for its value shows, or a pattern that cannot be read.
    return /^#+$/u.test(shown) ? this.general(value) : shown;
  }

  /** Whole numbers in full, which cells as wide as Excel makes them show as `4.00638E+12`: they are numbers of articles, orders and accounts. */
  private general(value: number): string {
    if (Number.isInteger(value) && Math.abs(value) < FIRST_INEXACT) return String(value);
    return this.numfmt.format('General', value, { throws: false });
  }

  private of(pattern: string): Known {
    const known = this.known.get(pattern);
    if (known !== undefined) return known;
    const made = this.isReadable(pattern) ? this.read(pattern) : { pattern: 'General', parts: null };
    this.known.set(pattern, made);
    return made;
  }

  private read(pattern: string): Known {
    if (this.numfmt.isDateFormat(pattern)) return { pattern, parts: this.numfmt.getFormatDateInfo(pattern) };
    return { pattern: pattern.replace(CURRENCY_OF_COUNTRY, '[$$$1]'), parts: null };
  }

  /** Asked once: `numfmt` reads a pattern with a fault anew for every value. */
  private isReadable(pattern: string): boolean {
    try {
      this.numfmt.format(pattern, 1);
      return true;
    } catch {
      return false;
    }
  }

  /** `null` for no day of the calendar. */
  private date(value: number, parts: DateParts): string | null {
    const serial = value + (this.from1904 ? DAYS_TO_1904 : 0);
    if (serial < 1 || serial > LAST_DAY) return null;
    const [year, month, day, hours, minutes] = this.numfmt.dateFromSerial(serial) as readonly number[];
    const two = (number: number | undefined): string => String(number ?? 0).padStart(2, '0');
    if (!parts.month && !parts.day) return String(year);
    const date = parts.day ? `${year}-${two(month)}-${two(day)}` : `${year}-${two(month)}`;
    return parts.hours ? `${date} ${two(hours)}:${two(minutes)}` : date;
  }
}

function sectionsOf(pattern: string): readonly string[] {
  const sections: string[] = [];
  let [start, at] = [0, 0];
  const literalAt = new Map(Array.from(pattern.matchAll(LITERAL), ({ index, 0: whole }) => [index, whole.length]));
  while (at < pattern.length) {
    if (pattern[at] === ';') {
      sections.push(pattern.slice(start, at));
      start = at + 1;
    }
    at += literalAt.get(at) ?? 1;
  }
  return [...sections, pattern.slice(start)];
}

function withoutLiterals(section: string): string {
  return section.replace(LITERAL, '');
}

function literals(section: string): string {
  return Array.from(section.matchAll(LITERAL), ([, quoted, escaped]) => quoted ?? escaped ?? '').join('');
}

/** The pattern of every cell style, in the order in which cells name them. */
function patternsOf(styles: FlatDom): readonly string[] {
  const own = new Map<number, string>();
  for (const node of styles.withTag('numFmt')) {
    const id = wholeNumber(styles.attribute(node, 'numFmtId'), 0, 1_000_000);
    const code = styles.attribute(node, 'formatCode');
    if (id !== null && code !== null && code.length <= MAX_PATTERN) own.set(id, code);
  }
  const [formats] = styles.withTag('cellXfs');
  const patterns: string[] = [];
  if (formats !== undefined) for (const node of childrenOf(styles, formats, 'xf')) {
    const id = wholeNumber(styles.attribute(node, 'numFmtId'), 0, 1_000_000) ?? 0;
    const isAsian = EAST_ASIAN_DATES.some(([from, to]) => id >= from && id <= to);
    patterns.push(own.get(id) ?? (isAsian ? 'yyyy-mm-dd' : (BUILT_IN[id] ?? 'General')));
  }
  return patterns;
}
