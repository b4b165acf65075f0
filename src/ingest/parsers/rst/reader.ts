import type { Block, BlockKind, Span } from '../../../core/index.js';
import { directiveOf, isExplicit, isFootnote, type Directive } from './directives.js';
import { adornmentOf, linesOf, tableAt, widthOf, type Line } from './lines.js';
import { countIn, headOfCsvTable, headOfListTable, partsOf, type LineView } from './table-directives.js';

/** What a region of lines stands in. */
interface Inside {
  /** The list item above. */
  readonly parent: Span | null;
  /** Lists around it. */
  readonly lists: number;
  readonly quoted: boolean;
  /** Regions around it; 0 = the document itself, where titles may stand. */
  readonly depth: number;
}

/** Regions inside regions; written by hand they are six. What is nested deeper is a paragraph. */
const MAX_DEPTH = 30;
const MAX_LEVEL = 6;
const BULLET = /^[*+\-•‣⁃](?:\s+|$)/u;
const ENUMERATOR = /^\(?(?:\d{1,4}|[A-Za-z]|#|[ivxlcdmIVXLCDM]{1,8})[.)](?:\s+|$)/u;
const FIELD = /^:(?![:\s`])(?:[^:\\\n]|\\.|:(?![\s`])){1,200}:(?:\s+|$)/u;

/** The structure of reStructuredText as spans of its source. */
export class RstReader {
  readonly blocks: Block[] = [];
  /** Fields at the head of the document (docinfo), in order: no text. */
  readonly docinfo: (readonly [name: string, value: string])[] = [];
  private readonly lines: readonly Line[];
  /** How titles are adorned, in order of their first use, which is their level. */
  private readonly styles: string[] = [];
  private readonly view: LineView = { text: (at) => this.text(at), indent: (at) => this.indent(at), isBlank: (at) => this.isBlank(at) };

  constructor(private readonly source: string) {
    this.lines = linesOf(source);
    this.read(0, this.lines.length, { parent: null, lists: 0, quoted: false, depth: 0 });
  }

  private read(from: number, to: number, inside: Inside): void {
    if (inside.depth > MAX_DEPTH) {
      this.push(inside.quoted ? 'quote' : 'paragraph', from, to, inside);
      return;
    }
    const indent = this.leastIndent(from, to);
    for (let at = from; at < to;) at = this.isBlank(at) ? at + 1 : this.element(at, to, indent, inside);
  }

  /** Reads what starts at a line and gives the line behind it. */
  private element(at: number, to: number, indent: number, inside: Inside): number {
    const text = this.text(at);
    if (this.indent(at) > indent) {
      const end = this.bodyEnd(at, to, indent);
      this.read(at, end, { ...inside, quoted: true, depth: inside.depth + 1 });
      return end;
    }
    if (isExplicit(text)) return this.explicit(at, to, inside);
    const title = inside.depth === 0 ? this.title(at, to) : null;
    if (title !== null) return title;
    const table = tableAt((index) => (index < to ? this.text(index) : null), at);
    if (table !== null) return this.push('table', at, at + table.lines, inside, table.headLines > 0 ? { headLines: table.headLines } : {});
    if (text.startsWith('>>> ')) return this.push('code', at, this.paragraphEnd(at, to), inside);
    const adornment = adornmentOf(text);
    if (adornment !== null && text.length >= 4 && this.isBlank(at + 1)) return this.push('separator', at, at + 1, inside);
    if (FIELD.test(text)) return this.field(at, to, inside);
    const mark = BULLET.exec(text)?.[0] ?? (this.isEnumerated(at, to) ? ENUMERATOR.exec(text)?.[0] : undefined);
    if (mark !== undefined) return this.item(at, this.bodyEnd(at + 1, to, indent), inside, mark.length);
    if (at + 1 < to && !this.isBlank(at + 1) && this.indent(at + 1) > indent && !text.startsWith('|')) return this.item(at, this.bodyEnd(at + 1, to, indent), inside);
    return this.paragraph(at, to, inside);
  }

  /** A title between its lines, or above its line; `null` when there is none. */
  private title(at: number, to: number): number | null {
    const over = adornmentOf(this.text(at));
    const [label, under] = over === null ? [at, at + 1] : [at + 1, at + 2];
    if (under >= to || this.isBlank(label) || (over === null && this.indent(label) > 0)) return null;
    const name = this.text(label);
    const below = this.text(under);
    const mark = adornmentOf(below);
    if (mark === null || (over !== null && mark !== over) || below.length < Math.min(widthOf(name), 4)) return null;
    const style = over === null ? mark : `${mark}${over}`;
    if (!this.styles.includes(style)) this.styles.push(style);
    return this.push('heading', at, under + 1, { parent: null, lists: 0, quoted: false, depth: 0 }, { level: Math.min(this.styles.indexOf(style) + 1, MAX_LEVEL), label: plainText(name) });
  }

  private paragraph(at: number, to: number, inside: Inside): number {
    const end = this.paragraphEnd(at, to);
    if (this.text(at) !== '::') this.push(inside.quoted ? 'quote' : 'paragraph', at, end, inside);
    return this.literal(end, to, this.indent(at), inside);
  }

  /** Behind a paragraph that ends with `::`: what is indented below it, as it stands. */
  private literal(end: number, to: number, indent: number, inside: Inside): number {
    let at = end;
    while (at < to && this.isBlank(at)) at += 1;
    if (at >= to || at === end || !this.text(end - 1).endsWith('::') || this.indent(at) <= indent) return end;
    return this.push('code', at, this.bodyEnd(at, to, indent), inside);
  }

  /** A list item, a term with its definition or a field: its first paragraph is the item, and all else below it names the item as its parent. */
  private item(at: number, end: number, inside: Inside, mark = 0): number {
    const first = this.paragraphEnd(at, end);
    const indent = first > at + 1 ? this.indent(at + 1) : this.indent(at) + mark;
    this.push('list-item', at, first, inside, { level: inside.lists + 1 });
    const parent = this.blocks.at(-1);
    const nested = { parent: parent === undefined ? null : { start: parent.start, end: parent.end }, lists: inside.lists + 1, quoted: false, depth: inside.depth + 1 };
    this.read(this.literal(first, end, indent, nested), end, nested);
    return end;
  }

  /** A field of a list, or one of the document's own: those stand above its text, with at most the title before them. */
  private field(at: number, to: number, inside: Inside): number {
    const end = this.bodyEnd(at + 1, to, this.indent(at));
    if (inside.depth > 0 || this.blocks.length > 2 || this.blocks.some(({ kind }) => kind !== 'heading')) return this.item(at, end, inside);
    const mark = FIELD.exec(this.text(at))?.[0] ?? '';
    const value = this.source.slice(this.startOf(at) + mark.length, Math.max(this.lines[end - 1]?.end ?? 0, this.startOf(at) + mark.length));
    this.docinfo.push([mark.trim().slice(1, -1), value.replace(/\s+/gu, ' ').trim()]);
    return end;
  }

  /** What starts with two dots: a directive, a footnote, or what is not shown (comments, targets, substitutions). */
  private explicit(at: number, to: number, inside: Inside): number {
    const end = this.bodyEnd(at + 1, to, this.indent(at));
    const text = this.text(at);
    const directive = directiveOf(text);
    if (directive === null) {
      if (isFootnote(text)) this.push('paragraph', at, end, inside);
      return end;
    }
    if (directive.treatment === 'table') return this.tableDirective(directive, at, end, inside);
    let body = at + 1;
    while (body < end && !this.isBlank(body) && FIELD.test(this.text(body))) body += 1;
    const { treatment } = directive;
    const optioned = body > at + 1;
    if (treatment === 'code') this.push('code', body, end, inside);
    else if (treatment === 'content') this.read(body, end, { ...inside, depth: inside.depth + 1 });
    else if (treatment === 'named') this.named(at, body, end, optioned, inside);
    return end;
  }

  /** A table with its title above it: a list of lists, comma-separated values, or one that is drawn. */
  private tableDirective({ name, argument }: Directive, at: number, end: number, inside: Inside): number {
    const lines = this.view;
    const parts = partsOf(lines, at, end);
    const { body, argumentEnd } = parts;
    if (argument !== '') this.pushSpan('paragraph', { start: (this.lines[at]?.end ?? 0) - argument.length, end: this.lines[argumentEnd - 1]?.end ?? 0 }, inside);
    const headRows = countIn(lines, parts, 'header-rows');
    const head = body >= end ? null : name === 'list-table' ? headOfListTable(lines, body, end, headRows) : name === 'csv-table' ? headOfCsvTable(lines, body, end, headRows) : null;
    if (head === null) this.read(body, end, { ...inside, depth: inside.depth + 1 });
    else {
      // Names of columns that stand among the options.
      const names = name === 'csv-table' ? parts.options.get('header') : undefined;
      const headLines = head + (names === undefined ? 0 : body - names.line);
      const start = names === undefined ? this.startOf(body) : this.startOf(names.line) + names.column;
      this.pushSpan('table', { start, end: this.lines[this.lastFilled(body, end)]?.end ?? start }, inside, headLines > 0 ? { headLines } : {});
    }
    return end;
  }

  /** A note, a warning, a signature: its line belongs to the first paragraph below it, where there is one. */
  private named(at: number, body: number, end: number, optioned: boolean, inside: Inside): void {
    const own = optioned || this.isBlank(at + 1) || at + 1 >= end ? at + 1 : this.paragraphEnd(at, end);
    const count = this.blocks.length;
    this.push('paragraph', at, own, inside);
    const line = this.blocks.at(-1);
    this.read(Math.max(body, own), end, { ...inside, quoted: false, depth: inside.depth + 1 });
    const next = this.blocks[count + 1];
    if (line !== undefined && own === at + 1 && !optioned && next?.kind === 'paragraph') this.blocks.splice(count, 2, { ...line, end: next.end });
  }

  /** Adds the lines as a block; gives the line behind them. */
  private push(kind: BlockKind, from: number, to: number, inside: Inside, more: Partial<Block> = {}): number {
    let first = from;
    while (first < to && this.isBlank(first)) first += 1;
    const last = this.lastFilled(first, to);
    if (first <= last) this.pushSpan(kind, { start: this.startOf(first), end: this.lines[last]?.end ?? 0 }, inside, more);
    return to;
  }

  private pushSpan(kind: BlockKind, { start, end }: Span, { parent }: Inside, more: Partial<Block> = {}): void {
    if (start < end) this.blocks.push({ kind, start, end, ...(parent === null ? {} : { parent }), ...more });
  }

  /** The last line that is not blank; the one before `from` when all are. */
  private lastFilled(from: number, to: number): number {
    let last = to - 1;
    while (last >= from && this.isBlank(last)) last -= 1;
    return last;
  }

  /** An enumerator opens a list when what follows is blank, indented or the next one: `A. Writer` may open a sentence. */
  private isEnumerated(at: number, to: number): boolean {
    const mark = ENUMERATOR.exec(this.text(at))?.[0];
    if (mark === undefined) return false;
    return at + 1 >= to || this.isBlank(at + 1) || this.indent(at + 1) >= this.indent(at) + mark.length || ENUMERATOR.test(this.text(at + 1));
  }

  private paragraphEnd(at: number, to: number): number {
    let end = at + 1;
    while (end < to && !this.isBlank(end)) end += 1;
    return end;
  }

  /** The line behind those that are blank or indented by more than `indent`. */
  private bodyEnd(at: number, to: number, indent: number): number {
    let end = at;
    while (end < to && (this.isBlank(end) || this.indent(end) > indent)) end += 1;
    return end;
  }

  private leastIndent(from: number, to: number): number {
    let least = Number.MAX_SAFE_INTEGER;
    for (let at = from; at < to; at += 1) if (!this.isBlank(at)) least = Math.min(least, this.indent(at));
    return least;
  }

  private isBlank(at: number): boolean {
    const line = this.lines[at];
    return line === undefined || line.start === line.end;
  }

  private indent(at: number): number {
    return this.lines[at]?.indent ?? 0;
  }

  private startOf(at: number): number {
    return this.lines[at]?.start ?? this.source.length;
  }

  private text(at: number): string {
    const line = this.lines[at];
    return line === undefined ? '' : this.source.slice(line.start, line.end);
  }
}

/** A title without its inline markup: roles, links, emphasis, escapes. */
export function plainText(title: string): string {
  return title.slice(0, 1000)
    .replace(/(?::[\w:+.-]{1,60}:)?`{1,2}([^`\n]{1,300}?)(?:\s?<[^<>`\n]{1,300}>)?`{1,2}_{0,2}/gu, '$1')
    .replace(/\*{1,2}([^*\s](?:[^*]{0,300}[^*\s])?)\*{1,2}/gu, '$1')
    .replace(/\\(.)/gu, '$1').replace(/\s+/gu, ' ').trim();
}
