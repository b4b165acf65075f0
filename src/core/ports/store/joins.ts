import type { JsonObject } from '../../json.js';
import type { ChunkDraft, EdgeDraft, FindingDraft, SourceInfo } from '../../model/index.js';
import type { DocumentAssessment } from '../blocks.js';
import type { RunFence } from './runs.js';

export interface JoinNodeRow {
  readonly subjectId: string;
  readonly rowId: number;
  /** Hash of all that the join looks at of the subject, its text too: equal inputs have equal nodes, keys and edges. */
  readonly input: number;
  /** What `Join.node` said; `null` = takes part in nothing. */
  readonly node: string | null;
  readonly keys: readonly number[];
  /** What `Join.mark` said; absent = nothing. */
  readonly marks?: readonly FindingDraft[];
}

export type JoinUnit = 'chunk' | 'document';

/** See `Join.bucket`. */
export interface BucketRule {
  readonly cap: number;
  readonly overflow: 'hubs' | 'sample';
  readonly weakShare?: number;
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
  /** Starts a new epoch for a join: its nodes, keys and edges are forgotten, the counts of terms are frozen. */
  beginEpoch(fence: RunFence, join: string, joinKey: string, statistics: { nodes: number; frequencies: Iterable<readonly [string, number]> }): Promise<EpochRecord>;
  /** The epoch in force, when it was made by this very join (id, version, options). */
  epoch(join: string, joinKey: string): Promise<EpochRecord | null>;
  /** Frozen counts of these terms, those that have one; of all terms where none are named. */
  frequencies(join: string, terms?: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** How many chunks (or documents) the pending state has. */
  countSubjects(unit: JoinUnit): Promise<number>;
  /** All chunks (or documents) of the pending state. */
  joinSubjects(unit: JoinUnit, page: { limit: number; afterRow?: number }): Promise<readonly JoinSubject[]>;
  /** Those the join has not seen as they are now. Take, then `putJoinNodes`. */
  unjoined(join: string, unit: JoinUnit, page: { limit: number; afterRow?: number }): Promise<readonly JoinSubject[]>;
  /** Of subjects that are entered already, those with an equal input take their new row and touch nothing. Returns their ids; the others are to be put. */
  moveJoinNodes(fence: RunFence, join: string, unit: JoinUnit, rows: readonly Pick<JoinNodeRow, 'subjectId' | 'rowId' | 'input'>[]): Promise<ReadonlySet<string>>;
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
  /** The row (`JoinSubject.rowId`) a node is verified by: of its members the one with the lowest id. */
  nodeRows(join: string, unit: JoinUnit, nodes: readonly number[]): Promise<ReadonlyMap<number, number>>;
  /** Subjects of the pending state by row, in order of their rows. */
  subjectsAt(unit: JoinUnit, rows: readonly number[]): Promise<readonly JoinSubject[]>;
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
