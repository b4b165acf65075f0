import type { ProgressSink } from './context.js';

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

/** Notes stages on their way to whoever watches the run. */
export class StageLog implements ProgressSink {
  readonly #sink: ProgressSink;
  readonly #stages = new Map<string, { count: number; durationMs: number; cpuMs: number }>();
  readonly warnings: string[] = [];
  #open: { readonly name: string; readonly at: number; readonly cpu: NodeJS.CpuUsage } | null = null;

  constructor(sink: ProgressSink) {
    this.#sink = sink;
  }

  get stages(): StageEntry[] {
    this.#close();
    return [...this.#stages].map(([name, { count, durationMs, cpuMs }]) => ({ name, count, durationMs: Math.round(durationMs), cpuMs: Math.round(cpuMs) }));
  }

  stage(name: string): void {
    this.#close();
    this.#open = { name, at: performance.now(), cpu: process.cpuUsage() };
    if (!this.#stages.has(name)) this.#stages.set(name, { count: 0, durationMs: 0, cpuMs: 0 });
    this.#sink.stage(name);
  }

  expect(count: number): void {
    this.#sink.expect(count);
  }

  advance(count: number): void {
    const stage = this.#open === null ? undefined : this.#stages.get(this.#open.name);
    if (stage !== undefined) stage.count += count;
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

  #close(): void {
    if (this.#open === null) return;
    const { name, at, cpu } = this.#open;
    const stage = this.#stages.get(name);
    const used = process.cpuUsage(cpu);
    if (stage !== undefined) {
      stage.durationMs += performance.now() - at;
      stage.cpuMs += (used.user + used.system) / 1000;
    }
    this.#open = null;
  }
}
