import type { BlockKind, Span } from '../../core/index.js';
import type { FlatDom } from './flat-dom.js';
import { SpannedCells } from './spanned-cells.js';
import { TextBuilder } from './text-builder.js';

/** Elements that start and end a block of text. */
const BLOCK_TAGS = new Set([
  'address', 'article', 'aside', 'blockquote', 'body', 'caption', 'center', 'dd', 'details', 'dialog', 'div', 'dl', 'dt', 'fieldset', 'figcaption',
  'figure', 'footer', 'form', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'header', 'hgroup', 'hr', 'html', 'legend', 'li', 'main', 'menu', 'nav', 'ol', 'p',
  'pre', 'section', 'summary', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr', 'ul',
]);
/** Never text. */
const SILENT = new Set(['script', 'style', 'template', 'head', 'iframe', 'object', 'svg', 'canvas', 'select', 'textarea', 'audio', 'video', 'map', 'datalist']);
const MAX_DEPTH = 20;

interface Open {
  readonly end: number;
  readonly tag: string;
  /** What a list item said first: the parent of what is nested in it. */
  span: Span | null;
}

/**
 * Lays out `root` of the tree as blocks of plain text; nodes for which `skip` holds are left out with all below them. With `spans`, a cell over
 * several rows says its text in each of them, and one over several columns leaves the others empty.
 */
export function htmlBlocks(dom: FlatDom, root: number, skip: (node: number) => boolean, { spans = false } = {}): TextBuilder {
  return new Walker(dom, skip, spans).walk(root);
}

class Walker {
  private readonly builder = new TextBuilder();
  private readonly open: Open[] = [];
  private readonly items: Open[] = [];
  private readonly layoutTables: ReadonlySet<number>;
  private inline: string[] = [];
  private headings = 0;
  private heading = 0;
  private pre = 0;
  private quote = 0;
  private lists = 0;

  constructor(private readonly dom: FlatDom, private readonly skip: (node: number) => boolean, private readonly spans: boolean) {
    this.layoutTables = layoutTablesOf(dom);
  }

  walk(root: number): TextBuilder {
    const end = root < 0 ? this.dom.size : this.dom.endOf(root);
    for (let at = Math.max(root, 0); at < end; at += 1) {
      this.closeUntil(at);
      const tag = this.dom.tag[at] ?? '';
      if (tag === '') {
        if (!this.skip(at)) this.inline.push(this.words(at));
      } else if (SILENT.has(tag) || this.skip(at) || isSelfLink(this.dom, at)) at = this.dom.endOf(at) - 1;
      else if (tag === 'table' && !this.layoutTables.has(at)) {
        this.flush();
        this.table(at);
        at = this.dom.endOf(at) - 1;
      } else this.enter(at, tag);
    }
    this.closeUntil(Number.MAX_SAFE_INTEGER);
    this.flush();
    return this.builder;
  }

  private enter(node: number, tag: string): void {
    if (tag === 'br') this.inline.push('\n');
    if (!BLOCK_TAGS.has(tag)) return;
    this.flush();
    const open: Open = { end: this.dom.endOf(node), tag, span: null };
    this.open.push(open);
    this.count(tag, 1);
    if (tag === 'li') this.items.push(open);
    if (tag === 'hr') this.flush();
  }

  private closeUntil(at: number): void {
    for (let last = this.open.at(-1); last !== undefined && last.end <= at; last = this.open.at(-1)) {
      this.flush();
      this.open.pop();
      this.count(last.tag, -1);
      if (last.tag === 'li') this.items.pop();
    }
  }

  private count(tag: string, by: 1 | -1): void {
    if (tag === 'pre') this.pre += by;
    else if (tag === 'blockquote') this.quote += by;
    else if (tag === 'ul' || tag === 'ol' || tag === 'menu') this.lists += by;
    else if (/^h[1-6]$/u.test(tag)) {
      this.headings += by;
      this.heading = Number(tag.charAt(1));
    }
  }

  private flush(): void {
    if (this.inline.length === 0) return;
    const raw = this.inline.join('');
    this.inline = [];
    const item = this.items.at(-1);
    const nested = item?.span ?? this.items.at(-2)?.span ?? null;
    if (this.pre > 0) this.builder.add('code', raw, parentOf(item?.span ?? null));
    else if (this.headings > 0) this.addHeading(raw);
    else if (item !== undefined && item.span === null) item.span = this.addItem(raw, this.items.at(-2)?.span ?? null);
    else this.builder.add(this.kind(), fold(raw), parentOf(nested));
  }

  private kind(): BlockKind {
    return this.quote > 0 ? 'quote' : 'paragraph';
  }

  private addHeading(raw: string): void {
    const label = fold(raw).replaceAll('\n', ' ');
    this.builder.add('heading', label, { level: this.heading, label });
  }

