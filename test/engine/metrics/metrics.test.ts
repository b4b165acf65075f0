import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { GenerationRecord, JsonObject } from '../../../src/core/index.js';
import { factsOf } from '../../../src/engine/metrics/facts.js';
import { prometheusWriter, writeMetricsFile } from '../../../src/engine/metrics/index.js';
import { metricsOf, type MetricFacts } from '../../../src/engine/metrics/metrics-of.js';
import type { HealthReport } from '../../../src/engine/schedule/index.js';
import type { RunSummary } from '../../../src/engine/run/index.js';
import { openSqliteStore } from '../../../src/store/sqlite/index.js';

const GENERATION: GenerationRecord = {
  number: 7, publishedAt: '2026-11-28T03:00:09.000Z', decidedAt: '2026-11-28T03:00:08.000Z', by: 'run', runId: 'r', pinned: false, dropped: false, decisionSeq: 0, restores: null, note: null,
  counts: { documents: { total: 4, accepted: 2, partial: 0, quarantined: 1, rejected: 0, failed: 1 }, chunks: { total: 5, accepted: 3, quarantined: 2, rejected: 0 }, findings: { 'freshness/stale': 2 } },
};
const SUMMARY: Partial<RunSummary> = {
  work: { discovered: 5, unchanged: 3, processed: 1, failed: 1, removed: 0 }, exports: [{ target: 'jsonl', upserted: 3, deleted: 1, verified: 'read-back' }, { target: 'index', upserted: 0, deleted: 0, verified: 'ledger' }],
  ledger: {
    stages: [{ name: 'reading docs', count: 5, durationMs: 1500, cpuMs: 250 }, { name: 'looking at jsonl', count: 0, durationMs: 10, cpuMs: 1 }, { name: 'reading jsonl back', count: 0, durationMs: 90, cpuMs: 9 }],
    reused: { fingerprint: 2, bytes: 1, version: 0 }, retried: 1, purged: 0, failures: { 'file-broken': 1 }, parsersStarted: 2, warnings: ['x'],
  },
};
const FACTS: MetricFacts = {
  pipeline: 'nightly', lastRun: { status: 'degraded', finishedAt: '2026-11-28T03:00:10.000Z', durationMs: 10_500 }, lastSuccessAt: '2026-11-28T03:00:10.000Z', running: false, guardHeld: false, summary: SUMMARY, generation: GENERATION, storeBytes: 4096, schedule: null,
};
const HEALTH: HealthReport = {
  ready: false, problems: ['stale'], pipeline: 'nightly', cron: '0 3 * * *', timeZone: 'UTC', startedAt: '2026-11-01T00:00:00.000Z', nextRun: '2026-11-29T03:00:00.000Z', runningSince: null, lastRun: null, lastGoodRun: null, missedRuns: 2, skippedRuns: 1, staleAfterHours: 26,
};

const written = async (facts: MetricFacts): Promise<string[]> => (await (await prometheusWriter())(metricsOf(facts))).split('\n');
const values = async (facts: MetricFacts): Promise<string[]> => (await written(facts)).filter((line) => line !== '' && !line.startsWith('#'));

