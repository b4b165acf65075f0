import { z } from 'zod';
import type { RunRecord, RunStatus } from '../../core/index.js';
import { isGood } from './history.js';
import type { ChildEnd } from './child.js';
import type { Occasion } from './timetable.js';

/** How a run ended, with nothing of what documents say. */
export interface RunOutcome {
  /** `null` when it ended before the store knew of it. */
  readonly runId: string | null;
  readonly occasion: Occasion | null;
  readonly status: RunStatus;
  /** `null` when a signal ended it, and for a run that somebody else made. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly errorCode: string | null;
  readonly generation: number | null;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly durationMs: number;
}

/** What `winnow run --json` prints, as far as it is looked at: a summary or an error. */
const printedSummary = z.object({ run: z.object({ id: z.string(), status: z.enum(['running', 'succeeded', 'degraded', 'held', 'failed', 'interrupted']), generation: z.number().nullable() }) });
const printedError = z.object({ error: z.object({ code: z.string(), message: z.string(), next: z.string() }) });

export const errorOf = (printed: unknown): { code: string; message: string; next: string } | null => printedError.safeParse(printed).data?.error ?? null;

/** Whether another process held the store, so that the same run may well go through later. */
export const isBusy = (end: ChildEnd): boolean => end.exitCode === 5 && errorOf(end.printed)?.code === 'store-busy';

export const succeeded = ({ status }: Pick<RunOutcome, 'status'>): boolean => isGood({ status });

const STATUS_OF_EXIT: Readonly<Record<number, RunStatus>> = { 0: 'succeeded', 3: 'degraded', 4: 'held', 130: 'interrupted' };

function statusOf({ exitCode, signal }: ChildEnd): RunStatus {
  // One that was asked to stop before it could listen.
  if (signal === 'SIGINT' || signal === 'SIGTERM') return 'interrupted';
  return STATUS_OF_EXIT[exitCode ?? -1] ?? 'failed';
}

export function outcomeOf(end: ChildEnd, run: { occasion: Occasion; runId: string | null; startedAt: number; finishedAt: number }): RunOutcome {
  const summary = printedSummary.safeParse(end.printed).data?.run;
  return {
    runId: summary?.id ?? run.runId, occasion: run.occasion, status: summary?.status ?? statusOf(end), exitCode: end.exitCode, signal: end.signal,
    errorCode: errorOf(end.printed)?.code ?? null, generation: summary?.generation ?? null,
    startedAt: new Date(run.startedAt).toISOString(), finishedAt: new Date(run.finishedAt).toISOString(), durationMs: run.finishedAt - run.startedAt,
  };
}

/** A run as the store tells of it; `null` while it is on. */
export function outcomeOfRecord({ id, status, generation, startedAt, finishedAt, durationMs }: RunRecord): RunOutcome | null {
  if (status === 'running') return null;
  return { runId: id, occasion: null, status, exitCode: null, signal: null, errorCode: null, generation, startedAt, finishedAt: finishedAt ?? startedAt, durationMs: durationMs ?? 0 };
}
