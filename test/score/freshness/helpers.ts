import type { DateEvidence, DocumentAssessment, DocumentScoreInput } from '../../../src/core/index.js';
import { freshnessScorer, type FreshnessOptions } from '../../../src/score/freshness/index.js';

export const options = (part: Record<string, unknown> = {}): FreshnessOptions => freshnessScorer.options.parse(part);

export function document(part: Partial<DocumentScoreInput> = {}): DocumentScoreInput {
  return { path: 'docs/page.md', source: 'docs', title: null, text: '', language: null, mediaType: 'text/markdown', declared: {}, dates: [], parts: [], ...part };
}

export function assess(part: Partial<DocumentScoreInput> = {}, opts: Record<string, unknown> = {}): DocumentAssessment {
  return freshnessScorer.run(document(part), options(opts));
}

/** Evidence as readers and parsers hand it over; precision follows from the value. */
export function evidence(kind: DateEvidence['kind'], value: string, source: DateEvidence['source'], part: Partial<DateEvidence> = {}): DateEvidence {
  const precision = value.length === 4 ? 'year' : value.length === 7 ? 'month' : 'day';
  return { kind, value, precision, source, confidence: 0.9, where: null, ...part };
}

export const at = (assessment: DocumentAssessment, when: string | number, opts: Record<string, unknown> = {}): ReturnType<typeof freshnessScorer.at> =>
  freshnessScorer.at(assessment, new Date(when).getTime(), options(opts));

export const rulesOf = (findings: readonly { rule: string }[]): string[] => findings.map(({ rule }) => rule);
