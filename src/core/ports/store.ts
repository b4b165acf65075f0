import type { JsonObject } from '../json.js';
import type {
  ChunkDraft, DateEvidence, DecisionEvent, DecisionEvidence, EdgeDraft, EdgeKind, FindingDraft, PersonVerdict,
  Score, SourceInfo, Status, SubjectKind, Verdict,
} from '../model/index.js';
import type { DocumentAssessment, Measurement } from './blocks.js';

/**
 * The Store port: async, batched, keyset-paged, one transaction a method. Nothing of SQLite shows.
 *
 * A store holds one corpus. Membership of documents, verdicts and edges is kept as intervals of generations, so an old
 * generation stays readable. A run works on the `pending` state, which nobody else sees until `publishRun`; reviewers
 * publish at any time. Methods that write for a run take its `RunFence` and fail with `run-superseded` when the lease
 * has gone to another attempt.
 */
export interface Store extends StoreRuns, StoreIngest, StoreScores, StoreJoins, StoreDecisions, StoreQueries, StoreExports {
  readonly location: string;
  close(): Promise<void>;
  /** Copies the store while it is in use. */
  backup(toPath: string): Promise<void>;
  /** Checks our own invariants (books, intervals, hash chain, dangling rows) and the file itself. */
  check(): Promise<readonly StoreProblem[]>;
}

/** A point of view: a published generation, or what the running run has made so far. */
export type At = number | 'pending';

export interface StoreProblem {
  readonly code: string;
  readonly message: string;
}

// ---- runs ---------------------------------------------------------------------------------------------------

export interface RunFence {
  readonly runId: string;
  readonly attempt: number;
}

export interface LeaseHolder {
  readonly runId: string;
  readonly pid: number;
  readonly host: string;
  readonly since: string;
}

export type RunStatus = 'running' | 'succeeded' | 'degraded' | 'held' | 'failed' | 'interrupted';

export interface WorkCounts {
  readonly discovered: number;
  readonly unchanged: number;
  readonly processed: number;
  readonly failed: number;
  readonly removed: number;
}

export interface RunRecord {
  readonly id: string;
  readonly pipeline: string;
  readonly pipelineHash: string;
  readonly status: RunStatus;
  readonly generation: number | null;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly durationMs: number | null;
  readonly work: WorkCounts | null;
  /** The run's summary as `winnow run --json` prints it. */
  readonly summary: JsonObject | null;
}

export interface GenerationRecord {
  readonly number: number;
  readonly publishedAt: string;
  /** The `now` its verdicts were decided at. */
  readonly decidedAt: string;
  readonly by: 'run' | 'review' | 'rollback';
  readonly runId: string | null;
  readonly pinned: boolean;
  readonly counts: CorpusCounts;
}

export interface CorpusCounts {
  readonly documents: { total: number; accepted: number; partial: number; quarantined: number; rejected: number; failed: number };
  readonly chunks: { total: number; accepted: number; quarantined: number; rejected: number };
  readonly findings: Readonly<Record<string, number>>;
}

export interface StoreRuns {
  /** Name of the pipeline the store is bound to and the definition it last ran with; `null` before the first run. */
  pipeline(): Promise<{ name: string; file: string | null; definition: JsonObject; hash: string } | null>;
  /** Takes the lease and begins a run, binding the store to the pipeline. Fails with `store-busy`, `pipeline-mismatch`. */
  beginRun(run: {
    pipeline: string; pipelineFile: string | null; definition: JsonObject; pipelineHash: string; now: number; pid: number; host: string;
  }): Promise<RunFence>;
  /** Keeps the lease alive. */
  heartbeat(fence: RunFence): Promise<void>;
  /** Ends the run and gives the lease back. Pending work stays for the next run to go on with. */
  endRun(fence: RunFence, end: { status: RunStatus; generation: number | null; work: WorkCounts | null; summary: JsonObject | null; finishedAt: string }): Promise<void>;
  leaseHolder(): Promise<LeaseHolder | null>;
  listRuns(page: { limit: number; before?: string }): Promise<readonly RunRecord[]>;
  currentGeneration(): Promise<GenerationRecord | null>;
  generation(number: number): Promise<GenerationRecord | null>;
  /** Publishes the membership, verdicts and edges of an old generation as a new, pinned one. */
  rollback(to: number, by: { actor: string; reason: string; now: number }): Promise<GenerationRecord>;
  /** Lets runs publish again after a rollback. */
  unpin(): Promise<void>;
}

