import { hostname } from 'node:os';
import {
  WinnowError, systemClock, fixedClock, type CorpusCounts, type GenerationRecord, type JsonObject, type RunFence, type RunStatus, type Store, type WorkCounts,
} from '../../core/index.js';
import type { Pipeline } from '../../config/index.js';
import { createParserHost } from '../parser-host/index.js';
import { silent, type ProgressSink, type RunContext } from './context.js';
import { decideAll } from './decide.js';
import { decideKeyOf } from './deciding.js';
import { bringInStep, type ExportOutcome } from './export.js';
import { ingest, type Ingested } from './ingest.js';
import { join } from './join.js';
import { judge, type JudgeReport } from './judge/index.js';
import { retain } from './retain.js';
import { score } from './score.js';

export interface RunOptions {
  readonly store: Store;
  /** The time verdicts are decided at; default: the clock's. */
  readonly now?: Date;
  /** Ignore what is cached: read, parse, score, join and decide everything again. */
  readonly full?: boolean;
  readonly signal?: AbortSignal;
  readonly progress?: ProgressSink;
  /** Bring the pipeline's targets in step afterwards. Default true. */
  readonly exports?: boolean;
  /** Ask the judges of joins about pairs that they have not answered yet. Default true. */
  readonly judge?: boolean;
  /** When worker threads are called to the joins; default: where they are worth it. */
  readonly joinCrew?: RunContext['joinCrew'];
}

/** What `winnow run --json` prints. */
export interface RunSummary {
  readonly run: {
    readonly id: string; readonly pipeline: string; readonly pipelineHash: string; readonly status: RunStatus; readonly generation: number;
    readonly startedAt: string; readonly finishedAt: string; readonly durationMs: number;
  };
  readonly work: WorkCounts;
  readonly corpus: Pick<CorpusCounts, 'documents' | 'chunks'>;
  readonly findings: CorpusCounts['findings'];
  readonly exports: readonly ExportOutcome[];
  /** One for each join that has a judge; absent where none has. */
  readonly judges?: readonly JudgeReport[];
}

export interface RunResult {
  readonly summary: RunSummary;
  readonly exitCode: 0 | 3;
  /** Documents that could not be read or parsed. */
  readonly failures: number;
  /** Parser processes that were started: none when nothing changed. */
  readonly parsersStarted: number;
}

/**
 * One run: reads, parses, cuts, scores, joins, decides and publishes what changed, then exports. Interrupted at any point,
 * the next run goes on with what is there. Fails with `store-busy` while another run holds the store.
 */
export async function runPipeline(pipeline: Pipeline, options: RunOptions): Promise<RunResult> {
  const { store } = options;
  const startedAt = new Date();
  const fence = await store.beginRun({
    pipeline: pipeline.name, pipelineFile: pipeline.file, definition: pipeline.definition, pipelineHash: pipeline.hash,
    now: startedAt.getTime(), pid: process.pid, host: hostname(),
  });
  const clock = options.now === undefined ? systemClock : fixedClock(options.now);
  const context: RunContext = {
    pipeline, store, fence, now: clock.now(), full: options.full ?? false, judge: options.judge, signal: options.signal ?? new AbortController().signal, progress: options.progress ?? silent,
    joinCrew: options.joinCrew,
  };
  try {
    return await attempt(context, { startedAt, exports: options.exports ?? true });
  } catch (error) {
    await endFailed(store, fence, context.signal.aborted ? 'interrupted' : error instanceof WinnowError && error.exitCode === 4 ? 'held' : 'failed');
    if (context.signal.aborted) throw new WinnowError('interrupted', 'the run was interrupted; what it had done is kept', { cause: error });
    throw error;
  }
}

async function endFailed(store: Store, fence: RunFence, status: RunStatus): Promise<void> {
  try {
    await store.endRun(fence, { status, generation: null, work: null, summary: null, finishedAt: new Date().toISOString() });
  } catch {
    // The store itself is what failed, or another attempt took the lease: the first error is the one to report.
  }
}

