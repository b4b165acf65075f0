import type { JsonObject } from '../../json.js';
import type { Readings } from '../../model/index.js';

/** A point of view: a published generation, or what the running run has made so far. */
export type At = number | 'pending';

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

export interface RunEnd {
  readonly status: RunStatus;
  /** The generation that was current when it ended; `null` for a run that published nothing it could have. */
  readonly generation: number | null;
  readonly work: WorkCounts | null;
  readonly summary: JsonObject | null;
  /** What it saw of the corpus. Kept of a run that was held too; compared with later ones only where it succeeded or was degraded. */
  readonly readings?: Readings | null;
  readonly finishedAt: string;
}

export interface GenerationRecord {
  readonly number: number;
  readonly publishedAt: string;
  /** The `now` its verdicts were decided at. */
  readonly decidedAt: string;
  readonly by: 'run' | 'review' | 'rollback' | 'purge';
  readonly runId: string | null;
  readonly pinned: boolean;
  /** No longer kept: its counts are all that is left of it. */
  readonly dropped: boolean;
  /** Seq of the newest decision it knew, 0 = none; `null` = published by a Winnow that did not note it. */
  readonly decisionSeq: number | null;
  /** Of a rollback: the generation whose state it holds; `null` = none, or not noted. */
  readonly restores: number | null;
  /** Of a rollback: who went back, and why. */
  readonly note: string | null;
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
  endRun(fence: RunFence, end: RunEnd): Promise<void>;
  leaseHolder(): Promise<LeaseHolder | null>;
  run(id: string): Promise<RunRecord | null>;
  listRuns(page: { limit: number; before?: string }): Promise<readonly RunRecord[]>;
  currentGeneration(): Promise<GenerationRecord | null>;
  generation(number: number): Promise<GenerationRecord | null>;
  /** The newest generation published at a time (ISO 8601, UTC, with milliseconds) or before it; `null` = none was. */
  generationAsOf(time: string): Promise<GenerationRecord | null>;
  /** Publishes the membership, verdicts and edges of an old generation as a new, pinned one. Fails with `generation-unknown`, `generation-dropped`, `store-busy`. */
  rollback(to: number, by: { actor: string; reason: string; now: number }): Promise<GenerationRecord>;
  /** Lets runs publish again after a rollback. */
  unpin(): Promise<void>;
}