// ---- ingest -------------------------------------------------------------------------------------------------

export interface ItemKey {
  readonly source: string;
  readonly path: string;
  readonly record: string | null;
}

export interface ItemState extends ItemKey {
  readonly fingerprint: string | null;
  /** SHA-256 of the bytes that were parsed. */
  readonly sourceHash: string | null;
  /** Parser, chunker and their options at that time. */
  readonly stageKey: string | null;
  /** Documents of the item in the pending state. */
  readonly documents: number;
  readonly failure: FailureInfo | null;
}

export interface FailureInfo {
  readonly stage: 'read' | 'parse' | 'chunk' | 'score';
  readonly code: string;
  readonly message: string;
  readonly attempts: number;
  /** Fingerprint at the failed attempt: unchanged, it is not tried again until `redrive`. */
  readonly fingerprint: string | null;
  readonly retry: boolean;
}

export interface FailureRecord extends ItemKey, FailureInfo {
  readonly id: string;
  readonly carried: boolean;
}

/** A chunk of a document version, with its identity. */
export interface ChunkRow extends ChunkDraft {
  readonly id: string;
  readonly ordinal: number;
  readonly contentHash: string;
  readonly textHash: string;
  readonly last: boolean;
}

export interface DocumentVersion {
  readonly documentId: string;
  readonly uri: string;
  readonly record: string | null;
  /** Hash of all below: an equal key is the same version. */
  readonly versionKey: string;
  /** SHA-256 of the text. */
  readonly contentHash: string;
  readonly sourceHash: string;
  readonly parserKey: string;
  readonly text: string;
  readonly title: string | null;
  readonly language: string | null;
  readonly mediaType: string;
  readonly declared: JsonObject;
  readonly dates: readonly DateEvidence[];
  readonly findings: readonly FindingDraft[];
  readonly chunks: readonly ChunkRow[];
}

export interface ItemResult extends ItemKey {
  readonly source: string;
  readonly fingerprint: string | null;
  readonly sourceHash: string;
  readonly stageKey: string;
  readonly documents: readonly DocumentVersion[];
}

export interface ItemFailure extends ItemKey {
  readonly stage: FailureInfo['stage'];
  readonly code: string;
  readonly message: string;
  readonly fingerprint: string | null;
}

/** A changed chunk names the chunk(s) it came from. */
export interface Predecessor {
  readonly chunkId: string;
  readonly predecessorId: string;
  /** 0..1: the share of this chunk's sentences that the predecessor held. */
  readonly share: number;
}

/** What `putItems` did, in documents. */
export interface ItemsPut {
  /** New, or another version than before. */
  readonly changed: number;
  readonly same: number;
  readonly removed: number;
}

export interface StoreIngest {
  /**
   * Declares the sources of this run, so that rows carry authority, owner and access. Sources no longer named lose their
   * items. Returns how many documents went that way.
   */
  putSources(fence: RunFence, sources: readonly SourceInfo[]): Promise<number>;
  itemStates(keys: readonly ItemKey[]): Promise<readonly (ItemState | null)[]>;
  /** Marks items as met in this run without a change; a new fingerprint is kept where one is given. */
  touchItems(fence: RunFence, items: readonly (ItemKey & { fingerprint?: string | null })[]): Promise<void>;
  /** Replaces what items hold, in one transaction; documents that are gone from an item are removed. */
  putItems(fence: RunFence, items: readonly ItemResult[]): Promise<ItemsPut>;
  /** Records failures; what the items held before stays (`carried`). A source failure (path `''`) marks all its items as met. */
  putFailures(fence: RunFence, failures: readonly ItemFailure[]): Promise<void>;
  /** Items of a source that this run has not met, keyset-paged. */
  unmetItems(fence: RunFence, source: string, page: { limit: number; after?: ItemKey }): Promise<readonly ItemState[]>;
  /** Returns how many documents left with them. */
  removeItems(fence: RunFence, items: readonly ItemKey[]): Promise<number>;
  putPredecessors(fence: RunFence, links: readonly Predecessor[]): Promise<void>;
  /** Chunks that left in the pending state, by normalised text: how a renamed document finds what it was. */
  departedByTextHash(textHashes: readonly string[]): Promise<readonly { textHash: string; chunkId: string; documentId: string }[]>;
  /** Documents that are new in the pending state and have no predecessor links yet. */
  arrivedDocuments(page: { limit: number; after?: string }): Promise<readonly { documentId: string; chunks: readonly ChunkRow[] }[]>;
  listFailures(page: { limit: number; after?: string }): Promise<readonly FailureRecord[]>;
  /** Marks failures to be tried again; no ids = all. Returns how many. */
  markForRetry(ids: readonly string[]): Promise<number>;
}

