import type { DocumentOutcome, Readings, Turnover } from '../../model/index.js';
import type { At } from './runs.js';

/** What a run that published, or found nothing to publish, saw of the corpus. */
export interface RunReadings {
  readonly runId: string;
  readonly startedAt: string;
  /** The generation that was current when it ended. */
  readonly generation: number;
  readonly readings: Readings;
}

export interface StoreReadings {
  /**
   * The corpus in numbers, with the scores of these scorers (dimensions by key). Worked out from those of the last run and what changed since, or from all rows
   * where there are none or the scorers are others.
   */
  readings(at: At, scorers: Readings['scorers'], options?: { readonly fromScratch?: boolean }): Promise<Readings>;
  turnover(): Promise<Turnover>;
  /** What the pending state makes of the document with this URI (`source:path`, `source:path#record`). */
  outcomeOf(uri: string): Promise<DocumentOutcome>;
  /** Of the runs that succeeded or were degraded, the newest first. */
  pastReadings(limit: number): Promise<readonly RunReadings[]>;
}
