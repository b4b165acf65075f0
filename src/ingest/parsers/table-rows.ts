import type { Block } from '../../core/index.js';
import type { BlockOptions, TextBuilder } from './text-builder.js';

/**
 * Adds rows as a table block, a `| a | b |` line a row, its first row the head. Rows without a value are left out; what has one column
 * is no table and becomes paragraphs. Cells are laid on one line.
 */
export function addTable(builder: TextBuilder, rows: readonly (readonly string[])[], options: BlockOptions = {}): void {
  const filled = rows.map((row) => row.map(cellText)).filter((row) => row.some((cell) => cell !== ''));
  if (filled.every((row) => row.length === 1)) for (const [only] of filled) builder.add('paragraph' satisfies Block['kind'], only ?? '', options);
  else builder.add('table', filled.map((row) => `| ${row.join(' | ')} |`).join('\n'), options);
}

function cellText(raw: string): string {
  return raw.replace(/\s+/gu, ' ').trim().replaceAll('|', '\\|');
}
