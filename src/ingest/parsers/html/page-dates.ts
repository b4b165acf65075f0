import { DAY_MS, type DateEvidence, type DateKind } from '../../../core/index.js';
import { datesIn, dayOrderOf, type DayOrder } from '../../../core/written-dates.js';
import { dateKindOf, evidenceOf, isUtc, readAnyDate, type PartialDate } from '../../dates.js';
import type { FlatDom } from '../flat-dom.js';
import { buildStamps } from './build-stamps.js';
import { rankedDates } from './date-ranking.js';
import { DateWalk } from './date-walk.js';
import { jsonLdDates } from './json-ld-dates.js';
import { mainHeading } from './main-heading.js';
import type { PageMetadata } from './metadata.js';
import { GUESS, HINT, OUTDONE, TELLING, type PageDate } from './page-date.js';
import type { Page } from './page.js';
import { scriptDates } from './script-dates.js';

const META_CONFIDENCE = 0.85;
/** `date` and the like: when it was written, changed or sent, as it comes. */
const PLAIN_META_CONFIDENCE = 0.7;
/** A page that was changed on the very day on which it was fetched was made for the fetching: not believed, see the freshness scorer. */
const BUILD_STAMP_CONFIDENCE = 0.3;

/** Names of meta elements as they are found on the web, beside those of record fields. Lower case, without `_`, `-`, `.`, `:` and spaces, prefixes of vocabularies taken off. */
const PUBLISHED_METAS = new Set([
  'publishtime', 'publicationtime', 'dateofpublication', 'postdate', 'posteddate', 'dateposted', 'firstpublished', 'articlefirstpublished', 'originalpublicationdate', 'articledate', 'analyticsattributesarticledate', 'fieldnamepostdate', 'articlecreated', 'displaydate', 'contentcreatedate', 'pubtime', 'regdate',
  'publishedtime', 'timestamp', 'docdate', 'pdate', 'ptime', 'gentime', 'mediatorpublishedtime', 'recspublishtime', 'onlinedate', 'questionpublishedtime', 'twtpublishedat', 'articledisplaydate', 'datumveroeffentlichung',
]);
const MODIFIED_METAS = new Set(['postmodified', 'modificationdate', 'moddate', 'utime', 'lastdate', 'dateupdate', 'articlemodifieddate']);
/** The same in general: a name that ends in a date or a time of it. */
const PUBLISHED_NAME = /(?:publish(?:ed|ing)?|publication|pub|post(?:ed)?|issued?|created|creation|original)(?:date|time|datetime|at|on|timestamp)$|^date(?:time)?(?:first|of)?(?:publish|publication|issued|posted|created|original)|^publication$/u;
const MODIFIED_NAME = /(?:modified|modification|updated?|lastmod|revised|revision)(?:date|time|datetime|at|on|timestamp)?$/u;
const PLAIN_METAS = new Set(['date', 'timestamp', 'created', 'docdate', 'dcdate', 'dctermsdate', 'datecreated', 'dctermscreated', 'displaydate']);
/** What a date loses that comes after another one as sure. */
const LATER = 0.05;
const VOCABULARIES = /^(?:article|og|dcterms|dc|dc\.date|dcsext|citation|sailthru|parsely|cxenseparse|vr|bt|rb|rnews|shareaholic|video|release|last)[:._-]/u;

/** Dates a page states in JSON-LD, meta elements and its body, in that order. */
export function pageDates(page: Page, { metas, title, language }: Pick<PageMetadata, 'metas' | 'title' | 'language'>): DateEvidence[] {
  const { dom } = page;
  const order = dayOrderOf(language) ?? dayOrderOf(metas.find(([name]) => name === 'og:locale')?.[1] ?? null) ?? writtenOrder(dom);
  const walk = new DateWalk(dom, mainHeading(dom, title), order).walk();
  const body = rankedDates(walk.seen, walk.headingAt, (node) => !isHidden(page, node));
  const isStamp = buildStamps(dom, metas);
  const believed = (one: PageDate): PageDate => (isStamp(one, body.includes(one)) ? { ...one, evidence: { ...one.evidence, confidence: Math.min(one.evidence.confidence, BUILD_STAMP_CONFIDENCE) } } : one);
  const stated = [...jsonLdDates(dom), ...metaDates(metas, order), ...body].map(believed);
  const isTold = stated.some(({ evidence }) => evidence.kind === 'published' && evidence.confidence >= TELLING);
  const found = isTold ? stated : [...stated, ...descriptionDates(metas, order), ...scriptDates(dom), ...pictureDates(metas)];
  return withoutStamps(weighed(found, body), fetchedOn(dom));
}

