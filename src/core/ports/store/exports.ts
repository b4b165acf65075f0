import type { Json } from '../../json.js';

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
  ledger(target: string): Promise<ReadonlyMap<string, string>>;
  /** Written after the target acknowledged, never before. */
  putLedger(target: string, acknowledged: Acknowledged, changes: { upserted: Iterable<readonly [string, string]>; deleted: Iterable<string> }): Promise<void>;
  /** Targets that hold or held a chunk. */
  exportsOf(chunkId: string): Promise<readonly { target: string; generation: number; present: boolean }[]>;
}
