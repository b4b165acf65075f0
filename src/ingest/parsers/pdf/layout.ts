import type { BlockKind, Span } from '../../../core/index.js';
import { TextBuilder } from '../text-builder.js';
import { emphasised } from './emphasis.js';
import type { Line } from './lines.js';
import type { OutlineHeading } from './outline.js';
import { Words } from './words.js';

/** A heading is set at least this much larger than the body: 12 pt on 10.5 pt, the smallest step in common style sheets. */
const HEADING_RATIO = 1.14;
const MAX_HEADING_CHARS = 200;
/** Heading by another font (bold) of body size: short, and no sentence. */
const MAX_BOLD_HEADING_CHARS = 90;
/** A paragraph starts where the step between baselines is this much larger than the page's usual one. */
const PARAGRAPH_GAP = 1.25;
/** A line that ends this far short of the right margin with a full stop ends its paragraph. */
const SHORT_LINE = 0.85;
/** Lines of a listing up to an empty line apart belong together. */
const LISTING_GAP = 2.4;
const BULLET = /^(?:[•‣◦▪●○■–—*-]\s+|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]\s+(?=\S))/u;
/** A heading, leader dots and its page, as in a table of contents. */
const CONTENTS_LINE = /\s…\s[\divxlc]{1,7}$/u;
const BULLET_SIGN = /^[•‣◦▪●○■–—*-]\s+/u;

interface Style {
  readonly bodyHeight: number;
  readonly bodyFont: string;
  readonly bodyMonospaced: boolean;
  /** Heading heights, largest first. */
  readonly levels: readonly number[];
  /** Usual step between baselines, in points; 0 when there is none. */
  readonly leading: number;
  readonly rightMargin: number;
  /** Every line of a heading that the outline names. */
  readonly outlined: ReadonlyMap<Line, OutlineHeading>;
  /** Lines of paragraphs in another font, and lines but the first of headings in another font. */
  readonly passages: ReadonlySet<Line>;
  readonly continued: ReadonlySet<Line>;
}

interface Paragraph {
  kind: BlockKind;
  readonly first: Line;
  last: Line;
  text: string;
}

/**
 * Joins lines to headings, paragraphs, list items and listings, each on the page it starts on. With an outline its headings have its
 * depths, and those known by their font alone stand below them.
 */
export function layOut(pages: readonly (readonly Line[])[], outline: ReadonlyMap<Line, OutlineHeading> = new Map()): TextBuilder {
  const lines = pages.flat();
  const style = styleOf(lines, new Map([...outline.values()].flatMap((heading) => heading.lines.map((line) => [line, heading] as const))));
  const words = new Words(lines.map(({ text }) => text));
  const builder = new TextBuilder();
  let depth = 0;
  let open: Paragraph | null = null;
  let item: { readonly span: Span; readonly left: number } | null = null;
  const close = (): void => {
    if (open === null) return;
    const page = open.first.page;
    if (open.kind === 'heading') {
      const label = open.text.replace(/\s+/gu, ' ').trim();
      const outlined = style.outlined.get(open.first)?.level;
      depth = outlined ?? depth;
      builder.add('heading', label, { level: outlined ?? levelOf(open.first, style, depth), page, label });
      item = null;
    } else if (open.kind === 'list-item') {
      const nested = item !== null && open.first.left > item.left + open.first.height ? item : null;
      const span = builder.add('list-item', open.text.replace(BULLET_SIGN, '- '), { level: nested === null ? 1 : 2, page, ...(nested === null ? {} : { parent: nested.span }) });
      if (span !== null && nested === null) item = { span, left: open.first.left };
    } else {
      builder.add(open.kind, open.text, { page });
      item = null;
    }
    open = null;
  };
  for (const [at, line] of lines.entries()) {
    const current: Paragraph | null = open;
    const kind = kindOf(line, style, isWithinSentence(current, line, lines[at + 1], style), current?.kind === 'heading');
    if (current !== null && startsSentence(current, line, kind)) current.kind = 'paragraph';
    if (current !== null && runsOn(current, line, kind, style)) {
      current.text = join(current, line, words);
      current.last = line;
      continue;
    }
    close();
    open = { kind, first: line, last: line, text: line.text };
  }
  close();
  return builder;
}

