import type { Writable } from 'node:stream';
import type { ProgressSink } from '../engine/run/index.js';
import { columnsOf, isTty } from './terminal.js';

/** Nothing is drawn for what takes less than this. */
const SHOW_AFTER_MS = 1000;
const REDRAW_MS = 100;

export interface ProgressOptions {
  readonly quiet: boolean;
  /** Name every stage with its count and time, also where no line can be redrawn. */
  readonly verbose: boolean;
  /** Milliseconds; only differences count. */
  readonly clock?: () => number;
}

/**
 * One line on a terminal, redrawn in place: stage, items, rate, time left. Nothing where stderr is not a terminal, so that logs
 * of nightly runs stay short; warnings are printed anywhere unless quiet.
 */
export function progressOn(stream: Writable, options: ProgressOptions): ProgressSink {
  return new Progress(stream, options);
}

class Progress implements ProgressSink {
  readonly #stream: Writable;
  readonly #options: ProgressOptions;
  readonly #clock: () => number;
  #name: string | null = null;
  #total: number | null = null;
  #done = 0;
  #startedAt = 0;
  #drawnAt = -Infinity;
  #drawn = false;

  constructor(stream: Writable, options: ProgressOptions) {
    this.#stream = stream;
    this.#options = options;
    this.#clock = options.clock ?? (() => performance.now());
  }

  stage(name: string, total: number | null): void {
    if (this.#name !== null) this.end();
    this.#name = name;
    this.#total = total;
    this.#done = 0;
    this.#startedAt = this.#clock();
  }

  advance(count: number): void {
    this.#done += count;
    const now = this.#clock();
    if (this.#options.quiet || !isTty(this.#stream) || now - this.#startedAt < SHOW_AFTER_MS || now - this.#drawnAt < REDRAW_MS) return;
    this.#drawnAt = now;
    this.#drawn = true;
    this.#stream.write(`\r\u001b[2K${progressLine({ name: this.#name ?? '', done: this.#done, total: this.#total, elapsedMs: now - this.#startedAt }).slice(0, columnsOf(this.#stream) - 1)}`);
  }

  end(): void {
    if (this.#name === null) return;
    const elapsedMs = this.#clock() - this.#startedAt;
    this.#clear();
    if (this.#options.verbose && !this.#options.quiet) this.#stream.write(`${this.#name}: ${this.#done} in ${duration(elapsedMs)}\n`);
    this.#name = null;
  }

  warn(message: string): void {
    if (this.#options.quiet) return;
    this.#clear();
    this.#stream.write(`warning: ${message}\n`);
  }

  #clear(): void {
    if (this.#drawn) this.#stream.write('\r\u001b[2K');
    this.#drawn = false;
  }
}

/** `parsing  120/400  30%  41/s  7 s left` */
export function progressLine({ name, done, total, elapsedMs }: { name: string; done: number; total: number | null; elapsedMs: number }): string {
  const rate = elapsedMs === 0 ? 0 : (done / elapsedMs) * 1000;
  const parts = [name, total === null ? String(done) : `${done}/${total}`];
  if (total !== null && total > 0) parts.push(`${Math.floor((Math.min(done, total) / total) * 100)}%`);
  if (rate > 0) parts.push(`${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s`);
  if (rate > 0 && total !== null && done < total) parts.push(`${duration(((total - done) / rate) * 1000)} left`);
  return parts.join('  ');
}

/** `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(ms: number): string {
  if (ms < 9950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
