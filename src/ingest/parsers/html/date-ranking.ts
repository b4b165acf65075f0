import { excerpt, type DateSource } from '../../../core/index.js';
import { evidenceOf } from '../../dates.js';
import type { SeenDate } from './date-walk.js';
import { GUESS, OUTDONE, TELLING, type PageDate } from './page-date.js';

/** Characters from the page's heading within which a date is the page's rather than another thing's. */
const NEAR_CHARS = { before: 200, after: 350 } as const;
/** Of that many dates of one make, each another day, none is the page's by its make: they are cards of a list. */
const LISTED_DAYS = 3;
const MAX_KEPT = 5;
const SOURCES: Readonly<Record<SeenDate['form'], DateSource>> = { microdata: 'meta', time: 'time-element', stamp: 'time-element', text: 'visible-text' };
/** What a date is worth that something names as what it is: schema.org's property, a `time` after `Published`. */
const SAID: Readonly<Record<SeenDate['form'], number>> = { microdata: 0.85, time: 0.75, stamp: 0.75, text: 0.7 };

/** Evidence of the dates in the body of a page, best first; `shown`: whether an element is in sight. `headingAt`: characters before the heading, -1 = it has none. */
export function rankedDates(seen: readonly SeenDate[], headingAt: number, shown: (node: number) => boolean): PageDate[] {
  const listed = listedMakes(seen);
  const weighed: Weighed[] = seen
    .map((one, index) => ({ one, index, distance: distanceOf(one, headingAt), confidence: 0 }))
    .map((entry) => ({ ...entry, confidence: worth(entry.one, entry.distance, listed.has(entry.one.make)) }))
    .filter(({ one, confidence }) => confidence > 0 && (one.form !== 'text' || shown(one.node)))
    .sort((a, b) => b.confidence - a.confidence || a.distance - b.distance || a.index - b.index);
  if (weighed.length === 0) weighed.push(...loneTime(seen, shown));
  const kept = new Map<string, PageDate[]>();
  for (const { one, confidence } of weighed) {
    const kind = one.kind ?? 'published';
    const own = kept.get(kind) ?? [];
    kept.set(kind, own);
    const [best] = own;
    if (own.length >= MAX_KEPT || own.some(({ evidence }) => evidence.value === one.date.value)) continue;
    const isOutdone = best !== undefined && best.evidence.confidence >= TELLING;
    const sure = Math.round((isOutdone ? Math.min(confidence, OUTDONE) : confidence) * 100) / 100;
    own.push({ evidence: evidenceOf(kind, one.date, SOURCES[one.form], sure, excerpt(one.where, 80)), isUtc: one.isUtc, isPlain: false });
  }
  return [...kept.values(), hAtomDates(weighed, kept.get('published') ?? [])].flat();
}

/** A `time` far from the heading is the page's where it is the only day on the page. */
function loneTime(seen: readonly SeenDate[], shown: (node: number) => boolean): Weighed[] {
  const [first, ...others] = seen.filter(({ form }) => form !== 'text');
  if (first === undefined || others.some(({ date }) => date.value !== first.date.value) || first.date.precision !== 'day' || !shown(first.node)) return [];
  return [{ one: first, index: 0, distance: 1, confidence: 0.36 }];
}

interface Weighed {
  readonly one: SeenDate;
  readonly index: number;
  readonly distance: number;
  readonly confidence: number;
}

/** hAtom 0.1, "Entry Published": an entry that has none was published when it was `updated`, which is what blogs call the day they show. */
function hAtomDates(weighed: readonly Weighed[], published: readonly PageDate[]): PageDate[] {
  const entry = weighed.find(({ one, distance }) => one.kind === 'modified' && !one.isSaid && one.label === 'date' && distance === 0);
  if (entry === undefined || published.some(({ evidence }) => evidence.confidence >= TELLING)) return [];
  return [{ evidence: evidenceOf('published', entry.one.date, SOURCES[entry.one.form], TELLING, excerpt(`class updated: ${entry.one.where}`, 80)), isUtc: entry.one.isUtc, isPlain: false }];
}

/** What a date is worth by its place and by what is said of it; 0 = nothing. */
function worth(one: SeenDate, distance: number, isListed: boolean): number {
  const isNear = distance === 0;
  const shortness = one.isShort ? 0.1 : 0;
  if (one.isInFooter) return one.isSaid && one.kind !== 'published' ? 0.6 : 0;
  if (!isNear && isOfAnother(one, isListed)) return one.form === 'text' || one.isBeside || (one.form !== 'microdata' && !isListed) ? 0 : 0.3;
  if (one.isSaid) return Math.max(0, saidWorth(one, isNear) - shortness);
  return Math.max(0, (one.form === 'text' ? shownWorth(one, isNear) : markedWorth(one, isNear)) - shortness);
}

/** In a column beside the text, under a heading that leads elsewhere, or one of many of its make. */
function isOfAnother(one: SeenDate, isListed: boolean): boolean {
  return (one.isBeside && !one.isSaid && one.label !== 'date') || one.isUnderLink || isListed;
}

function saidWorth(one: SeenDate, isNear: boolean): number {
  // `J Clin Periodontol. Published online May 22, 2019`: a reference.
  const isReference = one.form === 'text' && one.kind === 'published' && one.stands === 'within' && !isNear;
  return isReference ? 0 : SAID[one.form] - (isNear ? 0 : 0.05);
}

/** A `time` that says nothing of itself is a publication date more often than not, and an event's date often enough. */
function markedWorth({ label }: SeenDate, isNear: boolean): number {
  if (label === 'date') return isNear ? 0.7 : 0.6;
  return label === 'about' || isNear ? 0.6 : GUESS;
}

function shownWorth({ label, stands, date }: SeenDate, isNear: boolean): number {
  if (label === 'date') return isNear ? 0.65 : 0.55;
  if (stands === 'within') return 0;
  if (label === 'about') return isNear ? 0.6 : 0.45;
  if (isNear) return (stands === 'first' ? 0.5 : 0.6) - (date.precision === 'day' ? 0 : 0.1);
  return stands === 'alone' && date.precision === 'day' ? 0.38 : 0;
}

/** 0 = near the heading, or there is none. */
function distanceOf({ at }: SeenDate, headingAt: number): number {
  if (headingAt < 0) return 1;
  const beyond = at < headingAt ? headingAt - at - NEAR_CHARS.before : at - headingAt - NEAR_CHARS.after;
  return Math.max(0, beyond);
}

function listedMakes(seen: readonly SeenDate[]): ReadonlySet<string> {
  const days = new Map<string, Set<string>>();
  for (const { make, date } of seen) {
    const own = days.get(make) ?? new Set<string>();
    days.set(make, own.add(date.value));
  }
  return new Set([...days].filter(([, values]) => values.size >= LISTED_DAYS).map(([make]) => make));
}
