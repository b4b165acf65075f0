import type { DiffPart } from '../../engine/review/types.js';
import type { Span } from '../../engine/review/types.js';

export interface Mark { readonly start: number; readonly end: number; readonly title: string; readonly tone: 'info' | 'warning' | 'error' | 'quote' | 'here' | 'there' }

/** A stretch that the same marks cover throughout. */
export interface Segment { readonly text: string; readonly start: number; readonly marks: readonly Mark[] }

/** Cuts a text where a mark begins or ends, so that marks may overlap in any way. Spans outside of the text are cut to it. */
export function segments(text: string, marks: readonly Mark[]): Segment[] {
  const inside = marks.map((mark) => ({ ...mark, start: clamp(mark.start, text.length), end: clamp(mark.end, text.length) })).filter(({ start, end }) => end > start);
  const cuts = [...new Set([0, text.length, ...inside.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  // Marks are met in the order of their beginnings, so that a comparison of thousands of words takes no square of them.
  const coming = inside.map((mark, order) => ({ mark, order })).sort((a, b) => a.mark.start - b.mark.start);
  let open: typeof coming = [];
  let next = 0;
  return cuts.slice(0, -1).map((start, at) => {
    const end = cuts[at + 1] ?? text.length;
    open = open.filter(({ mark }) => mark.end > start);
    for (let met = coming[next]; met !== undefined && met.mark.start <= start; met = coming[next]) { open.push(met); next += 1; }
    return { text: text.slice(start, end), start, marks: [...open].sort((a, b) => a.order - b.order).map(({ mark }) => mark) };
  });
}

const clamp = (at: number, length: number): number => Math.max(0, Math.min(length, at));

export interface Sides { readonly here: readonly Mark[]; readonly there: readonly Mark[] }

/** A comparison as marks on both texts; `null` where it is of other texts than these. */
export function diffMarks(diff: readonly DiffPart[] | null, here: string, there: string): Sides | null {
  if (diff === null) return null;
  const marks = { here: [] as Mark[], there: [] as Mark[] };
  let at = 0;
  const inThere = reader(there);
  for (const { kind, text } of diff) {
    if (kind !== 'there') {
      if (kind === 'here' && text.trim() !== '') marks.here.push({ start: at, end: at + text.length, title: 'only in this text', tone: 'here' });
      at += text.length;
    }
    if (kind === 'same') inThere.pass(text);
    if (kind !== 'there' || text.trim() === '') continue;
    const start = inThere.find(text.trim());
    if (start === null) return null;
    marks.there.push({ start, end: start + text.trim().length, title: 'only in the other text', tone: 'there' });
  }
  return at === here.length ? marks : null;
}

/** How far ahead a word that both texts have is looked for: what stands between is markup and layout. */
const AHEAD = { short: 24, long: 240 } as const;

/** Reads on in a text that says the same in another layout, other markup or other case: a comparison has what is the same as one of the two wrote it. */
function reader(text: string): { pass(same: string): void; find(own: string): number | null } {
  const folded = text.toLowerCase();
  const within = folded.length === text.length ? folded : text;
  let at = 0;
  return {
    pass(same) {
      for (const [word] of same.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) {
        const ahead = at + word.length + (word.length < 4 ? AHEAD.short : AHEAD.long);
        const found = within.slice(at, ahead).indexOf(word);
        if (found >= 0) at += found + word.length;
      }
    },
    find(own) {
      const start = text.indexOf(own, at);
      if (start === -1) return null;
      at = start + own.length;
      return start;
    },
  };
}

/** How much of the longer text is shared, 0..1: two texts in quite other words are easier read without a comparison. */
export function sharedShare(diff: readonly DiffPart[] | null, here: string, there: string): number {
  if (diff === null) return 0;
  const same = diff.reduce((sum, part) => sum + (part.kind === 'same' ? part.text.length : 0), 0);
  return same / Math.max(1, here.length, there.length);
}

export const spanMark = (span: Span | null | undefined, offset: number, mark: Omit<Mark, 'start' | 'end'>): Mark[] => (
  span === null || span === undefined ? [] : [{ ...mark, start: span.start - offset, end: span.end - offset }]);
