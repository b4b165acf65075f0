import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PATIENCE_MS, dailyAt, isAlive, scheduled, slowCorpus } from './scheduled.js';
import { corpus, folder, json, ndjson, PIPELINE, put, winnow } from './support.js';

interface Health { ready: boolean; problems: string[]; nextRun: string | null; runningSince: string | null; lastRun: { status: string; exitCode: number; generation: number; runId: string; errorCode: string | null } | null; lastGoodRun: { generation: number } | null; missedRuns: number; skippedRuns: number }

const NEVER_TODAY = (): string => dailyAt(new Date(Date.now() - 3_600_000));
const statuses = async (cwd: string): Promise<unknown[]> => ndjson(await winnow(['list', 'runs', '--json'], { cwd })).map((line) => line['status']);
const health = async (url: unknown): Promise<{ status: number; body: Health }> => {
  const response = await fetch(`${String(url)}/readyz`);
  return { status: response.status, body: (await response.json()) as Health };
};

describe('winnow schedule', { timeout: 120_000 }, () => {
  it('makes runs by its cron expression, tells how they went, and follows edits of the pipeline file', async () => {
    const cwd = corpus({ 'small.yaml': `${PIPELINE}schedule: { cron: "*/3 * * * * *", timeZone: UTC }\n` });
    const service = scheduled(cwd, ['small.yaml', '--port', '0']);
    const { url } = await service.event('listening');
    const finished = await service.event('run-finished', 2);
    expect(service.printed.length).toBeGreaterThanOrEqual(1);
    expect(service.printed[0]).toMatchObject({ run: { pipeline: 'small', status: 'succeeded', generation: 1 }, work: { discovered: 5 } });
    expect(finished).toMatchObject({ level: 'info', status: 'succeeded', exitCode: 0, generation: 1 });
    expect(finished.runId).toMatch(/^[\da-f-]{36}$/u);
    const started = await service.event('run-started');
    expect(new Date(started.time).getUTCSeconds() % 3).toBe(0);
    expect(started['pid']).not.toBe(service.child.pid);
    const good = await health(url);
    expect(good).toMatchObject({ status: 200, body: { ready: true, problems: [], lastRun: { status: 'succeeded', exitCode: 0, generation: 1 } } });
    expect((await fetch(`${String(url)}/healthz`)).status).toBe(200);
    const read = service.events.find(({ event }) => event === 'stage-finished');
    expect(read).toMatchObject({ level: 'info', stage: 'read', of: 'docs', count: 5, runId: (await service.event('run-finished')).runId });
    const metrics = await (await fetch(`${String(url)}/metrics`)).text();
    for (const line of ['winnow_last_run_status{pipeline="small",status="succeeded"} 1', 'winnow_generation{pipeline="small"} 1', 'winnow_schedule_ready{pipeline="small"} 1']) expect(metrics).toContain(`\n${line}\n`);

    put(cwd, { 'small.yaml': 'version: 1\nname: small\nraed: []\n' });
    expect((await service.event('pipeline-invalid')).message).toContain('raed: unknown key');
    expect(await service.event('run-failed')).toMatchObject({ level: 'error', exitCode: 2, errorCode: 'pipeline-invalid' });
    const bad = await health(url);
    expect(bad.status).toBe(503);
    expect(bad.body.problems).toEqual(['last-run-failed', 'pipeline-invalid']);
    expect(bad.body.lastGoodRun).toMatchObject({ generation: 1 });
    await expect.poll(async () => (await fetch(`${String(url)}/metrics`)).text(), { timeout: PATIENCE_MS }).toContain('\nwinnow_last_run_status{pipeline="small",status="failed"} 1\n');
    expect(await (await fetch(`${String(url)}/metrics`)).text()).toContain('\nwinnow_generation{pipeline="small"} 1\n');

    put(cwd, { 'small.yaml': `${PIPELINE}schedule: { cron: "${NEVER_TODAY()}", timeZone: UTC }\n` });
    await service.event('pipeline-changed');
    await expect.poll(async () => Date.parse((await health(url)).body.nextRun ?? ''), { timeout: PATIENCE_MS }).toBeGreaterThan(Date.now() + 3_600_000);
    await expect.poll(async () => (await health(url)).body.runningSince, { timeout: PATIENCE_MS }).toBeNull();
    service.child.kill('SIGTERM');
    expect(await service.ended).toEqual({ code: 0, signal: null });
    expect(service.events.at(-1)?.event).toBe('stopped');
    expect(service.stray).toEqual([]);
  });

  it('leaves out a time while a run is on, outlives a run that breaks down, and stops one at a sound point', async () => {
    const cwd = slowCorpus('wait');
    const service = scheduled(cwd, ['slow.yaml', '--cron', '*/2 * * * * *']);
    expect((await service.event('run-skipped')).message).toContain('still on');
    expect(service.count('run-started')).toBe(1);
    await untilRunning(cwd);
    process.kill(Number((await service.event('run-started'))['pid']), 'SIGKILL');
    expect(await service.event('run-failed')).toMatchObject({ level: 'error', status: 'failed', exitCode: null, signal: 'SIGKILL' });
    const { pid } = await service.event('run-started', 2);
    await expect.poll(() => statuses(cwd), { timeout: PATIENCE_MS }).toEqual(['running', 'interrupted']);
    service.child.kill('SIGTERM');
    expect(await service.ended).toEqual({ code: 0, signal: null });
    expect(isAlive(Number(pid))).toBe(false);
    expect(await service.event('run-failed', 2)).toMatchObject({ level: 'warning', status: 'interrupted', exitCode: 130, errorCode: 'interrupted' });
    expect(await statuses(cwd)).toEqual(['interrupted', 'interrupted']);
  });

  it('kills a run that does not stop within its grace, and says so by its exit code', async () => {
    const cwd = slowCorpus('block');
    const service = scheduled(cwd, ['slow.yaml', '--cron', NEVER_TODAY(), '--run-now', '--grace', '1']);
    const { pid } = await service.event('run-started');
    await untilRunning(cwd);
    service.child.kill('SIGINT');
    expect(await service.ended).toEqual({ code: 1, signal: null });
    expect((await service.event('run-killed')).level).toBe('error');
    expect(isAlive(Number(pid))).toBe(false);
    put(cwd, { mode: 'go' });
    expect((await winnow(['run', 'slow.yaml'], { cwd })).code).toBe(0);
  });

  it('stops at once on a second signal, with its run', async () => {
    const cwd = slowCorpus('block');
    const service = scheduled(cwd, ['slow.yaml', '--cron', NEVER_TODAY(), '--run-now']);
    const { pid } = await service.event('run-started');
    await untilRunning(cwd);
    service.child.kill('SIGINT');
    await service.event('run-stopping');
    service.child.kill('SIGINT');
    expect(await service.ended).toEqual({ code: 130, signal: null });
    await expect.poll(() => isAlive(Number(pid)), { timeout: PATIENCE_MS }).toBe(false);
  });

  it('leaves no run behind when it is killed itself', async () => {
    const cwd = slowCorpus('wait');
    const service = scheduled(cwd, ['slow.yaml', '--cron', NEVER_TODAY(), '--run-now']);
    const { pid } = await service.event('run-started');
    await untilRunning(cwd);
    service.child.kill('SIGKILL');
    await service.ended;
    await expect.poll(() => isAlive(Number(pid)), { timeout: PATIENCE_MS }).toBe(false);
    expect(await statuses(cwd)).toEqual(['interrupted']);
  });

  it('stops a run that takes longer than it may, and goes on', async () => {
    const cwd = slowCorpus('wait');
    const service = scheduled(cwd, ['slow.yaml', '--cron', NEVER_TODAY(), '--run-now', '--max-run', '0.002']);
    expect((await service.event('run-stopping')).message).toContain('longer than 0.002 h');
    expect(await service.event('run-failed')).toMatchObject({ status: 'interrupted' });
    expect(service.child.exitCode).toBeNull();
  });

  it('tries again while another process holds the store, within a bound', async () => {
    const cwd = slowCorpus('wait');
    const holding = winnow(['run', 'slow.yaml'], { cwd });
    await untilRunning(cwd);
    const hasty = scheduled(cwd, ['slow.yaml', '--cron', NEVER_TODAY(), '--run-now', '--busy-wait', '0', '--port', '0']);
    const patient = scheduled(cwd, ['slow.yaml', '--cron', NEVER_TODAY(), '--run-now']);
    expect(await hasty.event('run-failed')).toMatchObject({ exitCode: 5, errorCode: 'store-busy' });
    expect(hasty.count('run-waiting')).toBe(0);
    expect(await health((await hasty.event('listening'))['url'])).toMatchObject({ status: 503, body: { lastRun: { errorCode: 'store-busy', runId: null } } });
    expect(await patient.event('run-waiting')).toMatchObject({ level: 'warning', waitMs: 2000 });
    put(cwd, { mode: 'go' });
    expect((await holding).code).toBe(0);
    expect(await patient.event('run-finished')).toMatchObject({ status: 'succeeded' });
    expect(patient.count('run-failed')).toBe(0);
    expect(patient.count('run-started')).toBeGreaterThan(1);
  });

  it('makes up for a missed time once, soon after the start, unless told not to', async () => {
    const cwd = corpus();
    expect((await winnow(['run', 'small.yaml'], { cwd })).code).toBe(0);
    await sleep(1100);
    const missed = dailyAt(new Date());
    await sleep(1100);
    const not = scheduled(cwd, ['small.yaml', '--cron', missed, '--time-zone', 'UTC', '--no-catch-up']);
    expect(await not.event('time-missed')).toMatchObject({ level: 'warning', catchUp: false });
    await not.event('planned');
    const service = scheduled(cwd, ['small.yaml', '--cron', missed, '--time-zone', 'UTC']);
    expect(await service.event('run-started')).toMatchObject({ occasion: 'catch-up' });
    await service.event('run-finished');
    service.child.kill('SIGTERM');
    await service.ended;
    const again = scheduled(cwd, ['small.yaml', '--cron', missed, '--time-zone', 'UTC']);
    await again.event('planned');
    await sleep(1500);
    expect([again.count('run-started'), again.count('time-missed'), service.count('run-started'), not.count('run-started')]).toEqual([0, 0, 1, 0]);
    expect(await statuses(cwd)).toHaveLength(2);
  });

  it('knows the last run after a restart, and becomes ready again by a run made by hand', async () => {
    const cwd = slowCorpus('wait');
    const first = await winnow(['run', 'slow.yaml'], { cwd, started: (child) => { void untilRunning(cwd).then(() => child.kill('SIGINT')); } });
    expect(first.code).toBe(130);
    const service = scheduled(cwd, ['slow.yaml', '--cron', '*/5 * * * * *', '--port', '0', '--no-catch-up', '--busy-wait', '0']);
    const { url } = await service.event('listening');
    await service.event('planned');
    expect(await health(url)).toMatchObject({ status: 503, body: { problems: ['last-run-failed'], lastRun: { status: 'interrupted' } } });
    put(cwd, { mode: 'go' });
    await expect.poll(async () => (await health(url)).status, { timeout: PATIENCE_MS }).toBe(200);
  });

  it('speaks plainly unless asked for JSON', async () => {
    const cwd = corpus();
    const { code, stdout, stderr } = await winnow(['schedule', 'small.yaml', '--cron', NEVER_TODAY(), '--run-now'], { cwd, started: (child) => { void untilSettled(cwd, () => child.kill('SIGTERM')); } });
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z {2}info {5}small runs at "/u);
    expect(stderr).toMatch(/Z {2}info {5}run succeeded, generation 1, in [\d.]+ s {2}run [\da-f-]{36}$/mu);
    expect(stderr).not.toContain('once more stops at once');
  });
});

