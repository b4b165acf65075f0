import type { RunStatus } from '../../core/index.js';
import type { StageKind } from './stages.js';

/** One document, or item that should have been some, that could not be read this time. Nothing of what it says. */
export interface DocumentFailed {
  readonly event: 'document-failed';
  readonly source: string;
  /** Relative to the source's root; `''` or one that ends in `/` = all below it. */
  readonly path: string;
  readonly record: string | null;
  /** `null` where it stands for several documents. */
  readonly documentId: string | null;
  readonly stage: 'read' | 'parse' | 'chunk';
  readonly code: string;
  /** How often it was tried, this time included. */
  readonly attempts: number;
  /** Its last good version stays in the corpus. */
  readonly carried: boolean;
}

interface StageNamed {
  readonly stage: StageKind;
  /** The source, scorer, join, model or target that it works on; `''` = none in particular. */
  readonly of: string;
}

/** What happens in a run, for logs that programs read. `warn` of the sink tells of warnings. */
export type RunEvent =
  | { readonly event: 'run-started'; readonly runId: string; readonly pipeline: string }
  | ({ readonly event: 'stage-started' } & StageNamed)
  | ({ readonly event: 'stage-finished' } & StageNamed & { readonly count: number; readonly durationMs: number; readonly cpuMs: number })
  | DocumentFailed
  | { readonly event: 'guard-held'; readonly rule: string; readonly source: string | null; readonly of: string | null; readonly seen: number | string; readonly before: number | null; readonly message: string }
  | { readonly event: 'exported'; readonly target: string; readonly upserted: number; readonly deleted: number; readonly verified: 'read-back' | 'ledger' }
  | { readonly event: 'run-finished'; readonly status: RunStatus; readonly exitCode: number; readonly generation: number; readonly durationMs: number }
  /** A run that is held back or broke off; `generation`: what is current, `null` where that is not known. */
  | { readonly event: 'run-failed'; readonly status: RunStatus; readonly exitCode: number; readonly generation: number | null; readonly durationMs: number; readonly errorCode: string; readonly message: string };