// ---- scores -------------------------------------------------------------------------------------------------

/** A chunk as it stands at some point of view. */
export interface StoredChunk extends ChunkRow {
  readonly documentId: string;
  readonly uri: string;
  readonly source: string;
  readonly path: string;
  readonly record: string | null;
  readonly text: string;
  readonly title: string | null;
  readonly language: string | null;
  readonly mediaType: string;
  /** Changes whenever the placement or its document version does. */
  readonly rowId: number;
}

export interface StoredDocument {
  readonly documentId: string;
  readonly uri: string;
  readonly source: string;
  readonly path: string;
  readonly record: string | null;
  readonly contentHash: string;
  readonly sourceHash: string;
  readonly parserKey: string;
  readonly title: string | null;
  readonly language: string | null;
  readonly mediaType: string;
  readonly declared: JsonObject;
  readonly dates: readonly DateEvidence[];
  readonly findings: readonly FindingDraft[];
  readonly chunks: number;
  /** The item failed in the last run and this is its last good version. */
  readonly carried: boolean;
  readonly versionId: number;
}

export interface StoreScores {
  /** Chunks of the pending state that have no measurement under this key. */
  unmeasured(scorerKey: string, page: { limit: number; afterRow?: number }): Promise<readonly StoredChunk[]>;
  putMeasurements(fence: RunFence, scorerKey: string, rows: readonly { rowId: number; measurement: Measurement }[]): Promise<void>;
  unassessed(scorerKey: string, page: { limit: number; afterVersion?: number }): Promise<readonly (StoredDocument & { text: string })[]>;
  putAssessments(fence: RunFence, scorerKey: string, rows: readonly { versionId: number; assessment: DocumentAssessment }[]): Promise<void>;
}

// ---- joins --------------------------------------------------------------------------------------------------

export interface JoinNodeRow {
  readonly subjectId: string;
  readonly rowId: number;
  /** What `Join.node` said; `null` = takes part in nothing. */
  readonly node: string | null;
  readonly keys: readonly number[];
}

export type JoinUnit = 'chunk' | 'document';

/** See `Join.bucket`. */
export interface BucketRule {
  readonly cap: number;
  readonly overflow: 'hubs' | 'sample';
}

/** An edge between two subjects. Which of them is canonical is in their verdicts. */
export interface StoredEdge extends EdgeDraft {
  readonly join: string;
  readonly of: 'chunks' | 'documents';
  readonly aId: string;
  readonly bId: string;
  readonly aNode: number;
  readonly bNode: number;
}

export interface EpochRecord {
  readonly number: number;
  readonly nodes: number;
}

