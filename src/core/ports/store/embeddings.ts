import type { RunFence } from './runs.js';

/** A text's vector under its `textHashOf`. */
export interface TextVector {
  readonly textHash: string;
  readonly vector: Float32Array;
}

/** Vectors of texts by model (`embeddingKey`), so that a text is embedded once however often it moves or is copied. */
export interface StoreEmbeddings {
  /** Those there are, by text hash. */
  embeddings(model: string, textHashes: readonly string[]): Promise<ReadonlyMap<string, Float32Array>>;
  /** Keeps vectors. Fails with `embedding-failed`, keeping none of them, when one is of another length than the model's others. */
  putEmbeddings(fence: RunFence, model: string, rows: readonly TextVector[]): Promise<void>;
  /**
   * Drops the vectors of texts that left since this join was last in step and that no chunk of the pending state has any more, and all
   * vectors of models that are not among these. To be called before `settleJoin`. Returns how many.
   */
  dropEmbeddings(fence: RunFence, join: string, models: readonly string[]): Promise<number>;
}
