import { excerpt, type DateKind, type FindingDraft, type ResolvedDates } from '../../core/index.js';
import { daysApart } from '../../core/calendar.js';
import type { Dated } from './dated.js';
import { BELIEVED_FROM, isFirm } from './evidence.js';

/** Kinds that say when the statements were true; `expires` says when they stop being so. */
const TRUE_KINDS: readonly DateKind[] = ['reviewed', 'modified', 'effective', 'published'];
/** Sources that a program writes on saving; all others are somebody's word. */
const STAMPS = new Set(['pdf-info', 'file-properties', 'git', 'file-time']);
/** Stamps of the file around the text: an export renews them. */
const CONTAINER_STAMPS = new Set(['pdf-info', 'file-properties']);
/** Sources that differ by more than a year's review cycle cannot both be right about the same thing. */
const CONFLICT_DAYS = 365;
/** Of two sources that disagree one is wrong, the better-trusted one less often. */
const CONFLICT_CONFIDENCE = 0.6;

/** What to believe of the evidence, and `freshness/conflicting-dates` where sources disagree. */
export function resolveDates(ladder: readonly Dated[]): { dates: ResolvedDates; findings: FindingDraft[] } {
  const usable = ladder.filter(({ evidence }) => evidence.source !== 'file-time' && evidence.confidence >= BELIEVED_FROM);
  const best = bestOfKinds(usable);
  const trusted = bestOfKinds(withoutDoubtedStamps(usable));
  const chosen = latest(TRUE_KINDS.flatMap((kind) => trusted.get(kind) ?? []));
  const conflict = conflictIn(usable);
  const valueOf = (kind: DateKind): string | null => best.get(kind)?.evidence.value ?? null;
  const confidence = chosen === null ? null : chosen.evidence.confidence * (conflict === null ? 1 : CONFLICT_CONFIDENCE);
  return {
    dates: {
      value: chosen?.evidence.value ?? null,
      published: valueOf('published'), modified: valueOf('modified'), effective: valueOf('effective'),
      reviewed: valueOf('reviewed'), expires: valueOf('expires'),
      source: chosen?.evidence.source ?? null,
      confidence: confidence === null ? null : Math.round(confidence * 1000) / 1000,
    },
    findings: conflict === null ? [] : [conflict],
  };
}

/**
 * Somebody's word on when the text was changed or checked beats every stamp. One on when it took effect beats the stamps
 * of the file, but not a commit. With a publication date alone, a stamp may say that it was changed since.
 */
function withoutDoubtedStamps(usable: readonly Dated[]): readonly Dated[] {
  const stated = usable.filter((dated) => !STAMPS.has(dated.evidence.source) && isFirm(dated)).map(({ evidence }) => evidence.kind);
  if (stated.includes('modified') || stated.includes('reviewed')) return usable.filter(({ evidence }) => !STAMPS.has(evidence.source));
  if (stated.includes('effective')) return usable.filter(({ evidence }) => !CONTAINER_STAMPS.has(evidence.source));
  return usable;
}

/** The first of each kind: evidence comes best first. */
function bestOfKinds(ladder: readonly Dated[]): ReadonlyMap<DateKind, Dated> {
  return new Map(ladder.toReversed().map((dated) => [dated.evidence.kind, dated]));
}

/** The latest; a year or month gives way to a more precise date inside it. */
function latest(dated: readonly Dated[]): Dated | null {
  const precise = dated.filter(({ period }) => !dated.some(({ period: other }) => (
    other.first >= period.first && other.last <= period.last && other.last - other.first < period.last - period.first
  )));
  return precise.reduce<Dated | null>((best, one) => (best === null || one.period.last > best.period.last ? one : best), null);
}

function conflictIn(usable: readonly Dated[]): FindingDraft | null {
  for (const kind of [...TRUE_KINDS, 'expires' as const]) {
    const [first, ...others] = usable.filter((dated) => dated.evidence.kind === kind && isFirm(dated));
    const other = others.find((dated) => first !== undefined && dated.evidence.source !== first.evidence.source && daysApart(dated.period, first.period) > CONFLICT_DAYS);
    if (first === undefined || other === undefined) continue;
    const seen = `${describeDated(first)} and ${describeDated(other)}`;
    return {
      rule: 'freshness/conflicting-dates', severity: 'info', seen, expected: 'sources that agree to within a year',
      message: `Unexpected disagreement on when it was ${VERBS[kind]}: ${seen}, expected sources that agree to within a year`,
    };
  }
  return null;
}

const VERBS: Readonly<Record<DateKind, string>> = {
  published: 'published', modified: 'modified', effective: 'effective', reviewed: 'reviewed', expires: 'to expire',
};

/** `2019-03-02 (front-matter "updated")` */
export function describeDated({ evidence }: Pick<Dated, 'evidence'>): string {
  return `${evidence.value} (${evidence.source}${evidence.where === null ? '' : ` \`${excerpt(evidence.where, 60).replaceAll('`', "'")}\``})`;
}
