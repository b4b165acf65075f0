import type { BlockKind } from '../../core/index.js';

/**
 * Masking blanks out stretches of a text with spaces, so that what is left keeps its offsets. Every pattern here is
 * bounded in length or stops at the character it starts with, so that masking is linear on any text.
 */

/** What a line is, as far as a line can say by itself. */
export type LineKind = 'prose' | 'heading' | 'table' | 'code' | 'list' | 'blank';

export interface TextLine {
  readonly start: number;
  readonly end: number;
  readonly kind: LineKind;
  /** Inside of fenced code, or its fence. */
  readonly fenced: boolean;
}

const HEADING = /^#{1,6}\s/u;
const FENCE = /^\s{0,8}(?:`{3,}|~{3,})/u;
const LIST = /^\s*(?:[-*+•‣–]|\(?\d{1,4}[.)]|\(?[a-zA-Z][.)])\s/u;
/** Rows of Markdown, HTML and drawn tables, and of tab-separated columns. */
const TABLE = /^\s*\||\s\|\s.*\s\|\s|\S\t+\S|[│┃║├┤┼─━═]{2}|[│┃║]|^\s*\+[-=+]{3,}\+\s*$|<\/?(?:t[dhr]|table|tbody|thead)\b/u;
const INDENTED = /^(?: {4}|\t)/u;
const CODE_LINE = /(?:[;{}]|\)\s*[;{]|=>|\\)\s*$|^\s*(?:[$>]\s|[\w@:~/.-]{1,40}[>$#%]\s\S|[<{}[\]]|\/\/|\/\*|#!|(?:import|export|const|let|var|def|class|function|return|public|private|if|for|while)\b.{0,200}[({;:=])|\w\(\S{0,60}\)\s*$|^\s*[\w.-]{1,60}\s*[:=]\s*["'\d[{]/u;
/** How much of a line is looked at. */
const HEAD = 400;

/** What is known of the chunk the lines are in. */
export interface LineHints {
  readonly isMarkdown: boolean;
  readonly kinds: readonly BlockKind[];
}

/** The lines of a chunk with their kinds. A chunk that was cut inside fenced code starts in code. */
export function linesOf(text: string, { isMarkdown, kinds }: LineHints): readonly TextLine[] {
  const only = onlyKind(kinds);
  const hasTable = kinds.includes('table');
  const lines: TextLine[] = [];
  let start = 0;
  let fence: string | null = startsInFence(text, kinds) ? '`' : null;
  while (start <= text.length) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    const head = text.slice(start, Math.min(end, start + HEAD));
    const mark = FENCE.exec(head)?.[0].trim().charAt(0);
    const inCode = fence !== null || mark !== undefined;
    if (mark !== undefined && (fence === null || fence === mark)) fence = fence === null ? mark : null;
    const byItself = inCode ? 'code' : kindOf(head, isMarkdown, lines.at(-1)?.kind);
    const kind = byItself === 'prose' || byItself === 'list' ? (only ?? (hasTable && head.includes(' | ') ? 'table' : byItself)) : byItself;
    lines.push({ start, end, kind, fenced: inCode });
    if (found < 0) break;
    start = end + 1;
  }
  return lines;
}

function onlyKind(kinds: readonly BlockKind[]): 'code' | 'table' | null {
  const body = kinds.filter((kind) => kind !== 'heading' && kind !== 'separator');
  return body.length === 1 && (body[0] === 'code' || body[0] === 'table') ? body[0] : null;
}

const ANY_FENCE = /^[ \t]{0,8}```/gmu;

function startsInFence(text: string, kinds: readonly BlockKind[]): boolean {
  return kinds[0] === 'code' && (text.match(ANY_FENCE)?.length ?? 0) % 2 === 1 && !FENCE.test(text.slice(0, HEAD));
}

function kindOf(head: string, isMarkdown: boolean, before: LineKind | undefined): LineKind {
  if (head.trim() === '') return 'blank';
  if (HEADING.test(head)) return 'heading';
  if (TABLE.test(head)) return 'table';
  if (LIST.test(head)) return 'list';
  if (isMarkdown && INDENTED.test(head) && (before === undefined || before === 'blank' || before === 'code')) return 'code';
  return CODE_LINE.test(head) ? 'code' : 'prose';
}

/** Blanks out every match. */
export function mask(text: string, pattern: RegExp): string {
  return text.replace(pattern, (match) => ' '.repeat(match.length));
}

/** The same, for patterns that need one of two signs. */
export function maskIf(text: string, sign: string, pattern: RegExp, other = sign): string {
  return text.includes(sign) || text.includes(other) ? mask(text, pattern) : text;
}

export function maskLines(text: string, lines: readonly TextLine[], kinds: ReadonlySet<LineKind>): string {
  if (lines.every(({ kind }) => !kinds.has(kind))) return text;
  return lines.map(({ start, end, kind }) => (kinds.has(kind) ? ' '.repeat(end - start) : text.slice(start, end))).join('\n');
}

/** Blanks out `<!-- … -->`; one that is never closed stays. */
export function maskComments(text: string): string {
  let out = '';
  let at = 0;
  for (let open = text.indexOf('<!--'); open >= 0; open = text.indexOf('<!--', at)) {
    const close = text.indexOf('-->', open + 4);
    if (close < 0) break;
    out += text.slice(at, open) + ' '.repeat(close + 3 - open);
    at = close + 3;
  }
  return out + text.slice(at);
}

export const INLINE_CODE = /`[^`\n]{1,300}`/gu;
export const URL = /\b(?:https?|ftp|mailto):[^\s<>)\]"'`]{1,2000}/gu;
export const LINK_TARGET = /\]\([^()\n[\]]{0,500}\)|\]\[[^\n[\]]{0,200}\]/gu;
export const TAG = /<\/?[a-zA-Z!][^<>\n]{0,300}>/gu;
/** Hugo, Jekyll and Handlebars calls: `{{< ref "x" >}}`, `{% raw %}`, `{{ .Site.Title }}`. */
export const TEMPLATE_CALL = /\{\{[<%#/>&!]?[^{}\n]{0,300}\}\}|\{%[^{}\n]{0,300}%\}/gu;
export const QUOTED = /"[^"\n]{1,160}"|“[^“”\n]{1,160}”|„[^„“”\n]{1,160}[“”]|«[^«»\n]{1,160}»|‘[^‘’\n]{1,160}’/gu;
