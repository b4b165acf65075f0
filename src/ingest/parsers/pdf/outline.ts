import type { Line } from './lines.js';
import type { OutlineEntry } from './open.js';

/** A heading of the outline, found in the text: the lines it is set in, and its depth. */
export interface OutlineHeading {
  readonly lines: readonly Line[];
  readonly level: number;
}

/** Longest heading in lines. */
const MAX_LINES = 4;
/** An outline of which less is found in the text (slide numbers, file names) says nothing about its headings. */
const MIN_FOUND_SHARE = 0.5;
const MIN_FOUND = 2;
/** "3.2 ", "Chapter 4. ", "Appendix B: ", on one side only as often as not. */
const NUMBERING = /^(?:\p{L}{1,12}\s+)?(?:\d{1,4}|\p{Lu}|[IVXLC]{1,7})(?:\.\d{1,4}){0,6}[.:)]?\s+/u;

/** Headings by their first line; empty when the outline does not describe the text. */
export function outlineHeadings(pages: readonly (readonly Line[])[], outline: readonly OutlineEntry[]): ReadonlyMap<Line, OutlineHeading> {
  const headings = new Map<Line, OutlineHeading>();
  const taken = new Set<Line>();
  for (const entry of outline) {
    const lines = find(pages[entry.page - 1] ?? [], entry, taken);
    if (lines === null) continue;
    for (const line of lines) taken.add(line);
    headings.set(lines[0], { lines, level: Math.min(entry.depth, 6) });
  }
  const enough = headings.size >= MIN_FOUND && headings.size >= outline.length * MIN_FOUND_SHARE;
  return enough ? headings : new Map();
}

/** The lines on the page that say the title, nearest to where the entry points. */
function find(lines: readonly Line[], entry: OutlineEntry, taken: ReadonlySet<Line>): readonly [Line, ...Line[]] | null {
  const wanted = new Set(readings(entry.title));
  wanted.delete('');
  const longest = Math.max(0, ...[...wanted].map(({ length }) => length)) + 24;
  let best: { readonly lines: readonly [Line, ...Line[]]; readonly distance: number } | null = null;
  for (const [at, first] of lines.entries()) {
    let text = '';
    for (let count = 1; count <= MAX_LINES; count += 1) {
      const line = lines[at + count - 1];
      if (line === undefined || taken.has(line) || text.length > longest * 2) break;
      text = `${text} ${line.text}`.trimStart();
      if (!readings(text).some((reading) => wanted.has(reading))) continue;
      const distance = entry.top === null ? at : Math.abs(entry.top - first.baseline);
      if (best === null || distance < best.distance) best = { lines: [first, ...lines.slice(at + 1, at + count)], distance };
      break;
    }
  }
  return best?.lines ?? null;
}

/** A text with and without its numbering, letters and digits only: capitals, spaces and divided words differ between heading and outline. */
function readings(text: string): string[] {
  const plain = text.slice(0, 600).normalize('NFKC').trim();
  return [plain, plain.replace(NUMBERING, '')].map((reading) => reading.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ''));
}
