import { assessmentsAt, type ChunkView, type DecisionEvent, type EdgeKind, type FindingDraft, type GenerationRecord, type Json, type JsonObject, type Reason, type Score, type Signal, type SourceInfo, type Status, type StoredDocument, type StoredEdge } from '../../core/index.js';
import { folderVersion } from '../../core/editions.js';
import type { Corpus } from '../corpus.js';
import { wordDiff, type WordDiff } from './word-diff.js';
import { aged, decidedAt, edgeLine, edgesOf, fateOf, measured, Subjects, type DecisionFate, type EdgeLine } from '../views/index.js';

export interface Provenance {
  readonly uri: string;
  readonly source: SourceInfo;
  readonly path: string;
  readonly record: string | null;
  readonly title: string | null;
  readonly language: string | null;
  readonly mediaType: string;
  /** SHA-256 of the source's bytes and of the text made of them. */
  readonly sourceHash: string;
  readonly contentHash: string;
  readonly parser: string;
  /** Product version as declared, else as a folder of the path names it. */
  readonly version: Json;
  readonly declared: JsonObject;
  readonly carried: boolean;
}

export function provenance(document: StoredDocument & { readonly sourceInfo: SourceInfo }): Provenance {
  return {
    uri: document.uri, source: document.sourceInfo, path: document.path, record: document.record, title: document.title, language: document.language,
    mediaType: document.mediaType, sourceHash: document.sourceHash, contentHash: document.contentHash, parser: document.parserKey,
    version: document.declared['version'] ?? folderVersion(document.path), declared: document.declared, carried: document.carried,
  };
}

export interface ScoreStory {
  readonly dimension: string;
  /** `id@version` of the scorer or join. */
  readonly by: string;
  readonly score: Score;
  readonly signals: readonly Signal[];
}

/** Each block's own score, before the lowest of a dimension is taken. */
export function scoreStories(chunk: ChunkView, corpus: Corpus): ScoreStory[] {
  const own = measured(chunk, corpus.pipeline).map(({ scorer, dimension, measurement }) => (
    { dimension, by: scorer, score: measurement.score, signals: measurement.signals }));
  const ofAge = aged(assessmentsAt(chunk.assessments, chunk), corpus.pipeline, decidedAt(corpus)).map(({ scorer, dimension, ageing }) => ({
    dimension, by: scorer, score: ageing.score,
    signals: [{ name: 'age', value: ageing.ageDays, unit: 'days' }, { name: 'expired', value: ageing.expired }],
  }));
  const known = new Set([...own, ...ofAge].map(({ dimension }) => dimension));
  const ofJoins = corpus.pipeline.joins.filter(({ block }) => !known.has(block.dimension) && chunk.decided.scores[block.dimension] !== undefined)
    .map(({ block }) => ({ dimension: block.dimension, by: `${block.id}@${block.version}`, score: chunk.decided.scores[block.dimension] ?? null, signals: [] }));
  return [...own, ...ofAge, ...ofJoins];
}

export interface FindingStory extends FindingDraft {
  /** What the span covers, at most 200 UTF-16 units. */
  readonly evidence: string | null;
}

/** Findings with the text they point at; `offset` is where `text` begins in the document. */
export function withEvidence(findings: readonly FindingDraft[], text: string, offset: number): FindingStory[] {
  return findings.map((finding) => {
    const { span } = finding;
    const evidence = span === null || span === undefined ? '' : text.slice(Math.max(0, span.start - offset), Math.max(0, Math.min(span.end - offset, span.start - offset + 200)));
    return { ...finding, evidence: evidence === '' ? null : evidence };
  });
}

export interface EdgeStory extends EdgeLine {
  /** Which side the subject is. */
  readonly self: 'a' | 'b';
  /** How the texts of two chunks that are nearly alike differ, from the subject to the other; `null` for other edges and for long texts. */
  readonly diff: WordDiff | null;
}

const MAX_EDGES = 100;
/** Edges whose texts are compared word by word. */
const MAX_COMPARED = 20;
const MAX_COVERED = 5;
const MAX_APART = 5;

/** Kinds that are told apart from the others: nearly every chunk has some, or both sides hold. */
const TOLD_APART: ReadonlySet<EdgeKind> = new Set<EdgeKind>(['same-subject', 'differs-by-scope', 'no-contradiction']);

