/** CPU and wall time of the main process by stage of a run. */
import type { ProgressSink } from '../../src/index.js';

export interface StageTime { readonly name: string; readonly cpuSeconds: number; readonly wallSeconds: number }

const BETWEEN = 'publishing, exporting, loading';

export class StageClock implements ProgressSink {
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

  report(): StageTime[] {
    this.#close(BETWEEN);
    return [...this.#stages].map(([name, { cpu, wall }]) => ({ name, cpuSeconds: cpu, wallSeconds: wall }));
  }
}
