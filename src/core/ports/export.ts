import { sha256 } from '../ids.js';
import { canonicalJson, type Json, type JsonObject } from '../json.js';
import type { BlockMeta } from './block.js';

/** One released chunk as it goes out. Its canonical JSON is what targets are compared by. */
export interface ExportItem {
  readonly id: string;
  readonly text: string;
  readonly metadata: JsonObject;
}

/** An item with what targets compare it by, worked out once for all that read it. */
export interface SnapshotItem extends ExportItem {
  /** Canonical JSON of `{ id, metadata, text }`. */
  readonly json: string;
  /** SHA-256 of `json`. */
  readonly hash: string;
}

export function snapshotItem({ id, text, metadata }: ExportItem): SnapshotItem {
  const json = canonicalJson({ id, text, metadata });
  return { id, text, metadata, json, hash: sha256(json) };
}

/** What a target is told to hold. Items come in a stable order (document URI, then position); the stream may be read more than once. */
export interface ExportSnapshot {
  readonly generation: number;
  readonly pipeline: string;
  readonly pipelineHash: string;
  /** When the generation was decided (ISO 8601): the run's `now`, so equal inputs give equal bytes. */
  readonly decidedAt: string;
  readonly count: number;
  items(): AsyncIterable<SnapshotItem>;
}

/** What the ledger last saw acknowledged by this target: id -> hash of the item's canonical JSON. */
export type ExportLedger = ReadonlyMap<string, string>;

export interface ExportContext {
  readonly baseDir: string;
  readonly signal: AbortSignal;
}

export interface ExportReport {
  readonly upserted: number;
  readonly deleted: number;
  /** How the result was proved: the target was read back, or only the ledger was compared. */
  readonly verified: 'read-back' | 'ledger';
  /** What `stillHolds` needs to recognise the target as it was left; absent = `apply` is called every time. */
  readonly receipt?: Json;
}

export interface VerifyReport {
  readonly ok: boolean;
  readonly expected: number;
  readonly found: number;
  /** Ids, at most 1,000 of each. */
  readonly missing: readonly string[];
  readonly extra: readonly string[];
  readonly different: readonly string[];
  /** Faults of the target itself: unreadable file, broken line, manifest that disagrees. */
  readonly problems: readonly string[];
}

/** Makes a target hold exactly the released set, then proves it. */
export interface Exporter<Options = unknown> extends BlockMeta<Options> {
  readonly kind: 'exporter';
  /** Idempotent; readers of the target never see half of it. Throws `WinnowError` when the target could not be brought in step. */
  apply(options: Options, snapshot: ExportSnapshot, ledger: ExportLedger, context: ExportContext): Promise<ExportReport>;
  /**
   * Whether the target is as the `apply` that gave this receipt left it. Asked in place of `apply` when the same generation was
   * acknowledged under the same pipeline, so it need not read the snapshot; it must look at the target itself. Changes nothing.
   */
  stillHolds?(options: Options, receipt: Json, snapshot: ExportSnapshot, context: ExportContext): Promise<boolean>;
  /** Reads the target back and compares. Changes nothing. */
  verify(options: Options, snapshot: ExportSnapshot, context: ExportContext): Promise<VerifyReport>;
}

export const defineExporter = <O>(block: Omit<Exporter<O>, 'kind'>): Exporter<O> => Object.freeze({ kind: 'exporter', ...block });
