

export interface StoreExports {
  ledger(target: string): Promise<ReadonlyMap<string, string>>;
  /** Written after the target acknowledged, never before. */
  putLedger(target: string, generation: number, changes: { upserted: Iterable<readonly [string, string]>; deleted: Iterable<string> }): Promise<void>;
  /** Targets that hold or held a chunk. */
  exportsOf(chunkId: string): Promise<readonly { target: string; generation: number; present: boolean }[]>;
}
