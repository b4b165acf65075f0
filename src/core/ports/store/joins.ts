import type { JsonObject } from '../../json.js';
import type { ChunkDraft, EdgeDraft, FindingDraft, SourceInfo } from '../../model/index.js';
import type { DocumentAssessment, IgnoredField } from '../blocks.js';
import type { RunFence } from './runs.js';

export interface JoinNodeRow {
  readonly subjectId: string;
  readonly rowId: number;
  /** What `Join.node` said; `null` = takes part in nothing. */
  readonly node: string | null;
  readonly keys: readonly number[];
  /** What `Join.order` said: nodes that differ in it are two. Absent = nothing. */
  readonly order?: number;
  /** What `Join.mark` said; absent = nothing. */
  readonly marks?: readonly FindingDraft[];
}

export type JoinUnit = 'chunk' | 'document';

/** See `Join.bucket`. */
export interface BucketRule {
  readonly cap: number;
  readonly overflow: 'hubs' | 'sample';
  readonly weakShare?: number;
  readonly commonBeyond?: number;
}

/** What the nodes asked for are to be verified with. */
export interface Candidates {
  /** For each node asked for, those it is a candidate pair with, ascending. */
  readonly partners: ReadonlyMap<number, readonly number[]>;
  /** Nodes that were not asked for and whose pairs have changed since the join was last in step, because others came into or left a bucket over the cap, or because a key has become common or is so no more. */
  readonly moved: readonly number[];
  /** Keys of the nodes asked for that are common (`BucketRule.commonBeyond`). */
  readonly common: ReadonlySet<number>;
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
  /** Subjects when it began. */
  readonly nodes: number;
  /** How many came, changed or left since. */
  readonly changed: number;
}

export interface StoreJoins {
  /**
   * Starts a new epoch for a join: its nodes, keys and edges are forgotten, the counts of terms are frozen. A term that is a word is kept as a hash, so that no word outlives the documents it
   * stood in; one that is a number as it is.
   */
  beginEpoch(fence: RunFence, join: string, joinKey: string, statistics: { nodes: number; frequencies: Iterable<readonly [term: string | number, nodes: number]> }): Promise<EpochRecord>;
  /** The epoch in force, when it was made by this very join (id, version, options). */
  epoch(join: string, joinKey: string): Promise<EpochRecord | null>;
  /** Frozen counts of these words, those that have one; of all numbers where none are named. */
  frequencies(join: string, terms?: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** How many chunks (or documents) the pending state has. */
  countSubjects(unit: JoinUnit): Promise<number>;
  /** All chunks (or documents) of the pending state. */
  joinSubjects(unit: JoinUnit, page: { limit: number; afterRow?: number }): Promise<readonly JoinSubject[]>;
  /** Rows (`JoinSubject.rowId`) of the subjects that the join has not seen as they are now, ascending. Load, then `putJoinNodes`. */
  unjoinedRows(join: string, unit: JoinUnit): Promise<readonly number[]>;
  /**
   * Of subjects that are entered already, those of which a join sees what it saw before take their new row; their place in the document may
   * differ, and then the edges of their node are made again. `ignored`: see `Join.ignores`. Returns how many; the others are to be put.
   */
  moveEqualSubjects(fence: RunFence, join: string, unit: JoinUnit, ignored: readonly IgnoredField[]): Promise<number>;
  /** Enters subjects: nodes, keys, and what they touch. */
  putJoinNodes(fence: RunFence, join: string, unit: JoinUnit, rows: readonly JoinNodeRow[]): Promise<void>;
  /** Drops subjects that left the pending state, and notes what they touched. Returns how many. */
  dropJoinNodes(fence: RunFence, join: string, unit: JoinUnit, page: { limit: number }): Promise<number>;
  /** Touched nodes still to be re-joined, ascending. */
  touchedNodes(join: string, page: { limit: number }): Promise<readonly number[]>;
  /** Has nodes re-joined: those that `candidates` found moved. */
  touchNodes(fence: RunFence, join: string, nodes: readonly number[]): Promise<void>;
  /**
   * Partners of nodes, by the keys they share. Nodes that are touched and not asked for are left out: the pair comes up when their turn
   * comes, so that no pair is verified twice. One call looks through all keys: ask for many nodes at once, and once even when none is touched:
   * what left may have moved others.
   */
  candidates(join: string, nodes: readonly number[], bucket: BucketRule): Promise<Candidates>;
  /** The row (`JoinSubject.rowId`) a node is verified by: of its members the one with the lowest id. */
  nodeRows(join: string, unit: JoinUnit, nodes: readonly number[]): Promise<ReadonlyMap<number, number>>;
  /** Subjects of the pending state by row, in order of their rows. */
  subjectsAt(unit: JoinUnit, rows: readonly number[]): Promise<readonly JoinSubject[]>;
  /** Replaces all edges of the touched nodes and clears their mark, in one transaction. `sameNode` gives the edge between members of one node. */
  putEdges(fence: RunFence, join: string, unit: JoinUnit, touched: readonly number[], edges: readonly { aNode: number; bNode: number; draft: EdgeDraft }[], sameNode: EdgeDraft | null): Promise<void>;
  /** The join is in step with the pending state: nothing is touched. What the next run has to look at is counted from here. */
  settleJoin(fence: RunFence, join: string): Promise<void>;
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
