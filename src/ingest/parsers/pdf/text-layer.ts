import type { FindingDraft } from '../../../core/index.js';
import type { Line } from './lines.js';

/** Fewer letters and digits on a picture are a page number or a stamp. */
const MIN_CHARACTERS = 25;
/** From this many pages on, a picture on the first or last one is a cover. */
const MIN_PAGES_FOR_COVERS = 4;
const MAX_NAMED_PAGES = 20;

/** A page's text, and whether pictures take most of it. */
interface PictureOrText {
  readonly lines: readonly Line[];
  readonly pictured: boolean;
}

/** What is said of a file whose pages, some or all, have pictures in place of text. `hasText`: something is left of it without page numbers and running heads. */
export function textLayerFindings(pages: readonly PictureOrText[], hasText: boolean): FindingDraft[] {
  const lengths = pages.map(({ lines }) => lines.reduce((sum, { text }) => sum + text.replace(/[^\p{L}\p{N}]+/gu, '').length, 0));
  const pictures = pages.flatMap(({ pictured }, at) => (pictured && (lengths[at] ?? 0) < MIN_CHARACTERS ? [at + 1] : []));
  if (!hasText) return pages.length === 0 ? [] : [noText(pages.length, pictures.length)];
  if (pictures.length === 0) return [];
  const covers = pages.length >= MIN_PAGES_FOR_COVERS && pictures.every((page) => page === 1 || page === pages.length);
  const named = `${pictures.length === 1 ? 'page' : 'pages'} ${ranges(pictures)}`;
  return [{
    rule: 'structure/partly-scanned',
    severity: covers ? 'info' : 'warning',
    message: `Unexpected picture without text on ${named} of ${pages.length}, expected a text layer on every page`,
    seen: named, expected: 'a text layer on every page', span: null,
  }];
}

function noText(pages: number, pictured: number): FindingDraft {
  const count = `${pages} ${pages === 1 ? 'page' : 'pages'}`;
  const seen = pictured === pages ? `scan: ${count}, images only` : pictured > 0 ? `scan: ${pictured} of ${count} are images, none has text` : `${count}, none has text or an image of it`;
  return { rule: 'structure/no-text', severity: 'error', message: `Unexpected document without a text layer (${seen}), expected text to retrieve`, seen, expected: 'text to retrieve', span: null };
}

/** `1, 3-7, 9`; the first of many. */
export function ranges(pages: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const page of pages) {
    const last = parts.at(-1);
    if (last !== undefined && page === last[1] + 1) last[1] = page;
    else parts.push([page, page]);
  }
  const shown = parts.slice(0, MAX_NAMED_PAGES).map(([from, to]) => (from === to ? String(from) : `${from}-${to}`));
  return shown.join(', ') + (parts.length > MAX_NAMED_PAGES ? ' and more' : '');
}
