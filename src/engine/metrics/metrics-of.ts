import type { GenerationRecord, RunStatus } from '../../core/index.js';
import type { HealthReport } from '../schedule/index.js';
import { stageOf, type RunSummary } from '../run/index.js';
import { METRICS, type MetricName } from './catalogue.js';

/** What metrics are worked out from. */
export interface MetricFacts {
  readonly pipeline: string;
  /** The newest run that is over. */
  readonly lastRun: { readonly status: RunStatus; readonly finishedAt: string; readonly durationMs: number } | null;
  /** ISO 8601. */
  readonly lastSuccessAt: string | null;
  readonly running: boolean;
  /** Guards hold back what the last run would have published; one over a pinned generation is held too, and not by them. */
  readonly guardHeld: boolean;
  /** Of the newest run that came to its end; an older Winnow's may lack parts. */
  readonly summary: Partial<RunSummary> | null;
  readonly generation: GenerationRecord | null;
  readonly storeBytes: number | null;
  /** `null` = there is no service. */
  readonly schedule: HealthReport | null;
}

/** One value of one metric. */
export interface Sample {
  readonly name: MetricName;
  readonly help: string;
  readonly type: 'gauge' | 'counter';
  /** Hostile: a plugin names its rules as it likes. */
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const STATUSES: readonly RunStatus[] = ['succeeded', 'degraded', 'held', 'failed', 'interrupted'];
const PROBLEMS: readonly HealthReport['problems'][number][] = ['last-run-failed', 'stale', 'pipeline-invalid'];
/** A plugin may make a rule of every document: so many series are kept. */
const MAX_RULES = 200;
const OTHER = '(other)';

/** The metrics of a corpus and its runs. Whoever asks, and after whatever restart, the same facts give the same. */
export function metricsOf(facts: MetricFacts): Sample[] {
  const samples: Sample[] = [];
  const put: Put = (name, value, labels = {}) => {
    const { help, type } = METRICS[name];
    samples.push({ name, help, type, labels: { pipeline: facts.pipeline, ...labels }, value: typeof value === 'boolean' ? Number(value) : value });
  };
  putRuns(put, facts);
  if (facts.summary !== null) putSummary(put, facts.summary);
  putCorpus(put, facts);
  if (facts.schedule !== null) putSchedule(put, facts.schedule);
  return samples;
}

type Put = (name: MetricName, value: number | boolean, labels?: Readonly<Record<string, string>>) => void;

const entries = (counts: object = {}): [string, number][] => Object.entries(counts) as [string, number][];
const seconds = (iso: string): number => Date.parse(iso) / 1000;

function putRuns(put: Put, { lastRun, lastSuccessAt, running, guardHeld }: MetricFacts): void {
  if (lastRun !== null) {
    put('winnow_last_run_timestamp_seconds', seconds(lastRun.finishedAt));
    put('winnow_last_run_duration_seconds', lastRun.durationMs / 1000);
  }
  for (const status of STATUSES) put('winnow_last_run_status', lastRun?.status === status, { status });
  put('winnow_last_success_timestamp_seconds', lastSuccessAt === null ? 0 : seconds(lastSuccessAt));
  put('winnow_run_in_progress', running);
  put('winnow_guard_held', guardHeld);
}

function putSummary(put: Put, { work, ledger, guards, exports = [] }: Partial<RunSummary>): void {
  for (const [outcome, count] of entries(work)) put('winnow_run_documents', count, { outcome });
  if (ledger !== undefined) putLedger(put, ledger);
  const found = new Map<string, { rule: string; source: string; count: number }>();
  for (const { rule, source } of guards?.findings ?? []) {
    const key = JSON.stringify([rule, source]);
    found.set(key, { rule, source: source ?? '', count: (found.get(key)?.count ?? 0) + 1 });
  }
  for (const { rule, source, count } of found.values()) put('winnow_guard_findings', count, { rule, source });
  for (const { target, upserted, deleted, verified } of exports) {
    put('winnow_export_upserted_chunks', upserted, { target });
    put('winnow_export_deleted_chunks', deleted, { target });
    put('winnow_export_read_back', verified === 'read-back', { target });
  }
}

function putLedger(put: Put, { stages, reused, retried, failures, parsersStarted, warnings }: NonNullable<RunSummary['ledger']>): void {
  for (const [by, count] of entries(reused)) put('winnow_run_reused_documents', count, { by });
  put('winnow_run_retried_items', retried);
  for (const [code, count] of entries(failures)) put('winnow_run_failures', count, { code });
  put('winnow_run_warnings', warnings.length);
  put('winnow_run_parsers_started', parsersStarted);
  // Two names may be stages of one kind and thing, such as looking at a target and reading it back.
  const merged = new Map<string, { stage: string; of: string; durationMs: number; cpuMs: number; count: number }>();
  for (const { name, durationMs, cpuMs, count } of stages) {
    const { kind: stage, of } = stageOf(name);
    const before = merged.get(`${stage} ${of}`) ?? { durationMs: 0, cpuMs: 0, count: 0 };
    merged.set(`${stage} ${of}`, { stage, of, durationMs: before.durationMs + durationMs, cpuMs: before.cpuMs + cpuMs, count: before.count + count });
  }
  for (const { stage, of, durationMs, cpuMs, count } of merged.values()) {
    put('winnow_run_stage_duration_seconds', durationMs / 1000, { stage, of });
    put('winnow_run_stage_cpu_seconds', cpuMs / 1000, { stage, of });
    put('winnow_run_stage_items', count, { stage, of });
  }
}

function putCorpus(put: Put, { generation, storeBytes }: MetricFacts): void {
  put('winnow_generation', generation?.number ?? 0);
  if (storeBytes !== null) put('winnow_store_size_bytes', storeBytes);
  if (generation === null) return;
  const { documents, chunks, findings } = generation.counts;
  put('winnow_generation_published_timestamp_seconds', seconds(generation.publishedAt));
  put('winnow_generation_pinned', generation.pinned);
  for (const [status, count] of entries(documents)) if (status !== 'total') put('winnow_documents', count, { status });
  for (const [status, count] of entries(chunks)) if (status !== 'total') put('winnow_chunks', count, { status });
  put('winnow_review_waiting_chunks', chunks.quarantined);
  const rules = entries(findings).sort(([a, more], [b, less]) => less - more || (a < b ? -1 : 1));
  for (const [rule, count] of rules.slice(0, MAX_RULES)) put('winnow_findings', count, { rule });
  if (rules.length > MAX_RULES) put('winnow_findings', rules.slice(MAX_RULES).reduce((sum, [, count]) => sum + count, 0), { rule: OTHER });
}

function putSchedule(put: Put, { ready, problems, nextRun, missedRuns, skippedRuns }: HealthReport): void {
  put('winnow_schedule_ready', ready);
  for (const problem of PROBLEMS) put('winnow_schedule_problem', problems.includes(problem), { problem });
  if (nextRun !== null) put('winnow_schedule_next_run_timestamp_seconds', seconds(nextRun));
  put('winnow_schedule_missed_runs_total', missedRuns);
  put('winnow_schedule_skipped_runs_total', skippedRuns);
}
