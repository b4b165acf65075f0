import { setTimeout as wait } from 'node:timers/promises';
import pLimit from 'p-limit';
import { WinnowError, embeddingKey, excerpt, isWinnowError, messageOf, normaliseText, textHashOf, withinTime, type Embedder, type EmbeddingModel, type TextVector } from '../../core/index.js';
import type { RunContext } from './context.js';
import { batchesOf, type Text } from './embed-batches.js';

/** Milliseconds before a call is tried again. LangChain's own models have tried several times by then. */
const RETRY_AFTER_MS = [500, 2000];

/** Where vectors are kept. */
export interface VectorCache {
  /** Those there are, by text hash. */
  find(model: string, textHashes: readonly string[]): Promise<ReadonlyMap<string, Float32Array>>;
  keep(model: string, rows: readonly TextVector[]): Promise<void>;
}

/** The vectors that a run's joins ask for. */
export const vectorsOfJoins = ({ store, fence }: RunContext): VectorCache => ({
  find: (model, textHashes) => store.embeddings(model, textHashes),
  async keep(model, rows) {
    await store.putEmbeddings(fence, model, rows);
    await store.heartbeat(fence);
  },
});

/** A text as joins have it embedded. */
export const asJoined = (text: string): Text => ({ textHash: textHashOf(text), text: normaliseText(text) });

/**
 * Vectors of texts: from the cache, else from the model, in batches that are kept as they come, so that a text is asked for once
 * whatever happens. Fails with `embedding-failed` for calls that fail for good and for answers that are not one sound vector a text.
 */
export class Embedding {
  readonly #cache: VectorCache;
  readonly #signal: AbortSignal;
  readonly #model: EmbeddingModel;
  readonly #key: string;
  #embedder: Promise<Embedder> | null = null;
  /** Numbers in a vector, once one came. */
  #dimensions: number | null = null;

  constructor(model: EmbeddingModel, on: { readonly cache: VectorCache; readonly signal: AbortSignal }) {
    this.#cache = on.cache;
    this.#signal = on.signal;
    this.#model = model;
    this.#key = embeddingKey(model);
  }

  /** A vector for each text, in their order. */
  async of(texts: readonly Text[]): Promise<readonly Float32Array[]> {
    const vectors = new Map(await this.#cache.find(this.#key, [...new Set(texts.map(({ textHash }) => textHash))]));
    const missing = new Map(texts.filter(({ textHash }) => !vectors.has(textHash)).map((text) => [text.textHash, text]));
    for (const { textHash, vector } of await this.#embed([...missing.values()])) vectors.set(textHash, vector);
    return texts.map(({ textHash }) => vectors.get(textHash) ?? new Float32Array());
  }

  async #embed(texts: readonly Text[]): Promise<TextVector[]> {
    if (texts.length === 0) return [];
    const batches = await batchesOf(texts, this.#model);
    const limit = pLimit(this.#model.batchesAtOnce);
    const stop = new AbortController();
    const signal = AbortSignal.any([this.#signal, stop.signal]);
    const done = await Promise.allSettled(batches.map((batch) => limit(async () => {
      try {
        signal.throwIfAborted();
        return await this.#batch(batch, signal);
      } catch (error) {
        stop.abort(error);
        throw error;
      }
    })));
    // The first to fail, not the first in order: those after it were only stopped.
    if (stop.signal.aborted) throw stop.signal.reason;
    return done.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
  }

  async #batch(batch: readonly Text[], signal: AbortSignal): Promise<TextVector[]> {
    const answer = await this.#answer(batch.map(({ text }) => text), signal);
    const fault = this.#faultOf(answer, batch.length);
    if (fault !== null) throw new WinnowError('embedding-failed', `${fault} from the embeddings ${this.#key}`, { next: 'Mend the embeddings; if it is another model now, give it another `version`.' });
    const rows = batch.map(({ textHash }, at) => ({ textHash, vector: Float32Array.from(answer[at] ?? []) }));
    await this.#cache.keep(this.#key, rows);
    return rows;
  }

  /** Asks until there is an answer, of whatever kind. */
  async #answer(texts: string[], signal: AbortSignal): Promise<readonly (readonly number[])[]> {
    for (let attempt = 0; ; attempt += 1) {
      signal.throwIfAborted();
      try {
        const embedder = await (this.#embedder ??= this.#make());
        return await withinTime(embedder.embedDocuments(texts), this.#model.timeoutMs, signal);
      } catch (error) {
        signal.throwIfAborted();
        const delay = RETRY_AFTER_MS[attempt];
        if (delay === undefined || isWinnowError(error)) throw this.#failed(error, attempt + 1);
        await wait(delay, undefined, { signal });
      }
    }
  }

  async #make(): Promise<Embedder> {
    const { create } = this.#model as { readonly create: unknown };
    if (typeof create !== 'function') {
      throw new WinnowError('embedding-failed', `the embeddings ${this.#key} are an object of a pipeline in TypeScript, which no store can keep`, { next: 'Run the pipeline from where it is defined, or bring the embeddings by a plugin.' });
    }
    try {
      const made: unknown = await this.#model.create();
      if (typeof made === 'object' && made !== null && 'embedDocuments' in made) return made as Embedder;
    } catch (error) {
      if (isWinnowError(error)) throw error;
      throw new WinnowError('embedding-failed', `the embeddings ${this.#key} cannot be made: ${excerpt(messageOf(error), 300)}`, { cause: error });
    }
    throw new WinnowError('embedding-failed', `\`create\` of the embeddings ${this.#key} gave no \`Embeddings\` of LangChain, which have \`embedDocuments\``, { next: 'Mend `create` in the plugin.' });
  }

  #failed(error: unknown, attempts: number): WinnowError {
    const said = excerpt(messageOf(error), 300);
    return isWinnowError(error) ? error : new WinnowError('embedding-failed', `the embeddings ${this.#key} failed ${attempts} times: ${said}`, { cause: error });
  }

  /** What is wrong with an answer; `null` = nothing. Takes note of the vectors' length. */
  #faultOf(answer: unknown, texts: number): string | null {
    if (!Array.isArray(answer)) return `unexpected ${typeof answer}, expected a list of vectors`;
    if (answer.length !== texts) return `unexpected ${answer.length} vectors for ${texts} texts`;
    for (const vector of answer as unknown[]) {
      if (!Array.isArray(vector) && !ArrayBuffer.isView(vector)) return 'unexpected vector that is no list of numbers';
      const numbers = vector as ArrayLike<unknown>;
      this.#dimensions ??= numbers.length;
      if (numbers.length !== this.#dimensions || numbers.length === 0) return `unexpected vector of ${numbers.length} numbers, expected ${this.#dimensions === 0 ? 'one at least' : `${this.#dimensions} as for the other texts`}`;
      for (let at = 0; at < numbers.length; at += 1) if (!Number.isFinite(Math.fround(Number(numbers[at]))) || typeof numbers[at] !== 'number') return `unexpected \`${String(numbers[at])}\` in a vector, expected a number`;
    }
    return null;
  }
}
