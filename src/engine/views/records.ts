import type { FailureRecord, RunRecord, RunStatus, Store } from '../../core/index.js';
import { paged, take } from './pages.js';
import type { FailureLine, RunLine } from './types.js';

/** Items and sources that could not be read or parsed. */
export function listFailures(store: Store, query: { limit?: number } = {}): AsyncGenerator<FailureLine> {
  async function* lines(): AsyncGenerator<FailureLine> {
    const rows = paged<FailureRecord>((after, limit) => store.listFailures({ limit, ...(after === undefined ? {} : { after: after.id }) }));
    for await (const { id, source, path, record, stage, code, message, attempts, carried } of rows) {
      yield { id, source, path, record, stage, code, message, attempts, carried };
    }
  }
  return take(lines(), query.limit);
}

/** Runs, newest first. */
export function listRuns(store: Store, query: { status?: RunStatus; limit?: number } = {}): AsyncGenerator<RunLine> {
  async function* lines(): AsyncGenerator<RunLine> {
    const rows = paged<RunRecord>((after, limit) => store.listRuns({ limit, ...(after === undefined ? {} : { before: after.id }) }));
    for await (const { id, pipeline, pipelineHash, status, generation, startedAt, finishedAt, durationMs, work, summary } of rows) {
      if (query.status === undefined || status === query.status) yield { id, pipeline, pipelineHash, status, generation, startedAt, finishedAt, durationMs, work, ledger: summary?.['ledger'] ?? null, guards: summary?.['guards'] ?? null };
    }
  }
  return take(lines(), query.limit);
}
