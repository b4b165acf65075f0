import type MarkdownIt from 'markdown-it';
import type { Token } from 'markdown-it';
import { bodyStart } from '../../core/front-matter.js';
import type { Span } from '../../core/index.js';
import { asText } from './hostile.js';

/** All tags that are ever written. Whatever else a token asks for is shown as text. */
const TAGS: ReadonlySet<string> = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'blockquote', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'em', 'strong', 's']);

type Markdown = InstanceType<typeof MarkdownIt>;
let made: Promise<Markdown> | null = null;

async function make(): Promise<Markdown> {
  const { default: Parser } = await import('markdown-it');
  return new Parser({ html: false, linkify: false, typographer: false });
}

/** Markdown as markup of our own: raw HTML stays text, links and images are text with their address beside it. Blocks that the chunk reaches into are marked, the first with the id `chunk`. */
export async function markdownHtml(text: string, chunk: Span | null): Promise<string> {
  const markdown = await (made ??= make());
  const from = bodyStart(text);
  const writer = new Writer(chunk === null ? null : linesOf(text, from, chunk));
  const front = from === 0 ? '' : `<pre>${asText(text.slice(0, from).trimEnd())}</pre>\n`;
  return front + writer.written(markdown.parse(text.slice(from), {}));
}

/** First line of a chunk and the line after its last, counted from `from` as markdown-it counts them. */
function linesOf(text: string, from: number, { start, end }: Span): { readonly first: number; readonly end: number } {
  const count = (until: number): number => text.slice(from, Math.max(from, until)).split(/\r\n|\n|\r/u).length - 1;
  return { first: count(start), end: count(Math.max(start, end - 1)) + 1 };
}

class Writer {
  readonly #lines: { readonly first: number; readonly end: number } | null;
  #marked = false;

  constructor(lines: { readonly first: number; readonly end: number } | null) {
    this.#lines = lines;
  }

  written(tokens: readonly Token[]): string {
    let html = '';
    // Nesting up to which all is inside of a marked block; what it holds needs no mark.
    let inside = Infinity;
    for (const [at, token] of tokens.entries()) {
      const marked = token.level < inside && this.#isMarked(token, tokens[at + 1]);
      if (marked && token.nesting === 1) inside = token.level + 1;
      html += this.#block(token, marked ? this.#mark() : '');
      if (token.nesting === -1 && token.level + 1 === inside) inside = Infinity;
    }
    return html;
  }

  /** Whether a block lies in the chunk, or is the smallest there is that the chunk reaches into. */
  #isMarked({ map, nesting, block, hidden }: Token, next: Token | undefined): boolean {
    // A paragraph that is not written is marked by its words.
    if (this.#lines === null || map === null || !block || hidden || nesting === -1) return false;
    const [first, end] = map;
    if (end <= this.#lines.first || first >= this.#lines.end) return false;
    return (first >= this.#lines.first && end <= this.#lines.end) || nesting === 0 || next?.type === 'inline';
  }

  #mark(): string {
    const id = this.#marked ? '' : ' id="chunk"';
    this.#marked = true;
    return `${id} class="chunk"`;
  }

  #block(token: Token, mark: string): string {
    const { type, tag, nesting, content, info, hidden } = token;
    if (type === 'inline') return mark === '' || nesting !== 0 ? this.#inline(token.children ?? []) : `<span${mark}>${this.#inline(token.children ?? [])}</span>`;
    if (hidden) return '';
    if (type === 'fence' || type === 'code_block') return `<pre${mark}>${asText(info.trim() === '' ? content : `${info.trim()}\n${content}`)}</pre>\n`;
    if (type === 'hr') return `<hr${mark}>\n`;
    if (!TAGS.has(tag)) return asText(content);
    if (nesting === -1) return `</${tag}>\n`;
    const start = tag === 'ol' ? /^\d{1,9}$/u.exec(String(token.attrGet('start') ?? ''))?.[0] : undefined;
    return `<${tag}${start === undefined ? '' : ` start="${start}"`}${mark}>`;
  }

  #inline(tokens: readonly Token[]): string {
    let html = '';
    const targets: { readonly href: string; readonly from: number }[] = [];
    for (const token of tokens) {
      const { type, tag, nesting, content } = token;
      if (type === 'link_open') targets.push({ href: attribute(token, 'href'), from: html.length });
      else if (type === 'link_close') {
        const target = targets.pop();
        // An address that is its own text is not told twice.
        if (target !== undefined && html.slice(target.from) !== asText(target.href)) html += ` <span class="target">(${asText(target.href)})</span>`;
      } else if (type === 'image') html += `<span class="image">[image: ${asText(content)}] (${asText(attribute(token, 'src'))})</span>`;
      else if (type === 'code_inline') html += `<code>${asText(content)}</code>`;
      else if (type === 'softbreak') html += '\n';
      else if (type === 'hardbreak') html += '<br>\n';
      else if (TAGS.has(tag) && nesting !== 0) html += nesting === 1 ? `<${tag}>` : `</${tag}>`;
      else html += asText(content);
    }
    return html;
  }
}

const attribute = (token: Token, name: string): string => String(token.attrGet(name) ?? '');
