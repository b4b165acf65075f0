import { bodyStart } from '../../../../core/index.js';

/**
 * Keys of front matter that place a page in its site or file it: a change of nothing else says that somebody sorted pages, not that
 * somebody read this one. All others count, `description` and `draft` among them, and so do those that nobody has heard of.
 */
const PLACING_KEYS = new Set([
  'layout', 'template', 'weight', 'order', 'position', 'nav_order', 'nav_exclude', 'has_children', 'parent', 'grand_parent', 'sidebar', 'sidebar_position', 'sidebar_class_name',
  'toc', 'hide_title', 'hide_table_of_contents', 'pagination_next', 'pagination_prev', 'tags', 'categories', 'keywords',
]);
const KEY = /^([\w-]{1,60})[ \t]*:(?:\s|$)/u;

const FENCE = /^([ \t>]*(?:[-*+] +|\d{1,9}[.)] +)?)(`{3,}|~{3,})([^`]*)$/u;
/** Underlines of headings and rules, and the line below a table's head. */
const RULE = /^([-=*_])(?:[ \t]*\1)+$/u;
const TABLE_RULE = /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$/u;
const QUOTE_MARKS = /^(?:>[ \t]*)+/u;
const BULLET = /^[-*+][ \t]+(?=\S)/u;
const HEADING = /^#{1,6}[ \t]+/u;

/**
 * The words of a Markdown text, in a form that two texts have in common when they differ in layout only: line ends and lengths, indentation,
 * blank lines, signs of emphasis, bullets, headings and quotations, rules, the padding of tables, curled quotation marks, and keys of front matter that place a page.
 * Fenced code is kept line by line, its indentation too. Linear in the text.
 */
export function markdownWords(text: string): string {
  const start = bodyStart(text);
  const prose = new Prose();
  let fence: { readonly mark: string; readonly indent: number } | null = null;
  for (const raw of text.slice(start).split(/\r\n?|\n/u)) {
    const opened: RegExpExecArray | null = FENCE.exec(raw);
    if (fence !== null) {
      const closing = raw.replace(/^[ \t>]+/u, '').trimEnd();
      if (closing.startsWith(fence.mark) && closing === fence.mark.charAt(0).repeat(closing.length)) {
        prose.verbatim('```');
        fence = null;
      } else prose.verbatim(`\n${raw.slice(indentOf(raw, fence.indent)).trimEnd()}`);
    } else if (opened !== null) {
      const [, before = '', mark = '', info = ''] = opened;
      prose.endParagraph();
      prose.item(before.replace(/[ \t>]+/gu, ''));
      prose.verbatim(`\`\`\`${info.trim()}`);
      fence = { mark, indent: before.length };
    } else prose.line(raw.trim());
  }
  return `${frontMatterWords(text.slice(0, start))}\n\n${prose.words()}`;
}

/** Length of the white space and quotation marks at a line's start, at most `most`. */
function indentOf(line: string, most: number): number {
  const length = line.search(/[^ \t>]/u);
  return Math.min(most, length < 0 ? line.length : length);
}

function frontMatterWords(head: string): string {
  const kept: string[] = [];
  let placing = false;
  for (const line of head.split(/\r\n?|\n/u)) {
    const key = KEY.exec(line)?.[1];
    // A line that begins with white space or a hyphen goes on with the key above it.
    if (key !== undefined) placing = PLACING_KEYS.has(key.toLowerCase());
    else if (/^[^\s-]/u.test(line) || line.startsWith('---')) placing = false;
    if (!placing && line.trim() !== '') kept.push(line.trimEnd());
  }
  return kept.join('\n');
}

/** A sign of emphasis that may be closed further on. */
interface Opener { readonly token: number; readonly at: number; readonly mark: string }

const OPENS = /^[("'[{“‘]*([*_]{1,3})(?=[^*_])/u;
const CLOSES = /[^*_]([*_]{1,3})[)"'\]}”’.,;:!?]*$/u;
/** Signs without which a line's words are as they are written. */
const MARKED = /[*_`‘’‚‛“”„‟]/u;
/** Openers of a paragraph that a closer is looked for among. */
const MOST_OPEN = 8;

/** Lines of prose as words. */
class Prose {
  readonly #tokens: string[] = [];
  #openers: Opener[] = [];
  #inCode = false;

  words(): string {
    return this.#tokens.join(' ');
  }

  verbatim(text: string): void {
    this.#tokens.push(text);
  }

  /** The sign or number of a list item; `''` = none. */
  item(mark: string): void {
    if (mark !== '') this.verbatim(/^[-*+]/u.test(mark) ? '•' : mark);
  }

  endParagraph(): void {
    this.#openers = [];
    this.#inCode = false;
  }

  /** Takes a line without the white space at its ends. */
  line(trimmed: string): void {
    const line = trimmed.replace(QUOTE_MARKS, '');
    if (line === '' || RULE.test(line) || TABLE_RULE.test(line)) {
      this.endParagraph();
      return;
    }
    const heading = HEADING.test(line);
    const bullet = !heading && BULLET.test(line);
    if (heading || bullet) this.endParagraph();
    if (bullet) this.item(line);
    const rest = heading ? line.replace(HEADING, '').replace(/[ \t]#+$/u, '') : bullet ? line.replace(BULLET, '') : line;
    const cells = rest.startsWith('|') ? cellsOf(rest) : rest;
    if (!MARKED.test(cells)) this.#tokens.push(cells.trim().replace(/\s+/gu, ' '));
    else for (const token of cells.split(/\s+/u)) if (token !== '') this.#token(token);
    if (heading) this.endParagraph();
  }

  #token(token: string): void {
    const ticks = token.match(/`+/gu)?.length ?? 0;
    if (ticks > 0 || this.#inCode) {
      if (ticks % 2 === 1) this.#inCode = !this.#inCode;
      this.#tokens.push(token);
      return;
    }
    const at = this.#tokens.push(token) - 1;
    const opens = OPENS.exec(token);
    const opening = opens?.[1];
    if (opens !== null && opening !== undefined) {
      this.#openers.push({ token: at, at: opens[0].length - opening.length, mark: opening });
      if (this.#openers.length > MOST_OPEN) this.#openers.shift();
    }
    this.#close(at);
    this.#tokens[at] = plain(this.#tokens[at] ?? '');
  }

  #close(at: number): void {
    const token = this.#tokens[at] ?? '';
    const closes = CLOSES.exec(token);
    const mark = closes?.[1];
    if (closes === null || mark === undefined) return;
    const found = this.#openers.findLastIndex((opener) => opener.mark === mark);
    const opener = this.#openers[found];
    if (opener === undefined) return;
    this.#openers.length = found;
    const from = closes.index + 1;
    this.#tokens[at] = token.slice(0, from) + token.slice(from + mark.length);
    const first = this.#tokens[opener.token] ?? '';
    this.#tokens[opener.token] = first.slice(0, opener.at) + first.slice(opener.at + mark.length);
  }
}

/** A row of a table with one space around what parts its cells, and none outside. */
function cellsOf(row: string): string {
  return `| ${row.slice(1).replace(/(?<!\\)\|$/u, '').replace(/(?<!\\)\|/gu, ' | ')}`;
}

/** Straight quotation marks for curled ones. */
function plain(token: string): string {
  return token.replace(/[‘’‚‛]/gu, "'").replace(/[“”„‟]/gu, '"');
}
