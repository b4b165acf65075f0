import type { DecisionEvent, Reason, SourceInfo, Status } from '../../model/index.js';
import type { DocumentAssessment } from '../blocks.js';
import type { GenerationRecord } from './runs.js';

/** A chunk that people are asked about, with what a queue of such chunks is made of and no text. */
export interface HeldChunk {
  readonly chunkId: string;
  readonly documentId: string;
  readonly source: SourceInfo;
  readonly path: string;
  readonly record: string | null;
  readonly title: string | null;
  readonly tokens: number;
  /** `accepted`: it is of the audit sample. */
  readonly status: Status;
  readonly reasons: readonly Reason[];
  /** Member kept in this one's place. */
  readonly survivor: string | null;
  /** The generation that published this verdict, and when (ISO 8601). */
  readonly sinceGeneration: number;
  readonly heldSince: string;
}

/** Counts of one source's chunks. */
export interface SourceCounts {
  readonly source: string;
  readonly owner: string | null;
  readonly chunks: Readonly<Record<Status, number>>;
  /** By scorer key or, for what joins gave, by dimension: how many were measured and the sum of their scores. */
  readonly measured: Readonly<Record<string, { readonly count: number; readonly sum: number }>>;
}

/** What reviewers look at: many chunks at once, told apart by their verdicts. */
export interface StoreReviews {
  /**
   * Chunks of a generation that are not accepted, in an order of the store's own. `after`: the last chunk's id. `since`: only those whose
   * verdict was published after that generation.
   */
  heldChunks(query: { at: number; limit: number; after?: string; since?: number }): Promise<readonly HeldChunk[]>;
  /**
   * The audit sample of a generation: a share (0..1) of all chunks, told by their ids so that it is the same every night, as far as they are accepted and no person's decision is in
   * force on them. `since` as in `heldChunks`.
   */
  auditSample(query: { at: number; share: number; since?: number }): Promise<readonly HeldChunk[]>;
  /** How the audit sample was judged: of the chunks that the policy had accepted when a person approved or rejected them, by the newest word on each. */
  auditOutcome(share: number): Promise<{ readonly looked: number; readonly missed: number }>;
  /** Ids of the chunks whose verdict was published after generation `since`, up to `at`, whatever it is. */
  decidedSince(query: { at: number; since: number }): Promise<readonly string[]>;
  /** Ids of the chunks of a generation that are not accepted and hold a text; case does not count. */
  heldContaining(text: string, at: number): Promise<readonly string[]>;
  /** Chunks of a generation with their statuses, in the order of their ids, which has nothing to do with where they stand: the first ones are a sample. `after`: an id. */
  chunkStatuses(query: { at: number; limit: number; after?: string }): Promise<readonly { readonly id: string; readonly status: Status }[]>;
  /** Decisions on attention (acknowledge, snooze, assign) that have not been taken back: of each chunk and verdict the newest; and waivers, where nothing was said of the chunk's release since. In the order of the log. */
  attention(): Promise<readonly DecisionEvent[]>;
  /** Newest first. `before`: a number. */
  listGenerations(page: { limit: number; before?: number }): Promise<readonly GenerationRecord[]>;
  /** The decisions before number `before` (default: the newest), newest first. */
  decisionsBefore(page: { limit: number; before?: number }): Promise<readonly DecisionEvent[]>;
  /** Reasons people gave, the most used of the last 1,000 decisions first; of one verdict, or of all but `withdraw`. */
  reasonsGiven(query: { verdict?: string; limit: number }): Promise<readonly { readonly reason: string; readonly uses: number }[]>;
  sourceCounts(at: number): Promise<readonly SourceCounts[]>;
  /** What a document scorer found of a generation's documents, with what people said of them: those of a source that are alike are told together, by their chunks. `null` = not assessed. */
  assessedChunks(at: number, scorerKey: string): Promise<readonly { readonly source: string; readonly assessment: DocumentAssessment | null; readonly chunks: number }[]>;
  /** Statuses of chunks in two generations: how many went from one to the other; `null` = not in the corpus. Unchanged ones are left out. */
  statusChanges(from: number, to: number): Promise<readonly { readonly from: Status | null; readonly to: Status | null; readonly chunks: number }[]>;
}
