import type { RunFence } from './runs.js';

/** A piece of a run's work, named as the method that pages through it. */
export type Work =
  | { readonly of: 'unmetItems'; readonly source: string }
  | { readonly of: 'unassessed'; readonly scorerKey: string }
  | { readonly of: 'unmeasured'; readonly scorerKeys: readonly string[] }
  | { readonly of: 'touchedNodes'; readonly join: string }
  | { readonly of: 'undecided'; readonly now: number; readonly policyKey: string };

export interface StoreOutstanding {
  /** How many of them are left in the pending state, so that a run can say how long it will take. */
  outstanding(fence: RunFence, work: Work): Promise<number>;
}