/** The subject's edges, at most 100; `text` is a chunk's own, to tell what is different on the other side. */
export async function edgeStories(corpus: Corpus, id: string, text: string | null = null): Promise<EdgeStory[]> {
  const stories: EdgeStory[] = [];
  const subjects = new Subjects(corpus);
  let compared = 0;
  for await (const edge of edgesOf(corpus, id)) {
    if (TOLD_APART.has(edge.kind)) continue;
    const self = edge.aId === id ? 'a' : 'b';
    const diff = text === null || !isNearlyAlike(edge) || compared >= MAX_COMPARED ? null : await differences(corpus, edge, self, text);
    if (diff !== null) compared += 1;
    stories.push({ ...(await edgeLine(edge, subjects)), self, diff });
    if (stories.length === MAX_EDGES) break;
  }
  return stories;
}

/** Texts that speak for one, the likest first. */
export async function coveredBy(corpus: Corpus, id: string): Promise<EdgeLine[]> {
  const found: StoredEdge[] = [];
  for await (const edge of edgesOf(corpus, id)) if (edge.kind === 'same-subject' && edge.aId === id) found.push(edge);
  const subjects = new Subjects(corpus);
  return Promise.all(found.sort((a, b) => b.score - a.score || (a.bId < b.bId ? -1 : 1)).slice(0, MAX_COVERED).map((edge) => edgeLine(edge, subjects)));
}

/** Statements that differ and hold in another scope, or that a judge says do not contradict each other, the surest first. */
export async function apartStories(corpus: Corpus, id: string): Promise<EdgeStory[]> {
  const found: StoredEdge[] = [];
  for await (const edge of edgesOf(corpus, id)) if (edge.kind === 'differs-by-scope' || edge.kind === 'no-contradiction') found.push(edge);
  const subjects = new Subjects(corpus);
  const shown = found.sort((a, b) => b.score - a.score || (a.aId + a.bId < b.aId + b.bId ? -1 : 1)).slice(0, MAX_APART);
  return Promise.all(shown.map(async (edge): Promise<EdgeStory> => ({ ...(await edgeLine(edge, subjects)), self: edge.aId === id ? 'a' : 'b', diff: null })));
}

/** Near copies and excerpts, also those that a fact keeps apart; paraphrases have other words throughout. */
const isNearlyAlike = ({ of, kind, certainty }: StoredEdge): boolean => of === 'chunks' && certainty === 'verified' && (kind === 'near-duplicate' || kind === 'contained');

async function differences({ store, generation }: Corpus, edge: StoredEdge, self: 'a' | 'b', text: string): Promise<WordDiff | null> {
  const other = generation === null ? null : await store.chunk(self === 'a' ? edge.bId : edge.aId, generation.number);
  if (other === null) return null;
  const differs = edge.differs === null || self === 'a' ? edge.differs : [edge.differs[1], edge.differs[0]] as const;
  return wordDiff(text, other.text, { differs, excerpt: edge.kind !== 'contained' ? null : self === 'a' ? 'here' : 'there' });
}

export interface DecisionStory {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly verdict: DecisionEvent['verdict'];
  readonly reason: string;
  readonly on: string;
  readonly rules: readonly string[];
  readonly inForce: boolean;
  /** What became of it in the published corpus. */
  readonly fate: DecisionFate;
  readonly why: string | null;
  /** As in `DecisionEvent`. */
  readonly until?: string;
  readonly assignee?: string;
}

export async function decisionStories(corpus: Corpus, events: readonly DecisionEvent[]): Promise<DecisionStory[]> {
  return Promise.all(events.map(async (event) => {
    const { fate, why } = await fateOf(corpus, event);
    return {
      seq: event.seq, at: event.at, actor: event.actor, verdict: event.verdict, reason: event.reason, on: event.subjectId, rules: event.evidence.rules,
      inForce: fate === 'stands' || fate === 'carried', fate, why,
      ...(event.until === undefined ? {} : { until: event.until }), ...(event.assignee === undefined ? {} : { assignee: event.assignee }),
    };
  }));
}

export interface VerdictStory {
  readonly fromGeneration: number;
  /** The first generation it no longer held in; `null` = it holds. */
  readonly toGeneration: number | null;
  readonly status: Status;
  readonly canonical: boolean;
  readonly by: string;
  readonly reasons: readonly Reason[];
}

/** The corpus as of the last generation that held a chunk or document; `null` when none did. */
export async function whenLastHeld(corpus: Corpus, id: string): Promise<(Corpus & { readonly generation: GenerationRecord }) | null> {
  const last = await corpus.store.lastHeld(id);
  const generation = last === null ? null : await corpus.store.generation(last);
  return generation === null ? null : { ...corpus, generation };
}

/** The generation that a story was asked for. */
export interface AsOf {
  readonly generation: number;
  readonly publishedAt: string;
  readonly decidedAt: string;
  readonly by: GenerationRecord['by'];
}
