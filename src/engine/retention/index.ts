import { setTimeout as pause } from 'node:timers/promises';
import type { Pipeline } from '../../config/index.js';
import type { Dropping, GenerationRecord, Store } from '../../core/index.js';
import { keptOf, type KeptFor } from '../../curate/index.js';
import { newestFirst } from '../generations.js';

/** Rows deleted in one transaction: few enough that a reviewer who decides meanwhile does not notice. */
const BATCH = 1_000;
/** Left to others between two transactions. */
const PAUSE_MS = 5;
/** Batches after which a run says that it lives. */
const BEAT = 200;

export interface RetentionPlan {
  /** Those that are there, the newest first, each with what keeps it; nothing = it goes. */
  readonly generations: readonly { readonly generation: GenerationRecord; readonly kept: readonly KeptFor[] }[];
  /** Numbers of those that go, ascending. */
  readonly drop: readonly number[];
}

interface Retained {
  readonly store: Store;
  readonly pipeline: Pick<Pipeline, 'retain' | 'exports' | 'joins'>;
}

/** What the pipeline's `retain` keeps of the generations that are there, and what it lets go. Changes nothing. */
export async function retentionPlan({ store, pipeline }: Retained): Promise<RetentionPlan> {
  const there: GenerationRecord[] = [];
  for await (const generation of newestFirst({ store })) if (!generation.dropped) there.push(generation);
  const acknowledged: number[] = [];
  for (const { target } of pipeline.exports) acknowledged.push((await store.acknowledged(target))?.generation ?? 0);
  const kept = keptOf(there, pipeline.retain, acknowledged);
  const generations = there.map((generation) => ({ generation, kept: kept.get(generation.number) ?? [] }));
  return { generations, drop: generations.filter((entry) => entry.kept.length === 0).map(({ generation }) => generation.number).reverse() };
}

export interface RetentionOutcome {
  readonly dropped: readonly number[];
  readonly kept: number;
  /** Rows that went, also what an earlier attempt had left. */
  readonly rows: number;
}

/** Drops what `retain` does not keep, in short transactions between which others write. Killed at any point, the next call goes on. Fails with `store-busy` by hand while a run is going on. */
export async function dropOld(retained: Retained, by: Dropping, { signal, onBegin }: { readonly signal?: AbortSignal; readonly onBegin?: () => void } = {}): Promise<RetentionOutcome> {
  const { store, pipeline } = retained;
  const { drop, generations } = await retentionPlan(retained);
  const dropped = await store.dropGenerations(by, { generations: drop, joins: pipeline.joins.map(({ block }) => block.id) });
  if (dropped.length > 0) onBegin?.();
  let rows = 0;
  for (let batch = 1; ; batch += 1) {
    signal?.throwIfAborted();
    const deleted = await store.sweepDropped(by, BATCH);
    if (deleted === 0) break;
    rows += deleted;
    if (by !== 'by-hand' && batch % BEAT === 0) await store.heartbeat(by);
    await pause(PAUSE_MS);
  }
  return { dropped, kept: generations.length - dropped.length, rows };
}
