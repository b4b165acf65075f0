import { setTimeout as sleep } from 'node:timers/promises';
import { hostname } from 'node:os';
import { messageOf, type Clock } from '../../core/index.js';
import type { ScheduleOverrides } from '../../config/index.js';
import { startChild, type ChildEnd, type RunningChild } from './child.js';
import type { EventName, Level, ScheduleEvent } from './events.js';
import { healthOf, type HealthReport } from './health.js';
import { missedTime, readHistory, type History } from './history.js';
import { errorOf, isBusy, outcomeOf, outcomeOfRecord, succeeded, type RunOutcome } from './outcome.js';
import { readSettings, WatchedSettings, type Settings } from './settings.js';
import { tellOfEnd } from './tell.js';
import { Timetable, type Due, type Occasion, type TimetableOptions } from './timetable.js';

export interface ScheduleRequest {
  /** The pipeline file. */
  readonly file: string;
  readonly overrides: ScheduleOverrides;
  /** Program and arguments that make one run and print its summary as JSON. */
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the store is by what the pipeline file says now. */
  readonly locateStore: () => string;
  /** Make one run at once. */
  readonly runNow: boolean;
  /** The command is told to speak of its stages, too. */
  readonly verbose: boolean;
  readonly clock: Clock;
  readonly emit: (event: ScheduleEvent) => void;
  /** Takes a line of a run's stderr that is told as it is; `false` = it is none. */
  readonly passOn?: (line: string) => boolean;
  /** Gets what a run printed, where that was a JSON document. */
  readonly onPrinted: (printed: unknown) => void;
}

/** How it ended: nothing was on or it stopped by itself; a run had to be killed. */
export type ScheduleEnd = 'stopped' | 'killed';

/** The clock is looked at as often as this: timers do not count while a machine sleeps, and wrap around after 24.8 days. */
const TICK_MS = 30_000;
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 300_000;
const MINUTE_MS = 60_000;

interface Current {
  readonly since: number;
  child: RunningChild | null;
  /** It took longer than it may. */
  overdue: boolean;
}

/** Runs a pipeline by its schedule, each run in a process of its own, until it is told to stop. */
export class ScheduleService {
  readonly #request: ScheduleRequest;
  readonly #watched: WatchedSettings;
  readonly #startedAt: number;
  readonly #timetable: Timetable;
  #settings: Settings;
  #pipelineInvalid = false;
  #current: Current | null = null;
  #work: Promise<void> = Promise.resolve();
  #lastRun: RunOutcome | null = null;
  #lastGood: RunOutcome | null = null;
  #missed = 0;
  #skipped = 0;
  /** What the store last failed with: told once, not twice a minute. */
  #storeFault: string | null = null;

  /** Fails with `usage`, `pipeline-not-found`, `pipeline-unreadable`, `pipeline-invalid`. */
  constructor(request: ScheduleRequest) {
    this.#request = request;
    this.#watched = new WatchedSettings(request.file, request.overrides);
    this.#settings = readSettings(request.file, request.overrides);
    this.#startedAt = request.clock.now();
    this.#timetable = new Timetable(this.#settings.times, this.#timetableOptions(), this.#startedAt);
  }

