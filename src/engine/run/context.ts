import type { RunFence, Store, Work } from '../../core/index.js';
import type { Pipeline } from '../../config/index.js';
import type { RunEvent } from './events.js';
import type { CrewSettings } from './join-work/index.js';

/** Where a run tells how far it is. Items are counted in the stage's own unit. */
export interface ProgressSink {
  /** A stage begins; the one before it has ended. */
  stage(name: string): void;
  /** So many more items are coming in this stage. Never called where that is not known. */
  expect(count: number): void;
  advance(count: number): void;
  end(): void;
  warn(message: string): void;
  /** What happened, for logs that programs read; comes beside the calls above. */
  event?(event: RunEvent): void;
}

export const silent: ProgressSink = { stage() {}, expect() {}, advance() {}, end() {}, warn() {} };

/** What every stage of one run is given. */
export interface RunContext {
  readonly pipeline: Pipeline;
  readonly store: Store;
  readonly fence: RunFence;
  /** Milliseconds since the epoch that verdicts are decided at. */
  readonly now: number;
  /** Ignore what is cached and do everything again. */
  readonly full: boolean;
  /** `false`: judges are not asked; what they answered before still counts. */
  readonly judge?: boolean | undefined;
  /** `false`: nothing is held back. */
  readonly guards: boolean;
  readonly signal: AbortSignal;
  readonly progress: ProgressSink;
  /** When worker threads are called to the joins; default: where they are worth it. */
  readonly joinCrew?: Partial<CrewSettings> | undefined;
}

/** Says how much work is before a stage, given its first page: one that is not full is all of it, so that small nights count nothing. */
export async function expectWork({ store, fence, progress }: RunContext, work: Work, firstPage: { readonly length: number }, limit: number): Promise<void> {
  progress.expect(firstPage.length < limit ? firstPage.length : await store.outstanding(fence, work));
}
