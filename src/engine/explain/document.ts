import type { DateEvidence, DocumentStatus, DocumentView, ResolvedDates, Status } from '../../core/index.js';
import type { Corpus } from '../corpus.js';
import { assessmentOf, chunkViews, datesOf, documentFindings, documentLine, type ReasonLine } from '../views/index.js';
import { decisionStory, edgeStories, provenance, withEvidence, type DecisionStory, type EdgeStory, type FindingStory, type Provenance } from './parts.js';

/** All that is known of one document, as `winnow explain --json` prints it. */
export interface DocumentStory {
  readonly kind: 'document';
  readonly id: string;
  readonly generation: number;
  readonly document: Provenance & { readonly type: string | null };
  readonly status: DocumentStatus;
  readonly reasons: readonly ReasonLine[];
  readonly dates: { readonly believed: ResolvedDates; /** Best first. */ readonly ladder: readonly DateEvidence[] };
  readonly findings: readonly FindingStory[];
  /** In order; at most 1,000. */
  readonly chunks: readonly { readonly id: string; readonly status: Status; readonly headingPath: readonly string[]; readonly tokens: number; readonly reasons: readonly ReasonLine[] }[];
  readonly edges: readonly EdgeStory[];
  readonly decisions: readonly DecisionStory[];
}

const MAX_CHUNKS = 1000;

export async function explainDocument(corpus: Corpus, view: DocumentView & { readonly text: string }): Promise<DocumentStory> {
  const assessment = assessmentOf(view.assessments, corpus.pipeline);
  const { status, reasons } = documentLine(view, corpus);
  return {
    kind: 'document', id: view.documentId, generation: corpus.generation?.number ?? 0,
    document: { ...provenance(view), type: assessment?.type ?? null }, status, reasons,
    dates: { believed: datesOf(view.assessments, corpus.pipeline), ladder: assessment?.ladder ?? [] },
    findings: withEvidence(documentFindings(view, corpus), view.text, 0), chunks: await chunksOf(corpus, view.documentId),
    edges: await edgeStories(corpus, view.documentId),
    decisions: (await corpus.store.decisionsOf(view.documentId)).map((event) => decisionStory(event, null)),
  };
}

async function chunksOf(corpus: Corpus, documentId: string): Promise<DocumentStory['chunks']> {
  const chunks: DocumentStory['chunks'][number][] = [];
  for await (const { id, decided, headingPath, tokens } of chunkViews(corpus, { documentId })) {
    const reasons = decided.reasons.map(({ rule, message, severity }) => ({ rule, message, severity }));
    chunks.push({ id, status: decided.status, headingPath, tokens, reasons });
    if (chunks.length === MAX_CHUNKS) break;
  }
  return chunks;
}
