import { dateKindOf, evidenceOf, isUtc, readDate } from '../../dates.js';
import type { FlatDom } from '../flat-dom.js';
import { OTHER_THINGS } from './date-walk.js';
import type { PageDate } from './page-date.js';

const CONFIDENCE = 0.9;
/** When it was made is not quite when it was published; and a script that is no JSON is read by its field names alone. */
const CREATED_CONFIDENCE = 0.8;
const BROKEN_CONFIDENCE = 0.75;
const MAX_CHARS = 256 * 1024;
const MAX_NODES = 2000;

const FIELDS = new Set(['datepublished', 'datemodified', 'datecreated', 'expires', 'lastreviewed', 'validfrom', 'validthrough']);
const FIELD = /"(datePublished|dateModified|dateCreated)"\s{0,5}:\s{0,5}"([^"\\]{4,40})"/giu;

/** Dates of the page's main things in its JSON-LD (schema.org), graphs and lists among them. */
export function jsonLdDates(dom: FlatDom): PageDate[] {
  const found: PageDate[] = [];
  for (const node of dom.withTag('script')) {
    if (!/^application\/(?:[\w.-]{1,20}\+)?ld\+json/iu.test((dom.attribute(node, 'type') ?? '').trim())) continue;
    const source = dom.data.slice(node + 1, dom.endOf(node)).join('');
    if (source.length > MAX_CHARS || !/date|expires|reviewed|valid/iu.test(source)) continue;
    const parsed = parseJson(source);
    if (parsed === null) for (const [, field = '', value = ''] of source.matchAll(FIELD)) found.push(...evidence(field, value, BROKEN_CONFIDENCE));
    else for (const [field, value] of fieldsOf(parsed)) found.push(...evidence(field, value, CONFIDENCE));
  }
  return found;
}

function evidence(field: string, value: string, confidence: number): PageDate[] {
  const kind = dateKindOf(field);
  const date = kind === null ? null : readDate(value);
  if (kind === null || date === null) return [];
  const sure = field.toLowerCase() === 'datecreated' ? Math.min(confidence, CREATED_CONFIDENCE) : confidence;
  return [{ evidence: evidenceOf(kind, date, 'json-ld', sure, field), isUtc: isUtc(value), isPlain: false }];
}

/** Comments, CDATA marks and a semicolon around the JSON are common; `null` for what is no JSON. */
function parseJson(source: string): unknown {
  const bare = source.replace(/^\s{0,200}(?:(?:\/\*|\/\/)?\s?<!\[?CDATA[[ ](?:\s?\*\/)?|<!--)/u, '').replace(/(?:\/\*\s?\]\]>\s?\*\/|\/\/\s?\]\]>|-->|\]\]>|;)\s{0,200}$/u, '');
  try {
    return JSON.parse(bare.replace(/[\n\r\t]/gu, ' '));
  } catch {
    return null;
  }
}

function* fieldsOf(root: unknown): Generator<readonly [string, string]> {
  const queue: unknown[] = [root];
  for (let at = 0; at < queue.length && at < MAX_NODES; at += 1) {
    const value = queue[at];
    if (Array.isArray(value)) queue.push(...(value as unknown[]).slice(0, MAX_NODES));
    if (value === null || typeof value !== 'object' || Array.isArray(value)) continue;
    const entries = Object.entries(value);
    const type = entries.find(([key]) => key === '@type')?.[1] as unknown;
    if ((Array.isArray(type) ? type : [type]).some((name) => typeof name === 'string' && OTHER_THINGS.test(name))) continue;
    for (const [key, inner] of entries) {
      const text: unknown = Array.isArray(inner) ? (inner as unknown[])[0] : inner;
      if (typeof text === 'string' && FIELDS.has(key.toLowerCase())) yield [key, text];
      else if (key === '@graph' || key === 'mainEntity' || key === 'mainEntityOfPage') queue.push(inner);
    }
  }
}
