import type { GuardFinding } from '../../curate/index.js';
import type { RunStatus, WorkCounts } from '../../core/index.js';
import type { DiffSummary } from '../diff/index.js';
import type { Overview } from '../review/index.js';
import type { RunLedger } from '../run/index.js';

/** A rule with what it holds back, the likely worst first. All texts are hostile. */
export interface ReportRule {
  readonly rule: string;
  /** Chunks that it holds back. */
  readonly chunks: number;
  /** Different causes of that. */
  readonly causes: number;
  readonly examples: readonly { readonly chunkId: string; readonly place: string; readonly message: string; readonly excerpt: string; readonly count: number }[];
}

export interface ReportRun {
  readonly id: string;
  readonly status: RunStatus;
  readonly startedAt: string;
  readonly durationMs: number | null;
  /** `null` = none was published, or there is none. */
  readonly generation: number | null;
  readonly work: WorkCounts | null;
  readonly guards: readonly GuardFinding[];
}

/** How a corpus is, for a person in the morning. */
export interface Report {
  readonly version: 1;
  readonly madeAt: string;
  readonly overview: Overview;
  readonly rules: readonly ReportRule[];
  /** The newest first. */
  readonly runs: readonly ReportRun[];
  /** What is behind what changed since the run before; `null` = nothing to compare with, or more than a report looks through. */
  readonly changes: DiffSummary | null;
  /** What the newest run that has ended did. */
  readonly ledger: RunLedger | null;
  /** What it is held back for; empty where it is not. */
  readonly held: readonly GuardFinding[];
}
