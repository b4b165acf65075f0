import { hostname } from 'node:os';
import {
  WinnowError, asWinnowError, messageOf, systemClock, fixedClock, type CorpusCounts, type GenerationRecord, type JsonObject, type Readings, type RunFence, type RunStatus, type SourceReading, type Store, type WorkCounts,
} from '../../core/index.js';
import type { Pipeline } from '../../config/index.js';
import type { GuardFinding } from '../../curate/index.js';
import { telling } from '../notify/index.js';
import { createParserHost } from '../parser-host/index.js';
import { silent, type ProgressSink, type RunContext } from './context.js';
import { decideAll } from './decide.js';
import { decideKeyOf } from './deciding.js';
import { bringInStep, type ExportOutcome } from './export.js';
import { guard, type Guarded } from './guards.js';
import { ingest, type Ingested } from './ingest.js';
import { join } from './join.js';
import { StageLog, type Reused, type RunLedger, type RunOutcome } from './ledger.js';
import { judge, type JudgeReport } from './judge/index.js';
import { retain } from './retain.js';
import { score } from './score.js';
import { TargetsFailed, type TargetFailure } from './targets-failed.js';

export interface RunOptions {
  readonly store: Store;
  /** The time verdicts are decided at; default: the clock's. */
  readonly now?: Date;
  /** Ignore what is cached: read, parse, score, join and decide everything again. */
  readonly full?: boolean;
  readonly signal?: AbortSignal;
  readonly progress?: ProgressSink;
  /** The span that the run's is a child of, as W3C's `traceparent`; default: the one that is active. */
  readonly traceparent?: string | undefined;
  /** Bring the pipeline's targets in step afterwards. Default true. */
  readonly exports?: boolean;
  /** Ask the judges of joins about pairs that they have not answered yet. Default true. */
  readonly judge?: boolean;
  /** When worker threads are called to the joins; default: where they are worth it. */
  readonly joinCrew?: RunContext['joinCrew'];
  /** Whether guards may hold back what it would publish. Default true. */
  readonly guards?: boolean;
  /** Tell the channels of the pipeline what needs a person. Default true. */
  readonly notify?: boolean;
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
  readonly ledger: RunLedger;
  /** What guards found of what the run would have published, or has published all the same; absent where they found nothing. */
  readonly guards?: GuardReport;
  /** One for each join that has a judge; absent where none has. */
  readonly judges?: readonly JudgeReport[];
}

export interface GuardReport {
  /** The number that was held back, or published over the guards. */
  readonly generation: number;
  readonly outcome: 'held' | 'published';
  readonly documents: number;
  readonly chunks: number;
  readonly accepted: number;
  readonly findings: readonly GuardFinding[];
}

export interface RunResult {
  readonly summary: RunSummary;
  readonly exitCode: 0 | 3 | 4;
  /** Documents that could not be read or parsed. */
  readonly failures: number;
  /** Targets that could not be brought in step while it was held back. */
  readonly targetsFailed: readonly TargetFailure[];
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
  const clock = options.now === undefined ? systemClock : fixedClock(options.now);
  const log = new StageLog(options.progress ?? silent, options.traceparent);
  return telling({ pipeline, ...options }, () => beginning(pipeline, store, { startedAt, log }, (fence) => attempt({
    pipeline, store, fence, now: clock.now(), full: options.full ?? false, judge: options.judge, signal: options.signal ?? new AbortController().signal, progress: log,
    joinCrew: options.joinCrew, guards: options.guards ?? true,
  }, { startedAt, exports: options.exports ?? true, log }), options.signal));
}

