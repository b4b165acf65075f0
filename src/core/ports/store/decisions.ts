import type { JsonObject } from '../../json.js';
import type { DecisionEvent, DecisionEvidence, FindingDraft, OtherSide, PairVerdict, PersonVerdict, PinVerdict, Score, SourceInfo, Status, StatusVerdict, SubjectKind, Verdict } from '../../model/index.js';
import type { DocumentAssessment, Measurement } from '../blocks.js';
import type { JoinUnit, StoredEdge } from './joins.js';
import type { At, GenerationRecord, RunFence } from './runs.js';

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
  /** The latest person's decision on the release of the chunk itself. */
  readonly decision: DecisionEvent<StatusVerdict> | null;
  /** The latest word of a person on it as the canonical of its copies. */
  readonly pin: DecisionEvent<PinVerdict> | null;
  /** What the chunk came from, when it lacks one of these of its own. */
  readonly predecessors: readonly PredecessorStanding[];
  readonly verdict: DecidedChunk | null;
  readonly span: { start: number; end: number };
}

export interface PredecessorStanding {
  readonly chunkId: string;
  readonly share: number;
  /** More of its text went into this chunk than into any other: here people hear what became of its decision. */
  readonly heir: boolean;
  readonly textHash: string;
  /** The latest person's decision that bears on it: its own, or one that came through its own predecessors, lapsed or not. */
  readonly decision: DecisionEvent<StatusVerdict> | null;
  /** Earlier ones that bore on it together with that. */
  readonly others: readonly DecisionEvent<StatusVerdict>[];
  /** The latest word on it as a canonical, its own or one that came to it, and whether that is a pin that stood. */
  readonly pin: { readonly event: DecisionEvent<PinVerdict>; readonly stands: boolean } | null;
  /** Its last status. It tells whether the decision stood: a lapsed approval leaves a chunk quarantined. */
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
  /** Seqs of all decisions that bear on it, in force together or lapsed, newest first; absent where `decisionSeq` says it all. */
  readonly decisions?: readonly number[];
  /** The pin on it, by its seq; absent where there is none. One that does not stand has lapsed. */
  readonly pin?: { readonly seq: number; readonly stands: boolean };
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
  readonly other?: OtherSide;
  readonly edit?: NonNullable<DecisionEvent['edit']>;
  readonly withdraws?: number;
  readonly until?: string;
  readonly assignee?: string;
}

/** A decision on a pair that has not been taken back, by the texts it is about. */
export interface PairDecision {
  readonly verdict: PairVerdict;
  /** Text hashes of both sides, the lesser first. */
  readonly texts: readonly [string, string];
  readonly seq: number;
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
  /** The members, with their marks, and edges of the connected components that the subjects (chunk or document ids) are in. */
  components(join: string, unit: JoinUnit, subjectIds: readonly string[], at: At): Promise<{ members: readonly { id: string; node: number; marks: readonly FindingDraft[]; asides: number }[]; edges: readonly StoredEdge[] }>;
  /** Ids of the chunks that documents hold. */
  chunkIdsOf(documentIds: readonly string[], at: At): Promise<readonly string[]>;
  /** Chunks that are not there at that point of view are left out. `without`: as if these decisions had been taken back; `edits`: as if these on metadata had been made. */
  decideSubjects(chunkIds: readonly string[], at: At, options?: { readonly without?: readonly number[]; readonly edits?: readonly DecisionEvent[] }): Promise<readonly DecideSubject[]>;
  /** Keeps those that differ from the verdict in force. */
  stageVerdicts(fence: RunFence, policyKey: string, verdicts: readonly StagedVerdict[]): Promise<void>;
  /** Seq of the newest decision event; 0 = none. */
  decisionSeq(): Promise<number>;
  /**
   * Makes the pending state the next generation, in one transaction, when it differs from the current one.
   * `decisionsAfter`: decisions came in after `decisionSeq`; decide on those subjects again and call again. `note` is kept with the generation.
   */
  publishRun(fence: RunFence, publish: { decisionSeq: number; now: number; policyKey: string; note?: string }): Promise<
    { generation: GenerationRecord; changed: boolean } | { decisionsAfter: readonly DecisionEvent[] }>;
  /** Appends events and publishes their verdicts as a new generation, or none where there are no verdicts; fails with `decision-conflict` when the generation moved on, or the log is not at `decisionSeq`: words on attention make no generation. */
  publishReview(review: { events: readonly DecisionDraft[]; verdicts: readonly StagedVerdict[]; basis: number; decisionSeq?: number; now: number }): Promise<{ generation: GenerationRecord; events: readonly DecisionEvent[] }>;
  /** Decisions on a chunk or document, and on pairs that it is a side of, oldest first; those taken back too, and what took them back. */
  decisionsOf(subjectId: string): Promise<readonly DecisionEvent[]>;
  /** Decisions in force on pairs of which both texts are among these hashes. */
  pairDecisions(textHashes: readonly string[]): Promise<readonly PairDecision[]>;
  /** Ids of the chunks that have one of these text hashes. */
  chunksOfTexts(textHashes: readonly string[], at: At): Promise<readonly string[]>;
  /** Those of these decisions that have been taken back. */
  withdrawn(seqs: readonly number[]): Promise<readonly number[]>;
  /** Ids of the chunks of a generation whose text came, over any number of edits, from one of these chunks. */
  descendantsOf(chunkIds: readonly string[], at: At): Promise<readonly string[]>;
  listDecisions(page: { limit: number; afterSeq?: number }): Promise<readonly DecisionEvent[]>;
}
