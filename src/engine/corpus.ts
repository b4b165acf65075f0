import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { checkPipeline, defaultStorePath, loadPipelineFile, resolvePipeline, type LoadedPipeline, type Pipeline } from '../config/index.js';
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
 */
export async function openCorpus(location: string, which: 'remembered' | 'current'): Promise<Corpus> {
  const store = openSqliteStore(location, { create: false });
  try {
    const pipeline = await resolvePipeline(await pipelineOf(store, which));
    return { store, pipeline, generation: await store.currentGeneration() };
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function pipelineOf(store: Store, which: 'remembered' | 'current'): Promise<LoadedPipeline> {
  const bound = await store.pipeline();
  if (bound === null) throw new WinnowError('store-not-found', `no pipeline has been run on ${store.location} yet`);
  const file = bound.file !== null && existsSync(bound.file) ? bound.file : null;
  if (file !== null && which === 'current') {
    const loaded = loadPipelineFile(file);
    if (loaded.definition.name === bound.name) return loaded;
    throw new WinnowError('pipeline-mismatch', `${store.location} holds the corpus of pipeline "${bound.name}", but ${file} is now named "${loaded.definition.name}"`);
  }
  // Without its file, paths are relative to the folder that holds `.winnow`.
  const baseDir = file === null ? dirname(dirname(resolve(store.location))) : dirname(file);
  return { definition: checkPipeline(bound.definition, `the pipeline kept in ${store.location}`), file, baseDir };
}

/** The published generation. Fails with `nothing-to-export` before the first run. */
export function published(corpus: Corpus): GenerationRecord {
  if (corpus.generation === null) throw new WinnowError('nothing-to-export', `nothing has been published in ${corpus.store.location} yet`, { next: 'Run the pipeline first.' });
  return corpus.generation;
}
