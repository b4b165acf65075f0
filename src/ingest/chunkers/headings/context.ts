import type { ParsedDocument } from '../../../core/index.js';
import { parentItemOf, tableHeadOf } from '../layout.js';
import { spanOf, type Unit } from './units.js';

/** What may be embedded before a chunk's own text, outermost first. */
export const CONTEXT_PARTS = ['title', 'headings', 'parent-item', 'table-head'] as const;
export type ContextPart = (typeof CONTEXT_PARTS)[number];

/** Makes the context of a chunk from its units. Every context ends in a line break; `''` where there is nothing to say. */
export type ContextOf = (units: readonly Unit[]) => string;

/**
 * The context of chunks of one document: a line `title > heading > heading` without what the chunk itself begins with, the list item above the
 * chunk, and the head of the table that the chunk goes on with. Parts are left out from the outermost in while they take more than half of the limit.
 */
export function contextOf(document: ParsedDocument, parts: readonly ContextPart[], maxTokens: number, count: (text: string) => number): ContextOf {
  const known = new Map<string, string>();
  return (units) => {
    let lines = partsOf(document, parts, units);
    const key = lines.join('\u0000');
    const fitting = known.get(key);
    if (fitting !== undefined) return fitting;
    while (lines.length > 0 && count(lines.join('')) > maxTokens / 2) lines = lines.slice(1);
    known.set(key, lines.join(''));
    return lines.join('');
  };
}

function partsOf(document: ParsedDocument, parts: readonly ContextPart[], units: readonly Unit[]): readonly string[] {
  const [first] = units;
  if (first === undefined) return [];
  const found: string[] = [];
  const trail = trailOf(document, parts, units);
  if (trail.length > 0) found.push(`${trail.join(' > ')}\n\n`);
  const item = parts.includes('parent-item') ? parentItemOf(document.text, first.block, spanOf(units)) : null;
  if (item !== null) found.push(`${item}\n`);
  const head = parts.includes('table-head') ? tableHeadOf(document.text, first.block, first.start) : null;
  if (head !== null) found.push(`${head}\n`);
  return found;
}

function trailOf(document: ParsedDocument, parts: readonly ContextPart[], units: readonly Unit[]): readonly string[] {
  const { headingPath } = units[0]?.block ?? { headingPath: [] };
  const inside = units[0]?.block.kind === 'heading' ? 1 : 0;
  const above = parts.includes('headings') ? headingPath.slice(0, headingPath.length - inside) : [];
  const { title } = document;
  const titled = parts.includes('title') && title !== null && title !== '' && title !== headingPath[0];
  return titled ? [title, ...above] : above;
}
