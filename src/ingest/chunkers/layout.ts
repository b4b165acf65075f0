import { safeIndex, wordsOf, type Block, type BlockKind, type ParsedDocument, type Span } from '../../core/index.js';

/** A block of visible text with what it stands under. Headings stand under themselves. */
export interface Placed extends Span {
  readonly kind: BlockKind;
  readonly page: number | null;
  readonly parent: Span | null;
  /** Lines at the start of a table that name its columns. */
  readonly headLines: number;
  readonly headingPath: readonly string[];
  /**
   * What stands between the block before and this one: `nothing` but white space and marks, `words` that the parser left out (a comment), or text that is
   * `hidden` from readers by a finding of the parser's. No chunk may reach over hidden text.
   */
  readonly leftOut: 'nothing' | 'words' | 'hidden';
}

/**
 * The blocks of a document that hold visible text, trimmed, ascending, disjoint and on surrogate boundaries whatever the
 * parser gave. Separators (`---`) are left out: they are markup. A document without blocks (front matter alone) has no text.
 */
export function layoutOf(document: ParsedDocument): readonly Placed[] {
  const { text, blocks } = document;
  const hidden = document.findings.flatMap(({ rule, span }) => (rule === 'safety/hidden-text' && span ? [span] : []));
  const placed: Placed[] = [];
  const headings: { level: number; title: string }[] = [];
  let path: readonly string[] = [];
  let at = 0;
  for (const block of blocks) {
    const span = trimSpan(text, Math.max(at, block.start), block.end);
    if (block.kind === 'separator' || span.start >= span.end) continue;
    if (block.kind === 'heading') {
      const level = block.level ?? 1;
      while ((headings.at(-1)?.level ?? 0) >= level) headings.pop();
      headings.push({ level, title: titleOf(text, block, span) });
      path = headings.map((heading) => heading.title).filter((title) => title !== '');
    }
    placed.push({ ...span, kind: block.kind, page: block.page ?? null, parent: block.parent ?? null, headLines: block.headLines ?? 0, headingPath: path, leftOut: leftOutOf(text, { start: at, end: span.start }, hidden) });
    at = span.end;
  }
  return placed;
}

/** Fewer words left out are marks for tools: `<!-- prettier-ignore -->`, `<!-- toc -->`. */
const MIN_LEFT_OUT_WORDS = 3;
/** Definitions of links (`[guide]: https://example.com "Guide"`), which Markdown lays in no block; those that lead nowhere (`[//]: # (a remark)`) are comments. */
const LINK_DEFINITION = /^[ \t]{0,3}\[[^\]\n]{1,300}\]:(?![ \t]{0,9}(?:#|<>)[ \t])[^\n]{0,2000}$/gmu;

const TAG = /<\/?[a-z][^<>]{0,1000}>/giu;

function leftOutOf(text: string, gap: Span, hidden: readonly Span[]): Placed['leftOut'] {
  if (gap.end - gap.start < 2 * MIN_LEFT_OUT_WORDS) return 'nothing';
  if (hidden.some((span) => span.start < gap.end && span.end > gap.start)) return 'hidden';
  return wordsOf(text.slice(gap.start, gap.end).replace(LINK_DEFINITION, '').replace(TAG, ' ')).length >= MIN_LEFT_OUT_WORDS ? 'words' : 'nothing';
}

/** A span without outer white space, not cutting a surrogate pair; `start === end` when nothing is left. */
export function trimSpan(text: string, from: number, to: number): Span {
  let start = safeIndex(text, Math.max(0, Math.min(from, text.length)));
  let end = safeIndex(text, Math.max(start, Math.min(to, text.length)));
  while (start < end && SPACE.test(text.charAt(start))) start += 1;
  while (end > start && SPACE.test(text.charAt(end - 1))) end -= 1;
  return { start, end };
}

const SPACE = /\s/u;
const MAX_TITLE = 200;

function titleOf(text: string, block: Block, span: Span): string {
  const raw = block.label ?? text.slice(span.start, span.end).replace(/^#{1,6}\s/u, '');
  return oneLine(raw, MAX_TITLE);
}

const MAX_PARENT_ITEM = 300;

/** The text of the list item that encloses a chunk, without its marker, when it begins before the chunk. */
export function parentItemOf(text: string, first: Placed, chunk: Span): string | null {
  const { parent } = first;
  if (parent === null || parent.start >= chunk.start) return null;
  const item = text.slice(parent.start, Math.min(parent.end, first.start, parent.start + 4 * MAX_PARENT_ITEM));
  const line = oneLine(item.trimStart().replace(LIST_MARKER, ''), MAX_PARENT_ITEM);
  return line === '' ? null : line;
}

/** The lines that name a table's columns, for a chunk that begins at `start`, behind them; `null` where there are none. */
export function tableHeadOf(text: string, block: Placed, start: number): string | null {
  if (block.headLines === 0 || start <= block.start) return null;
  let end = block.start;
  for (let line = 0; line < block.headLines && end >= 0 && end < block.end; line += 1) end = text.indexOf('\n', line === 0 ? end : end + 1);
  return end < 0 || end > start ? null : text.slice(block.start, end).trimEnd();
}

const LIST_MARKER = /^(?:[-*+•]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?/u;

function oneLine(text: string, max: number): string {
  const line = text.slice(0, 4 * max).replace(/\s+/gu, ' ').trim();
  return line.slice(0, safeIndex(line, max)).trimEnd();
}