/** Takes the lease for the work of one run, and gives it back when that fails. */
export async function beginning<Result>(pipeline: Pipeline, store: Store, { startedAt, log }: { startedAt: Date; log: StageLog }, work: (fence: RunFence) => Promise<Result>, signal?: AbortSignal): Promise<Result> {
  const fence = await store.beginRun({
    pipeline: pipeline.name, pipelineFile: pipeline.file, definition: pipeline.definition, pipelineHash: pipeline.hash,
    now: startedAt.getTime(), pid: process.pid, host: hostname(),
  });
  try {
    return await log.during({ runId: fence.runId, pipeline: pipeline.name }, () => work(fence));
  } catch (error) {
    const aborted = signal?.aborted === true;
    const status = aborted ? 'interrupted' : error instanceof WinnowError && error.exitCode === 4 ? 'held' : 'failed';
    await endFailed(store, fence, status);
    const known = aborted ? new WinnowError('interrupted', 'the run was interrupted; what it had done is kept', { cause: error }) : error;
    log.ended(brokenOff(known, status));
    throw known;
  }
}

function brokenOff(error: unknown, status: RunStatus): RunOutcome {
  const { code, message, exitCode } = asWinnowError(error, 'internal');
  return { status, exitCode, generation: null, error: { code, message } };
}

async function endFailed(store: Store, fence: RunFence, status: RunStatus): Promise<void> {
  try {
    await store.endRun(fence, { status, generation: null, work: null, summary: null, finishedAt: new Date().toISOString() });
  } catch {
    // The store itself is what failed, or another attempt took the lease: the first error is the one to report.
  }
}

async function attempt(context: RunContext, run: { startedAt: Date; exports: boolean; log: StageLog }): Promise<RunResult> {
  const { pipeline } = context;
  const { parserProcesses, parseTimeoutMs, parseMemoryMb, maxTextChars } = pipeline.limits;
  const host = createParserHost({ size: parserProcesses, timeoutMs: parseTimeoutMs, memoryMb: parseMemoryMb, maxTextChars, plugins: pipeline.pluginModules });
  let ingested: Ingested;
  try {
    ingested = await ingest(context, host);
  } finally {
    await host.close();
  }
  const { work, unseen, reused, retried, purged } = ingested;
  await score(context);
  await join(context);
  const judges = await judge(context);
  balance(work);
  const published = await publish(context);
  return finish(context, { ...run, work, unseen, judges, published, reused, retried, purged, parsersStarted: host.started });
}

interface Done {
  readonly startedAt: Date;
  readonly exports: boolean;
  readonly work: WorkCounts;
  readonly unseen: readonly string[];
  readonly judges: readonly JudgeReport[];
  readonly published: Published;
  readonly parsersStarted: number;
  readonly reused: Reused;
  readonly retried: number;
  readonly purged: number;
  readonly log: StageLog;
}

const NOTHING: Pick<CorpusCounts, 'documents' | 'chunks' | 'findings'> = Object.freeze({
  documents: { total: 0, accepted: 0, partial: 0, quarantined: 0, rejected: 0, failed: 0 }, chunks: { total: 0, accepted: 0, quarantined: 0, rejected: 0 }, findings: {},
});

/** Brings the targets in step with what is published, which is the last good generation where the new one is held back, and closes the run's record. */
export async function finish(context: RunContext, { startedAt, exports: wanted, work, unseen, judges, published, parsersStarted, reused, retried, purged, log }: Done): Promise<RunResult> {
  const { pipeline, store, fence } = context;
  const { generation, readings, guards } = published;
  const isHeld = guards?.outcome === 'held';
  const targetsFailed: TargetFailure[] = [];
  const exports = wanted && pipeline.exports.length > 0 && generation !== null ? await (isHeld ? exportedAllTheSame(context, unseen, targetsFailed) : exported(context, unseen)) : [];
  await retain(context);
  const ledger: RunLedger = { stages: log.stages, reused, retried, purged, failures: await failuresByCode(store), parsersStarted, warnings: log.warnings };
  const finishedAt = new Date();
  const status: RunStatus = isHeld ? 'held' : work.failed > 0 ? 'degraded' : 'succeeded';
  const counts = generation?.counts ?? NOTHING;
  const summary: RunSummary = {
    run: {
      id: fence.runId, pipeline: pipeline.name, pipelineHash: pipeline.hash, status, generation: generation?.number ?? 0, startedAt: startedAt.toISOString(),
      finishedAt: finishedAt.toISOString(), durationMs: finishedAt.getTime() - startedAt.getTime(),
    },
    work, corpus: { documents: counts.documents, chunks: counts.chunks }, findings: counts.findings, exports, ledger, ...(guards === null ? {} : { guards }), ...(judges.length === 0 ? {} : { judges }),
  };
  await store.endRun(fence, { status, generation: isHeld ? null : (generation?.number ?? null), work, summary: summary as unknown as JsonObject, readings, finishedAt: finishedAt.toISOString() });
  const exitCode = isHeld ? 4 : work.failed > 0 ? 3 : 0;
  log.ended(outcomeOf(summary, exitCode));
  return { summary, exitCode, failures: work.failed, targetsFailed, parsersStarted };
}

