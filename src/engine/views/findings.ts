import type { ChunkView, DocumentView, FindingDraft, Span } from '../../core/index.js';
import { documentStatus } from '../../curate/index.js';
import type { Corpus } from '../corpus.js';
import { chunkViews } from './chunks.js';
import { documentViews, noTextFinding } from './documents.js';
import { ruleMatcher, take } from './pages.js';
import { assessmentOf, measured } from './scores.js';
import type { FindingLine, ViewQuery } from './types.js';

/** Findings of a document as a whole: of its parser, of the document scorers, and of having no text. */
export function documentFindings(document: DocumentView, corpus: Corpus): FindingDraft[] {
  const noText = noTextFinding(document);
  const assessed = assessmentOf(document.assessments, corpus.pipeline)?.findings ?? [];
  return [...document.findings, ...(noText === null || document.findings.includes(noText) ? [] : [noText]), ...assessed];
}

/** Findings of a chunk: of the chunk scorers (moved from the chunk's text to the document's), of joins and of time. */
export function chunkFindings(chunk: ChunkView, corpus: Corpus): FindingDraft[] {
  const own = measured(chunk, corpus.pipeline).flatMap(({ measurement }) => measurement.findings)
    .map((finding) => ({ ...finding, span: shifted(finding.span, chunk.start) }));
  return [...own, ...chunk.decided.findings];
}

function shifted(span: Span | null | undefined, by: number): Span | null {
  return span === null || span === undefined ? null : { start: span.start + by, end: span.end + by };
}

type Place = Pick<FindingLine, 'source' | 'path' | 'record' | 'documentId'>;

export function findingLine(finding: FindingDraft, place: Place, chunkId: string | null): FindingLine {
  return {
    rule: finding.rule, severity: finding.severity, source: place.source, path: place.path, record: place.record, documentId: place.documentId, chunkId,
    span: finding.span ?? null, message: finding.message, seen: finding.seen ?? null, expected: finding.expected ?? null, related: finding.related ?? null,
  };
}

/** Findings a document at a time, its own first. `status`: of documents and chunks that stand so. */
export function listFindings(corpus: Corpus, query: ViewQuery = {}): AsyncGenerator<FindingLine> {
  const matches = ruleMatcher(query.rule);
  async function* lines(): AsyncGenerator<FindingLine> {
    for await (const document of documentViews(corpus)) {
      if (query.status === undefined || documentStatus(document.statuses) === query.status) {
        for (const finding of documentFindings(document, corpus)) yield findingLine(finding, document, null);
      }
      for await (const chunk of chunkViews(corpus, { documentId: document.documentId })) {
        if (query.status !== undefined && chunk.decided.status !== query.status) continue;
        for (const finding of chunkFindings(chunk, corpus)) yield findingLine(finding, document, chunk.id);
      }
    }
  }
  async function* matching(): AsyncGenerator<FindingLine> {
    for await (const line of lines()) if (matches(line.rule)) yield line;
  }
  return take(matching(), query.limit);
}
