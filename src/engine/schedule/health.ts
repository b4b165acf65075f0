import { succeeded, type RunOutcome } from './outcome.js';

/** Why a monitor should wake somebody. */
export type HealthProblem = 'last-run-failed' | 'stale' | 'pipeline-invalid';

/** What the health endpoint tells. Nothing of documents: names, numbers, times, codes. */
export interface HealthReport {
  readonly ready: boolean;
  readonly problems: readonly HealthProblem[];
  readonly pipeline: string;
  readonly cron: string;
  readonly timeZone: string;
  /** When this service started. */
  readonly startedAt: string;
  readonly nextRun: string | null;
  /** Since when a run is on; `null` = none is. */
  readonly runningSince: string | null;
  readonly lastRun: RunOutcome | null;
  readonly lastGoodRun: RunOutcome | null;
  /** Times since the start that came and got no run of their own: missed while asleep, or skipped while a run was on. */
  readonly missedRuns: number;
  readonly skippedRuns: number;
  readonly staleAfterHours: number | null;
}

export interface HealthFacts extends Omit<HealthReport, 'ready' | 'problems'> {
  readonly pipelineInvalid: boolean;
}

const HOUR_MS = 3_600_000;

export function healthOf({ pipelineInvalid, ...facts }: HealthFacts, now: number): HealthReport {
  const problems: HealthProblem[] = [];
  if (facts.lastRun !== null && !succeeded(facts.lastRun)) problems.push('last-run-failed');
  // Before the first good run the service itself is what grows old.
  const goodSince = Date.parse(facts.lastGoodRun?.finishedAt ?? facts.startedAt);
  if (facts.staleAfterHours !== null && now - goodSince > facts.staleAfterHours * HOUR_MS) problems.push('stale');
  if (pipelineInvalid) problems.push('pipeline-invalid');
  return { ready: problems.length === 0, problems, ...facts };
}
