import { groupBy, type FindingDraft } from '../../../core/index.js';
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

/** Pages, from 1, on which a picture stands in place of text. */
export function picturePages(pages: readonly PictureOrText[]): readonly number[] {
  const lengths = pages.map(({ lines }) => lines.reduce((sum, { text }) => sum + text.replace(/[^\p{L}\p{N}]+/gu, '').length, 0));
  return pages.flatMap(({ pictured }, at) => (pictured && (lengths[at] ?? 0) < MIN_CHARACTERS ? [at + 1] : []));
}

/**
 * What is said of a file whose pages, some or all, have pictures in place of text. `hasText`: something is left of it without page numbers and running heads.
 * `unread`: where text recognition was asked for, why it gave nothing for a page.
 */
export function textLayerFindings(pages: readonly PictureOrText[], hasText: boolean, unread: ReadonlyMap<number, string> = new Map()): FindingDraft[] {
  const pictures = picturePages(pages);
  if (!hasText) return pages.length === 0 ? [] : [noText(pages.length, pictures.length, unread)];
  if (pictures.length === 0) return [];
  const covers = pages.length >= MIN_PAGES_FOR_COVERS && pictures.every((page) => page === 1 || page === pages.length);
  const named = `${pictures.length === 1 ? 'page' : 'pages'} ${ranges(pictures)}`;
  return [{
    rule: 'structure/partly-scanned',
    severity: covers ? 'info' : 'warning',
    message: `Unexpected picture without text on ${named} of ${pages.length}${unreadText(unread)}, expected a text layer on every page`,
    seen: named + unreadText(unread), expected: 'a text layer on every page', span: null,
  }];
}

function noText(pages: number, pictured: number, unread: ReadonlyMap<number, string>): FindingDraft {
  const count = `${pages} ${pages === 1 ? 'page' : 'pages'}`;
  const state = pictured === pages ? `scan: ${count}, images only` : pictured > 0 ? `scan: ${pictured} of ${count} are images, none has text` : `${count}, none has text or an image of it`;
  const seen = state + unreadText(unread);
  return { rule: 'structure/no-text', severity: 'error', message: `Unexpected document without a text layer (${seen}), expected text to retrieve`, seen, expected: 'text to retrieve', span: null };
}

/** ` (not recognised: pages 3-7 no time left, page 9 no text found)` */
function unreadText(unread: ReadonlyMap<number, string>): string {
  const parts = [...groupBy([...unread], ([, why]) => why)].map(([why, entries]) => `${entries.length === 1 ? 'page' : 'pages'} ${ranges(entries.map(([page]) => page))} ${why}`);
  return parts.length === 0 ? '' : ` (not recognised: ${parts.join(', ')})`;
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