async function attempt(context: RunContext, run: { startedAt: Date; exports: boolean }): Promise<RunResult> {
  const { pipeline, store, fence } = context;
  const { parserProcesses, parseTimeoutMs, parseMemoryMb, maxTextChars } = pipeline.limits;
  const host = createParserHost({ size: parserProcesses, timeoutMs: parseTimeoutMs, memoryMb: parseMemoryMb, maxTextChars, plugins: pipeline.pluginModules });
  let ingested: Ingested;
  try {
    ingested = await ingest(context, host);
  } finally {
    await host.close();
  }
  const { work, unseen } = ingested;
  await score(context);
  await join(context);
  const judges = await judge(context);
  balance(work);
  const generation = await publish(context);
  const exports = run.exports && pipeline.exports.length > 0 ? await exported(context, unseen) : [];
  await retain(context);
  const finishedAt = new Date();
  const status: RunStatus = work.failed > 0 ? 'degraded' : 'succeeded';
  const summary: RunSummary = {
    run: {
      id: fence.runId, pipeline: pipeline.name, pipelineHash: pipeline.hash, status, generation: generation.number, startedAt: run.startedAt.toISOString(),
      finishedAt: finishedAt.toISOString(), durationMs: finishedAt.getTime() - run.startedAt.getTime(),
    },
    work, corpus: { documents: generation.counts.documents, chunks: generation.counts.chunks }, findings: generation.counts.findings, exports, ...(judges.length === 0 ? {} : { judges }),
  };
  await store.endRun(fence, { status, generation: generation.number, work, summary: summary as unknown as JsonObject, finishedAt: finishedAt.toISOString() });
  return { summary, exitCode: work.failed > 0 ? 3 : 0, failures: work.failed, parsersStarted: host.started };
}

/** Decides and publishes; decisions that came in meanwhile are taken in first. */
async function publish(context: RunContext): Promise<GenerationRecord> {
  for (;;) {
    const decisionSeq = await context.store.decisionSeq();
    await decideAll(context);
    context.progress.stage('publishing');
    const published = await context.store.publishRun(context.fence, { decisionSeq, now: context.now, policyKey: decideKeyOf(context.pipeline) });
    context.progress.end();
    if ('generation' in published) return published.generation;
  }
}

/** How often a run says that it lives while its targets are brought in step. */
const HEARTBEAT_MS = 60_000;

/** A new store does not know what its targets hold: they are not overwritten with a corpus that lacks a source. */
async function exported({ pipeline, store, fence, signal, full, progress }: RunContext, unseen: readonly string[]): Promise<ExportOutcome[]> {
  // Embedding everything anew or filling a far target takes longer than a run may be silent.
  const beat = setInterval(() => {
    store.heartbeat(fence).catch(() => undefined);
  }, HEARTBEAT_MS);
  const outcomes = await bringInStep(pipeline, store, { signal, progress, unlessInStep: !full, onlyKnown: unseen.length > 0 }).finally(() => {
    clearInterval(beat);
  });
  const left = pipeline.exports.filter(({ target }) => !outcomes.some((outcome) => outcome.target === target));
  if (left.length > 0) {
    progress.warn(`left as they are, since nothing of ${unseen.join(', ')} was ever read: ${left.map(({ target }) => target).join(', ')}. Mend the source and run again, or bring them in step as it is: winnow export`);
  }
  return outcomes;
}

/** The books in documents; those in chunks are checked by the store before it publishes. */
function balance(work: WorkCounts): void {
  const { discovered, unchanged, processed, failed } = work;
  if (discovered === unchanged + processed + failed) return;
  throw new WinnowError('books-unbalanced', `the books do not balance: discovered ${discovered}, but unchanged ${unchanged} + processed ${processed} + failed ${failed}`);
}