describe('what winnow schedule refuses', () => {
  it.each<[string[], string, string]>([
    [['small.yaml'], 'usage', 'has no `schedule`, and no --cron was given'],
    [['small.yaml', '--cron', 'nightly'], 'usage', 'cron expression'],
    [['small.yaml', '--cron', '0 3 * * *', '--time-zone', 'Mars/Olympus'], 'usage', 'IANA time zone'],
    [['small.yaml', '--cron', '0 3 * * *', '--jitter', '-3'], 'usage', 'Expected a number from 0 to 1440'],
    [['small.yaml', '--cron', '0 3 * * *', '--host', '0.0.0.0'], 'usage', '--host goes with --port'],
    [['small.yaml', '--cron', '0 3 * * *', '--log', 'xml'], 'usage', 'Allowed choices are text, json'],
    [['bad.yaml'], 'pipeline-invalid', 'schedule.cron: expected a cron expression'],
  ])('%j', async (args, code, message) => {
    const cwd = folder({ 'small.yaml': PIPELINE, 'bad.yaml': `${PIPELINE}schedule: { cron: "0 25 * * *" }\n` });
    const ran = await winnow(['schedule', ...args], { cwd });
    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toContain(`error[${code}]`);
    expect(ran.stderr).toContain(message);
  });

  it('a port that is taken', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => server.listen(0, '127.0.0.1', () => { resolve((server.address() as { port: number }).port); }));
    onTestFinished(() => { server.close(); });
    const ran = await winnow(['schedule', 'small.yaml', '--cron', '0 3 * * *', '--port', String(port)], { cwd: folder({ 'small.yaml': PIPELINE }) });
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining('error[port-in-use]')]);
  });
});