function styleOf(lines: readonly Line[], outlined: Style['outlined']): Style {
  const bodyHeight = heaviest(lines, (line) => Math.round(line.height * 2) / 2) ?? 0;
  const body = lines.filter((line) => Math.abs(line.height - bodyHeight) <= 0.5);
  const heights = new Set(lines.filter((line) => isLarge(line, bodyHeight)).map((line) => Math.round(line.height * 2) / 2));
  const steps: number[] = [];
  for (let at = 1; at < body.length; at += 1) {
    const [above, below] = [body[at - 1], body[at]];
    const step = above !== undefined && below !== undefined && above.page === below.page ? above.baseline - below.baseline : 0;
    if (step > 0 && step < bodyHeight * 3) steps.push(step);
  }
  const bodyFont = heaviest(body, (line) => line.font) ?? '';
  const leading = steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  return {
    outlined,
    bodyHeight,
    bodyFont,
    bodyMonospaced: heaviest(body, (line) => line.monospaced) ?? false,
    levels: [...heights].sort((a, b) => b - a),
    leading,
    ...emphasised(lines, bodyFont, (above, below) => isNear(above, below, leading)),
    rightMargin: body.reduce((most, line) => Math.max(most, line.right), 0),
  };
}

/** The value that most characters share. */
function heaviest<T>(lines: readonly Line[], value: (line: Line) => T): T | null {
  const weights = new Map<T, number>();
  for (const line of lines) weights.set(value(line), (weights.get(value(line)) ?? 0) + line.text.length);
  let best: [T, number] | null = null;
  for (const entry of weights) if (best === null || entry[1] > best[1]) best = entry;
  return best?.[0] ?? null;
}

function isLarge(line: Line, bodyHeight: number): boolean {
  return bodyHeight > 0 && line.height >= bodyHeight * HEADING_RATIO && line.text.length <= MAX_HEADING_CHARS && /\p{L}/u.test(line.text);
}

