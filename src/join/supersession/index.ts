import { defineJoin, keyOf, type Join, type JoinInput } from '../../core/index.js';
import { parsePeriod } from '../../core/calendar.js';
import { readEdition, REVISED_TYPES } from './edition.js';
import { linkKeys, linksOf, nameKeys, nameOf } from './links.js';
import { supersessionOptions, type SupersessionOptions } from './options.js';
import { concludeSupersession } from './reduce.js';
import { mayRelate, relate, type Prepared } from './relate.js';
import { sketchOf } from './sketch.js';

export type { SupersessionOptions } from './options.js';

/**
 * Finds the editions of one document and which of them is the newest. Editions share their path or title but for a date,
 * a revision or a word such as `old`, and a part of their text; or one declares that it supersedes the other.
 * Two product versions are not editions: both may be supported.
 */
export const supersessionJoin: Join<SupersessionOptions, Prepared> = defineJoin({
  id: 'supersession',
  version: 1,
  unit: 'document',
  dimension: 'freshness',
  rules: ['freshness/superseded'],
  options: supersessionOptions,
  prepare,
  node: ({ id }) => id,
  keys({ edition, name, links }) {
    const keys = [
      ...(edition.pathFamily === null ? [] : [`path ${edition.pathFamily}`]),
      ...(edition.titleFamily === null ? [] : [`title ${edition.titleFamily}`]),
      ...[...nameKeys(name), ...[...links.older, ...links.newer].flatMap(linkKeys)].map((key) => `name ${key}`),
    ];
    return new Set(keys.map(keyOf));
  },
  // More than 64 documents of one name are not editions of one text; links with a folder have keys of their own.
  bucket: { cap: 64, overflow: 'sample' },
  filter: mayRelate,
  verify(a, b, options) {
    const found = mayRelate(a.prepared, b.prepared) ? relate(a, b, options) : null;
    return found === null ? [] : [found];
  },
  sameNode: null,
  reduce: ({ members, edges }) => concludeSupersession(members, edges),
});

/** Only documents that share a name are compared by text: most sketches are never asked for. */
function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | null = null;
  return () => (made ??= { value: make() }).value;
}

function prepare({ id, path, title, type, text, declared, dates, language, access }: JoinInput): Prepared {
  const version = Object.hasOwn(declared, 'version') ? declared['version'] : undefined;
  const product = type === null || !REVISED_TYPES.has(type);
  return {
    id, path, language, access,
    edition: readEdition(path, title, type),
    name: nameOf(path, title),
    links: linksOf(declared, text),
    sketch: once(() => sketchOf(text)),
    period: dates.value === null ? null : parsePeriod(dates.value),
    version: product && (typeof version === 'string' || typeof version === 'number') ? String(version) : null,
  };
}
