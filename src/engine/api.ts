import { resolve } from 'node:path';
import { defaultStorePath, loadPipelineFile, loadPipelineObject, resolvePipeline, type PipelineInput } from '../config/index.js';
import type { ExportItem, Store } from '../core/index.js';
import { openSqliteStore } from '../store/sqlite/index.js';
import { onCorpus, openCorpus, openRequested, published, type CorpusRequest } from './corpus.js';
import { generationNamed } from './generations.js';
import { planPurge, purgeOn, type PurgePlan, type PurgeRequest, type PurgeResult } from './purge/index.js';
import { rollbackOn, unpinOn, type RollbackRequest, type RollbackResult } from './rollback.js';
import { diffOn, type DiffLine, type DiffQuery, type DiffSummary } from './diff/index.js';
import { decideOn, type DecideResult, type DecisionRequest } from './decide.js';
import {
  bringInStep, plan, publishHeldOn, readBack, releasedItems, runPipeline, type ExportOutcome, type HeldRequest, type ProgressSink, type RunResult, type TargetPlan, type TargetReport, type TargetsRequest,
} from './run/index.js';
import { traceOn, type TraceHit, type TraceRequest } from './trace.js';
import { listLines, type Lists } from './views/index.js';

export interface RunRequest {
  /** Store file; default: `.winnow/<name>.db` beside the pipeline file, or below the working directory for an object. */
  readonly store?: string;
  /** The time verdicts are decided at; default: now. */
  readonly now?: Date;
  /** Ignore caches. */
  readonly full?: boolean;
  readonly signal?: AbortSignal;
  readonly progress?: ProgressSink;
  /** The span that the run's is a child of, as W3C's `traceparent`; default: the one that is active. */
  readonly traceparent?: string;
  /** Bring the pipeline's targets in step afterwards. Default true. */
  readonly exports?: boolean;
  /** Ask the judges of joins about pairs that they have not answered yet. Default true. */
  readonly judge?: boolean;
  /** Whether guards may hold back what it would publish. Default true. */
  readonly guards?: boolean;
  /** Tell the channels of the pipeline what needs a person. Default true. */
  readonly notify?: boolean;
}

/**
 * Runs a pipeline once: a file, or the object `definePipeline` takes. Resolves with the summary that `winnow run --json`
 * prints; rejects with a `WinnowError`.
 */
export async function run(pipeline: string | PipelineInput, request: RunRequest = {}): Promise<RunResult> {
  const loaded = typeof pipeline === 'string' ? loadPipelineFile(pipeline) : loadPipelineObject(pipeline);
  const resolved = await resolvePipeline(loaded);
  const { store: location, ...options } = request;
  const store = openSqliteStore(location === undefined ? defaultStorePath(loaded) : resolve(location), { create: true });
  try {
    return await runPipeline(resolved, { ...options, store });
  } finally {
    await store.close();
  }
}

/** Opens a store for reading and deciding through the Store port. Creates nothing: fails with `store-not-found`. */
export function openStore(location: string): Store {
  return openSqliteStore(resolve(location), { create: false });
}

/** The released chunks of a store's current generation, as exports get them. Opens and closes the store on each iteration. */
export function releasedFrom(location: string): { items(): AsyncGenerator<ExportItem> } {
  return {
    async *items() {
      const corpus = await openCorpus(resolve(location), 'remembered');
      try {
        yield* releasedItems(corpus.pipeline, corpus.store, published(corpus).number);
      } finally {
        await corpus.store.close();
      }
    },
  };
}

/** `at`: chunks, documents, findings and edges as an older generation has them: its number, `previous`, `~2`, or when it was published. */
export type ListRequest<What extends keyof Lists> = CorpusRequest & Lists[What]['query'] & (What extends 'chunks' | 'documents' | 'findings' | 'edges' ? { readonly at?: string | number | Date } : unknown);

/**
 * What the published corpus holds, as the lines that `winnow list --json` prints: `list('chunks', { store, status: 'quarantined' })`.
 * Opens the store when the first line is asked for, and closes it after the last.
 */
export async function* list<What extends keyof Lists>(what: What, request: ListRequest<What>): AsyncGenerator<Lists[What]['line'], void, undefined> {
  const { store, pipeline, at, ...query } = request as CorpusRequest & { readonly at?: string | number | Date };
  const { corpus, close } = await openRequested({ ...(store === undefined ? {} : { store }), ...(pipeline === undefined ? {} : { pipeline }) }, 'remembered');
  try {
    yield* listLines(at === undefined ? corpus : { ...corpus, generation: await generationNamed(corpus, at) }, what, query as Lists[What]['query']);
  } finally {
    await close();
  }
}

export interface DiffRequest extends CorpusRequest, DiffQuery {}

