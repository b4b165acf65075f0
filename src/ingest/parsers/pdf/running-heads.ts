import { groupBy } from '../../../core/index.js';
import type { Line } from './lines.js';

/** Lines looked at from the top and from the bottom of a page. */
const EDGE_LINES = 2;
/** A line is a running head when it stands on most pages: on two at least, and on three when it is set larger than the body, as a repeated title is. */
const MIN_SHARE = 0.6;
const MIN_PAGES = 2;
const MIN_PAGES_LARGE = 3;
/** Running heads stand at the same height on every page; 5 pt forgive rounding. */
const BASELINE_GRID = 5;
const PAGE_NUMBER = /^(?:(?:page|seite|página|p\.)\s?)?[-–—]?\s?(?:\d{1,4}|[ivx]{1,6})\s?[-–—]?(?:\s?(?:of|\/|von|de|sur)\s?\d{1,4})?$/iu;

/** Nothing but a page number says this, on the only page of a file too. */
const NUMBERED_PAGE = /^(?:page|seite|página)\s\d{1,4}\s?(?:of|\/|von|de|sur)\s?\d{1,4}$/iu;

/** A number at either end of a line, roman ones too: where a running head changes with chapter and side, the page number in it tells it. */
const FIRST_NUMBER = /^[-–—]?\s?(\d{1,4}|[ivxl]{1,7})(?=[\s|·•–—-]|$)/iu;
const LAST_NUMBER = /(?:^|[\s|·•–—-])(\d{1,4}|[ivxl]{1,7})\s?[-–—]?$/iu;
/** A number is the page's when it stands at the same height and as far from the count of pages on this many of them. */
const MIN_COUNTED_PAGES = 3;
/** Heads without a number: set apart from the text by more than a line and a half, in one row on most of at least this many pages. */
const MIN_ROW_PAGES = 5;
const MIN_ROW_GAP = 1.6;
const ROMAN: ReadonlyMap<string, number> = new Map([['i', 1], ['v', 5], ['x', 10], ['l', 50]]);

/**
 * Takes running heads, footers and page numbers off: lines at a page's edge that repeat at the same height on most pages
 * once their digits are set aside, bare page numbers when most pages have one, lines with a number that counts the pages, and lines of a chapter or a section in
 * the row where most pages have such a line.
 */
