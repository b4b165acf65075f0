import { defineJoin, keyOf, strongKey, weakKey, type Join } from '../../core/index.js';
import { linkKeys, nameKeys } from './links.js';
import { supersessionOptions, type SupersessionOptions } from './options.js';
import { prepare, type Prepared } from './prepared.js';
import { concludeSupersession } from './reduce.js';
import { mayRelate, relate } from './relate.js';
import { placeKeys } from './renames.js';
import { lowestOf } from './sketch.js';

export type { SupersessionOptions } from './options.js';

/** A shingle that more documents have is of a template, not of one text. */
const COMMON_BEYOND = 32;

/**
 * Finds the editions of one document and which of them is the newest. Editions share their path or title but for a date, a revision or a
 * word such as `old`, and a part of their text; or one declares that it supersedes the other; or one stands where the other stood before git
 * renamed it; or they are nearly one text, and dates or the texts themselves tell which is newer. Versions of a product are a family whose members live side by side, unless the options say otherwise.
 */
export const supersessionJoin: Join<SupersessionOptions, Prepared> = defineJoin({
  id: 'supersession',
  version: 3,
  unit: 'document',
  dimension: 'freshness',
  rules: ['freshness/superseded', 'freshness/superseded-unique'],
  options: supersessionOptions,
  prepare,
  node: ({ id }) => id,
  keys({ edition, name, links, product, places, sketch }) {
    const keys = [
      ...(edition.pathFamily === null ? [] : [`path ${edition.pathFamily}`]),
      ...(edition.titleFamily === null ? [] : [`title ${edition.titleFamily}`]),
      `page ${product.page}`,
      ...[...nameKeys(name), ...[...links.older, ...links.newer, ...links.canonical].flatMap(linkKeys)].map((key) => `name ${key}`),
    ];
    const shingles = edition.oneOfMany ? [] : Array.from(lowestOf(sketch()), (hash) => weakKey(keyOf(`text ${hash}`)));
    return new Set([...keys.map((key) => strongKey(keyOf(key))), ...placeKeys(places), ...shingles]);
  },
  // More than 64 documents of one name are not editions of one text; links with a folder have keys of their own.
  bucket: { cap: 64, overflow: 'sample', commonBeyond: COMMON_BEYOND },
  filter: mayRelate,
  verify(a, b, options) {
    const found = mayRelate(a.prepared, b.prepared, options) ? relate(a, b, options) : null;
    return found === null ? [] : [found];
  },
  sameNode: null,
  reduce: ({ members, edges }) => concludeSupersession(members, edges),
});
