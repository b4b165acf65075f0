import type { Block } from '../../core/index.js';
import type { BlockOptions, TextBuilder } from './text-builder.js';

/**
 * Adds rows as a table block, a `| a | b |` line a row, its first row the head. Rows without a value are left out; what has one column
 * is no table and becomes paragraphs. Cells are laid on one line.
 */
export function addTable(builder: TextBuilder, rows: readonly (readonly string[])[], options: BlockOptions = {}): void {
  const filled = rows.map((row) => row.map(cellText)).filter((row) => row.some((cell) => cell !== ''));
  if (filled.every((row) => row.length === 1)) for (const [only] of filled) builder.add('paragraph' satisfies Block['kind'], only ?? '', options);
  else builder.add('table', filled.map((row) => `| ${row.join(' | ')} |`).join('\n'), { ...options, ...(namesColumns(filled) ? { headLines: 1 } : {}) });
}

/** Whether the first row can be the head: a name in every column, and rows below it. A row with a number or a gap is taken for a value like the others. */
function namesColumns([first = [], ...rest]: readonly (readonly string[])[]): boolean {
  return rest.length > 0 && first.every((cell) => /^\p{L}/u.test(cell));
}

function cellText(raw: string): string {
  return raw.replace(/\s+/gu, ' ').trim().replaceAll('|', '\\|');
}