  private addItem(raw: string, parent: Span | null): Span | null {
    const text = fold(raw);
    if (text === '') return null;
    return this.builder.add('list-item', `- ${text}`, { level: Math.min(Math.max(this.lists, 1), MAX_DEPTH), ...parentOf(parent) });
  }

  private table(node: number): void {
    const rows: Row[] = [];
    let cell: string[] | null = null;
    let cellAt = 0;
    let cellEnd = 0;
    let headEnd = 0;
    const spread = this.spans ? new SpannedCells(this.dom) : null;
    const close = (): void => {
      const row = rows.at(-1)?.cells;
      if (cell !== null && row !== undefined) {
        spread?.before(row);
        row.push(fold(cell.join('')).replaceAll('\n', ' ').replaceAll('|', '\\|'));
        spread?.after(row, cellAt);
      }
      cell = null;
    };
    const endRow = (): void => {
      const row = rows.at(-1)?.cells;
      if (row !== undefined) spread?.before(row);
    };
    for (let at = node + 1; at < this.dom.endOf(node); at += 1) {
      if (at >= cellEnd) close();
      const tag = this.dom.tag[at] ?? '';
      if (tag === '') {
        if (!this.skip(at)) (cell)?.push(this.words(at));
      } else if (SILENT.has(tag) || this.skip(at)) at = this.dom.endOf(at) - 1;
      else if (tag === 'tr') {
        endRow();
        rows.push({ cells: [], names: true });
      }
      else if (tag === 'td' || tag === 'th') {
        if (rows.length === 0) rows.push({ cells: [], names: true });
        const row = rows.at(-1);
        if (row !== undefined) row.names &&= tag === 'th' || at < headEnd;
        cell = [];
        cellAt = at;
        cellEnd = this.dom.endOf(at);
      } else if (tag === 'thead') headEnd = this.dom.endOf(at);
      else if (tag === 'caption') {
        this.builder.add('paragraph', this.dom.textOf(at, 2000));
        at = this.dom.endOf(at) - 1;
      } else if (BLOCK_TAGS.has(tag) || tag === 'br') (cell)?.push(' ');
    }
    close();
    endRow();
    this.addRows(rows.filter(({ cells }) => cells.some((value) => value !== '')));
  }

  /** A table of one column is a list of paragraphs. */
  private addRows(rows: readonly Row[]): void {
    const parent = parentOf(this.items.at(-1)?.span ?? null);
    if (rows.every(({ cells }) => cells.length === 1)) {
      for (const { cells: [only] } of rows) this.builder.add(this.kind(), only ?? '', parent);
      return;
    }
    const body = rows.findIndex(({ names }) => !names);
    this.builder.add('table', rows.map(({ cells }) => `| ${cells.join(' | ')} |`).join('\n'), { ...parent, ...(body > 0 ? { headLines: body } : {}) });
  }

  /** A text node as a browser shows it: white space folded, except in `pre`. Line breaks left in it come from `<br>`. */
  private words(node: number): string {
    const data = this.dom.data[node] ?? '';
    return this.pre > 0 ? data : data.replace(/\s+/gu, ' ');
  }
}

/** A table's row; `names`: all its cells name columns. */
interface Row { readonly cells: string[]; names: boolean }

function parentOf(parent: Span | null): { parent?: Span } {
  return parent === null ? {} : { parent };
}

/** Folds spaces, keeps the line breaks of `<br>`, drops soft hyphens (places to break a word, not letters). */
function fold(raw: string): string {
  return raw.replaceAll('\u00AD', '').replace(/[^\S\n]+/gu, ' ').replaceAll(' \n', '\n').replaceAll('\n ', '\n').trim();
}

/** The `#` or `¶` beside a heading that links to itself. */
function isSelfLink(dom: FlatDom, node: number): boolean {
  return dom.tag[node] === 'a' && (dom.attribute(node, 'href') ?? '').startsWith('#') && /^[#¶§🔗↑\u200B]{1,2}$/u.test(dom.textOf(node, 4));
}

/** Tables used for layout: they hold another table or a heading, or say so. They are walked like any other element. */
function layoutTablesOf(dom: FlatDom): Set<number> {
  const layout = new Set<number>();
  const open: number[] = [];
  for (let at = 0; at < dom.size; at += 1) {
    while (open.length > 0 && dom.endOf(open.at(-1) ?? 0) <= at) open.pop();
    const tag = dom.tag[at] ?? '';
    const enclosing = open.at(-1);
    if (enclosing !== undefined && /^(?:table|h[1-6]|pre|article|main)$/u.test(tag)) layout.add(enclosing);
    if (tag !== 'table') continue;
    if (/^(?:presentation|none)$/u.test(dom.attribute(at, 'role') ?? '')) layout.add(at);
    open.push(at);
  }
  return layout;
}
