import type { Token } from 'markdown-it';
import type { Block, BlockKind, Span } from '../../../core/index.js';
import { hiddenIn } from './hidden.js';
import type { Hidden } from './spoken.js';
import { isEsm, isJsxOnly, withoutComments } from './mdx.js';

/** Block tokens that stand for themselves: their children are not looked at. */
const WHOLE: Readonly<Record<string, BlockKind>> = {
  table_open: 'table', blockquote_open: 'quote', fence: 'code', code_block: 'code', hr: 'separator',
};

interface OpenItem {
  readonly depth: number;
  /** Line the item starts on. */
  readonly line: number;
  /** The item's own text, once seen: what nested blocks name as their parent. */
  span: Span | null;
}

/**
 * Turns markdown-it's block tokens into spans of the source. `base` is where the parsed part starts.
 * A list item's own paragraphs are `list-item` blocks; nested items and code name it as their parent.
 */
export class BlockCollector {
  readonly blocks: Block[] = [];
  /** Text that no block holds, since no reader of the page sees it; in order. */
  hidden: readonly Hidden[] = [];
  private readonly items: OpenItem[] = [];
  private readonly lineStarts: readonly number[];
  private depth = 0;

  constructor(private readonly source: string, private readonly base: number, private readonly mdx: boolean) {
    this.lineStarts = lineStartsOf(source, base);
  }

  collect(tokens: readonly Token[]): readonly Block[] {
    const code = tokens.filter(({ type }) => type === 'fence' || type === 'code_block').map((token) => this.spanOf(token)).filter((span) => span !== null);
    this.hidden = hiddenIn(this.source, this.base, code, this.mdx);
    for (let at = 0; at < tokens.length; at += 1) {
      const token = tokens[at];
      if (token === undefined) break;
      const whole = WHOLE[token.type];
      if (whole !== undefined) {
        this.whole(token, whole);
        if (token.nesting === 1) at = closeOf(tokens, at);
      } else this.step(token, tokens[at + 1]);
    }
    return this.blocks;
  }

  private step(token: Token, next: Token | undefined): void {
    switch (token.type) {
      case 'bullet_list_open': case 'ordered_list_open': this.depth += 1; break;
      case 'bullet_list_close': case 'ordered_list_close': this.depth -= 1; break;
      case 'list_item_open': this.items.push({ depth: this.depth, line: token.map?.[0] ?? 0, span: null }); break;
      case 'list_item_close': this.items.pop(); break;
      case 'heading_open': this.heading(token, next); break;
      case 'paragraph_open': this.paragraph(token, next); break;
      case 'html_block': this.pieces(token, 'html'); break;
    }
  }

  private heading(token: Token, inline: Token | undefined): void {
    const span = this.spanOf(token);
    if (span !== null) this.push({ kind: 'heading', ...span, level: Number(token.tag.slice(1)), label: labelOf(inline) });
  }

  private paragraph(token: Token, inline: Token | undefined): void {
    const span = this.spanOf(token);
    if (span === null) return;
    const item = this.items.at(-1);
    if (item !== undefined) {
      this.itemText(item, span);
      return;
    }
    const text = this.source.slice(span.start, span.end);
    if (this.mdx && isEsm(text)) return;
    const kind = this.mdx && isJsxOnly(text) ? 'html' : 'paragraph';
    const comments = inline?.children?.some((child) => child.type === 'html_inline' && child.content.startsWith('<!--')) ?? false;
    if (comments || (this.mdx && text.includes('{/*'))) this.pieces(token, kind);
    else this.push({ kind, ...span });
  }

  private itemText(item: OpenItem, span: Span): void {
    const parent = this.items.at(-2)?.span ?? null;
    const last = this.blocks.at(-1);
    if (item.span !== null && last?.kind === 'list-item' && last.start === item.span.start) {
      this.blocks.pop();
      this.blocks.push({ ...last, end: span.end });
      item.span = { start: last.start, end: span.end };
      return;
    }
    const own = item.span === null ? { start: this.itemStart(item, span), end: span.end } : span;
    this.push({ kind: 'list-item', ...own, level: item.depth, ...(parent === null ? {} : { parent }) });
    item.span ??= own;
  }