function outcomeOf({ run: { status, generation }, work, corpus: { chunks }, guards }: RunSummary, exitCode: number): RunOutcome {
  const counts: Record<string, number> = {};
  for (const [of, numbers] of [['documents', work], ['chunks', chunks]] as const) for (const [name, count] of Object.entries(numbers) as [string, number][]) counts[`winnow.${of}.${name}`] = count;
  return { status, exitCode, generation, counts, error: status !== 'held' ? null : { code: 'run-held', message: `guards hold generation ${guards?.generation ?? '?'} back` } };
}

/** What guards found must not be lost over a target that fails meanwhile: the run is held, and the target is warned of. */
async function exportedAllTheSame(context: RunContext, unseen: readonly string[], failed: TargetFailure[]): Promise<ExportOutcome[]> {
  try {
    return await exported(context, unseen);
  } catch (error) {
    context.signal.throwIfAborted();
    context.progress.warn(messageOf(error));
    if (error instanceof TargetsFailed) failed.push(...error.failures);
    return [];
  }
}

/** Failures there are now, by their code. */
async function failuresByCode(store: Store): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (let after: string | undefined; ;) {
    const page = await store.listFailures({ limit: 1000, ...(after === undefined ? {} : { after }) });
    for (const { code } of page) counts[code] = (counts[code] ?? 0) + 1;
    after = page.at(-1)?.id;
    if (page.length < 1000 || after === undefined) return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

interface Published {
  /** What is current now; `null` = nothing, since the first generation is held back. */
  readonly generation: GenerationRecord | null;
  readonly readings: Readings;
  readonly guards: GuardReport | null;
}

/**
 * Decides and publishes, unless guards hold it back; decisions that came in meanwhile are taken in first. With `over`, guards are asked and not heeded, and it says
 * in the generation who did not and why.
 */
export async function publish(context: RunContext, over: { actor: string; reason: string } | null = null): Promise<Published> {
  const { store, fence, progress } = context;
  for (;;) {
    const decisionSeq = await store.decisionSeq();
    await decideAll(context);
    progress.stage('publishing');
    const { readings, findings } = await guard(context);
    const current = await store.currentGeneration();
    const report = findings.length === 0 ? null : reportOf({ readings, findings }, { generation: (current?.number ?? 0) + 1, outcome: over === null ? 'held' : 'published' });
    if (report?.outcome === 'held') {
      progress.end();
      for (const { rule, source, of, seen, before, message } of findings) progress.event?.({ event: 'guard-held', rule, source, of, seen, before, message });
      return { generation: current, readings, guards: report };
    }
    const note = over === null ? {} : { note: `${over.actor}: ${over.reason}` };
    const published = await store.publishRun(fence, { decisionSeq, now: context.now, policyKey: decideKeyOf(context.pipeline), ...note });
    progress.end();
    if ('generation' in published) return { generation: published.generation, readings, guards: report };
  }
}

function reportOf({ readings, findings }: Guarded, held: Pick<GuardReport, 'generation' | 'outcome'>): GuardReport {
  const sources = Object.values(readings.sources);
  const sum = (of: (source: SourceReading) => number): number => sources.reduce((total, source) => total + of(source), 0);
  return { ...held, documents: sum(({ documents }) => documents), chunks: sum(({ chunks }) => chunks), accepted: sum(({ accepted }) => accepted), findings };
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
