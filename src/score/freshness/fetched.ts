import { DAY_MS, type Json } from '../../core/index.js';
import { parsePeriod } from '../../core/calendar.js';
import type { Dated } from './dated.js';

/** Fields in which crawlers say when they fetched a page; lower case without `_`, `-`, `.` and spaces. */
const FIELDS = new Set([
  'fetched', 'fetchedat', 'fetchtime', 'fetchdate', 'datefetched', 'crawled', 'crawledat', 'crawltime', 'crawldate', 'datecrawled', 'retrieved', 'retrievedat', 'dateretrieved', 'scraped', 'scrapedat', 'scrapedate', 'downloaded', 'downloadedat', 'downloaddate',
  'datedownload', 'datedownloaded', 'accessed', 'accessedat', 'accessdate', 'warcdate', 'archivedat', 'snapshotdate',
]);
/** What a page states of itself by markup, which programs may make at the time of fetching. */
const MADE = new Set(['json-ld', 'meta', 'time-element']);
/** Kept in the ladder, not believed; where nothing else tells, believed and not firm. */
const [STAMP, ONLY] = [0.3, 0.45];
/** Nowhere is it tomorrow by more than 14 hours. */
const TIME_ZONE_MS = DAY_MS;

/**
 * Evidence of a page that says when it was fetched: what lies after that day is dropped, as it had not come; a change on that very day is the
 * making of the page for the crawler more often than news, and gives way to any other date.
 */
export function withoutFetchStamps(dated: readonly Dated[], declared: Readonly<Record<string, Json>>): readonly Dated[] {
  const fetched = fetchedOn(declared);
  if (fetched === null) return dated;
  const come = dated.filter(({ evidence: { kind }, period }) => kind === 'effective' || kind === 'expires' || period.first <= fetched + TIME_ZONE_MS);
  const isStamp = ({ evidence: { kind, source }, period }: Dated): boolean => kind === 'modified' && MADE.has(source) && period.first === fetched && period.last === fetched;
  const isOnly = come.every((one) => isStamp(one) || one.evidence.kind === 'expires' || one.evidence.source === 'file-time');
  const cap = isOnly ? ONLY : STAMP;
  return come.map((one) => (isStamp(one) ? { ...one, evidence: { ...one.evidence, confidence: Math.min(one.evidence.confidence, cap) } } : one));
}

/** Midnight of the last day named, in ms. */
function fetchedOn(declared: Readonly<Record<string, Json>>): number | null {
  let latest: number | null = null;
  for (const [field, value] of Object.entries(declared)) {
    if (typeof value !== 'string' || !FIELDS.has(field.slice(0, 60).toLowerCase().replace(/[\s_.-]/gu, ''))) continue;
    const period = parsePeriod(value.replace(/^(\d{4})\/(\d{2})\/(\d{2})/u, '$1-$2-$3'));
    if (period?.precision === 'day' && (latest === null || period.first > latest)) latest = period.first;
  }
  return latest;
}
