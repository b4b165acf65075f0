import type { Configured, Pipeline } from '../../config/index.js';
import type { Ageing, ChunkView, DocumentAssessment, Measurement, ResolvedDates, Score } from '../../core/index.js';
import { NO_DATES, assessmentsAt } from '../../core/index.js';

/** Always present in views, so that "not checked" (`null`) can be told from "there is no such thing". */
const DIMENSIONS = ['freshness', 'duplication', 'structure', 'contradiction'] as const;

/** What a scorer said: under its key, else under that of another version or other options of it. */
export function storedUnder<Value>(values: ReadonlyMap<string, Value>, scorer: Configured<{ readonly id: string }>): Value | null {
  const exact = values.get(scorer.key);
  if (exact !== undefined) return exact;
  for (const [key, value] of values) if (key.startsWith(`${scorer.block.id}@`)) return value;
  return null;
}

/** The measurements of a chunk by the pipeline's scorers. */
export function measured(chunk: Pick<ChunkView, 'measurements'>, pipeline: Pipeline): { scorer: string; dimension: string; measurement: Measurement }[] {
  return pipeline.chunkScorers.flatMap((scorer) => {
    const measurement = storedUnder(chunk.measurements, scorer);
    return measurement === null ? [] : [{ scorer: `${scorer.block.id}@${scorer.block.version}`, dimension: scorer.block.dimension, measurement }];
  });
}

/** What a document's assessments come to at a time (ms since the epoch). */
export function aged(
  assessments: ReadonlyMap<string, DocumentAssessment>, pipeline: Pipeline, now: number,
): { scorer: string; dimension: string; assessment: DocumentAssessment; ageing: Ageing }[] {
  return pipeline.documentScorers.flatMap((scorer) => {
    const assessment = storedUnder(assessments, scorer);
    if (assessment === null) return [];
    return [{
      scorer: `${scorer.block.id}@${scorer.block.version}`, dimension: scorer.block.dimension, assessment,
      ageing: scorer.block.at(assessment, now, scorer.options),
    }];
  });
}

/** The assessment that types and dates a document; `null` when no scorer did. */
export function assessmentOf(assessments: ReadonlyMap<string, DocumentAssessment>, pipeline: Pipeline): DocumentAssessment | null {
  const [configured] = pipeline.documentScorers;
  if (configured !== undefined) return storedUnder(assessments, configured);
  const [any] = assessments.values();
  return any ?? null;
}

export function datesOf(assessments: ReadonlyMap<string, DocumentAssessment>, pipeline: Pipeline): ResolvedDates {
  return assessmentOf(assessments, pipeline)?.dates ?? NO_DATES;
}

/** Scores of a chunk by dimension at a time; the lowest where several blocks measure one dimension. */
export function scoresOf(chunk: ChunkView, pipeline: Pipeline, now: number): Record<string, Score> {
  const scores: Record<string, Score> = Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, null]));
  const add = (dimension: string, score: Score): void => {
    scores[dimension] = lower(scores[dimension] ?? null, score);
  };
  for (const { dimension, measurement } of measured(chunk, pipeline)) add(dimension, measurement.score);
  for (const { dimension, ageing } of aged(assessmentsAt(chunk.assessments, chunk), pipeline, now)) add(dimension, ageing.score);
  for (const [dimension, score] of Object.entries(chunk.decided.scores)) add(dimension, score);
  return scores;
}

function lower(a: Score, b: Score): Score {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}
