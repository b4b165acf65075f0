import type { RunFence } from './runs.js';

/** Who drops: a run that holds the lease, or somebody besides runs, which is refused with `store-busy` while one is going on. */
export type Dropping = RunFence | 'by-hand';

/** Generations that are no longer kept, and what goes with them. */
export interface StoreRetention {
  /**
   * Says that generations are no longer kept; the current one always is. From then on reading them and going back to them fails with `generation-dropped`. Their numbers, times and counts stay.
   * `joins`: those the pipeline has; no other keeps versions of documents waiting for it. Returns the numbers that were not dropped yet.
   */
  dropGenerations(by: Dropping, drop: { readonly generations: readonly number[]; readonly joins: readonly string[] }): Promise<readonly number[]>;
  /**
   * Deletes some of what dropped generations alone had, in one short transaction, and returns how many rows; 0 = nothing is left to do. May be stopped and gone on with at any time. What decisions,
   * later verdicts and exports rest on stays: the log, when a text was first released, which chunk came from which with its last status, and all verdicts on chunks that a person decided on.
   */
  sweepDropped(by: Dropping, limit: number): Promise<number>;
  /** Bytes of the store's file, and how many of these are free to be used again. */
  size(): Promise<{ readonly bytes: number; readonly free: number }>;
  /** Gives free space back to the file system. Writers have to wait meanwhile. Fails with `store-busy` while a run is going on. */
  compact(): Promise<void>;
}
