import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');
const SKIPPED = new Set(['node_modules', 'dist', '.git', 'out', '.winnow', 'data', 'fixtures', 'coverage', '.data', '.venv']);

/** Every Markdown page of the repository that is ours to keep right, relative to its root. */
export function markdownPages(folder = ROOT): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return markdownPages(path);
    return entry.name.endsWith('.md') ? [relative(ROOT, path)] : [];
  }).sort();
}

export interface CodeBlock {
  readonly info: string;
  readonly code: string;
}

/** Fenced code blocks in order. */
export function codeBlocks(text: string): CodeBlock[] {
  return [...text.matchAll(/^```([^\n`]*)\n([\s\S]*?)^```$/gmu)].map(([, info = '', code = '']) => ({ info: info.trim(), code }));
}