  /** From the marker on, so that `- ` and `3. ` belong to the item; a nested item on the same line starts after its parent. */
  private itemStart(item: OpenItem, span: Span): number {
    const start = this.trimmed(this.lineStarts[item.line] ?? span.start, span.end)?.start ?? span.start;
    return Math.min(Math.max(start, this.blocks.at(-1)?.end ?? 0), span.start);
  }

  private whole(token: Token, kind: BlockKind): void {
    const span = this.spanOf(token);
    const parent = this.items.at(-1)?.span ?? null;
    if (span !== null) this.push({ kind, ...span, ...(parent === null ? {} : { parent }), ...(kind === 'table' ? { headLines: HEAD_LINES } : {}) });
  }

  private pieces(token: Token, kind: BlockKind): void {
    const span = this.spanOf(token);
    if (span === null) return;
    for (const piece of withoutComments(this.source, span, this.mdx)) this.push({ kind, ...piece });
  }

  private push(block: Block): void {
    let from = Math.max(block.start, this.blocks.at(-1)?.end ?? 0);
    for (const hidden of this.hidden) {
      if (hidden.end <= from || hidden.start >= block.end) continue;
      const { start, end } = block.kind === 'table' ? this.rowsOf(hidden) : hidden;
      this.pushSpan(block, from, start);
      from = Math.max(from, end);
    }
    this.pushSpan(block, from, block.end);
  }

  /** The lines of a table that hold it: a row is left out whole. */
  private rowsOf({ start, end }: Span): Span {
    const next = this.source.indexOf('\n', end);
    return { start: this.source.lastIndexOf('\n', start) + 1, end: next < 0 ? this.source.length : next };
  }

  private pushSpan(block: Block, from: number, end: number): void {
    const span = this.trimmed(from, end);
    // Only the part that a table begins with has the lines that name its columns.
    if (span !== null) this.blocks.push({ ...block, ...span, ...(block.headLines === undefined || span.start === block.start ? {} : { headLines: 0 }) });
  }

  private spanOf(token: Token): Span | null {
    if (token.map === null) return null;
    const start = this.lineStarts[token.map[0]] ?? this.source.length;
    const end = this.lineStarts[token.map[1]] ?? this.source.length;
    return this.trimmed(start, end);
  }

  private trimmed(start: number, end: number): Span | null {
    let [from, to] = [start, end];
    while (to > from && /\s/u.test(this.source.charAt(to - 1))) to -= 1;
    while (from < to && /\s/u.test(this.source.charAt(from))) from += 1;
    return from < to ? { start: from, end: to } : null;
  }
}

/** A table of GitHub's Markdown has one line that names the columns and one that rules them off. */
const HEAD_LINES = 2;

/** Offsets of line starts as markdown-it counts lines (`\n`, `\r\n`, `\r`), with one past the last. */
function lineStartsOf(source: string, base: number): number[] {
  const starts = [base];
  for (let at = base; at < source.length; at += 1) {
    const unit = source.charCodeAt(at);
    if (unit === 0x0a || (unit === 0x0d && source.charCodeAt(at + 1) !== 0x0a)) starts.push(at + 1);
  }
  return starts;
}

function closeOf(tokens: readonly Token[], open: number): number {
  let nesting = 0;
  for (let at = open; at < tokens.length; at += 1) {
    nesting += tokens[at]?.nesting ?? 0;
    if (nesting === 0) return at;
  }
  return tokens.length;
}

function labelOf(inline: Token | undefined): string {
  const words = (inline?.children ?? []).map((child) => {
    if (child.type === 'text' || child.type === 'code_inline') return child.content;
    return child.type === 'softbreak' || child.type === 'hardbreak' ? ' ' : '';
  });
  return words.join('').replace(/\s+/gu, ' ').replace(/\s?\{#[\w-]{1,100}\}$/u, '').trim();
}
