interface Metric {
  readonly type: 'gauge' | 'counter';
  /** Those that take few values: names of the pipeline, codes, statuses, rules. Never paths or ids. */
  readonly labels: readonly string[];
  readonly help: string;
}

const gauge = (help: string, ...labels: readonly string[]): Metric => ({ type: 'gauge', labels: ['pipeline', ...labels], help });
const counter = (help: string, ...labels: readonly string[]): Metric => ({ type: 'counter', labels: ['pipeline', ...labels], help });

/** Every metric there is. docs/metrics.md has a row for each (a test compares both ways). Those of one run are gauges: the next run sets them anew. */
export const METRICS = {
  'winnow_last_run_timestamp_seconds': gauge('When the last run ended, however it did.'),
  'winnow_last_run_duration_seconds': gauge('How long the last run took.'),
  'winnow_last_run_status': gauge('1 for how the last run ended, 0 for each other way.', 'status'),
  'winnow_last_success_timestamp_seconds': gauge('When the last run ended that succeeded or was degraded; 0 = none has.'),
  'winnow_run_in_progress': gauge('1 while a run is on.'),
  'winnow_run_documents': gauge('Documents of the last run that came to its end, by what became of them: discovered = unchanged + processed + failed.', 'outcome'),
  'winnow_run_reused_documents': gauge('Unchanged documents of that run, by what told that there was nothing to do.', 'by'),
  'winnow_run_retried_items': gauge('Items that had failed before and were tried again.'),
  'winnow_run_failures': gauge('Items that had failed when that run ended, by error code.', 'code'),
  'winnow_run_warnings': gauge('Warnings of that run; 100 at most are counted.'),
  'winnow_run_parsers_started': gauge('Parser processes that it started.'),
  'winnow_run_stage_duration_seconds': gauge('Wall time of its stages.', 'stage', 'of'),
  'winnow_run_stage_cpu_seconds': gauge('CPU time of the main process in its stages; parsers have their own.', 'stage', 'of'),
  'winnow_run_stage_items': gauge('What its stages worked on, each in its own unit.', 'stage', 'of'),
  'winnow_guard_held': gauge('1 where guards hold back what the last run would have published.'),
  'winnow_guard_findings': gauge('What guards found in the last run that came to its end.', 'rule', 'source'),
  'winnow_export_upserted_chunks': gauge('Chunks that it wrote to a target.', 'target'),
  'winnow_export_deleted_chunks': gauge('Chunks that it deleted from a target.', 'target'),
  'winnow_export_read_back': gauge('1 where it proved a target by reading it back, 0 where by what the target acknowledged.', 'target'),
  'winnow_generation': gauge('Number of the published generation; 0 = none is.'),
  'winnow_generation_published_timestamp_seconds': gauge('When it was published.'),
  'winnow_generation_pinned': gauge('1 after a rollback, until it is unpinned.'),
  'winnow_documents': gauge('Documents of the published generation, by status.', 'status'),
  'winnow_chunks': gauge('Chunks of the published generation, by status.', 'status'),
  'winnow_review_waiting_chunks': gauge('Chunks that are held back until a person decides, what is snoozed or acknowledged included.'),
  'winnow_findings': gauge('Findings in the published generation, by rule; beyond the 200 most frequent as "(other)".', 'rule'),
  'winnow_store_size_bytes': gauge('Size of the store file and its log.'),
  'winnow_schedule_ready': gauge('1 where /readyz answers 200.'),
  'winnow_schedule_problem': gauge('1 for each reason for which /readyz does not, 0 for each other.', 'problem'),
  'winnow_schedule_next_run_timestamp_seconds': gauge('When the next run starts; absent where none is due.'),
  'winnow_schedule_missed_runs_total': counter('Times since the service started that came and got no run of their own.'),
  'winnow_schedule_skipped_runs_total': counter('Times since the service started that were left out while a run was on.'),
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof METRICS;
