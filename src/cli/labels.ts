import { excerpt } from '../core/index.js';

interface Item { readonly source: string; readonly path: string; readonly record: string | null }

/** `source:path#record`, safe to print. */
export function itemLabel({ source, path, record }: Item): string {
  return excerpt(`${source}:${path}${record === null ? '' : `#${record}`}`, 300);
}

/** As `itemLabel`; a failure without a path is one of its source as a whole. */
export function failureLabel(failure: Item): string {
  return failure.path === '' ? `source ${excerpt(failure.source)}` : itemLabel(failure);
}

/** Enough of an id to find it again with `winnow explain`. */
export const shortId = (id: string): string => id.slice(0, 13);
