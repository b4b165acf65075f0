import {
  NO_DATES, assessmentAt, type Ageing, type DecideSubject, type DocumentAssessment, type FindingDraft, type Join, type JoinOutcome, type Score, type Span,
} from '../../core/index.js';
import type { Pipeline } from '../../config/index.js';
import type { PolicyFacts } from '../../curate/index.js';

const UNAGED: Ageing = Object.freeze({ score: null, ageDays: null, expired: false, findings: Object.freeze([]) });

/** What one join concluded about a chunk, or about the document it is in. */
export interface JoinView {
  /** Id of the join. */
  readonly join: string;
  readonly unit: Join['unit'];
  readonly dimension: string;
  readonly outcome: JoinOutcome;
}

export function shiftFinding(finding: FindingDraft, offset: number): FindingDraft {
  const span: Span | null = finding.span ?? null;
  return span === null || offset === 0 ? finding : { ...finding, span: { start: span.start + offset, end: span.end + offset } };
}

/** The lower of two scores; `null` says nothing. */
function worse(a: Score, b: Score): Score {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

/** One chunk with everything measured about it, ready to be looked at at any time. */
export class ChunkFacts {
  readonly #pipeline: Pipeline;
  /** Of the first document scorer that has assessed this version: the document's dates, and the chunk's assessment. */
  readonly documentDates: DocumentAssessment['dates'];
  readonly #assessed: { readonly assessment: DocumentAssessment; readonly scorer: Pipeline['documentScorers'][number] } | undefined;
  readonly subject: DecideSubject;
  #findings: readonly FindingDraft[] | null = null;

  constructor(pipeline: Pipeline, subject: DecideSubject) {
    this.#pipeline = pipeline;
    this.subject = subject;
    const [first] = pipeline.documentScorers.flatMap((scorer) => {
      const assessment = subject.assessments.get(scorer.key);
      return assessment === undefined ? [] : [{ assessment, scorer }];
    });
    this.documentDates = first?.assessment.dates ?? NO_DATES;
    this.#assessed = first === undefined ? undefined : { ...first, assessment: assessmentAt(first.assessment, subject.span) };
  }

  get assessment(): DocumentAssessment | null {
    return this.#assessed?.assessment ?? null;
  }

  get dates(): DocumentAssessment['dates'] {
    return this.assessment?.dates ?? NO_DATES;
  }

  ageing(now: number): Ageing {
    const found = this.#assessed;
    return found === undefined ? UNAGED : found.scorer.block.at(found.assessment, now, found.scorer.options);
  }

  crossing(threshold: { score: number } | { ageDays: number } | { expired: true }): number | null {
    const found = this.#assessed;
    return found === undefined ? null : found.scorer.block.crossing(found.assessment, threshold, found.scorer.options);
  }

  /** Times (ms) at which findings come or go by themselves. */
  changesAt(): readonly number[] {
    const found = this.#assessed;
    return found === undefined ? [] : found.scorer.block.changesAt(found.assessment, found.scorer.options);
  }

  /** Scores of chunk scorers by dimension. */
  measured(): Record<string, Score> {
    const scores: Record<string, Score> = {};
    for (const { block, key } of this.#pipeline.chunkScorers) {
      scores[block.dimension] = worse(scores[block.dimension] ?? null, this.subject.measurements.get(key)?.score ?? null);
    }
    return scores;
  }

  /** Findings of the parser, the scorers and the assessment: all that neither joins nor time bring. */
  measuredFindings(): readonly FindingDraft[] {
    const measured = (): FindingDraft[] => this.#pipeline.chunkScorers.flatMap(({ key }) => this.subject.measurements.get(key)?.findings ?? []);
    return (this.#findings ??= [
      ...this.subject.documentFindings, ...(this.assessment?.findings ?? []), ...measured().map((finding) => shiftFinding(finding, this.subject.span.start)),
    ]);
  }

  /** Scores that joins give, by dimension. */
  joined(joins: readonly JoinView[]): Record<string, Score> {
    const scores: Record<string, Score> = {};
    for (const { dimension, outcome } of joins) scores[dimension] = worse(scores[dimension] ?? null, outcome.score);
    return scores;
  }

  /** Findings that are kept with the verdict: those of joins and of time. Those that count beside others only are left out without them. */
  derivedFindings(joins: readonly JoinView[], now: number): FindingDraft[] {
    const derived = [...joins.flatMap((view) => this.#findingsOf(view)), ...this.ageing(now).findings];
    if (!derived.some(({ beside }) => beside !== undefined)) return derived;
    const found = new Set([...this.measuredFindings(), ...derived].map(({ rule }) => rule));
    return derived.filter(({ beside }) => beside === undefined || beside.some((rule) => found.has(rule)));
  }

  /** What is found of a document is found of all its chunks; what is found of a passage of it, of those that the passage reaches into. */
  #findingsOf({ unit, outcome: { findings } }: JoinView): readonly FindingDraft[] {
    if (unit === 'chunk') return findings;
    const { start, end } = this.subject.span;
    return findings.filter(({ span }) => span === null || span === undefined || (span.start < end && span.end > start));
  }

  at(now: number, joins: readonly JoinView[], canonical: boolean): PolicyFacts {
    const { subject } = this;
    const ageing = this.ageing(now);
    const ageingDimension = this.#pipeline.documentScorers[0]?.block.dimension;
    const scores = { ...this.measured(), ...this.joined(joins) };
    if (ageingDimension !== undefined) scores[ageingDimension] = worse(ageing.score, scores[ageingDimension] ?? null);
    return {
      scores, ageDays: ageing.ageDays, expired: ageing.expired, findings: [...this.measuredFindings(), ...this.derivedFindings(joins, now)], canonical,
      source: subject.source.name, path: subject.path, type: this.assessment?.type ?? null, language: subject.language, mediaType: subject.mediaType,
      owner: subject.source.owner, access: subject.source.access, authority: subject.source.authority, tokens: subject.tokens, metadata: subject.declared,
    };
  }
}
