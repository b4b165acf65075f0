import type { DateEvidence, DateKind } from '../../../core/index.js';
import { dateKindOf, datesFromFields, evidenceOf, readDate } from '../../dates.js';
import type { FlatDom } from '../flat-dom.js';

/** How far each source is to be trusted, 0..1; the order is DATE_SOURCES'. */
const JSON_LD_CONFIDENCE = 0.9;
const META_CONFIDENCE = 0.85;
const TIME_WITH_WORD_CONFIDENCE = 0.75;
/** A `time` that says nothing of itself is a publication date more often than not, and an event's date often enough. */
const BARE_TIME_CONFIDENCE = 0.35;
const MAX_JSON_LD_CHARS = 256 * 1024;
const MAX_JSON_LD_NODES = 2000;
const MAX_TIMES = 20;

const JSON_LD_FIELDS = new Set(['datepublished', 'datemodified', 'datecreated', 'expires', 'lastreviewed', 'validfrom', 'validthrough']);
/** Parts of a page with dates of their own. */
const OTHER_THINGS = /^(?:Comment|Event|Offer|Person|Organization|Review|Answer|VideoObject|ImageObject|UserComments|AggregateRating)$/u;
const WORDS: readonly (readonly [RegExp, DateKind])[] = [
  [/(?:updated?|modified|revised|last edit|edited|changed|aktualisiert|geändert|mis à jour|actualizado|modificado)/iu, 'modified'],
  [/(?:review|verified|geprüft|überprüft|révisé|revisado)/iu, 'reviewed'],
  [/(?:expires?|valid until|gültig bis|expire le|válido hasta)/iu, 'expires'],
  [/(?:effective|in force|valid from|gültig ab|en vigueur|vigente desde)/iu, 'effective'],
  [/(?:publish|posted|written|created|released|veröffentlicht|erstellt|publié|publicado)/iu, 'published'],
];

/** Dates a page states in JSON-LD, meta elements, microdata and `time` elements, in that order. `shown`: whether a node is content. */
export function pageDates(dom: FlatDom, metas: readonly (readonly [string, string])[], shown: (node: number) => boolean): DateEvidence[] {
  return [...jsonLdDates(dom), ...metaDates(metas), ...microdataDates(dom, shown), ...timeDates(dom, shown)];
}

function jsonLdDates(dom: FlatDom): DateEvidence[] {
  const found: DateEvidence[] = [];
  for (const node of dom.withTag('script')) {
    if ((dom.attribute(node, 'type') ?? '').toLowerCase() !== 'application/ld+json') continue;
    const source = dom.data.slice(node + 1, dom.endOf(node)).join('');
    if (source.length > MAX_JSON_LD_CHARS) continue;
    for (const [field, value] of jsonLdFields(parseJson(source))) found.push(...datesFromFields([[field, value]], 'json-ld', JSON_LD_CONFIDENCE));
  }
  return found;
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return null;
  }
}

function* jsonLdFields(root: unknown): Generator<readonly [string, string]> {
  const queue: unknown[] = [root];
  for (let at = 0; at < queue.length && at < MAX_JSON_LD_NODES; at += 1) {
    const value = queue[at];
    if (Array.isArray(value)) queue.push(...(value as unknown[]).slice(0, MAX_JSON_LD_NODES));
    if (value === null || typeof value !== 'object' || Array.isArray(value)) continue;
    const entries = Object.entries(value);
    const type = entries.find(([key]) => key === '@type')?.[1] as unknown;
    if ((Array.isArray(type) ? type : [type]).some((name) => typeof name === 'string' && OTHER_THINGS.test(name))) continue;
    for (const [key, inner] of entries) {
      if (typeof inner === 'string' && JSON_LD_FIELDS.has(key.toLowerCase())) yield [key, inner];
      else if (key === '@graph' || key === 'mainEntity' || key === 'mainEntityOfPage') queue.push(inner);
    }
  }
}

function metaDates(metas: readonly (readonly [string, string])[]): DateEvidence[] {
  const found: DateEvidence[] = [];
  for (const [name, content] of metas) {
    // `http-equiv=expires` is about caches, not about what the page says.
    if (name === 'expires') continue;
    const field = name.replace(/^(?:article|og|dcterms|dc|dc\.date|citation|sailthru|parsely|last)[:._]/u, (prefix) => (prefix.startsWith('last') ? prefix : ''));
    const kind = dateKindOf(field);
    const date = kind === null ? null : readDate(content);
    if (kind !== null && date !== null) found.push(evidenceOf(kind, date, 'meta', META_CONFIDENCE, `meta ${name}`));
  }
  return found;
}

function microdataDates(dom: FlatDom, shown: (node: number) => boolean): DateEvidence[] {
  const found: DateEvidence[] = [];
  for (let node = 0; node < dom.size && found.length < MAX_TIMES; node += 1) {
    const property = dom.attribute(node, 'itemprop');
    if (property === null || dom.tag[node] === 'meta' || !JSON_LD_FIELDS.has(property.toLowerCase())) continue;
    const date = readDate(dom.attribute(node, 'datetime') ?? dom.attribute(node, 'content') ?? dom.textOf(node, 60));
    const kind = dateKindOf(property);
    if (kind !== null && date !== null && shown(node)) found.push(evidenceOf(kind, date, 'meta', META_CONFIDENCE, `itemprop ${property}`));
  }
  return found;
}

function timeDates(dom: FlatDom, shown: (node: number) => boolean): DateEvidence[] {
  const found: DateEvidence[] = [];
  let seen = 0;
  for (const node of dom.withTag('time')) {
    if ((seen += 1) > MAX_TIMES) break;
    if (dom.attribute(node, 'itemprop') !== null || !shown(node)) continue;
    const date = readDate(dom.attribute(node, 'datetime') ?? dom.textOf(node, 60));
    if (date === null) continue;
    const before = wordsBefore(dom, node);
    const kind = WORDS.find(([pattern]) => pattern.test(before))?.[1] ?? null;
    const where = `time: ${`${before} ${dom.textOf(node, 60)}`.trim().slice(-80)}`;
    if (kind !== null) found.push(evidenceOf(kind, date, 'time-element', TIME_WITH_WORD_CONFIDENCE, where));
    else if (found.length === 0) found.push(evidenceOf('published', date, 'time-element', BARE_TIME_CONFIDENCE, where));
  }
  return found;
}

/** The words just before a `time`, its own class included: `Last updated:`. */
function wordsBefore(dom: FlatDom, node: number): string {
  let words = '';
  for (let at = node - 1; at >= 0 && at > node - 8 && words.trim().length < 40; at -= 1) {
    const tag = dom.tag[at] ?? '';
    if (/^(?:time|h[1-6]|script|p|li)$/u.test(tag)) break;
    words = `${dom.data[at] ?? ''}${words}`;
  }
  return `${dom.attribute(node, 'class') ?? ''} ${words}`.replace(/\s+/gu, ' ').trim().slice(-60);
}
