import { excerpt, type DateEvidence, type DocumentStatus, type DocumentView, type ResolvedDates, type Span, type Status } from '../../core/index.js';
import type { Corpus } from '../corpus.js';
import { assessmentOf, chunkViews, datesOf, documentFindings, documentLine, type ReasonLine } from '../views/index.js';
import { familyOf, type FamilyMember } from './family.js';
import { gapsOf, type Gap } from './gaps.js';
import { decisionStories, edgeStories, provenance, whenLastHeld, withEvidence, type AsOf, type DecisionStory, type EdgeStory, type FindingStory, type Provenance } from './parts.js';

/** All that is known of one document, as `winnow explain --json` prints it. */
export interface DocumentStory {
  readonly kind: 'document';
  readonly id: string;
  /** Generation the story is of; the last one that held the document where it has left. */
  readonly generation: number;
  readonly departed: boolean;
  /** There where the story of an older generation was asked for: it tells nothing that came after. */
  readonly asOf?: AsOf;
  readonly document: Provenance & { readonly type: string | null };
  readonly status: DocumentStatus;
  readonly reasons: readonly ReasonLine[];
  readonly dates: { readonly believed: ResolvedDates; /** Best first. */ readonly ladder: readonly DateEvidence[] };
  readonly findings: readonly FindingStory[];
  /** In order; at most 1,000. */
  readonly chunks: readonly { readonly id: string; readonly status: Status; readonly headingPath: readonly string[]; readonly tokens: number; readonly reasons: readonly ReasonLine[] }[];
  /** Text in no chunk, at most 100 stretches. `null` when there are more chunks than are listed. */
  readonly gaps: readonly (Gap & { readonly text: string })[] | null;
  readonly edges: readonly EdgeStory[];
  /** Its editions and itself, the newest first; at most 100. */
  readonly family: readonly FamilyMember[];
  /** On any chunk that the document ever held, oldest first, each with what became of it. */
  readonly decisions: readonly DecisionStory[];
}

const MAX_CHUNKS = 1000;

/** The story of a document as the corpus's generation has it; what became of decisions is told as of `now`, the published corpus. */
export async function explainDocument(corpus: Corpus, view: DocumentView & { readonly text: string }, now = corpus): Promise<DocumentStory> {
  const assessment = assessmentOf(view.assessments, corpus.pipeline);
  const { status, reasons } = documentLine(view, corpus);
  const { chunks, spans } = await chunksOf(corpus, view.documentId);
  return {
    kind: 'document', id: view.documentId, generation: corpus.generation?.number ?? 0, departed: now !== corpus,
    document: { ...provenance(view), type: assessment?.type ?? null }, status, reasons,
    dates: { believed: datesOf(view.assessments, corpus.pipeline), ladder: assessment?.ladder ?? [] },
    findings: withEvidence(documentFindings(view, corpus), view.text, 0), chunks,
    gaps: chunks.length === MAX_CHUNKS ? null : gapsOf(view.text, spans).map((gap) => ({ ...gap, text: excerpt(view.text.slice(gap.start, gap.end), 200) })),
    edges: await edgeStories(corpus, view.documentId), family: await familyOf(corpus, view.documentId),
    decisions: await decisionStories(now, await corpus.store.decisionsIn(view.documentId)),
  };
}

/** The story of a document as it was in the last generation that held it; `null` when none did. */
export async function explainDepartedDocument(corpus: Corpus, id: string): Promise<DocumentStory | null> {
  const then = await whenLastHeld(corpus, id);
  const document = then === null ? null : await corpus.store.document(id, then.generation.number);
  return document === null || then === null ? null : explainDocument(then, document, corpus);
}

async function chunksOf(corpus: Corpus, documentId: string): Promise<{ chunks: DocumentStory['chunks']; spans: readonly Span[] }> {
  const chunks: DocumentStory['chunks'][number][] = [];
  const spans: Span[] = [];
  for await (const { id, decided, headingPath, tokens, start, end } of chunkViews(corpus, { documentId })) {
    const reasons = decided.reasons.map(({ rule, message, severity }) => ({ rule, message, severity }));
    chunks.push({ id, status: decided.status, headingPath, tokens, reasons });
    spans.push({ start, end });
    if (chunks.length === MAX_CHUNKS) break;
  }
  return { chunks, spans };
}
