/** Source lines by index, without their outer white space. */
export interface LineView {
  text(at: number): string;
  indent(at: number): number;
  isBlank(at: number): boolean;
}

/** What stands below the line of a directive: more of its argument, options, content. Indexes of lines. */
export interface DirectiveParts {
  /** Behind the last line of the argument. */
  readonly argumentEnd: number;
  /** Where each option's value begins, its column after `:name:` counted from the line's text; the last one said of a name. */
  readonly options: ReadonlyMap<string, { readonly line: number; readonly column: number }>;
  readonly body: number;
}

const OPTION = /^:([\w-]{1,40}):(?:\s+|$)/u;
const BULLET = /^([*+\-•‣⁃])(?:\s+|$)/u;
const MAX_HEAD_ROWS = 100;

/** The parts of a directive whose line is `at`: its argument and options run to the first blank line (docutils, `parse_directive_block`). */
export function partsOf(lines: LineView, at: number, end: number): DirectiveParts {
  const options = new Map<string, { line: number; column: number }>();
  let next = at + 1;
  while (next < end && !lines.isBlank(next) && !OPTION.test(lines.text(next))) next += 1;
  const argumentEnd = next;
  for (; next < end && !lines.isBlank(next); next += 1) {
    const match = OPTION.exec(lines.text(next));
    if (match?.[1] !== undefined) options.set(match[1], { line: next, column: match[0].length });
  }
  while (next < end && lines.isBlank(next)) next += 1;
  return { argumentEnd, options, body: next };
}

/** A small number that an option gives; 0 for anything else. */
export function countIn(lines: LineView, { options }: DirectiveParts, name: string): number {
  const option = options.get(name);
  const value = option === undefined ? '' : lines.text(option.line).slice(option.column);
  return /^\d{1,3}$/u.test(value) ? Math.min(Number(value), MAX_HEAD_ROWS) : 0;
}

/**
 * Lines of the first `headRows` rows of a `list-table` (docutils, `ListTable`): a list of rows, each of them a list of cells; `null` when it is none,
 * 0 when all its rows or none are heads.
 */
export function headOfListTable(lines: LineView, from: number, to: number, headRows: number): number | null {
  const mark = BULLET.exec(lines.text(from))?.[1];
  if (mark === undefined) return null;
  const indent = lines.indent(from);
  let rows = 0;
  let head = 0;
  for (let at = from; at < to; at += 1) {
    if (lines.isBlank(at) || lines.indent(at) > indent) continue;
    const text = lines.text(at);
    const bullet = BULLET.exec(text);
    if (bullet?.[1] !== mark || !opensCells(lines, at, to, text.slice(bullet[0].length))) return null;
    if (rows === headRows) head = at - from;
    rows += 1;
  }
  return head;
}

/** Whether a row begins with a cell, on its own line or on the next one. */
function opensCells(lines: LineView, at: number, to: number, rest: string): boolean {
  if (rest !== '') return BULLET.test(rest);
  let next = at + 1;
  while (next < to && lines.isBlank(next)) next += 1;
  return next < to && lines.indent(next) > lines.indent(at) && BULLET.test(lines.text(next));
}

/** Lines of the first `headRows` rows of comma-separated values, in which quoted cells reach over lines; 0 when nothing stands below them. */
export function headOfCsvTable(lines: LineView, from: number, to: number, headRows: number): number {
  let rows = 0;
  let quotes = 0;
  for (let at = from; at < to; at += 1) {
    const isOpen = quotes % 2 === 1;
    if (rows === headRows && !isOpen) return at - from;
    if (lines.isBlank(at) && !isOpen) continue;
    quotes += lines.text(at).split('"').length - 1;
    if (quotes % 2 === 0) rows += 1;
  }
  return 0;
}