  health(): HealthReport {
    const { pipeline, times, schedule } = this.#settings;
    const planned = this.#timetable.planned;
    return healthOf({
      pipelineInvalid: this.#pipelineInvalid, pipeline, cron: times.cron, timeZone: times.timeZone, startedAt: iso(this.#startedAt),
      nextRun: planned === null ? null : iso(planned.startAt), runningSince: this.#current === null ? null : iso(this.#current.since),
      lastRun: this.#lastRun, lastGoodRun: this.#lastGood, missedRuns: this.#missed, skippedRuns: this.#skipped, staleAfterHours: schedule.staleAfterHours ?? null,
    }, this.#now());
  }

  /** Runs until `stop` is aborted. */
  async run(stop: AbortSignal): Promise<ScheduleEnd> {
    const { times, schedule, pipeline } = this.#settings;
    this.#tell('info', 'started', `${pipeline} runs at "${times.cron}" in ${times.timeZone}`, {
      fields: { pipeline, cron: times.cron, timeZone: times.timeZone, jitterMinutes: schedule.jitterMinutes, catchUp: schedule.catchUp, pid: process.pid },
    });
    await this.#takeUp(stop);
    this.#tellPlanned();
    while (!stop.aborted) {
      this.#lookAtPipeline();
      this.#lookAtClock(stop);
      if (this.#current === null && !this.health().ready) await this.#lookAtStore();
      const startAt = this.#timetable.planned?.startAt ?? Infinity;
      await pause(Math.min(TICK_MS, Math.max(0, startAt - this.#now())), stop);
    }
    return this.#end();
  }

  /** Learns what was before this service started, and plans what was missed. */
  async #takeUp(stop: AbortSignal): Promise<void> {
    const history = await this.#lookAtStore();
    const now = this.#now();
    if (this.#request.runNow) {
      this.#start({ fireAt: now, occasion: 'asked' }, stop);
      return;
    }
    const missed = history === null ? null : missedTime(this.#settings.times, history.recent, now);
    if (missed === null) return;
    this.#missed += 1;
    const { catchUp } = this.#settings.schedule;
    this.#tell('warning', 'time-missed', `no run since ${iso(missed)}${catchUp ? '; one is made soon' : ''}`, { fields: { fireAt: iso(missed), catchUp } });
    if (catchUp) this.#timetable.catchUp(missed, now);
  }

  async #lookAtStore(): Promise<History | null> {
    let history: History | null;
    try {
      history = await readHistory(this.#request.locateStore());
      this.#storeFault = null;
    } catch (error) {
      const fault = messageOf(error);
      if (fault !== this.#storeFault) this.#tell('error', 'history-unreadable', `cannot tell from the store what ran before: ${fault}`);
      this.#storeFault = fault;
      return null;
    }
    const newest = history?.recent.map(outcomeOfRecord).find((outcome) => outcome !== null) ?? null;
    // A run that never reached the store is known here alone.
    if (newest !== null && (this.#lastRun === null || newest.finishedAt > this.#lastRun.finishedAt)) this.#lastRun = newest;
    const good = history === null || history.lastGood === null ? null : outcomeOfRecord(history.lastGood);
    if (good !== null && (this.#lastGood === null || good.finishedAt > this.#lastGood.finishedAt)) this.#lastGood = good;
    return history;
  }

  #lookAtPipeline(): void {
    const look = this.#watched.look();
    if (look.kind === 'unchanged') return;
    if (look.kind === 'invalid') {
      this.#pipelineInvalid = true;
      this.#tell('error', 'pipeline-invalid', `the schedule goes on as it was: ${look.fault}`);
      return;
    }
    const before = JSON.stringify(this.#settings.schedule);
    this.#pipelineInvalid = false;
    this.#settings = look.settings;
    this.#tell('info', 'pipeline-changed', 'the pipeline file was changed; the next run follows it');
    if (JSON.stringify(look.settings.schedule) === before) return;
    this.#timetable.adopt(look.settings.times, this.#timetableOptions(), this.#now());
    this.#tellPlanned();
  }

  #lookAtClock(stop: AbortSignal): void {
    const due = this.#timetable.due(this.#now());
    if (due === null) return;
    this.#missed += due.missed;
    const fields = { fireAt: iso(due.fireAt), missed: due.missed };
    if (due.missed > 0) this.#tell('warning', 'time-missed', `${due.missed} times came without a run of their own, up to ${iso(due.fireAt)}${due.run ? '; one is made now' : ''}`, { fields });
    if (due.run && this.#current !== null) {
      this.#skipped += 1;
      this.#tell('warning', 'run-skipped', `the run since ${iso(this.#current.since)} is still on: that of ${iso(due.fireAt)} is left out`, { fields });
    } else if (due.run) this.#start(due, stop);
    this.#tellPlanned();
  }

  #start(due: Pick<Due, 'fireAt' | 'occasion'>, stop: AbortSignal): void {
    const current: Current = { since: this.#now(), child: null, overdue: false };
    this.#current = current;
    this.#work = this.#perform(due.occasion, current, stop).catch((error: unknown) => {
      this.#tell('error', 'run-failed', `the run could not be made: ${messageOf(error)}`);
    }).finally(() => {
      this.#current = null;
    });
  }

  /** One run, tried again for as long as another process holds the store. */
  async #perform(occasion: Occasion, current: Current, stop: AbortSignal): Promise<void> {
    const giveUpAt = this.#now() + this.#settings.schedule.busyWaitMinutes * MINUTE_MS;
    for (let waitMs = FIRST_WAIT_MS; !stop.aborted; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      const startedAt = this.#now();
      const end = await this.#attempt(occasion, current);
      if (!isBusy(end) || this.#now() + waitMs > giveUpAt) return this.#record(end, { occasion, startedAt, stop, overdue: current.overdue });
      this.#tell('warning', 'run-waiting', `${errorOf(end.printed)?.message ?? 'the store is busy'}; tried again in ${waitMs / 1000} s`, { fields: { waitMs } });
      await pause(waitMs, stop);
    }
  }

  async #attempt(occasion: Occasion, current: Current): Promise<ChildEnd> {
    const { command, cwd, env } = this.#request;
    const child = startChild({ command, cwd, env, onLine: (line) => { if (this.#request.passOn?.(line) !== true) this.#tell(levelOf(line, this.#request.verbose), 'run-log', line, { fields: { pid: child.pid } }); } });
    current.child = child;
    this.#tell('info', 'run-started', `run started (${occasion})`, { fields: { occasion, pid: child.pid } });
    const { maxRunHours } = this.#settings.schedule;
    const limit = maxRunHours === undefined ? undefined : setTimeout(() => {
      current.overdue = true;
      void this.#stopChild(child, `it takes longer than ${maxRunHours} h`);
    }, maxRunHours * 60 * MINUTE_MS);
    try {
      return await child.ended;
    } finally {
      clearTimeout(limit);
      current.child = null;
    }
  }

  async #record(end: ChildEnd, { occasion, startedAt, stop, overdue }: { occasion: Occasion; startedAt: number; stop: AbortSignal; overdue: boolean }): Promise<void> {
    const finishedAt = this.#now();
    const history = await this.#lookAtStore();
    const runId = history?.recent.find((run) => Date.parse(run.startedAt) >= startedAt)?.id ?? null;
    const outcome = outcomeOf(end, { occasion, runId, startedAt, finishedAt });
    this.#lastRun = outcome;
    const { status, exitCode, signal, generation, durationMs, errorCode } = outcome;
    const told = { runId: outcome.runId ?? undefined, fields: { occasion, status, exitCode, signal, generation, durationMs, errorCode } };
    if (succeeded(outcome)) {
      this.#lastGood = outcome;
      this.#tell(status === 'succeeded' ? 'info' : 'warning', 'run-finished', `run ${status}, generation ${generation ?? '?'}, in ${(durationMs / 1000).toFixed(1)} s`, told);
    } else {
      const how = end.fault ?? (exitCode === null ? `signal ${signal ?? '?'}` : `exit code ${exitCode}`);
      const error = errorOf(end.printed);
      const why = error === null ? '' : `, ${error.code}: ${error.message}. ${error.next}`;
      this.#tell(stop.aborted && status === 'interrupted' ? 'warning' : 'error', 'run-failed', `run ${status}: ${how}${why}`, told);
    }
    if (end.printed !== null) this.#request.onPrinted(end.printed);
    await tellOfEnd(end, { outcome, overdue, settings: this.#settings, locateStore: this.#request.locateStore, stop, warn: (message) => { this.#tell('warning', 'run-log', message); } });
  }

  async #end(): Promise<ScheduleEnd> {
    const child = this.#current?.child ?? null;
    const end = child === null ? 'stopped' : await this.#stopChild(child, 'the service was asked to stop');
    await this.#work;
    this.#tell('info', 'stopped', 'stopped');
    return end;
  }

  async #stopChild(child: RunningChild, why: string): Promise<ScheduleEnd> {
    const { graceSeconds } = this.#settings.schedule;
    this.#tell('info', 'run-stopping', `${why}: the run stops at its next sound point, within ${graceSeconds} s`, { fields: { pid: child.pid } });
    child.interrupt();
    const late = Symbol();
    const grace = new AbortController();
    const first = await Promise.race([child.ended, sleep(graceSeconds * 1000, late, { signal: grace.signal }).catch(() => undefined)]);
    grace.abort();
    if (first !== late) return 'stopped';
    this.#tell('error', 'run-killed', `the run did not stop within ${graceSeconds} s and was killed; the next one goes on where it stood`, { fields: { pid: child.pid } });
    child.kill();
    await child.ended;
    return 'killed';
  }

  #tellPlanned(): void {
    const planned = this.#timetable.planned;
    if (planned === null) this.#tell('warning', 'planned', 'no further run is due');
    else this.#tell('info', 'planned', `next run at ${iso(planned.startAt)}`, { fields: { startAt: iso(planned.startAt), fireAt: iso(planned.fireAt), occasion: planned.occasion } });
  }

  #timetableOptions(): TimetableOptions {
    const { schedule, pipeline } = this.#settings;
    return { jitterMs: schedule.jitterMinutes * MINUTE_MS, catchUp: schedule.catchUp, seed: `${hostname()} ${pipeline} ${this.#request.file}` };
  }

  #now(): number {
    return this.#request.clock.now();
  }

  #tell(level: Level, event: EventName, message: string, more: Pick<ScheduleEvent, 'runId' | 'fields'> = {}): void {
    this.#request.emit({ time: iso(this.#now()), level, event, message, ...more });
  }
}

const iso = (at: number): string => new Date(at).toISOString();

/** A run says little unless it is told to: its error, which is told when it ends, its warnings, and what a process says that breaks down. */
function levelOf(line: string, verbose: boolean): Level {
  if (/^(?:error\[| {2})/u.test(line)) return 'info';
  return verbose && !line.startsWith('warning: ') ? 'info' : 'warning';
}

async function pause(ms: number, stop: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: stop }).catch(() => undefined);
}