export interface StoreJoins {
  /** Starts a new epoch for a join: its nodes, keys and edges are forgotten, the counts of terms are frozen. */
  beginEpoch(fence: RunFence, join: string, joinKey: string, statistics: { nodes: number; frequencies: Iterable<readonly [string, number]> }): Promise<EpochRecord>;
  /** The epoch in force, when it was made by this very join (id, version, options). */
  epoch(join: string, joinKey: string): Promise<EpochRecord | null>;
  frequencies(join: string, terms: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** All chunks (or documents) of the pending state. */
  joinSubjects(unit: JoinUnit, page: { limit: number; afterRow?: number }): Promise<readonly JoinSubject[]>;
  /** Those the join has not seen as they are now. Take, then `putJoinNodes`. */
  unjoined(join: string, unit: JoinUnit, page: { limit: number; afterRow?: number }): Promise<readonly JoinSubject[]>;
  /** Enters subjects: nodes, keys, and what they touch. */
  putJoinNodes(fence: RunFence, join: string, unit: JoinUnit, rows: readonly JoinNodeRow[], bucket: BucketRule): Promise<void>;
  /** Drops subjects that left the pending state, and notes what they touched. Returns how many. */
  dropJoinNodes(fence: RunFence, join: string, unit: JoinUnit, bucket: BucketRule, page: { limit: number }): Promise<number>;
  /** Touched nodes still to be re-joined. */
  touchedNodes(join: string, page: { limit: number }): Promise<readonly number[]>;
  /**
   * For each node: the nodes it is a candidate pair with. Nodes that are touched and not asked for are left out: the pair
   * comes up when their turn comes, so that no pair is verified twice.
   */
  candidates(join: string, nodes: readonly number[], bucket: BucketRule): Promise<ReadonlyMap<number, readonly number[]>>;
  /** The member a node is verified by: the one with the lowest id. */
  nodeSubjects(join: string, unit: JoinUnit, nodes: readonly number[]): Promise<ReadonlyMap<number, JoinSubject>>;
  /** Replaces all edges of the touched nodes and clears their mark, in one transaction. `sameNode` gives the edge between members of one node. */
  putEdges(fence: RunFence, join: string, unit: JoinUnit, touched: readonly number[], edges: readonly { aNode: number; bNode: number; draft: EdgeDraft }[], sameNode: EdgeDraft | null): Promise<void>;
  joinStats(join: string): Promise<{ nodes: number; subjects: number; changedSinceEpoch: number }>;
}

/** All a join's `prepare` needs. */
export interface JoinSubject {
  readonly id: string;
  readonly documentId: string;
  readonly rowId: number;
  readonly text: string;
  readonly offset: number;
  readonly title: string | null;
  readonly source: SourceInfo;
  readonly path: string;
  readonly headingPath: readonly string[];
  readonly parentItem: string | null;
  readonly kinds: ChunkDraft['kinds'];
  readonly language: string | null;
  readonly mediaType: string;
  readonly declared: JsonObject;
  /** By scorer key. */
  readonly assessments: ReadonlyMap<string, DocumentAssessment>;
}

// ---- decisions ----------------------------------------------------------------------------------------------

/** All that deciding on one chunk needs, apart from its component. */
export interface DecideSubject {
  readonly chunkId: string;
  readonly documentId: string;
  readonly source: SourceInfo;
  readonly path: string;
  readonly record: string | null;
  readonly tokens: number;
  readonly contentHash: string;
  readonly textHash: string;
  readonly language: string | null;
  readonly mediaType: string;
  readonly declared: JsonObject;
  readonly documentFindings: readonly FindingDraft[];
  /** By scorer key. */
  readonly measurements: ReadonlyMap<string, Measurement>;
  readonly assessments: ReadonlyMap<string, DocumentAssessment>;
  /** The latest person's decision on the chunk itself. */
  readonly decision: DecisionEvent | null;
  /** What the chunk came from, when it has no decision of its own. */
  readonly predecessors: readonly PredecessorStanding[];
  readonly verdict: DecidedChunk | null;
  readonly span: { start: number; end: number };
}

export interface PredecessorStanding {
  readonly chunkId: string;
  readonly share: number;
  readonly textHash: string;
  /** The latest person's decision on it or, through its own predecessors, that still stood. */
  readonly decision: DecisionEvent | null;
  /** Its last status. */
  readonly status: Status | null;
}

/** A verdict with what it rests on, as kept per chunk and interval of generations. */
export interface DecidedChunk extends Verdict {
  readonly scores: Readonly<Record<string, Score>>;
  /** Findings that came of joins and of time; those of scorers are with the measurements. */
  readonly findings: readonly FindingDraft[];
  /** Member kept in this one's place. */
  readonly survivor: string | null;
  /** Person's decision in force, by its seq. */
  readonly decisionSeq: number | null;
}

export interface StagedVerdict {
  readonly chunkId: string;
  /** `null` = the chunk left the corpus. */
  readonly decided: DecidedChunk | null;
}

export interface DecisionDraft {
  readonly actor: string;
  readonly subjectKind: SubjectKind;
  readonly subjectId: string;
  readonly verdict: PersonVerdict;
  readonly reason: string;
  readonly evidence: DecisionEvidence;
}

export interface StoreDecisions {
  /**
   * Chunks whose verdict may be out of date in the pending state: new, changed or gone, a changed measurement or edge,
   * a new decision, a staged verdict of another policy, or `nextChangeAt <= now`. A chunk leaves the list when staged.
   */
  undecided(query: { now: number; policyKey: string; limit: number }): Promise<readonly string[]>;
  /** Puts every chunk on the list, as a changed policy or join needs. */
  markAllUndecided(fence: RunFence): Promise<void>;
  /** Policy key of the last published run; `null` before the first. */
  decidedPolicyKey(): Promise<string | null>;
  /** The members and edges of the connected components that the subjects (chunk or document ids) are in. */
  components(join: string, unit: JoinUnit, subjectIds: readonly string[], at: At): Promise<{ members: readonly { id: string; node: number }[]; edges: readonly StoredEdge[] }>;
  /** Ids of the chunks that documents hold. */
  chunkIdsOf(documentIds: readonly string[], at: At): Promise<readonly string[]>;
  /** Chunks that are not there at that point of view are left out. */
  decideSubjects(chunkIds: readonly string[], at: At): Promise<readonly DecideSubject[]>;
  /** Keeps those that differ from the verdict in force. */
  stageVerdicts(fence: RunFence, policyKey: string, verdicts: readonly StagedVerdict[]): Promise<void>;
  /** Seq of the newest decision event; 0 = none. */
  decisionSeq(): Promise<number>;
  /**
   * Makes the pending state the next generation, in one transaction, when it differs from the current one.
   * `decisionsAfter`: decisions came in after `decisionSeq`; decide on those subjects again and call again.
   */
  publishRun(fence: RunFence, publish: { decisionSeq: number; now: number; policyKey: string }): Promise<
    { generation: GenerationRecord; changed: boolean } | { decisionsAfter: readonly DecisionEvent[] }>;
  /** Appends events and publishes their verdicts as a new generation; fails with `decision-conflict` when the generation moved on. */
  publishReview(review: { events: readonly DecisionDraft[]; verdicts: readonly StagedVerdict[]; basis: number; now: number }): Promise<{ generation: GenerationRecord; events: readonly DecisionEvent[] }>;
  decisionsOf(subjectId: string): Promise<readonly DecisionEvent[]>;
  listDecisions(page: { limit: number; afterSeq?: number }): Promise<readonly DecisionEvent[]>;
}

// ---- queries ------------------------------------------------------------------------------------------------

export interface ChunkView extends StoredChunk {
  readonly sourceInfo: SourceInfo;
  readonly declared: JsonObject;
  readonly decided: DecidedChunk;
  readonly measurements: ReadonlyMap<string, Measurement>;
  readonly assessments: ReadonlyMap<string, DocumentAssessment>;
  readonly releasedIn: number | null;
}

export interface DocumentView extends StoredDocument {
  readonly sourceInfo: SourceInfo;
  readonly assessments: ReadonlyMap<string, DocumentAssessment>;
  /** Chunks by status. */
  readonly statuses: Readonly<Record<Status, number>>;
}

export interface StoreQueries {
  /** In order of source, path, record, position. `after` = the last chunk's id. */
  listChunks(query: { at: number; status?: Status; documentId?: string; limit: number; after?: string }): Promise<readonly ChunkView[]>;
  listDocuments(query: { at: number; limit: number; after?: string }): Promise<readonly DocumentView[]>;
  listEdges(query: { at: number; kind?: EdgeKind; chunkId?: string; limit: number; after?: number }): Promise<readonly (StoredEdge & { edgeNumber: number })[]>;
  chunk(id: string, at: number): Promise<ChunkView | null>;
  document(id: string, at: number): Promise<(DocumentView & { text: string }) | null>;
  predecessorsOf(chunkId: string): Promise<readonly Predecessor[]>;
  /** Verdicts of a chunk over all generations, oldest first. */
  verdictHistory(chunkId: string): Promise<readonly (DecidedChunk & { fromGeneration: number; toGeneration: number | null })[]>;
}

// ---- exports ------------------------------------------------------------------------------------------------

export interface StoreExports {
  ledger(target: string): Promise<ReadonlyMap<string, string>>;
  /** Written after the target acknowledged, never before. */
  putLedger(target: string, generation: number, changes: { upserted: Iterable<readonly [string, string]>; deleted: Iterable<string> }): Promise<void>;
  /** Targets that hold or held a chunk. */
  exportsOf(chunkId: string): Promise<readonly { target: string; generation: number; present: boolean }[]>;
}
