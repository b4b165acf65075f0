import type { Writable } from 'node:stream';
import type { ProgressSink } from '../engine/run/index.js';
import { columnsOf, isTty } from './terminal.js';

/** Nothing is drawn before a command has taken this long. */
const SHOW_AFTER_MS = 1000;
const REDRAW_MS = 100;
/** A stage that counts nothing for a while is redrawn as often as this: its clock goes on. */
const TICK_MS = 1000;
/** A rate from fewer milliseconds than this says nothing about the time left. */
const RATE_AFTER_MS = 500;

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
  #firstAt: number | null = null;
  #ticking: NodeJS.Timeout | null = null;
  #drawnAt = -Infinity;
  #drawn = false;

  constructor(stream: Writable, options: ProgressOptions) {
    this.#stream = stream;
    this.#options = options;
    this.#clock = options.clock ?? (() => performance.now());
  }

  stage(name: string): void {
    if (this.#name !== null) this.end();
    this.#name = name;
    this.#total = null;
    this.#done = 0;
    this.#startedAt = this.#clock();
    this.#firstAt ??= this.#startedAt;
    this.#drawnAt = -Infinity;
    if (this.#options.quiet || !isTty(this.#stream)) return;
    this.#draw();
    this.#ticking = setInterval(() => { this.#draw(); }, TICK_MS).unref();
  }

  expect(count: number): void {
    this.#total = (this.#total ?? 0) + count;
  }

  advance(count: number): void {
    this.#done += count;
    this.#draw();
  }

  #draw(): void {
    if (this.#options.quiet || !isTty(this.#stream)) return;
    const now = this.#clock();
    if (now - (this.#firstAt ?? now) < SHOW_AFTER_MS || now - this.#drawnAt < REDRAW_MS) return;
    this.#drawnAt = now;
    this.#drawn = true;
    this.#stream.write(`\r\u001b[2K${progressLine({ name: this.#name ?? '', done: this.#done, total: this.#total, elapsedMs: now - this.#startedAt }).slice(0, columnsOf(this.#stream) - 1)}`);
  }

  end(): void {
    if (this.#name === null) return;
    if (this.#ticking !== null) clearInterval(this.#ticking);
    this.#ticking = null;
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

/** `parsing  120/400  30%  41/s  7.0 s left`; a stage that counts nothing shows its clock: `publishing  3.2 s`. */
export function progressLine({ name, done, total, elapsedMs }: { name: string; done: number; total: number | null; elapsedMs: number }): string {
  if (done === 0 && total === null) return `${name}  ${duration(elapsedMs)}`;
  const rate = elapsedMs < RATE_AFTER_MS ? 0 : (done / elapsedMs) * 1000;
  // More than was expected: how many there are in all is not known after all.
  const known = total === null || done > total ? null : total;
  const parts = [name, known === null ? String(done) : `${done}/${known}`];
  if (known !== null && known > 0) parts.push(`${Math.floor((done / known) * 100)}%`);
  if (rate > 0) parts.push(`${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s`);
  if (rate > 0 && known !== null && done < known) parts.push(`${duration(((known - done) / rate) * 1000)} left`);
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
