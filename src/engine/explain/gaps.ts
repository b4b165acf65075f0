import type { Span } from '../../core/index.js';

/** Text of a document that is in no chunk. */
export interface Gap extends Span {
  /** What it looks like: markup that says nothing, or text the parser or chunker left out. */
  readonly kind: 'front matter' | 'comment' | 'separator' | 'markup' | 'text';
}

/** More gaps than a person reads. */
const MAX_GAPS = 100;

/** The stretches of a text that none of the spans holds, in order and without outer white space, each named by its looks. Spans are ascending in `start`. */
export function gapsOf(text: string, spans: readonly Span[]): readonly Gap[] {
  const gaps: Gap[] = [];
  let held = 0;
  for (const { start, end } of [...spans, { start: text.length, end: text.length }]) {
    if (start > held) {
      const gap = trimmed(text, held, start);
      if (gap !== null) gaps.push({ ...gap, kind: kindOf(text.slice(gap.start, gap.end), gap.start) });
      if (gaps.length === MAX_GAPS) break;
    }
    held = Math.max(held, end);
  }
  return gaps;
}

function trimmed(text: string, from: number, to: number): Span | null {
  let [start, end] = [from, to];
  while (start < end && /\s/u.test(text.charAt(start))) start += 1;
  while (end > start && /\s/u.test(text.charAt(end - 1))) end -= 1;
  return start < end ? { start, end } : null;
}

/** Comments of HTML and MDX: up to their end, or to that of the gap. */
const COMMENT = /<!--(?:[^-]|-(?!->)){0,100000}(?:-->|$)|\{\/\*(?:[^*]|\*(?!\/)){0,100000}(?:\*\/\}|$)/gu;

function kindOf(gap: string, start: number): Gap['kind'] {
  if (start <= 1 && /^(?:---|\+\+\+)\s/u.test(gap)) return 'front matter';
  const rest = gap.replace(COMMENT, '');
  if (/[\p{L}\p{N}]/u.test(rest)) return 'text';
  if (rest.length < gap.length) return 'comment';
  return /^[-*_=\s]+$/u.test(gap) ? 'separator' : 'markup';
}