describe('winnow schedule --next', () => {
  it('prints the next times in their zone and ends', async () => {
    const cwd = folder({ 'small.yaml': `${PIPELINE}schedule: { cron: "30 2 * * *", timeZone: Asia/Kolkata }\n` });
    const ran = await winnow(['schedule', 'small.yaml', '--next', '3'], { cwd });
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    expect(ran.stdout).toMatch(/^(?:\d{4}-\d\d-\d\dT02:30:00\+05:30 {2}Asia\/Kolkata {2}\(\d{4}-\d\d-\d\dT21:00:00Z\)\n){3}$/u);
    const other = json<{ cron: string; timeZone: string; next: object[] }>(await winnow(['schedule', 'small.yaml', '--next', '2', '--cron', '@hourly', '--time-zone', 'UTC', '--json'], { cwd }));
    expect(other).toMatchObject({ cron: '@hourly', timeZone: 'UTC', next: [{}, {}] });
  });
});

/** How many runs of a status the store tells of; none while there is no store. */
async function countOf(cwd: string, status: string): Promise<number> {
  const ran = await winnow(['list', 'runs', '--status', status, '--json'], { cwd });
  return ran.code === 0 ? ndjson(ran).length : 0;
}

/** Resolves once a run has taken the store. */
async function untilRunning(cwd: string): Promise<void> {
  await expect.poll(() => countOf(cwd, 'running'), { timeout: PATIENCE_MS, interval: 50 }).toBe(1);
}

/** Calls back once a run has ended, and its process as well. */
async function untilSettled(cwd: string, settled: () => void): Promise<void> {
  await expect.poll(() => countOf(cwd, 'succeeded'), { timeout: PATIENCE_MS, interval: 50 }).toBe(1);
  await sleep(1000);
  settled();
}
