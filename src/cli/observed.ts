import { readFileSync } from 'node:fs';
import { dirname, join, parse, resolve } from 'node:path';
import { messageOf } from '../core/errors.js';
import type { ProgressSink } from '../engine/run/index.js';
import { asReported, type Context } from './context.js';

export interface ObservedFlags {
  readonly log: 'text' | 'json';
  /** A file for Prometheus' node_exporter. */
  readonly metrics?: string;
}

/** What a run is told of those who watch it. */
export interface Observed {
  readonly context: Context;
  readonly progress: ProgressSink;
  readonly traceparent: string | undefined;
}

/**
 * Lets a run be watched as it is asked for: by its log, its spans, and the metrics that it leaves behind however it ended. What goes wrong with watching is a
 * warning and fails no run; but a package that is missing is told before it begins.
 */
export async function observed(given: Context, { log, metrics }: ObservedFlags, file: string | undefined, work: (observed: Observed) => Promise<void>): Promise<void> {
  const { env } = given.terminal;
  const { context, progress } = log === 'json' ? await logging(given) : { context: given, progress: await given.progress() };
  const warn = (message: string): void => { progress.warn(message); };
  const leave = metrics === undefined ? null : await metricsFile(context, metrics, file, warn);
  const { startTracing } = await import('./otlp.js');
  const stopTracing = await startTracing(env, warn);
  try {
    await work({ context, progress, traceparent: env['TRACEPARENT'] });
    await leave?.(null);
  } catch (error) {
    await leave?.(asReported(error, context.signal.aborted).exitCode);
    throw error;
  } finally {
    await stopTracing();
  }
}

/** Everything that is said on stderr becomes a line of JSON. */
async function logging(given: Context): Promise<{ context: Context; progress: ProgressSink }> {
  const { RunLog } = await import('./run-log.js');
  const log = new RunLog(given.terminal.err, { quiet: given.global.quiet === true, verbose: given.global.verbose === true });
  given.onStop(() => { log.stopping(); });
  given.onError((error, stack) => { log.failed(error, stack); });
  process.removeAllListeners('warning').on('warning', ({ message }) => { log.warn(message); });
  return { context: { ...given, log: () => undefined }, progress: log };
}

type Leave = (exitCode: number | null) => Promise<void>;

async function metricsFile(context: Context, given: string, pipelineFile: string | undefined, warn: (message: string) => void): Promise<Leave> {
  const { metricsText, prometheusWriter, writeMetricsFile } = await import('../engine/metrics/index.js');
  await prometheusWriter();
  const startedAt = Date.now();
  const file = resolve(context.terminal.cwd, given);
  return async (exitCode) => {
    const finishedAt = Date.now();
    // The store may know nothing of a run that failed, such as one whose pipeline file is invalid.
    const lastRun = exitCode === null ? null : { runId: null, status: statusOf(exitCode), finishedAt: new Date(finishedAt).toISOString(), durationMs: finishedAt - startedAt };
    const pipeline = nameIn(context.terminal.cwd, pipelineFile) ?? parse(pipelineFile ?? context.global.store ?? '').name;
    try {
      await writeMetricsFile(file, await metricsText({ location: await locationOf(context, pipelineFile), pipeline, lastRun }).catch(() => metricsText({ location: null, pipeline, lastRun })));
    } catch (error) {
      warn(`the metrics could not be written to ${given}: ${messageOf(error)}`);
    }
  };
}

const statusOf = (exitCode: number): 'interrupted' | 'held' | 'failed' => (exitCode === 130 ? 'interrupted' : exitCode === 4 ? 'held' : 'failed');

/** The store that the command works on, by the name in the pipeline file where that is not valid; `null` = there is no telling. */
async function locationOf({ global: { store }, terminal: { env, cwd } }: Context, pipelineFile: string | undefined): Promise<string | null> {
  const { locateStore } = await import('../engine/corpus.js');
  try {
    return locateStore({ store, env, cwd, ...(pipelineFile === undefined ? {} : { pipelineFile }) });
  } catch {
    const name = nameIn(cwd, pipelineFile);
    return name === null ? null : join(dirname(resolve(cwd, pipelineFile ?? '')), '.winnow', `${name}.db`);
  }
}

/** What a pipeline file calls its pipeline, whatever else is wrong with it. */
function nameIn(cwd: string, pipelineFile: string | undefined): string | null {
  if (pipelineFile === undefined) return null;
  try {
    return /^name:\s*["']?([A-Za-z0-9][A-Za-z0-9_.-]*)/mu.exec(readFileSync(resolve(cwd, pipelineFile), 'utf8'))?.[1] ?? null;
  } catch {
    return null;
  }
}