/**
 * What came, left and changed from one generation to a later one, and the rule, edit or decision behind each: the lines that `winnow diff --json` prints. Opens the store when
 * the first line is asked for, and closes it after the last. Rejects with a `WinnowError`: `generation-unknown`, `generation-dropped`, `usage`, `nothing-to-export`, `store-not-found`.
 */
export async function* diff(request: DiffRequest = {}): AsyncGenerator<DiffLine, void, undefined> {
  const { corpus, close } = await openRequested(request, 'remembered');
  try {
    yield* (await diffOn(corpus, request)).lines(request.limit);
  } finally {
    await close();
  }
}

/** The counts of what `diff` gives, as `winnow diff --summary --json` prints them. Rejects as `diff` does. */
export async function diffSummary(request: DiffRequest = {}): Promise<DiffSummary> {
  return onCorpus(request, 'remembered', async (corpus) => (await diffOn(corpus, request)).summary());
}

export interface DecideRequest extends CorpusRequest, DecisionRequest {}

/**
 * Records a person's decision for good and publishes it at once as a new generation, also while a run is going on. Targets
 * follow with the next run or `exportTargets`; `behind` names those that now hold something else. Verdicts are worked out by the pipeline as it last ran, whatever its file says by
 * now. Rejects with a `WinnowError`: `id-unknown` (naming the candidates where the beginning of an id fits several),
 * `decision-conflict`, `usage`, `nothing-to-export` before the first run, `store-not-found`.
 */
export async function decide(request: DecideRequest): Promise<DecideResult> {
  return onCorpus(request, 'remembered', (corpus) => decideOn(corpus, request));
}

/**
 * Publishes what an older generation held as a new one, over which runs do not publish until `unpin`. Targets follow with `exportTargets`. Rejects with a `WinnowError`:
 * `generation-unknown`, `generation-dropped`, `usage`, `store-busy` while a run is going on, `store-not-found`.
 */
export async function rollback(request: CorpusRequest & RollbackRequest): Promise<RollbackResult> {
  return onCorpus(request, 'remembered', (corpus) => rollbackOn(corpus, request));
}

/**
 * Publishes what guards held back, as it is, over their heads and on record, and brings the targets in step. Rejects with a `WinnowError`: `nothing-held`, `usage`,
 * `store-busy` while a run is going on, `store-not-found`.
 */
export async function publishHeld(request: CorpusRequest & HeldRequest): Promise<RunResult> {
  return onCorpus(request, 'remembered', (corpus) => publishHeldOn(corpus, request));
}

/**
 * Erases documents for good: from every generation, with all that was made of them, and from the targets; then looks for their text in the files (`proven`). Cannot be undone. Rejects with a `WinnowError`:
 * `id-unknown`, `usage`, `store-busy` while a run is going on, `store-not-found`.
 */
export async function purge(request: CorpusRequest & PurgeRequest): Promise<PurgeResult> {
  return onCorpus(request, 'current', (corpus) => purgeOn(corpus, request));
}

/** What `purge` would erase, and who else has much of the same text. Changes nothing. Rejects as `purge` does. */
export async function purgePlan(request: CorpusRequest & Pick<PurgeRequest, 'what'>): Promise<PurgePlan> {
  return onCorpus(request, 'current', (corpus) => planPurge(corpus, request.what));
}

/** Lets runs publish again after a rollback. Returns whether anything was pinned. */
export async function unpin(request: CorpusRequest = {}): Promise<boolean> {
  return onCorpus(request, 'remembered', unpinOn);
}

/** The chunks that a passage comes from, in every generation that is kept, the likeliest first. Rejects with `usage` for a passage without words. */
export async function trace(request: CorpusRequest & TraceRequest): Promise<TraceHit[]> {
  return onCorpus(request, 'remembered', (corpus) => traceOn(corpus, request));
}

export interface ExportRequest extends CorpusRequest, Omit<TargetsRequest, 'unlessInStep' | 'onlyKnown'> {}

/**
 * Brings targets in step with the current generation: those of the pipeline as its file says now. Rejects with a `WinnowError`:
 * `export-failed`, `target-unknown`, `nothing-to-export`, `store-not-found`.
 */
export async function exportTargets(request: ExportRequest = {}): Promise<ExportOutcome[]> {
  return onCorpus(request, 'current', ({ pipeline, store }) => bringInStep(pipeline, store, request));
}

/** What `exportTargets` would change, told by reading the targets. Changes nothing, and asks no model for vectors. Rejects as `exportTargets` does. */
export async function planTargets(request: ExportRequest = {}): Promise<TargetPlan[]> {
  return onCorpus(request, 'current', ({ pipeline, store }) => plan(pipeline, store, request));
}

/** Reads targets back and compares them with the current generation. Changes nothing; `report.ok` tells. Rejects as `exportTargets` does. */
export async function verifyTargets(request: ExportRequest = {}): Promise<TargetReport[]> {
  return onCorpus(request, 'current', ({ pipeline, store }) => readBack(pipeline, store, request));
}
