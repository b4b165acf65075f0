import { sha256 } from '../ids.js';
import { canonicalJson, type Json, type JsonObject } from '../json.js';
import type { BlockMeta } from './block.js';
import type { EmbeddingChoice } from './embeddings.js';

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
  /** SHA-256 of `json`; of an item with a vector, of both (`itemHash`). */
  readonly hash: string;
  /** Of `text`, for an exporter that asked for it (`Exporter.embedding`). Shared: not to be changed. */
  readonly vector?: Float32Array;
}

export function snapshotItem({ id, text, metadata }: ExportItem, vector?: Float32Array): SnapshotItem {
  const json = canonicalJson({ id, metadata, text });
  const item = { id, text, metadata, json, hash: itemHash(json) };
  return vector === undefined ? item : withVector(item, vector);
}

/** Canonical JSON of an item's metadata: a part of `json`, whose last key is the only `"text"` after it with its quotes unescaped. */
export function metadataJson({ id, json }: SnapshotItem): string {
  return json.slice(`{"id":${JSON.stringify(id)},"metadata":`.length, json.lastIndexOf(',"text":"'));
}

/** An item that has none, with a vector. */
export const withVector = (item: SnapshotItem, vector: Float32Array): SnapshotItem => ({ ...item, vector, hash: withVectorHash(item.hash, vectorHash(vector)) });

/** What an item is compared by: changes with every byte of its canonical JSON and, where it has a vector, with every bit of that. */
export const itemHash = (json: string, vector?: string): string => (vector === undefined ? sha256(json) : withVectorHash(sha256(json), vector));

/** SHA-256 of a vector's numbers as 32-bit floats, little-endian, which is how every machine that Node runs on has them. */
export const vectorHash = (vector: Float32Array | Uint8Array): string => sha256(vector instanceof Uint8Array ? vector : new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));

const withVectorHash = (own: string, vector: string): string => sha256(`${own} ${vector}`);

/** A chunk that goes out as it did when the target last acknowledged it: the target holds it. */
export interface KeptItem {
  readonly id: string;
  /** As the ledger knows it. */
  readonly hash: string;
  readonly kept: true;
}

/** What a target is told to hold. Items come in a stable order (document URI, then position); the stream may be read more than once. */
export interface ExportSnapshot {
  readonly generation: number;
  readonly pipeline: string;
  readonly pipelineHash: string;
  /** When the generation was decided (ISO 8601): the run's `now`, so equal inputs give equal bytes. */
  readonly decidedAt: string;
  readonly count: number;
  /** Numbers in each item's vector; absent = the items have none. */
  readonly dimensions?: number;
  items(): AsyncIterable<SnapshotItem>;
  /** The same in the same order, for a target that holds what the ledger says: of what is as it was, only the name. Absent where that is not known. */
  readonly changes?: () => AsyncIterable<SnapshotItem | KeptItem>;
}

/** What the ledger last saw acknowledged by this target: id -> hash of the item's canonical JSON. */
export type ExportLedger = ReadonlyMap<string, string>;

export interface ExportContext {
  readonly baseDir: string;
  readonly signal: AbortSignal;
  /** What the last acknowledged `apply` left, whatever generation that was: then the target holds what the ledger says. */
  readonly receipt?: Json;
  /** To be called by `apply` of a target that cannot be read back, before chunks are written: a killed export is known by it. */
  readonly intend?: (chunkIds: readonly string[]) => Promise<void>;
  /** What was intended by exports that never came to their end: the target may hold it, or something else under its ids. */
  readonly intended?: readonly string[];
  /** To be called by `apply` when all is written and the target is going to be read back. */
  readonly proving?: () => void;
}

export interface ExportReport {
  readonly upserted: number;
  readonly deleted: number;
  /** How the result was proved: the target was read back, or only the ledger was compared. */
  readonly verified: 'read-back' | 'ledger';
  /** What `stillHolds` needs to recognise the target as it was left; absent = `apply` is called every time. */
  readonly receipt?: Json;
}

/** How a target differs from what it should hold, in items. */
export interface DifferenceCounts {
  readonly missing: number;
  readonly extra: number;
  readonly different: number;
}

export interface VerifyReport {
  readonly ok: boolean;
  readonly expected: number;
  readonly found: number;
  /** However many there are; absent = the lists below are whole. */
  readonly counts?: DifferenceCounts;
  /** Ids, at most 1,000 of each. */
  readonly missing: readonly string[];
  readonly extra: readonly string[];
  readonly different: readonly string[];
  /** Faults of the target itself: unreadable file, broken line, manifest that disagrees. */
  readonly problems: readonly string[];
  /** What the target does not tell, so that it is not known; absent = everything was looked at. */
  readonly unproved?: readonly string[];
}

export function differenceCounts({ counts, missing, extra, different }: VerifyReport): DifferenceCounts {
  return counts ?? { missing: missing.length, extra: extra.length, different: different.length };
}

/** What an index holds at one place, whoever filled it. */
export interface IndexItem {
  readonly id: string;
  /** `null` = it has vectors alone. */
  readonly text: string | null;
  /** Whatever stands beside the text. */
  readonly metadata: JsonObject;
}

/** Reads an index that Winnow need not have filled. Changes nothing. */
export interface IndexReader<Options = unknown> {
  /** Where the index is, and which of its fields are what. Refuses unknown keys. */
  readonly options: BlockMeta<Options>['options'];
  /** The index in words, without secrets. */
  name(options: Options, context: ExportContext): string;
  /** All items, once. Throws `WinnowError` (`index-unreadable`) for what cannot be read or told apart. */
  items(options: Options, context: ExportContext): AsyncIterable<IndexItem>;
}

/** Makes a target hold exactly the released set, then proves it. */
export interface Exporter<Options = unknown> extends BlockMeta<Options> {
  readonly kind: 'exporter';
  /** Asks for vectors of the texts. */
  readonly embedding?: {
    /** The embeddings, the id of those that a plugin brings, or a model that runs here. Their key becomes part of the target's. `null` = the target holds texts alone. */
    of(options: Options): EmbeddingChoice | null;
  };
  /** Idempotent; readers of the target never see half of it. Throws `WinnowError` when the target could not be brought in step. */
  apply(options: Options, snapshot: ExportSnapshot, ledger: ExportLedger, context: ExportContext): Promise<ExportReport>;
  /**
   * Whether the target is as the `apply` that gave this receipt left it. Asked in place of `apply` when the same generation was
   * acknowledged under the same pipeline, so it need not read the snapshot; it must look at the target itself. Changes nothing.
   * Nothing was embedded: items have no vectors, and `dimensions` is absent.
   * `true` = everything the target holds was read; `'ledger'` = what it says of itself (counts, versions of rows) is what was acknowledged.
   */
  stillHolds?(options: Options, receipt: Json, snapshot: ExportSnapshot, context: ExportContext): Promise<boolean | 'ledger'>;
  /** Reads an index of this kind, whoever filled it. Its options are its own. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- options are checked by its own schema
  readonly index?: IndexReader<any>;
  /** Reads the target back and compares. Changes nothing. */
  verify(options: Options, snapshot: ExportSnapshot, context: ExportContext): Promise<VerifyReport>;
}

export const defineExporter = <O>(block: Omit<Exporter<O>, 'kind'>): Exporter<O> => Object.freeze({ kind: 'exporter', ...block });
