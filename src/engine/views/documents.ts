import type { DocumentStatus, DocumentView, FindingDraft } from '../../core/index.js';
import { documentStatus } from '../../curate/index.js';
import type { Corpus } from '../corpus.js';
import { chunkViews, reasonLine } from './chunks.js';
import { paged, ruleMatcher, take } from './pages.js';
import { assessmentOf, datesOf } from './scores.js';
import type { DocumentLine, ViewQuery } from './types.js';

const NO_TEXT = 'structure/no-text';
const NO_CHUNKS: FindingDraft = Object.freeze({
  rule: NO_TEXT, severity: 'error', seen: 'no text', expected: 'text to retrieve', message: 'Unexpected document without text, expected text to retrieve',
});

/** Why a document without chunks is held back: its parser's own words where it has any. */
export function noTextFinding(document: Pick<DocumentView, 'findings' | 'chunks'>): FindingDraft | null {
  if (document.chunks > 0) return null;
  return document.findings.find(({ rule }) => rule === NO_TEXT) ?? NO_CHUNKS;
}

/** Every published document, in order of its URI. */
export async function* documentViews(corpus: Corpus): AsyncGenerator<DocumentView> {
  const at = corpus.generation?.number;
  if (at === undefined) return;
  yield* paged<DocumentView>((after, limit) => corpus.store.listDocuments({ at, limit, ...(after === undefined ? {} : { after: after.documentId }) }));
}

export function documentLine(document: DocumentView, corpus: Corpus): DocumentLine {
  const { value, published, modified, effective, expires, source, confidence } = datesOf(document.assessments, corpus.pipeline);
  const noText = noTextFinding(document);
  return {
    id: document.documentId, source: document.source, path: document.path, record: document.record, title: document.title,
    type: assessmentOf(document.assessments, corpus.pipeline)?.type ?? null, language: document.language, status: documentStatus(document.statuses),
    reasons: noText === null ? [] : [reasonLine(noText)], contentHash: document.contentHash,
    date: { value, published, modified, effective, expires, source, confidence }, chunks: document.chunks, carried: document.carried,
  };
}

/** `rule`: documents that are held back for it, or hold a chunk that is. */
export function listDocuments(corpus: Corpus, query: ViewQuery & { status?: DocumentStatus } = {}): AsyncGenerator<DocumentLine> {
  async function* lines(): AsyncGenerator<DocumentLine> {
    for await (const document of documentViews(corpus)) {
      const line = documentLine(document, corpus);
      if (query.status !== undefined && line.status !== query.status) continue;
      if (query.rule === undefined || await isHeldFor(line, query.rule, corpus)) yield line;
    }
  }
  return take(lines(), query.limit);
}

async function isHeldFor(document: DocumentLine, pattern: string, corpus: Corpus): Promise<boolean> {
  const matches = ruleMatcher(pattern);
  if (document.reasons.some(({ rule }) => matches(rule))) return true;
  for await (const chunk of chunkViews(corpus, { documentId: document.id })) {
    if (chunk.decided.reasons.some(({ rule }) => matches(rule))) return true;
  }
  return false;
}
