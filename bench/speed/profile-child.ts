/**
 * One run in a process of its own, which notes its CPU time by stage: `profile-child.ts PIPELINE STORE NOW`.
 * Prints a `StageReport`. Parser processes are not counted here: their time is what the whole tree took beyond this.
 */
import type { ProgressSink } from '../../src/index.js';
import { library } from '../lib/places.js';

export interface StageReport {
  readonly chunks: number;
  readonly parsersStarted: number;
  readonly stages: readonly { readonly name: string; readonly cpuSeconds: number; readonly wallSeconds: number }[];
}

const BETWEEN = 'publishing, exporting, loading';

class StageClock implements ProgressSink {
  readonly #stages = new Map<string, { cpu: number; wall: number }>();
  #name = BETWEEN;
  #cpu = process.cpuUsage();
  #wall = performance.now();

  #close(next: string): void {
    const used = process.cpuUsage(this.#cpu);
    const now = performance.now();
    const before = this.#stages.get(this.#name) ?? { cpu: 0, wall: 0 };
    this.#stages.set(this.#name, { cpu: before.cpu + (used.user + used.system) / 1e6, wall: before.wall + (now - this.#wall) / 1000 });
    [this.#name, this.#cpu, this.#wall] = [next, process.cpuUsage(), now];
  }

  stage(name: string): void {
    this.#close(name);
  }

  expect(): void {}

  advance(): void {}

  end(): void {
    this.#close(BETWEEN);
  }

  warn(): void {}

  report(): StageReport['stages'] {
    this.#close(BETWEEN);
    return [...this.#stages].map(([name, { cpu, wall }]) => ({ name, cpuSeconds: cpu, wallSeconds: wall }));
  }
}

const [pipeline = '', store = '', now = ''] = process.argv.slice(2);
const { run } = await library();
const clock = new StageClock();
const result = await run(pipeline, { store, now: new Date(now), progress: clock });
process.stdout.write(JSON.stringify({ chunks: result.summary.corpus.chunks.total, parsersStarted: result.parsersStarted, stages: clock.report() } satisfies StageReport));
