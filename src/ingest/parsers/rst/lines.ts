/** A line of the source; `start` and `end` without its outer white space, equal for a blank line. */
export interface Line {
  readonly start: number;
  readonly end: number;
  /** Columns before the text, tabs at every eighth (docutils, `tab_width`). */
  readonly indent: number;
}

const TAB = 8;

export function linesOf(source: string): Line[] {
  const lines: Line[] = [];
  let from = 0;
  while (from < source.length) {
    let to = from;
    while (to < source.length && source[to] !== '\n' && source[to] !== '\r') to += 1;
    let start = from;
    let indent = 0;
    for (; start < to && /\s/u.test(source.charAt(start)); start += 1) indent += source[start] === '\t' ? TAB - (indent % TAB) : 1;
    let end = to;
    while (end > start && /\s/u.test(source.charAt(end - 1))) end -= 1;
    lines.push({ start, end, indent });
    from = to + (source.startsWith('\r\n', to) ? 2 : 1);
  }
  return lines;
}

/** The character of a line that is one punctuation mark over and over: above and below titles, and between sections. */
export function adornmentOf(text: string): string | null {
  return /^([!-/:-@[-`{-~])\1+$/u.test(text) ? text.charAt(0) : null;
}

/** Columns of a text in letters of one width: wide East Asian ones take two. */
export function widthOf(text: string): number {
  let width = 0;
  for (const char of text) width += /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/u.test(char) ? 2 : 1;
  return width;
}

/** A table in source lines: how many lines it takes, and how many of them name its columns, the rule below them included. */
export interface TableLines {
  readonly lines: number;
  readonly headLines: number;
}

const SIMPLE_BORDER = /^=+(?: +=+)+$/u;

/** The table that starts at `at`, drawn with `+---+` or ruled with `=== ===`; `null` when none does. A table that is never closed is none. */
export function tableAt(lineAt: (index: number) => string | null, at: number): TableLines | null {
  const first = lineAt(at) ?? '';
  if (/^\+[-+]+\+$/u.test(first)) return gridTable(lineAt, at);
  return SIMPLE_BORDER.test(first) ? simpleTable(lineAt, at) : null;
}

function gridTable(lineAt: (index: number) => string | null, at: number): TableLines | null {
  let headLines = 0;
  let end = at;
  for (let text = lineAt(end); text !== null && /^[+|].*[+|]$/u.test(text); text = lineAt(end)) {
    end += 1;
    if (headLines === 0 && /^\+[=+]+\+$/u.test(text)) headLines = end - at;
  }
  return end - at < 3 ? null : { lines: end - at, headLines };
}

/** Ends at its third rule, or at one with a blank line below it (docutils, `isolate_simple_table`). */
function simpleTable(lineAt: (index: number) => string | null, at: number): TableLines | null {
  let headLines = 0;
  for (let index = at + 1; ; index += 1) {
    const text = lineAt(index);
    if (text === null) return null;
    if (!/^=[= ]+$/u.test(text)) continue;
    const below = lineAt(index + 1);
    if (headLines > 0 || below === null || below === '') return { lines: index - at + 1, headLines };
    headLines = index - at + 1;
  }
}
