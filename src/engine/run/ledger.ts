import type { RunStatus } from '../../core/index.js';
import { openSpans, type RunSpans } from '../tracing/index.js';
import type { ProgressSink } from './context.js';
import type { RunEvent } from './events.js';
import { stageOf } from './stages.js';

/** One stage of a run; a name that comes again is one stage. */
export interface StageEntry {
  readonly name: string;
  /** In the stage's own unit: items read, chunks scored, nodes joined, chunks exported. */
  readonly count: number;
  readonly durationMs: number;
  /** CPU time of the main process: parsers have their own. */
  readonly cpuMs: number;
}

/** What was not done again, in documents: the books' `unchanged`, by what told so. */
export interface Reused {
  /** Size, time and inode are those of last time: not opened. */
  readonly fingerprint: number;
  /** Opened, and the bytes are the same. */
  readonly bytes: number;
  /** Parsed, and it is the version that is there. */
  readonly version: number;
}

/** What a run did, stage by stage. */
export interface RunLedger {
  readonly stages: readonly StageEntry[];
  readonly reused: Reused;
  /** Items that had failed before and were tried again. */
  readonly retried: number;
  /** Documents that were purged and are still in the sources: left out. */
  readonly purged: number;
  /** Items that failed, by error code, those that are not tried again until they change included. */
  readonly failures: Readonly<Record<string, number>>;
  readonly parsersStarted: number;
  readonly warnings: readonly string[];
}

/** More warnings than this are not kept: the log has them. */
const MAX_WARNINGS = 100;

/** How a run ended. `error`: why it broke off or is held back. */
export interface RunOutcome {
  readonly status: RunStatus;
  readonly exitCode: number;
  readonly generation: number | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  /** For traces: numbers of the summary. */
  readonly counts?: Readonly<Record<string, number>>;
}

/** Notes stages on their way to whoever watches the run, as progress, as events and as spans. */
export class StageLog implements ProgressSink {
  readonly #sink: ProgressSink;
  readonly #traceparent: string | undefined;
  readonly #stages = new Map<string, { count: number; durationMs: number; cpuMs: number }>();
  readonly warnings: string[] = [];
  #open: { readonly name: string; readonly at: number; readonly cpu: NodeJS.CpuUsage; count: number } | null = null;
  #spans: RunSpans | null = null;
  #begunAt: number | null = null;

  constructor(sink: ProgressSink, traceparent?: string) {
    this.#sink = sink;
    this.#traceparent = traceparent;
  }

  get stages(): StageEntry[] {
    this.#close();
    return [...this.#stages].map(([name, { count, durationMs, cpuMs }]) => ({ name, count, durationMs: Math.round(durationMs), cpuMs: Math.round(cpuMs) }));
  }

  /** Does the work of a run that has its id now, and tells that it began; `ended` tells how it ended. */
  async during<Result>(run: { readonly runId: string; readonly pipeline: string }, work: () => Promise<Result>): Promise<Result> {
    this.#begunAt = performance.now();
    this.#spans = await openSpans(run, this.#traceparent);
    this.event({ event: 'run-started', ...run });
    return this.#spans === null ? work() : this.#spans.within(work);
  }

  /** The run is over; told once. */
  ended({ status, exitCode, generation, error, counts = {} }: RunOutcome): void {
    if (this.#begunAt === null) return;
    const durationMs = Math.round(performance.now() - this.#begunAt);
    this.#begunAt = null;
    if (error === null) this.#close();
    this.#spans?.end({ 'winnow.run.status': status, 'winnow.exit_code': exitCode, ...(generation === null ? {} : { 'winnow.generation': generation }), ...counts }, error?.code ?? null);
    this.#spans = null;
    if (error === null) this.event({ event: 'run-finished', status, exitCode, generation: generation ?? 0, durationMs });
    else this.event({ event: 'run-failed', status, exitCode, generation, durationMs, errorCode: error.code, message: error.message });
  }

  stage(name: string): void {
    this.#close();
    this.#open = { name, at: performance.now(), cpu: process.cpuUsage(), count: 0 };
    if (!this.#stages.has(name)) this.#stages.set(name, { count: 0, durationMs: 0, cpuMs: 0 });
    this.#sink.stage(name);
    const { kind, of } = stageOf(name);
    this.#spans?.stage({ kind, of });
    this.event({ event: 'stage-started', stage: kind, of });
  }

  expect(count: number): void {
    this.#sink.expect(count);
  }

  advance(count: number): void {
    if (this.#open !== null) this.#open.count += count;
    this.#sink.advance(count);
  }

  end(): void {
    this.#close();
    this.#sink.end();
  }

  warn(message: string): void {
    if (this.warnings.length < MAX_WARNINGS) this.warnings.push(message);
    this.#sink.warn(message);
  }

  event(event: RunEvent): void {
    this.#sink.event?.(event);
  }

  #close(): void {
    if (this.#open === null) return;
    const { name, at, cpu, count } = this.#open;
    this.#open = null;
    const used = process.cpuUsage(cpu);
    const [durationMs, cpuMs] = [performance.now() - at, (used.user + used.system) / 1000];
    const stage = this.#stages.get(name);
    if (stage !== undefined) {
      stage.count += count;
      stage.durationMs += durationMs;
      stage.cpuMs += cpuMs;
    }
    this.#spans?.stageEnd({ 'winnow.stage.count': count, 'winnow.stage.cpu_ms': Math.round(cpuMs) });
    const { kind, of } = stageOf(name);
    this.event({ event: 'stage-finished', stage: kind, of, count, durationMs: Math.round(durationMs), cpuMs: Math.round(cpuMs) });
  }
}
