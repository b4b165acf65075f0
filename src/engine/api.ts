import { resolve } from 'node:path';
import { defaultStorePath, loadPipelineFile, loadPipelineObject, resolvePipeline, type PipelineInput } from '../config/index.js';
import type { ExportItem, Store } from '../core/index.js';
import { openSqliteStore } from '../store/sqlite/index.js';
import { openCorpus, published } from './corpus.js';
import { releasedItems, runPipeline, type ProgressSink, type RunResult } from './run/index.js';

export interface RunRequest {
  /** Store file; default: `.winnow/<name>.db` beside the pipeline file, or below the working directory for an object. */
  readonly store?: string;
  /** The time verdicts are decided at; default: now. */
  readonly now?: Date;
  /** Ignore caches. */
  readonly full?: boolean;
  readonly signal?: AbortSignal;
  readonly progress?: ProgressSink;
  /** Bring the pipeline's targets in step afterwards. Default true. */
  readonly exports?: boolean;
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

