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

/**
 * Takes running heads, footers and page numbers off: lines at a page's edge that repeat at the same height on most pages
 * once their digits are set aside, and bare page numbers when most pages have one.
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
  return pages.map((lines) => {
    const gone = new Set(edgesOf(lines).filter((index) => repeats(lines[index])));
    return lines.filter((_line, index) => !gone.has(index));
  });
}

function edgesOf(lines: readonly Line[]): number[] {
  const all = lines.map((_line, index) => index);
  return lines.length <= EDGE_LINES * 2 ? all : [...all.slice(0, EDGE_LINES), ...all.slice(-EDGE_LINES)];
}

/** Height of the line in the middle by size: the body's, as most lines are body. */
function medianHeight(lines: readonly Line[]): number {
  return lines.map((line) => line.height).sort((a, b) => a - b)[Math.floor(lines.length / 2)] ?? 0;
}

function isPageNumber(line: Line | undefined): boolean {
  return line !== undefined && line.text.length <= 24 && PAGE_NUMBER.test(line.text);
}

function keyOf(line: Line | undefined): string {
  if (line === undefined || isPageNumber(line)) return '#page';
  return `${Math.round(line.baseline / BASELINE_GRID)} ${line.text.slice(0, 200).replace(/\d+/gu, '#').toLowerCase()}`;
}