/**
 * A field that says only `date` gives way to what readers are shown, and where it is later than the last change it is no day of publication. Of two days that follow each other, the one of a time in UTC is the other one
 * where the page was written. Of several in one source the first is the page's. A day that one source alone tells gives way where two others agree on another.
 */
function weighed(found: readonly PageDate[], body: readonly PageDate[]): DateEvidence[] {
  const telling = found.filter(({ evidence }) => evidence.kind === 'published' && evidence.precision === 'day' && evidence.confidence >= TELLING);
  const shown = body.find((one) => telling.includes(one))?.evidence.value ?? null;
  const changed = found.filter(({ evidence }) => evidence.kind === 'modified' && evidence.precision === 'day' && evidence.confidence >= TELLING).map(({ evidence }) => evidence.value).sort().at(-1);
  const voices = voicesOf(telling, body);
  const agreed = [...voices].find(([, sources]) => sources.size > 1)?.[0] ?? null;
  const firsts = new Map<string, DateEvidence>();
  return found.map(({ evidence, isUtc, isPlain }) => {
    if (evidence.kind !== 'published') return evidence;
    const first = firsts.get(evidence.source) ?? evidence;
    firsts.set(evidence.source, first);
    const isOther = isPlain && ((shown !== null && shown !== evidence.value) || (changed !== undefined && evidence.value > changed));
    const isAbroad = isUtc && telling.some((other) => !other.isUtc && isNextDay(other.evidence, evidence));
    const isAlone = agreed !== null && (voices.get(evidence.value)?.size ?? 0) < 2;
    if (isOther || isAbroad || isAlone) return { ...evidence, confidence: Math.min(evidence.confidence, OUTDONE) };
    return evidence.value === first.value || evidence.confidence !== first.confidence ? evidence : { ...evidence, confidence: Math.round((evidence.confidence - LATER) * 100) / 100 };
  });
}

/** Which of JSON-LD, meta elements and the body tell each day. */
function voicesOf(telling: readonly PageDate[], body: readonly PageDate[]): ReadonlyMap<string, ReadonlySet<string>> {
  const voices = new Map<string, Set<string>>();
  for (const one of telling) {
    const own = voices.get(one.evidence.value) ?? new Set<string>();
    voices.set(one.evidence.value, own.add(body.includes(one) ? 'body' : one.evidence.source));
  }
  return voices;
}

function isNextDay(a: DateEvidence, b: DateEvidence): boolean {
  return a.precision === 'day' && b.precision === 'day' && Math.abs(Date.parse(a.value) - Date.parse(b.value)) === DAY_MS;
}

function withoutStamps(found: readonly DateEvidence[], fetched: ReadonlySet<string>): DateEvidence[] {
  return found.map((one) => (one.kind === 'modified' && fetched.has(one.value) ? { ...one, confidence: Math.min(one.confidence, BUILD_STAMP_CONFIDENCE) } : one));
}

const MAX_SLASHED = 20;

/** Which of day and month a page writes first, by its dates that can be one of the two only: `25/12/2023`. */
function writtenOrder(dom: FlatDom): DayOrder {
  let [dayFirst, monthFirst] = [0, 0];
  for (let node = 0; node < dom.size && dayFirst + monthFirst < MAX_SLASHED; node += 1) {
    if (dom.tag[node] !== '' || !(dom.data[node] ?? '').includes('/')) continue;
    const [, first, second] = /(?<![\d/])(\d{1,2})\/(\d{1,2})\/(?:19|20)\d{2}(?!\d)/u.exec((dom.data[node] ?? '').slice(0, 500)) ?? [];
    if (Number(first) > 12) dayFirst += 1;
    else if (Number(second) > 12) monthFirst += 1;
  }
  return dayFirst > monthFirst ? 'day-first' : monthFirst > dayFirst ? 'month-first' : null;
}

function isHidden(page: Page, node: number): boolean {
  for (let at = node; at >= 0; at = page.dom.parent[at] ?? -1) if (page.standing(at).kind === 'hidden') return true;
  return false;
}

