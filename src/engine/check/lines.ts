import { readFileSync, statSync } from 'node:fs';
import type { Span } from '../../core/index.js';

/** Lines and columns from 1; columns in UTF-16 units, the end exclusive, as SARIF has them. */
export interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Files beyond this are reported without lines. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * Where a span of a document's text lies in its file. Only for formats whose text is the file's own (plain text, Markdown): a
 * line number in the text of a PDF or an HTML page would point at nothing anyone can open. `null` where it cannot be said.
 */
export class SourceLines {
  readonly #content: string | null;
  /** Where the document's text begins in the file. */
  readonly #offset: number;
  readonly #starts: readonly number[];

  constructor(file: string, text: string) {
    const content = contentOf(file);
    const offset = content === null || text === '' ? -1 : content.indexOf(text);
    this.#content = offset < 0 ? null : content;
    this.#offset = offset;
    this.#starts = this.#content === null ? [] : lineStarts(this.#content);
  }

  region(span: Span): Region | null {
    if (this.#content === null) return null;
    const start = this.#place(this.#offset + span.start);
    const end = this.#place(this.#offset + Math.max(span.start, span.end));
    return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
  }

  #place(index: number): { line: number; column: number } {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: index - (this.#starts[low] ?? 0) + 1 };
  }
}

function contentOf(file: string): string | null {
  try {
    return statSync(file).size > MAX_BYTES ? null : readFileSync(file, 'utf8');
  } catch {
    return null; // gone or unreadable by now: the finding stands, its line cannot be said
  }
}

function lineStarts(content: string): number[] {
  const starts = [0];
  for (let at = content.indexOf('\n'); at >= 0; at = content.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
