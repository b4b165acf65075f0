import { describe, expect, it } from 'vitest';
import { fireTimes } from '../../../src/config/index.js';
import type { RunRecord, RunStatus } from '../../../src/core/index.js';
import { healthOf, type HealthFacts } from '../../../src/engine/schedule/health.js';
import { missedTime } from '../../../src/engine/schedule/history.js';
import { isBusy, outcomeOf, type RunOutcome } from '../../../src/engine/schedule/outcome.js';
import { nextTimes } from '../../../src/engine/schedule/next.js';

const run = (startedAt: string, status: RunStatus = 'succeeded'): RunRecord => ({
  id: startedAt, pipeline: 'x', pipelineHash: '', status, generation: 1, startedAt, finishedAt: startedAt, durationMs: 0, work: null, summary: null,
});
const at = Date.parse;

describe('a missed time', () => {
  const times = fireTimes('0 3 * * *', 'UTC');
  const missed = (now: string, ...runs: RunRecord[]): string | null => {
    const found = missedTime(times, runs, at(now));
    return found === null ? null : new Date(found).toISOString();
  };

  it('is the last one, when no run has started since', () => {
    expect(missed('2026-11-05T08:00:00Z', run('2026-11-02T03:00:01Z'))).toBe('2026-11-05T03:00:00.000Z');
    expect(missed('2026-11-05T03:00:00Z', run('2026-11-04T03:00:01Z'))).toBe('2026-11-05T03:00:00.000Z');
  });

  it('is none when one has, however it ended', () => {
    for (const status of ['succeeded', 'degraded', 'failed', 'held', 'running'] as const) expect(missed('2026-11-05T08:00:00Z', run('2026-11-05T03:00:01Z', status))).toBeNull();
  });

  it('is made up for when the run was cut off, but not for ever', () => {
    const cutOff = run('2026-11-05T03:00:01Z', 'interrupted');
    expect(missed('2026-11-05T08:00:00Z', cutOff, run('2026-11-04T03:00:01Z'))).toBe('2026-11-05T03:00:00.000Z');
    expect(missed('2026-11-05T08:00:00Z', cutOff, cutOff, cutOff, run('2026-11-04T03:00:01Z'))).toBeNull();
  });

  it('cannot be told of a store without runs', () => { expect(missed('2026-11-05T08:00:00Z')).toBeNull(); });
});

describe('health', () => {
  const outcome = (status: RunStatus, finishedAt: string): RunOutcome => ({
    runId: 'r', occasion: 'scheduled', status, exitCode: 0, signal: null, errorCode: null, generation: 1, startedAt: finishedAt, finishedAt, durationMs: 0,
  });
  const facts = (change: Partial<HealthFacts>): HealthFacts => ({
    pipelineInvalid: false, pipeline: 'x', cron: '0 3 * * *', timeZone: 'UTC', startedAt: '2026-11-01T00:00:00.000Z', nextRun: null, runningSince: null,
    lastRun: null, lastGoodRun: null, missedRuns: 0, skippedRuns: 0, staleAfterHours: null, ...change,
  });
  const problems = (change: Partial<HealthFacts>, now = '2026-11-05T08:00:00Z'): readonly string[] => healthOf(facts(change), at(now)).problems;

  it('is good before the first run, after a good one and after one with failures of documents', () => {
    expect(problems({})).toEqual([]);
    expect(problems({ lastRun: outcome('succeeded', '2026-11-05T03:00:00Z') })).toEqual([]);
    expect(problems({ lastRun: outcome('degraded', '2026-11-05T03:00:00Z') })).toEqual([]);
  });

  it('is bad after a run that published nothing', () => {
    for (const status of ['failed', 'held', 'interrupted'] as const) expect(problems({ lastRun: outcome(status, '2026-11-05T03:00:00Z') })).toEqual(['last-run-failed']);
  });

  it('is bad when the last good run is too old, or none came for as long', () => {
    const lastGoodRun = outcome('succeeded', '2026-11-04T06:00:00Z');
    expect(problems({ lastGoodRun, staleAfterHours: 26 })).toEqual([]);
    expect(problems({ lastGoodRun, staleAfterHours: 25.9 })).toEqual(['stale']);
    expect(problems({ staleAfterHours: 26 }, '2026-11-02T01:59:00Z')).toEqual([]);
    expect(problems({ staleAfterHours: 26 }, '2026-11-02T02:01:00Z')).toEqual(['stale']);
  });

  it('is bad while the pipeline file is', () => { expect(problems({ pipelineInvalid: true })).toEqual(['pipeline-invalid']); });
});

describe('how a run ended', () => {
  const end = (exitCode: number | null, printed: unknown = null, signal: string | null = null): RunOutcome => outcomeOf({ exitCode, printed, signal, fault: null }, { occasion: 'scheduled', runId: null, startedAt: 0, finishedAt: 5 });

  it('is told by its summary, else by its exit code', () => {
    expect(end(3, { run: { id: 'r', status: 'degraded', generation: 7 } })).toMatchObject({ runId: 'r', status: 'degraded', generation: 7, durationMs: 5 });
    expect([0, 1, 2, 3, 4, 5, 130, null].map((code) => end(code).status)).toEqual(['succeeded', 'failed', 'failed', 'degraded', 'held', 'failed', 'interrupted', 'failed']);
    expect(end(null, null, 'SIGKILL')).toMatchObject({ status: 'failed', signal: 'SIGKILL' });
    expect(end(2, { error: { code: 'pipeline-invalid', message: 'm', next: 'n' } })).toMatchObject({ status: 'failed', errorCode: 'pipeline-invalid' });
    expect(end(0, { run: 'no summary' })).toMatchObject({ status: 'succeeded', runId: null });
  });

  it('is tried again only where another process holds the store', () => {
    const busy = (code: string, exitCode = 5): boolean => isBusy({ exitCode, signal: null, fault: null, printed: { error: { code, message: 'm', next: 'n' } } });
    expect([busy('store-busy'), busy('store-damaged'), busy('store-busy', 1)]).toEqual([true, false, false]);
  });
});

describe('the next times', () => {
  it('are told in their zone, with its offset', () => {
    expect(nextTimes(fireTimes('30 2 * * *', 'Europe/Berlin'), at('2026-03-27T12:00:00Z'), 3)).toEqual([
      { local: '2026-03-28T02:30:00+01:00', utc: '2026-03-28T01:30:00Z' }, { local: '2026-03-29T03:00:00+02:00', utc: '2026-03-29T01:00:00Z' }, { local: '2026-03-30T02:30:00+02:00', utc: '2026-03-30T00:30:00Z' },
    ]);
    expect(nextTimes(fireTimes('0 0 * * *', 'UTC'), at('2026-03-27T12:00:00Z'), 1)).toEqual([{ local: '2026-03-28T00:00:00+00:00', utc: '2026-03-28T00:00:00Z' }]);
    expect(nextTimes(fireTimes('0 3 * * *', 'Asia/Kolkata'), at('2026-03-27T12:00:00Z'), 1)).toEqual([{ local: '2026-03-28T03:00:00+05:30', utc: '2026-03-27T21:30:00Z' }]);
  });
});
