import { assessmentsAt, type ChunkView, type Reason, type Status } from '../../core/index.js';
import type { Corpus } from '../corpus.js';
import { paged, ruleMatcher, take } from './pages.js';
import { datesOf, scoresOf } from './scores.js';
import type { ChunkLine, ReasonLine, ViewQuery } from './types.js';

export const reasonLine = ({ rule, message, severity }: Pick<Reason, 'rule' | 'message' | 'severity'>): ReasonLine => ({ rule, message, severity });

/** The time (ms) that a generation's verdicts were decided at. */
export function decidedAt(corpus: Corpus): number {
  return corpus.generation === null ? 0 : Date.parse(corpus.generation.decidedAt);
}

/** Every published chunk, in order of source, path, record and position. */
export async function* chunkViews(corpus: Corpus, filter: { status?: Status; documentId?: string } = {}): AsyncGenerator<ChunkView> {
  const at = corpus.generation?.number;
  if (at === undefined) return;
  yield* paged<ChunkView>((after, limit) => corpus.store.listChunks({ at, limit, ...filter, ...(after === undefined ? {} : { after: after.id }) }));
}

export function chunkLine(chunk: ChunkView, corpus: Corpus): ChunkLine {
  const dates = datesOf(assessmentsAt(chunk.assessments, chunk), corpus.pipeline);
  const { decided } = chunk;
  return {
    id: chunk.id, documentId: chunk.documentId, source: chunk.source, path: chunk.path, record: chunk.record, title: chunk.title,
    headingPath: chunk.headingPath, page: chunk.page, span: { start: chunk.start, end: chunk.end }, text: chunk.text, context: chunk.context, tokens: chunk.tokens,
    contentHash: chunk.contentHash, status: decided.status, canonical: decided.canonical, survivor: decided.survivor, by: decided.by,
    scores: scoresOf(chunk, corpus.pipeline, decidedAt(corpus)),
    date: dates.value === null ? null : { value: dates.value, source: dates.source, confidence: dates.confidence },
    reasons: decided.reasons.map(reasonLine),
  };
}

/** `rule`: chunks that are held back for it. */
export function listChunks(corpus: Corpus, query: ViewQuery & { status?: Status } = {}): AsyncGenerator<ChunkLine> {
  const matches = ruleMatcher(query.rule);
  async function* lines(): AsyncGenerator<ChunkLine> {
    for await (const chunk of chunkViews(corpus, query.status === undefined ? {} : { status: query.status })) {
      if (query.rule === undefined || chunk.decided.reasons.some(({ rule }) => matches(rule))) yield chunkLine(chunk, corpus);
    }
  }
  return take(lines(), query.limit);
}
