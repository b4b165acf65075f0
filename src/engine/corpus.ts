import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import {
  checkPipeline, defaultStorePath, definitionHash, loadPipelineFile, loadPipelineObject, resolvePipeline, type LoadedPipeline, type Pipeline, type PipelineInput,
} from '../config/index.js';
import { WinnowError, type GenerationRecord, type Store } from '../core/index.js';
import { openSqliteStore } from '../store/sqlite/index.js';

export interface StoreQuery {
  /** As given by `--store`. */
  readonly store?: string | undefined;
  readonly pipelineFile?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** A store with the pipeline it belongs to. */
export interface Corpus {
  readonly store: Store;
  readonly pipeline: Pipeline;
  /** What is published; `null` before the first run. */
  readonly generation: GenerationRecord | null;
}

/**
 * Which store is meant: `--store`, else `WINNOW_STORE`, else the one beside the given pipeline file, else the only one in
 * `./.winnow`. Fails with `store-ambiguous`, naming them, and `store-not-found`.
 */
export function locateStore({ store, pipelineFile, env, cwd }: StoreQuery): string {
  const named = store ?? (env['WINNOW_STORE'] === '' ? undefined : env['WINNOW_STORE']);
  if (named !== undefined) return resolve(cwd, named);
  if (pipelineFile !== undefined) return defaultStorePath(loadPipelineFile(resolve(cwd, pipelineFile)));
  const folder = join(cwd, '.winnow');
  const found = storesIn(folder);
  const [only, ...others] = found;
  if (only === undefined) throw new WinnowError('store-not-found', `there is no store in ${folder}`);
  if (others.length > 0) throw new WinnowError('store-ambiguous', `there are ${found.length} stores in ${folder}: ${found.join(', ')}`);
  return join(folder, only);
}

function storesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name.endsWith('.db')).sort();
}

/**
 * Opens a store that has been run. `remembered`: the pipeline as the last run had it, which is what its verdicts rest on;
 * `current`: as its file says now, for work that goes on from here. Both are the same until somebody edits the file.
 * A pipeline that is `given` takes the place of the file; of the remembered one only where it is the same.
 */
export async function openCorpus(location: string, which: 'remembered' | 'current', given: LoadedPipeline | null = null): Promise<Corpus> {
  const store = openSqliteStore(location, { create: false });
  try {
    return await corpusOn(store, which, given);
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The corpus in an open store. */
export async function corpusOn(store: Store, which: 'remembered' | 'current', given: LoadedPipeline | null = null): Promise<Corpus> {
  const pipeline = await resolvePipeline(await pipelineOf(store, which, given));
  return { store, pipeline, generation: await store.currentGeneration() };
}

/** Which corpus a function of the library works on. */
export interface CorpusRequest {
  /** Store file, or an open store, which stays open. Default: the store of `pipeline`, else the only one in `./.winnow`. */
  readonly store?: string | Store;
  /**
   * The pipeline, as a file or as the object `definePipeline` takes. The store knows its pipeline, so this is needed only to find
   * the store, or where the pipeline holds what no store can keep, such as a loader object. Fails with `pipeline-mismatch`
   * when the store holds the corpus of another.
   */
  readonly pipeline?: string | PipelineInput;
}

/** The corpus that a request means. `close` leaves a store open that was given open. */
export async function openRequested({ store, pipeline }: CorpusRequest, which: 'remembered' | 'current'): Promise<{ corpus: Corpus; close: () => Promise<void> }> {
  const given = pipeline === undefined ? null : typeof pipeline === 'string' ? loadPipelineFile(pipeline) : loadPipelineObject(pipeline);
  if (typeof store === 'object') return { corpus: await corpusOn(store, which, given), close: async () => undefined };
  const location = store === undefined && given !== null ? defaultStorePath(given) : locateStore({ store, env: {}, cwd: process.cwd() });
  const corpus = await openCorpus(location, which, given);
  return { corpus, close: () => corpus.store.close() };
}

/** Works on the corpus that a request means. */
export async function onCorpus<Result>(request: CorpusRequest, which: 'remembered' | 'current', work: (corpus: Corpus) => Promise<Result>): Promise<Result> {
  const { corpus, close } = await openRequested(request, which);
  try {
    return await work(corpus);
  } finally {
    await close();
  }
}

async function pipelineOf(store: Store, which: 'remembered' | 'current', given: LoadedPipeline | null): Promise<LoadedPipeline> {
  const bound = await store.pipeline();
  if (bound === null) throw new WinnowError('store-not-found', `no pipeline has been run on ${store.location} yet`);
  const file = bound.file !== null && existsSync(bound.file) ? bound.file : null;
  if (given !== null || (file !== null && which === 'current')) {
    const loaded = given ?? loadPipelineFile(file ?? '');
    const { name } = loaded.definition;
    if (name !== bound.name) throw new WinnowError('pipeline-mismatch', `${store.location} holds the corpus of pipeline "${bound.name}", but ${loaded.file ?? 'the one given'} is named "${name}"`);
    if (which === 'current' || definitionHash(loaded.definition) === bound.hash) return loaded;
  }
  return { definition: checkPipeline(bound.definition, `the pipeline kept in ${store.location}`), file, baseDir: file === null ? baseWithoutFile(store.location) : dirname(file) };
}

/** What paths are relative to when no file says so: the folder that holds `.winnow`; for a store elsewhere the working directory, as in `run`. */
function baseWithoutFile(location: string): string {
  const folder = dirname(resolve(location));
  return basename(folder) === '.winnow' ? dirname(folder) : process.cwd();
}

/** The published generation. Fails with `nothing-to-export` before the first run. */
export function published(corpus: Corpus): GenerationRecord {
  if (corpus.generation === null) throw new WinnowError('nothing-to-export', `nothing has been published in ${corpus.store.location} yet`, { next: 'Run the pipeline first.' });
  return corpus.generation;
}
