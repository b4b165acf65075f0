import type { Store, RunFence } from '../../core/index.js';
import type { Pipeline } from '../../config/index.js';

/** Where a run tells how far it is. Items are counted in the stage's own unit. */
export interface ProgressSink {
  stage(name: string, total: number | null): void;
  advance(count: number): void;
  end(): void;
  warn(message: string): void;
}

export const silent: ProgressSink = { stage() {}, advance() {}, end() {}, warn() {} };

/** What every stage of one run is given. */
export interface RunContext {
  readonly pipeline: Pipeline;
  readonly store: Store;
  readonly fence: RunFence;
  /** Milliseconds since the epoch that verdicts are decided at. */
  readonly now: number;
  /** Ignore what is cached and do everything again. */
  readonly full: boolean;
  readonly signal: AbortSignal;
  readonly progress: ProgressSink;
}
