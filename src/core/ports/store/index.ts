import type { StoreDecisions } from './decisions.js';
import type { StoreEmbeddings } from './embeddings.js';
import type { StoreExports } from './exports.js';
import type { StoreHistory } from './history.js';
import type { StoreIds } from './ids.js';
import type { StoreIngest } from './ingest.js';
import type { StoreJoins } from './joins.js';
import type { StoreJudgements } from './judgements.js';
import type { StoreLineage } from './lineage.js';
import type { StoreOutbox } from './outbox.js';
import type { StoreOutstanding } from './outstanding.js';
import type { StorePurges } from './purges.js';
import type { StoreQueries } from './queries.js';
import type { StoreReadings } from './readings.js';
import type { StoreRetention } from './retention.js';
import type { StoreReviews } from './reviews.js';
import type { StoreRuns } from './runs.js';
import type { StoreScores } from './scores.js';

/**
 * The Store port: async, batched, keyset-paged, one transaction a method. Nothing of SQLite shows.
 *
 * A store holds one corpus. Membership of documents, verdicts and edges is kept as intervals of generations, so an old
 * generation stays readable. A run works on the `pending` state, which nobody else sees until `publishRun`; reviewers
 * publish at any time. Methods that write for a run take its `RunFence` and fail with `run-superseded` when the lease
 * has gone to another attempt.
 */
export interface Store extends StoreRuns, StoreIngest, StoreScores, StoreJoins, StoreEmbeddings, StoreJudgements, StoreDecisions, StoreQueries, StoreReadings, StoreReviews, StoreExports, StoreLineage, StoreIds, StoreOutbox, StoreOutstanding, StoreHistory, StoreRetention, StorePurges {
  readonly location: string;
  close(): Promise<void>;
  /** Copies the store while it is in use. */
  backup(toPath: string): Promise<void>;
  /** Checks our own invariants (books, intervals, hash chain, dangling rows) and the file itself. */
  check(): Promise<readonly StoreProblem[]>;
}

export interface StoreProblem {
  readonly code: string;
  readonly message: string;
}

export type * from './runs.js';
export type * from './ingest.js';
export type * from './scores.js';
export type * from './joins.js';
export type * from './decisions.js';
export type * from './embeddings.js';
export type * from './judgements.js';
export type * from './purges.js';
export type * from './queries.js';
export type * from './retention.js';
export type * from './reviews.js';
export type * from './exports.js';
export type * from './history.js';
export type * from './ids.js';
export type * from './lineage.js';
export type * from './outbox.js';
export type * from './outstanding.js';
export type * from './readings.js';
