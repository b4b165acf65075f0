import { defineScorer, type DocumentScorer, type FindingDraft } from '../../core/index.js';
import { ageing, crossingTime } from './ageing.js';
import { dayOrderOf } from '../../core/written-dates.js';
import { checked, collectEvidence } from './evidence.js';
import { deprecation } from './marks.js';
import { decayOf, freshnessOptions, sourcesNamed, type FreshnessOptions } from './options.js';
import { resolveDates } from './resolve.js';
import { datedParts, datedSections } from './sections.js';
import { documentType } from './type.js';

export { HALF_LIFE_FACTORS, type FreshnessOptions } from './options.js';

const UNDATED: FindingDraft = Object.freeze({
  rule: 'freshness/undated', severity: 'info', seen: 'no date', expected: 'a date in metadata, text or path',
  message: 'Unexpected absence of a date in metadata, text and path, expected one (the file time alone says when it was copied, not when it was written)',
});

/**
 * How likely a document's statements still hold: 1 = new, halved every half-life after the grace period, 0 = expired,
 * `null` = undated. Collects evidence of dates once per version; what that means at a time is worked out in `at`.
 */
export const freshnessScorer: DocumentScorer<FreshnessOptions> = defineScorer({
  id: 'freshness',
  version: 5,
  level: 'document',
  dimension: 'freshness',
  options: freshnessOptions,
  rules: [
    'freshness/stale', 'freshness/expired', 'freshness/deprecated', 'freshness/undated', 'freshness/conflicting-dates', 'freshness/future-date',
  ],
  sourcesNamed,
  run(input, options) {
    const type = documentType(input, options);
    const ladder = collectEvidence(input, type);
    const { dates, findings } = resolveDates(ladder);
    const deprecated = deprecation(input);
    const marked = deprecated === null ? [] : [deprecated];
    const parts = datedParts(input.text, input.parts, dayOrderOf(input.language)).flatMap(({ evidence, ...part }) => {
      const dated = checked(evidence);
      return dated === null ? [] : [{ ...part, dated }];
    });
    const sections = datedSections(parts, { expires: dates.expires, findings: marked });
    const decay = decayOf({ type, source: input.source }, options);
    const undated = dates.value === null && decay.halfLifeDays !== null;
    return {
      type, decay, dates, ladder: ladder.map(({ evidence }) => evidence),
      findings: [...marked, ...findings, ...(undated ? [UNDATED] : [])],
      ...(sections.length === 0 ? {} : { sections }),
    };
  },
  at: ageing,
  crossing: crossingTime,
  changesAt(assessment, options) {
    // `freshness/stale`, `/expired` and `/future-date` are the findings that time brings or takes.
    const turns = [{ score: options.staleScore }, { expired: true as const }, { ageDays: -1 }];
    return turns.flatMap((threshold) => crossingTime(assessment, threshold, options) ?? []);
  },
});
