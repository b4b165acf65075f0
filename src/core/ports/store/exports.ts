import type { Json } from '../../json.js';
import type { TextVector } from './embeddings.js';

/** What a target acknowledged last. */
export interface Acknowledged {
  readonly generation: number;
  /** What the target was asked under: pipeline and exporter with its options. */
  readonly exportKey: string;
  /** The exporter's own; `null` when it gave none. */
  readonly receipt: Json;
}

export interface StoreExports {
  /** `null` = this target never acknowledged anything. */
  acknowledged(target: string): Promise<Acknowledged | null>;
  /**
   * Whether what is released may differ between two generations, `since` < `at`. Exact where only reviews lie between them, which
   * change verdicts and nothing else; where a run or a rollback does, it is taken to.
   */
  releasedDiffers(since: number, at: number): Promise<boolean>;
  /**
   * The documents (ids) whose released chunks may be others than at an earlier generation `since`, or may go out with other metadata; all others' go out as they did, by the
   * same scorers. `null` = not known: something else than runs and reviews lies between them, or `since` is no longer kept.
   */
  releasedAnew(since: number, at: number): Promise<ReadonlySet<string> | null>;
  ledger(target: string): Promise<ReadonlyMap<string, string>>;
  /** Written after the target acknowledged, never before. */
  putLedger(target: string, acknowledged: Acknowledged, changes: { upserted: Iterable<readonly [string, string]>; deleted: Iterable<string> }): Promise<void>;
  /** Notes chunks that a target is about to be told to hold, before it is: whatever comes between, it may hold them. Until its next `putLedger`. */
  intend(target: string, chunkIds: readonly string[]): Promise<void>;
  intended(target: string): Promise<readonly string[]>;
  /** Vectors of exported texts that there are under a model (`embeddingKey`), by text hash. */
  exportVectors(model: string, textHashes: readonly string[]): Promise<ReadonlyMap<string, Float32Array>>;
  /** Keeps vectors, within runs and without. Fails with `embedding-failed`, keeping none of them, when one is of another length than the model's others. */
  putExportVectors(model: string, rows: readonly TextVector[]): Promise<void>;
  /** Drops the vectors of models that are not among these. Returns how many. Those of texts that left stay, as the texts do: an older generation is exported again without a model. */
  dropExportVectors(models: readonly string[]): Promise<number>;
  /** Targets that hold or held a chunk. */
  exportsOf(chunkId: string): Promise<readonly { target: string; generation: number; present: boolean }[]>;
}
