import { WinnowError, assessmentsAt, type ChunkView, type DateEvidence, type Reason, type ResolvedDates, type Span, type Status } from '../../core/index.js';
import type { Corpus } from '../corpus.js';
import { clusterOf, type ClusterMember } from './copies.js';
import { assessmentOf, chunkFindings, datesOf, scoresOf, decidedAt, type EdgeLine } from '../views/index.js';
import {
  apartStories, coveredBy, decisionStories, edgeStories, provenance, scoreStories, whenLastHeld, withEvidence,
  type AsOf, type DecisionStory, type EdgeStory, type FindingStory, type Provenance, type ScoreStory, type VerdictStory,
} from './parts.js';
import { wordDiff, type WordDiff } from './word-diff.js';

/** All that is known of one chunk, as `winnow explain --json` prints it. */
export interface ChunkStory {
  readonly kind: 'chunk';
  readonly id: string;
  /** Generation the story is of; the last one that held the chunk where it has left. */
  readonly generation: number;
  readonly departed: boolean;
  /** There where the story of an older generation was asked for: it tells nothing that came after. */
  readonly asOf?: AsOf;
  readonly documentId: string;
  readonly document: Provenance & { readonly type: string | null };
  readonly span: Span;
  readonly headingPath: readonly string[];
  readonly page: number | null;
  readonly parentItem: string | null;
  /** What is embedded before `text`; `''` = nothing. */
  readonly context: string;
  readonly tokens: number;
  readonly contentHash: string;
  readonly text: string;
  readonly status: Status;
  readonly canonical: boolean;
  readonly by: string;
  readonly reasons: readonly Reason[];
  /** Expressions of the policy that held. */
  readonly expressions: readonly string[];
  /** When the verdict next changes by itself, ISO 8601; `null` = never. */
  readonly nextChangeAt: string | null;
  readonly dates: { readonly believed: ResolvedDates; /** Best first. */ readonly ladder: readonly DateEvidence[] };
  readonly scores: Readonly<Record<string, number | null>>;
  readonly measurements: readonly ScoreStory[];
  readonly findings: readonly FindingStory[];
  readonly edges: readonly EdgeStory[];
  readonly documentEdges: readonly EdgeStory[];
  /** Chunks of other documents that say something on its subject and are not older, the likest first; at most 5. */
  readonly coveredBy: readonly EdgeLine[];
  /** Statements that differ from its own and hold in another scope (`because`), or that a judge says do not contradict it, the surest first; at most 5. */
  readonly apart: readonly EdgeStory[];
  /** Its copies and itself, the kept ones first; at most 50. */
  readonly cluster: readonly ClusterMember[];
  /** How many these are, counted up to 1,000 and over 2,000 edges. */
  readonly clusterSize: number;
  /** How the copy that is kept in its place differs, word by word; `null` where it has the same words. */
  readonly canonicalDiff: WordDiff | null;
  readonly survivor: string | null;
  /** Oldest first. */
  readonly history: readonly VerdictStory[];
  readonly decisions: readonly DecisionStory[];
  readonly predecessors: readonly { readonly chunkId: string; readonly share: number; readonly decisions: readonly DecisionStory[] }[];
  readonly releasedIn: number | null;
  readonly exports: readonly { readonly target: string; readonly generation: number; readonly present: boolean }[];
}

/** The story of a chunk as the corpus's generation has it; what became of decisions is told as of `now`, the published corpus. */
export async function explainChunk(corpus: Corpus, chunk: ChunkView, now = corpus): Promise<ChunkStory> {
  const { store, pipeline } = corpus;
  const { decided } = chunk;
  const generation = corpus.generation?.number ?? 0;
  const document = await store.document(chunk.documentId, generation);
  if (document === null) throw new WinnowError('store-damaged', `chunk ${chunk.id} is in generation ${generation}, its document ${chunk.documentId} is not`);
  const assessments = assessmentsAt(chunk.assessments, chunk);
  const assessment = assessmentOf(assessments, pipeline);
  const cluster = await clusterOf(corpus, chunk.id, decided.findings);
  return {
    kind: 'chunk', id: chunk.id, generation, departed: now !== corpus, documentId: chunk.documentId,
    document: { ...provenance(document), type: assessment?.type ?? null },
    span: { start: chunk.start, end: chunk.end }, headingPath: chunk.headingPath, page: chunk.page, parentItem: chunk.parentItem, context: chunk.context, tokens: chunk.tokens,
    contentHash: chunk.contentHash, text: chunk.text, status: decided.status, canonical: decided.canonical, by: decided.by, reasons: decided.reasons,
    expressions: [...new Set(decided.reasons.flatMap(({ expression }) => expression ?? []))],
    nextChangeAt: decided.nextChangeAt === null ? null : new Date(decided.nextChangeAt).toISOString(),
    dates: { believed: datesOf(assessments, pipeline), ladder: assessment?.ladder ?? [] },
    scores: scoresOf(chunk, pipeline, decidedAt(corpus)), measurements: scoreStories(chunk, corpus),
    findings: withEvidence(chunkFindings(chunk, corpus), chunk.text, chunk.start),
    edges: await edgeStories(corpus, chunk.id, chunk.text), documentEdges: await edgeStories(corpus, chunk.documentId), coveredBy: await coveredBy(corpus, chunk.id), apart: await apartStories(corpus, chunk.id),
    cluster: cluster.members, clusterSize: cluster.size, canonicalDiff: await diffToCanonical(corpus, { ...chunk, generation }), survivor: decided.survivor,
    history: await historyOf(corpus, chunk.id), decisions: await decisionStories(now, await store.decisionsOf(chunk.id)),
    predecessors: await predecessorsOf(now, chunk.id), releasedIn: chunk.releasedIn, exports: await store.exportsOf(chunk.id),
  };
}

async function diffToCanonical({ store }: Corpus, { text, decided, generation }: ChunkView & { readonly generation: number }): Promise<WordDiff | null> {
  const given = decided.findings.find(({ precedence }) => precedence !== undefined && precedence.relation !== 'exact' && precedence.relation !== 'paraphrase');
  const canonical = given?.related?.chunkId === undefined ? null : await store.chunk(given.related.chunkId, generation);
  return canonical === null ? null : wordDiff(text, canonical.text, { differs: null, excerpt: given?.precedence?.relation === 'contained' ? 'here' : null });
}

async function historyOf(corpus: Corpus, chunkId: string): Promise<VerdictStory[]> {
  return (await corpus.store.verdictHistory(chunkId)).map(({ fromGeneration, toGeneration, status, canonical, by, reasons }) => (
    { fromGeneration, toGeneration, status, canonical, by, reasons }));
}

async function predecessorsOf(corpus: Corpus, chunkId: string): Promise<ChunkStory['predecessors']> {
  const links = await corpus.store.predecessorsOf(chunkId);
  return Promise.all(links.map(async ({ predecessorId, share }) => ({
    chunkId: predecessorId, share, decisions: await decisionStories(corpus, await corpus.store.decisionsOf(predecessorId)),
  })));
}

/** The story of a chunk as it was in the last generation that held it; `null` when none did. */
export async function explainDeparted(corpus: Corpus, id: string): Promise<ChunkStory | null> {
  const then = await whenLastHeld(corpus, id);
  const chunk = then === null ? null : await corpus.store.chunk(id, then.generation.number);
  return chunk === null || then === null ? null : explainChunk(then, chunk, corpus);
}
