import { evidenceOf, isUtc, readDate } from '../../dates.js';
import type { FlatDom } from '../flat-dom.js';
import { HINT, type PageDate } from './page-date.js';

const MAX_CHARS = 512 * 1024;
const MAX_DAYS = 3;
const MAX_FIELDS = 50;
/** A field of JSON or of an object in JavaScript, quotes escaped or not. */
const FIELD = /["'](date_?published|published_?at|published_?date|published_?time|publish_?date|publish_?time|publication_?date|first_?published(?:_?at|_?date)?|pub_?date|article_?date|post_?date|release_?date)\\?["']\s{0,3}:\s{0,3}\\?["']([^"'\\]{8,40})\\?["']/giu;

/**
 * Dates of publication in the data that scripts of a page carry, where it says nothing elsewhere: `"published_at":"2019-03-02T06:22:28+01:00"`.
 * The first one; none where they are many, as the data are then of a list.
 */
export function scriptDates(dom: FlatDom): PageDate[] {
  const found = new Map<string, PageDate>();
  let [left, fields] = [MAX_CHARS, 0];
  for (const node of dom.withTag('script')) {
    if (left <= 0) break;
    // What a thing of another kind says in JSON-LD was passed over for that.
    if (/ld\+json/iu.test(dom.attribute(node, 'type') ?? '')) continue;
    const source = dom.data.slice(node + 1, dom.endOf(node)).join('').slice(0, left);
    left -= source.length;
    if (!/publi|date/iu.test(source)) continue;
    for (const [, field = '', value = ''] of source.matchAll(FIELD)) {
      if ((fields += 1) > MAX_FIELDS) return [];
      const date = readDate(value);
      if (date?.precision !== 'day' || found.has(date.value)) continue;
      found.set(date.value, { evidence: evidenceOf('published', date, 'meta', HINT, `script ${field}`), isUtc: isUtc(value), isPlain: true });
    }
  }
  return found.size > MAX_DAYS ? [] : [...found.values()].slice(0, 1);
}
