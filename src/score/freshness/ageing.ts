import { DAY_MS, type Ageing, type DateEvidence, type Decay, type DocumentAssessment, type FindingDraft, type ResolvedDates, type Score } from '../../core/index.js';
import { isoDay, parsePeriod, type Period } from '../../core/calendar.js';
import { decayOf, type FreshnessOptions } from './options.js';
import { describeDated } from './resolve.js';

/** The last time a JavaScript date can hold (ECMA-262, Time Values). */
const END_OF_TIME = 8.64e15;
/** Nowhere is it tomorrow by more than 14 hours, so a date a day ahead is only another time zone's. */
const TIME_ZONE_DAYS = 1;

export type Threshold = { readonly score: number } | { readonly ageDays: number } | { readonly expired: true };

/**
 * Score 1 up to the end of the grace period, then 2^(-(ageDays - graceDays) / halfLifeDays); 0 once expired; `null` without a date, and as long
 * as the date cannot be true because it is still to come. Ages are whole UTC days, so all runs of a day agree. The score never rises.
 */
export function ageing(assessment: DocumentAssessment, now: number, options: FreshnessOptions): Ageing {
  const { dates, ladder } = assessment;
  const { period, expiry } = timelineOf(dates);
  const age = ageDaysAt(period, now);
  const expired = now >= expiry;
  const decayed = scoreAt(assessment, now, options);
  const findings: FindingDraft[] = [];
  // One or the other: the score of an expired document crosses no more threshold at which "stale" could be announced.
  if (expired) findings.push(expiredFinding(dates, ladder));
  else if (decayed !== null && decayed < options.staleScore) findings.push(staleFinding(assessment, options));
  const future = futureFinding(assessment, now);
  if (future !== null) findings.push(future);
  return { score: expired ? 0 : decayed, ageDays: age, expired, findings };
}

/** First ms at which `ageing` is past the threshold; `null` = never. The very same functions are searched, so it is exact. */
export function crossingTime(assessment: DocumentAssessment, threshold: Threshold, options: FreshnessOptions): number | null {
  const { period, expiry } = timelineOf(assessment.dates);
  if ('expired' in threshold) return Number.isFinite(expiry) ? expiry : null;
  if ('ageDays' in threshold) return firstTime((now) => (ageDaysAt(period, now) ?? -Infinity) >= threshold.ageDays);
  if (!(threshold.score > 0)) return null;
  return firstTime((now) => now >= expiry || (scoreAt(assessment, now, options) ?? Infinity) < threshold.score);
}

/** Before expiry. */
function scoreAt(assessment: DocumentAssessment, now: number, options: FreshnessOptions): Score {
  const decay = decayIn(assessment, options);
  if (decay.halfLifeDays !== null && futureEvidence(assessment, now) !== null) return null;
  return decayedScore(decay, ageDaysAt(timelineOf(assessment.dates).period, now));
}

/** By bisection: once true, `holds` stays true. About 54 evaluations, whatever the options. */
function firstTime(holds: (now: number) => boolean): number | null {
  if (!holds(END_OF_TIME)) return null;
  let before = -END_OF_TIME;
  if (holds(before)) return before;
  let from = END_OF_TIME;
  while (from - before > 1) {
    const middle = before + Math.floor((from - before) / 2);
    if (holds(middle)) from = middle;
    else before = middle;
  }
  return from;
}

/** A month or year counts from its last day, the reading that favours the document. Negative before its first day. */
function ageDaysAt(period: Period | null, now: number): number | null {
  if (period === null) return null;
  if (now < period.first) return Math.floor((now - period.first) / DAY_MS);
  return Math.max(0, Math.floor((now - period.last) / DAY_MS));
}

/** An assessment kept without its decay is one of no source. */
const decayIn = ({ decay, type }: DocumentAssessment, options: FreshnessOptions): Decay => decay ?? decayOf({ type, source: '' }, options);

function decayedScore({ halfLifeDays, graceDays }: Decay, ageDays: number | null): number | null {
  if (halfLifeDays === null) return 1;
  if (ageDays === null) return null;
  return 2 ** (-Math.max(0, ageDays - graceDays) / halfLifeDays);
}

/** "Valid until 31 March" holds through that day: `expiry` is the first ms after it, `Infinity` without an expiry date. */
function timelineOf({ value, expires }: ResolvedDates): { readonly period: Period | null; readonly expiry: number } {
  const last = expires === null ? null : parsePeriod(expires);
  return { period: value === null ? null : parsePeriod(value), expiry: last === null ? Infinity : last.last + DAY_MS };
}

function staleFinding(assessment: DocumentAssessment, options: FreshnessOptions): FindingDraft {
  const { dates, ladder, type } = assessment;
  const dated = described(dates.value ?? '', ladder.find(({ value, source }) => value === dates.value && source === dates.source));
  const undecayed = { ...assessment, dates: { ...dates, expires: null } };
  const from = crossingTime(undecayed, { score: options.staleScore }, options);
  const since = from === null ? '' : isoDay(from);
  return {
    rule: 'freshness/stale', severity: 'warning', seen: dated, expected: 'a review since',
    message: `Dated ${dated}; with a half-life of ${decayIn(assessment, options).halfLifeDays} days${type === null ? '' : ` (${type})`} it counts as stale from ${since} on, expected a review since`,
  };
}

function expiredFinding(dates: ResolvedDates, ladder: readonly DateEvidence[]): FindingDraft {
  const seen = described(dates.expires ?? '', ladder.find(({ kind, value }) => kind === 'expires' && value === dates.expires));
  return {
    rule: 'freshness/expired', severity: 'warning', seen, expected: 'a document that is still valid',
    message: `Expired on ${seen}, expected a document that is still valid`,
  };
}

function futureFinding(assessment: DocumentAssessment, now: number): FindingDraft | null {
  const believed = futureEvidence(assessment, now);
  if (believed === null) return null;
  const seen = described(believed.value, believed);
  return {
    rule: 'freshness/future-date', severity: 'warning', seen, expected: 'a day that has come',
    message: `Unexpected ${believed.kind} date ${seen} that is still to come, expected one that has come`,
  };
}

/** The date believed in, where it is still to come: nothing can have been published, changed or reviewed then. It may take effect then. */
function futureEvidence({ dates, ladder }: DocumentAssessment, now: number): DateEvidence | null {
  const believed = ladder.find(({ kind, value, source }) => value === dates.value && source === dates.source && kind !== 'effective' && kind !== 'expires');
  const period = believed === undefined || dates.value === dates.effective ? null : parsePeriod(believed.value);
  return believed === undefined || period === null || now >= period.first - TIME_ZONE_DAYS * DAY_MS ? null : believed;
}

function described(value: string, evidence: DateEvidence | undefined): string {
  return evidence === undefined ? value : describeDated({ evidence });
}