/** The sentence before it runs on over this line, or this line's own over the next: then another font is emphasis or a link. */
function isWithinSentence(open: Paragraph | null, line: Line, below: Line | undefined, style: Style): boolean {
  const runsInto = (one: Line | undefined, other: Line | undefined): boolean =>
    one !== undefined && other !== undefined && one.page === other.page && isNear(one, other, style.leading) && one.right >= style.rightMargin * SHORT_LINE && !/[.!?:;]["”’)]?$/u.test(one.text);
  const above = open?.kind === 'paragraph' || open?.kind === 'list-item' ? open.last : undefined;
  return runsInto(above, line) || (below !== undefined && below.font !== line.font && runsInto(line, below) && /^[\p{Ll}(]/u.test(below.text));
}

function isNear(above: Line, below: Line, leading: number): boolean {
  const step = above.baseline - below.baseline;
  return step >= 0 && (leading === 0 || step <= Math.max(leading, above.height * 1.2) * PARAGRAPH_GAP);
}

function kindOf(line: Line, style: Style, withinSentence: boolean, afterHeading: boolean): BlockKind {
  if (style.outlined.has(line) || isLarge(line, style.bodyHeight)) return 'heading';
  if (line.monospaced && !style.bodyMonospaced) return 'code';
  if (CONTENTS_LINE.test(line.text.slice(-16))) return 'list-item';
  if (line.text.includes('\t')) return 'table';
  const otherFont = !withinSentence && line.recognised === undefined && line.font !== style.bodyFont && style.bodyFont !== '' && line.height >= style.bodyHeight * 0.95;
  const opens = /^[\p{Lu}\d]/u.test(line.text) && !/[.,;:!?]$/u.test(line.text);
  if (otherFont && line.text.length <= MAX_BOLD_HEADING_CHARS && !style.passages.has(line) && (opens || (style.continued.has(line) && afterHeading))) return 'heading';
  return BULLET.test(line.text.slice(0, 12)) ? 'list-item' : 'paragraph';
}

/** Below the headings of the outline: those set large directly, those in another font only a step further down. */
function levelOf(line: Line, style: Style, depth: number): number {
  if (style.outlined.size > 0) return Math.min(depth + (isLarge(line, style.bodyHeight) ? 1 : 2), 6);
  const rank = style.levels.indexOf(Math.round(line.height * 2) / 2);
  return Math.min(rank < 0 ? style.levels.length + 1 : rank + 1, 6);
}

function runsOn(open: Paragraph, line: Line, kind: BlockKind, style: Style): boolean {
  const step = open.last.baseline - line.baseline;
  const samePage = open.last.page === line.page;
  const near = samePage && isNear(open.last, line, style.leading);
  if (style.outlined.has(open.first) || style.outlined.has(line)) return style.outlined.get(open.first) === style.outlined.get(line);
  if (open.kind === 'code') return (kind === 'code' || kind === 'table') && samePage && step >= 0 && step <= open.last.height * LISTING_GAP;
  if (kind === 'code') return open.kind === 'paragraph' && near && isWrappedName(open, line, style);
  return open.kind === 'heading' || open.kind === 'table' || kind !== 'paragraph' ? joinsAsOneKind(open, line, kind, near) : sentenceRunsOn(open, line, near, style);
}

function joinsAsOneKind(open: Paragraph, line: Line, kind: BlockKind, near: boolean): boolean {
  if (open.kind === 'heading') return kind === 'heading' && near && open.last.font === line.font && Math.abs(open.last.height - line.height) < 0.5;
  return open.kind === 'table' && kind === 'table' && near;
}

function sentenceRunsOn(open: Paragraph, line: Line, near: boolean, style: Style): boolean {
  const samePage = open.last.page === line.page;
  if (!samePage) return line.page === open.last.page + 1 && /^\p{Ll}/u.test(line.text) && !/[.!?:;]$/u.test(open.last.text);
  const ended = /[.!?:]["”’)]?$/u.test(open.last.text) && open.last.right < style.rightMargin * SHORT_LINE;
  return near && !ended && line.recognised?.opens !== true;
}

/** An option or command on a line of its own, and right below what it does: a term and its definition, no listing. */
function startsSentence(open: Paragraph, line: Line, kind: BlockKind): boolean {
  const step = open.last.baseline - line.baseline;
  return open.kind === 'code' && open.first === open.last && kind === 'paragraph' && open.last.page === line.page && step > 0 && step <= line.height * PARAGRAPH_GAP;
}

/** A path or command within a sentence that fills a line of its own. */
function isWrappedName(open: Paragraph, line: Line, style: Style): boolean {
  return Math.abs(open.last.left - line.left) < 1 && open.last.right >= style.rightMargin * SHORT_LINE && !/[.!?:]$/u.test(open.last.text);
}

/** A word divided at a line's end is made whole; scripts without spaces join without one. Rows and lines of listings stay apart. */
function join({ kind, text: above, first, last }: Paragraph, line: Line, words: Words): string {
  const below = line.text;
  if (kind === 'table') return `${above}\n${below}`;
  if (kind === 'code') return `${above}${last.baseline - line.baseline > last.height * 1.8 ? '\n\n' : '\n'}${indent(first, line)}${below}`;
  if (/\p{L}[-\u00ad\u2010]$/u.test(above) && /^\p{Ll}/u.test(below)) return words.rejoin(above, below);
  const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u.test(above) && /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(below);
  return unspaced ? above + below : `${above} ${below}`;
}

/** Spaces that a line of a listing starts with, beside its first line. */
function indent(first: Line, line: Line): string {
  const width = (first.right - first.left) / Math.max(1, first.text.length);
  return width > 0 ? ' '.repeat(Math.min(40, Math.max(0, Math.round((line.left - first.left) / width)))) : '';
}