describe('metrics', () => {
  it('tell of the last run, of what it did, and of the corpus, in base units', async () => {
    const lines = await values(FACTS);
    expect(lines).toEqual(expect.arrayContaining([
      'winnow_last_run_timestamp_seconds{pipeline="nightly"} 1795834810', 'winnow_last_run_duration_seconds{pipeline="nightly"} 10.5', 'winnow_last_run_status{pipeline="nightly",status="degraded"} 1', 'winnow_last_run_status{pipeline="nightly",status="failed"} 0',
      'winnow_last_success_timestamp_seconds{pipeline="nightly"} 1795834810', 'winnow_run_documents{pipeline="nightly",outcome="failed"} 1', 'winnow_run_failures{pipeline="nightly",code="file-broken"} 1', 'winnow_run_parsers_started{pipeline="nightly"} 2',
      'winnow_run_stage_duration_seconds{pipeline="nightly",stage="read",of="docs"} 1.5', 'winnow_run_stage_cpu_seconds{pipeline="nightly",stage="read",of="docs"} 0.25', 'winnow_run_stage_duration_seconds{pipeline="nightly",stage="verify",of="jsonl"} 0.1',
      'winnow_export_upserted_chunks{pipeline="nightly",target="jsonl"} 3', 'winnow_export_read_back{pipeline="nightly",target="jsonl"} 1', 'winnow_export_read_back{pipeline="nightly",target="index"} 0', 'winnow_guard_held{pipeline="nightly"} 0',
      'winnow_generation{pipeline="nightly"} 7', 'winnow_documents{pipeline="nightly",status="quarantined"} 1', 'winnow_chunks{pipeline="nightly",status="accepted"} 3', 'winnow_review_waiting_chunks{pipeline="nightly"} 2', 'winnow_findings{pipeline="nightly",rule="freshness/stale"} 2', 'winnow_store_size_bytes{pipeline="nightly"} 4096',
    ]));
    expect(lines.some((line) => line.includes('"total"') || line.includes('schedule'))).toBe(false);
    expect(await written(FACTS)).toEqual(expect.arrayContaining(['# TYPE winnow_documents gauge', '# HELP winnow_generation Number of the published generation; 0 = none is.']));
  });

  it('tell that a run failed and that none ever succeeded, of a store that is not there', async () => {
    const lines = await values({ ...FACTS, lastRun: { status: 'failed', finishedAt: '2026-11-28T03:00:10.000Z', durationMs: 0 }, lastSuccessAt: null, summary: null, generation: null, storeBytes: null });
    expect(lines).toEqual(expect.arrayContaining(['winnow_last_run_status{pipeline="nightly",status="failed"} 1', 'winnow_last_run_status{pipeline="nightly",status="succeeded"} 0', 'winnow_last_success_timestamp_seconds{pipeline="nightly"} 0', 'winnow_generation{pipeline="nightly"} 0']));
    expect(lines.filter((line) => /winnow_(?:documents|chunks|run_documents|store)/u.test(line))).toEqual([]);
  });

  it('tell what guards found and hold back', async () => {
    const finding = { rule: 'guard/documents', source: 'docs', of: null, message: '', seen: 0, before: 9, past: [], z: null } as const;
    const guards = { generation: 8, outcome: 'held', documents: 0, chunks: 0, accepted: 0, findings: [finding, finding, { ...finding, rule: 'guard/canary', source: null }] } as const;
    expect(await values({ ...FACTS, guardHeld: true, lastRun: { status: 'held', finishedAt: '2026-11-28T03:00:10.000Z', durationMs: 0 }, summary: { ...SUMMARY, guards } })).toEqual(expect.arrayContaining([
      'winnow_guard_held{pipeline="nightly"} 1', 'winnow_guard_findings{pipeline="nightly",rule="guard/documents",source="docs"} 2', 'winnow_guard_findings{pipeline="nightly",rule="guard/canary",source=""} 1', 'winnow_last_run_status{pipeline="nightly",status="held"} 1',
    ]));
  });

  it('come from the store, with what it cannot know, and tell guards from a pin', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'winnow-metrics-'));
    onTestFinished(() => { rmSync(folder, { recursive: true, force: true }); });
    const location = join(folder, 'store.db');
    expect(await factsOf({ location, pipeline: 'small' })).toMatchObject({ pipeline: 'small', lastRun: null, generation: null });
    const store = openSqliteStore(location, { create: true });
    onTestFinished(() => store.close());
    const night = async (startedAt: string, status: 'succeeded' | 'held' | 'failed', summary: Partial<RunSummary> | null): Promise<string> => {
      const fence = await store.beginRun({ pipeline: 'nightly', pipelineFile: null, definition: {}, pipelineHash: '', now: Date.parse(startedAt), pid: process.pid, host: hostname() });
      expect(await factsOf({ location, pipeline: '' })).toMatchObject({ running: true });
      await store.endRun(fence, { status, generation: null, work: null, summary: summary as unknown as JsonObject | null, finishedAt: startedAt.replace(':00.000', ':07.000') });
      return fence.runId;
    };
    await night('2026-11-01T03:00:00.000Z', 'succeeded', SUMMARY);
    const second = await night('2026-11-02T03:00:00.000Z', 'held', { ...SUMMARY, work: { discovered: 9, unchanged: 9, processed: 0, failed: 0, removed: 0 } });
    const held = { status: 'held', finishedAt: '2026-11-02T03:00:07.000Z' } as const;
    const service = { ...held, runId: second, finishedAt: '2026-11-02T03:00:09.000Z', durationMs: 9000 };
    for (const lastRun of [null, service]) {
      expect(await factsOf({ location, pipeline: '', lastRun })).toMatchObject({ pipeline: 'nightly', lastRun: held, lastSuccessAt: '2026-11-01T03:00:07.000Z', running: false, guardHeld: true, summary: { work: { discovered: 9 } } });
    }
    expect(await factsOf({ location, pipeline: '', lastRun: { runId: null, status: 'failed', finishedAt: '2026-11-02T04:00:00.000Z', durationMs: 1 } })).toMatchObject({ lastRun: { status: 'failed' }, lastSuccessAt: '2026-11-01T03:00:07.000Z', guardHeld: false });
    await night('2026-11-03T03:00:00.000Z', 'held', null);
    const pinned = await factsOf({ location, pipeline: '' });
    expect([pinned.lastRun?.status, pinned.guardHeld, pinned.summary?.work?.discovered, (pinned.storeBytes ?? 0) > 4096]).toEqual(['held', false, 9, true]);
  });

  it('tell how a schedule does, with counters as counters', async () => {
    const lines = await written({ ...FACTS, schedule: HEALTH });
    expect(lines).toEqual(expect.arrayContaining([
      'winnow_schedule_ready{pipeline="nightly"} 0', 'winnow_schedule_problem{pipeline="nightly",problem="stale"} 1', 'winnow_schedule_problem{pipeline="nightly",problem="last-run-failed"} 0', 'winnow_schedule_next_run_timestamp_seconds{pipeline="nightly"} 1795921200',
      '# TYPE winnow_schedule_missed_runs_total counter', 'winnow_schedule_missed_runs_total{pipeline="nightly"} 2', 'winnow_schedule_skipped_runs_total{pipeline="nightly"} 1',
    ]));
  });

  it('hold hostile names as values of labels, and no more series than a plugin should cause', async () => {
    const hostile = 'x/"} 1\nwinnow_generation{pipeline="forged"} 99\\';
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`many/${at}`, 1]));
    const generation = { ...GENERATION, counts: { ...GENERATION.counts, findings: { [hostile]: 5, ...many } } };
    const lines = await values({ ...FACTS, generation });
    expect(lines).toContain('winnow_findings{pipeline="nightly",rule="x/\\"} 1\\nwinnow_generation{pipeline=\\"forged\\"} 99\\\\"} 5');
    expect(lines.filter((line) => line.startsWith('winnow_generation{'))).toEqual(['winnow_generation{pipeline="nightly"} 7']);
    expect(lines.filter((line) => line.startsWith('winnow_findings'))).toHaveLength(201);
    expect(lines).toContain('winnow_findings{pipeline="nightly",rule="(other)"} 101');
  });

  it('are in their file all at once, for another account to read, with nothing left beside it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'winnow-metrics-'));
    onTestFinished(() => { rmSync(folder, { recursive: true, force: true }); });
    const file = join(folder, 'winnow.prom');
    const umask = process.umask(0o077);
    try {
      await writeMetricsFile(file, 'first\n');
    } finally {
      process.umask(umask);
    }
    const { ino } = statSync(file);
    await writeMetricsFile(file, 'second\n');
    expect([readFileSync(file, 'utf8'), readdirSync(folder), statSync(file).mode & 0o777, statSync(file).ino === ino]).toEqual(['second\n', ['winnow.prom'], 0o644, false]);
    await expect(writeMetricsFile(join(folder, 'absent', 'winnow.prom'), 'x')).rejects.toThrow('ENOENT');
  });
});
