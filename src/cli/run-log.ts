import type { Writable } from 'node:stream';
import type { WinnowError } from '../core/errors.js';
import type { ProgressSink, RunEvent } from '../engine/run/index.js';
import { jsonLine } from './json-line.js';

type Level = 'info' | 'warning' | 'error';

export interface RunLogOptions {
  readonly quiet: boolean;
  /** Errors have their stacks. */
  readonly verbose: boolean;
  readonly now?: () => number;
}

/** The log of a run as one JSON object a line: time, level, event, message, `runId` as soon as there is one, and fields of the event. Quiet tells of errors alone. */
export class RunLog implements ProgressSink {
  readonly #stream: Writable;
  readonly #options: RunLogOptions;
  #runId: string | null = null;
  #failed = false;

  constructor(stream: Writable, options: RunLogOptions) {
    this.#stream = stream;
    this.#options = options;
  }

  stage(): void {}
  expect(): void {}
  advance(): void {}
  end(): void {}

  warn(message: string): void {
    this.#tell('warning', 'warning', message);
  }

  stopping(): void {
    this.#tell('info', 'run-stopping', 'stopping at the next sound point; once more stops at once');
  }

  event(event: RunEvent): void {
    if (event.event === 'run-started') this.#runId = event.runId;
    if (event.event === 'run-failed') this.#failed = true;
    const { level, message } = wordsOf(event);
    const { event: name, ...fields } = event;
    this.#tell(level, name, message, fields);
  }

  /** The command fails; told once, also where no run began. */
  failed(error: WinnowError, stack: string): void {
    const { code, message, next, exitCode } = error;
    if (!this.#failed) this.#tell('error', 'run-failed', `${message}. ${next}`, { status: exitCode === 130 ? 'interrupted' : 'failed', exitCode, errorCode: code });
    if (this.#options.verbose) this.#tell('error', 'stack', stack);
  }

  #tell(level: Level, event: string, message: string, fields: object = {}): void {
    if (this.#options.quiet && level !== 'error') return;
    const time = new Date((this.#options.now ?? Date.now)()).toISOString();
    const head = { time, level, event, message, ...(this.#runId === null ? {} : { runId: this.#runId }) };
    this.#stream.write(`${jsonLine({ ...head, ...fields, message })}\n`);
  }
}

/** How much an event weighs, and what it is in words. */
function wordsOf(event: RunEvent): { level: Level; message: string } {
  switch (event.event) {
    case 'run-started': return { level: 'info', message: `run of ${event.pipeline} started` };
    case 'stage-started': return { level: 'info', message: named(event) };
    case 'stage-finished': return { level: 'info', message: `${named(event)}: ${event.count} in ${(event.durationMs / 1000).toFixed(1)} s` };
    case 'document-failed': return { level: 'warning', message: `${event.source}:${event.path}${event.record === null ? '' : `#${event.record}`} failed: ${event.code}` };
    case 'guard-held': return { level: 'error', message: event.message };
    case 'exported': return { level: 'info', message: `exported to ${event.target}: ${event.upserted} written, ${event.deleted} deleted` };
    case 'run-finished': return { level: event.status === 'succeeded' ? 'info' : 'warning', message: `run ${event.status}, generation ${event.generation}, in ${(event.durationMs / 1000).toFixed(1)} s` };
    case 'run-failed': return { level: event.status === 'interrupted' ? 'warning' : 'error', message: `run ${event.status}: ${event.message}` };
  }
}

const named = ({ stage, of }: { readonly stage: string; readonly of: string }): string => (of === '' ? stage : `${stage} ${of}`);
