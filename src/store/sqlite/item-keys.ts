import type { ItemKey } from '../../core/index.js';

/** Items named in one statement. What is left over is asked for one by one, so that there are two statements and not one for each number of items. */
const AT_ONCE = 64;

/** `k(at, source, path, record)` of so many items, to stand before a statement. Bound values instead of JSON: names may hold what JSON's text and SQLite's do not share. */
export const WITH_KEYS = `WITH k(at, source, path, record) AS (VALUES ${Array.from({ length: AT_ONCE }, (_, at) => `(${at}, ?, ?, ?)`).join(', ')})`;
/** The rows of those that there are, as `i`; CROSS JOIN holds SQLite to beginning with the names. */
export const ITEMS_OF_KEYS = 'k CROSS JOIN source s ON s.name = k.source CROSS JOIN item i ON i.source_no = s.source_no AND i.path = k.path AND i.record = k.record';

/** Items in groups for `WITH_KEYS`, with the values to bind and the place of the first, and the rest. */
export function inGroups<Item extends ItemKey>(items: readonly Item[]): { readonly groups: readonly { readonly from: number; readonly values: readonly string[] }[]; readonly rest: readonly Item[]; readonly restFrom: number } {
  const restFrom = items.length - (items.length % AT_ONCE);
  const groups = Array.from({ length: restFrom / AT_ONCE }, (_, group) => ({
    from: group * AT_ONCE, values: items.slice(group * AT_ONCE, (group + 1) * AT_ONCE).flatMap(({ source, path, record }) => [source, path, record ?? '']),
  }));
  return { groups, rest: items.slice(restFrom), restFrom };
}