function metaDates(metas: PageMetadata['metas'], order: DayOrder): PageDate[] {
  const found: PageDate[] = [];
  for (const [name, content, isItem] of metas) {
    // `http-equiv=expires` is about caches, not about what the page says. Properties of things are read where the things stand.
    if (isItem || name === 'expires' || content === '' || content.length > 60) continue;
    const field = withoutVocabulary(name);
    const plain = field.replace(/[\s_.:-]/gu, '');
    const kind = dateKindOf(field) ?? kindOfName(plain);
    const date = kind === null ? null : readContent(content, order);
    if (kind === null || date === null) continue;
    const isPlain = PLAIN_METAS.has(plain);
    found.push({ evidence: evidenceOf(kind, date, 'meta', isPlain ? PLAIN_META_CONFIDENCE : META_CONFIDENCE, `meta ${name}`), isUtc: isUtc(content), isPlain });
  }
  return found;
}

function kindOfName(plain: string): DateKind | null {
  if (PUBLISHED_METAS.has(plain) || PUBLISHED_NAME.test(plain)) return 'published';
  return MODIFIED_METAS.has(plain) || MODIFIED_NAME.test(plain) ? 'modified' : null;
}

/** The folder of the day in which the picture that stands for a page was put: `/uploads/2020/08/24/lead.jpg`. */
function pictureDates(metas: PageMetadata['metas']): PageDate[] {
  const address = metas.find(([name]) => name === 'og:image')?.[1].slice(0, 2000) ?? '';
  const [, year, month, day] = /\/((?:19|20)\d{2})[/-](\d{2})[/-](\d{2})(?:[/_-]|$)/u.exec(address) ?? [];
  const date = year === undefined ? null : readAnyDate(`${year}-${month ?? ''}-${day ?? ''}`, null);
  return date?.precision === 'day' ? [{ evidence: evidenceOf('published', date, 'meta', GUESS, 'meta og:image'), isUtc: false, isPlain: true }] : [];
}

/** News in a line begin with their day, or end with it in brackets: `30.01.2020 - …`, `… (news of 14 January 2020)`. */
function descriptionDates(metas: PageMetadata['metas'], order: DayOrder): PageDate[] {
  for (const [name, content] of metas) {
    if (name !== 'description' && name !== 'og:description') continue;
    const text = content.slice(0, 500);
    for (const { start, length, period, confidence, isShort } of datesIn(text, order, 5)) {
      const [before, after] = [text.slice(0, start), text.slice(start + length)];
      const isApart = (/^\W{0,3}$/u.test(before) && /^\W{1,4}/u.test(after)) || (/\((?:[\p{L}\s]{0,30})$/u.test(before) && /^\)\W{0,3}$/u.test(after));
      if (!isApart || period.precision !== 'day' || isShort) continue;
      const date = { value: period.value, precision: period.precision, certain: confidence >= TELLING };
      return [{ evidence: evidenceOf('published', date, 'meta', HINT, `meta ${name}`), isUtc: false, isPlain: true }];
    }
  }
  return [];
}

/** `og:article:published_time` and `article:published_time` are one. */
function withoutVocabulary(name: string): string {
  let field = name;
  for (let taken = VOCABULARIES.exec(field); taken !== null && !taken[0].startsWith('last'); taken = VOCABULARIES.exec(field)) field = field.slice(taken[0].length);
  return field;
}

/** `201709011234` is a time of day as well. */
function readContent(content: string, order: DayOrder): PartialDate | null {
  const joined = /^(\d{8})\d{4}(?:\d{2})?$/u.exec(content)?.[1];
  return readAnyDate(joined ?? content, order);
}

const FETCHED = /cache|served from|mirrored|archived on|saved from|generated|rendered|created in/iu;
const MAX_COMMENTS = 100;

/** Days on which caches, mirrors and archives say in comments that they made this copy. */
function fetchedOn(dom: FlatDom): ReadonlySet<string> {
  const days = new Set<string>();
  for (const comment of [...dom.comments.slice(0, MAX_COMMENTS), ...dom.comments.slice(-MAX_COMMENTS)]) {
    const text = comment.slice(0, 1500);
    if (!/\d{4}/u.test(text) || !FETCHED.test(text)) continue;
    for (const { period } of datesIn(text.replace(/\s+/gu, ' '), null, 5)) if (period.precision === 'day') days.add(period.value);
  }
  return days;
}