export function withoutRunningHeads(pages: readonly (readonly Line[])[]): Line[][] {
  const bodyHeight = medianHeight(pages.flat());
  const counts = new Map<string, number>();
  for (const lines of pages) {
    for (const key of new Set(edgesOf(lines).map((index) => keyOf(lines[index])))) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const filled = pages.filter((lines) => lines.length > 0).length;
  const repeats = (line: Line | undefined): boolean => {
    const count = counts.get(keyOf(line)) ?? 0;
    if (line !== undefined && NUMBERED_PAGE.test(line.text.slice(0, 24))) return true;
    const needed = line !== undefined && line.height > bodyHeight ? MIN_PAGES_LARGE : MIN_PAGES;
    return count >= needed && count >= filled * MIN_SHARE;
  };
  const counted = countedLines(pages);
  const left = pages.map((lines) => {
    const gone = new Set(edgesOf(lines).filter((index) => repeats(lines[index]) || counted.has(lines[index])));
    return lines.filter((_line, index) => !gone.has(index));
  });
  const heads = new Set([...rowHeads(left, bodyHeight, 0), ...rowHeads(left, bodyHeight, -1)]);
  return heads.size === 0 ? left : left.map((lines) => lines.filter((line) => !heads.has(line)));
}

function edgesOf(lines: readonly Line[]): number[] {
  const all = lines.map((_line, index) => index);
  return lines.length <= EDGE_LINES * 2 ? all : [...all.slice(0, EDGE_LINES), ...all.slice(-EDGE_LINES)];
}

/** Lines at edges whose number rises by one from page to page: `16 | Chapter 3`, `3.7. Base system 17`. */
function countedLines(pages: readonly (readonly Line[])[]): ReadonlySet<Line | undefined> {
  const found: { readonly line: Line; readonly key: string; readonly offset: number; readonly page: number }[] = [];
  for (const [page, lines] of pages.entries()) {
    for (const line of edgesOf(lines).flatMap((index) => lines[index] ?? [])) {
      for (const number of numbersOf(line.text)) found.push({ line, page, offset: number - page, key: `${rowOf(line)} ${number - page}` });
    }
  }
  const places = new Map<string, Set<number>>();
  for (const { key, page } of found) places.set(key, (places.get(key) ?? new Set()).add(page));
  const counts = found.filter(({ key }) => (places.get(key)?.size ?? 0) >= MIN_COUNTED_PAGES);
  // First pages of chapters have the bare number elsewhere, and there may be few of them.
  const offsets = new Set(counts.map(({ offset }) => offset));
  return new Set([...counts, ...found.filter(({ line, offset }) => offsets.has(offset) && isPageNumber(line))].map(({ line }) => line));
}

/** Outermost lines that stand apart in one row, no larger than the body, and of which most have a part that another page has there too. */
function rowHeads(pages: readonly (readonly Line[])[], bodyHeight: number, edge: 0 | -1): readonly Line[] {
  const filled = pages.filter((lines) => lines.length > 1);
  const apart = filled.flatMap((lines) => {
    const [line, next] = [lines.at(edge), lines.at(edge === 0 ? 1 : -2)];
    const gap = line === undefined || next === undefined ? 0 : Math.abs(line.baseline - next.baseline);
    return line !== undefined && gap > bodyHeight * 1.2 * MIN_ROW_GAP && line.height <= bodyHeight + 0.25 && line.text.length <= 200 ? [line] : [];
  });
  const rows = groupBy(apart, rowOf);
  const row = [...rows.values()].reduce<readonly Line[]>((most, lines) => (lines.length > most.length ? lines : most), []);
  if (row.length < MIN_ROW_PAGES || row.length < filled.length * MIN_SHARE) return [];
  const cells = (line: Line): string[] => line.text.toLowerCase().split('\t');
  const counts = new Map<string, number>();
  for (const cell of row.flatMap((line) => [...new Set(cells(line))])) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  const shared = row.filter((line) => cells(line).some((cell) => (counts.get(cell) ?? 0) > 1));
  return shared.length >= row.length * MIN_SHARE ? row : [];
}

function numbersOf(text: string): number[] {
  const ends = [FIRST_NUMBER.exec(text.slice(0, 12))?.[1], LAST_NUMBER.exec(text.slice(-12))?.[1]];
  return [...new Set(ends.flatMap((end) => (end === undefined ? [] : [/^\d/u.test(end) ? Number(end) : romanValue(end)])))];
}

function romanValue(text: string): number {
  const values = Array.from(text.toLowerCase(), (letter) => ROMAN.get(letter) ?? 0);
  return values.reduce((sum, value, at) => (value < (values[at + 1] ?? 0) ? sum - value : sum + value), 0);
}

function rowOf(line: Line): number {
  return Math.round(line.baseline / BASELINE_GRID);
}

/** Height of the line in the middle by size: the body's, as most lines are body. */
export function medianHeight(lines: readonly Line[]): number {
  return lines.map((line) => line.height).sort((a, b) => a - b)[Math.floor(lines.length / 2)] ?? 0;
}

function isPageNumber(line: Line | undefined): boolean {
  return line !== undefined && line.text.length <= 24 && PAGE_NUMBER.test(line.text);
}

function keyOf(line: Line | undefined): string {
  if (line === undefined || isPageNumber(line)) return '#page';
  return `${rowOf(line)} ${line.text.slice(0, 200).replace(/\d+/gu, '#').toLowerCase()}`;
}
