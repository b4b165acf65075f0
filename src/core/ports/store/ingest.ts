import type { JsonObject } from '../../json.js';
import type { ChunkDraft, DateEvidence, FindingDraft, SourceInfo } from '../../model/index.js';
import type { RunFence } from './runs.js';

export interface ItemKey {
  readonly source: string;
  readonly path: string;
  readonly record: string | null;
}

export interface ItemState extends ItemKey {
  readonly fingerprint: string | null;
  /** SHA-256 of the bytes that were parsed. */
  readonly sourceHash: string | null;
  /** Parser, chunker and their options at that time. */
  readonly stageKey: string | null;
  /** Documents of the item in the pending state. */
  readonly documents: number;
  readonly failure: FailureInfo | null;
}

export interface FailureInfo {
  readonly stage: 'read' | 'parse' | 'chunk';
  readonly code: string;
  readonly message: string;
  readonly attempts: number;
  /** Fingerprint at the failed attempt: unchanged, it is not tried again until `redrive`. */
  readonly fingerprint: string | null;
  readonly retry: boolean;
}

export interface FailureRecord extends ItemKey, FailureInfo {
  readonly id: string;
  readonly carried: boolean;
}

/** A chunk of a document version, with its identity. */
export interface ChunkRow extends ChunkDraft {
  /** `''` = nothing. */
  readonly context: string;
  readonly id: string;
  readonly ordinal: number;
  readonly contentHash: string;
  readonly textHash: string;
  readonly last: boolean;
}

export interface DocumentVersion {
  readonly documentId: string;
  readonly uri: string;
  readonly record: string | null;
  /** Hash of all below: an equal key is the same version. */
  readonly versionKey: string;
  /** SHA-256 of the text. */
  readonly contentHash: string;
  readonly sourceHash: string;
  readonly parserKey: string;
  readonly text: string;
  readonly title: string | null;
  readonly language: string | null;
  readonly mediaType: string;
  readonly declared: JsonObject;
  readonly dates: readonly DateEvidence[];
  readonly findings: readonly FindingDraft[];
  readonly chunks: readonly ChunkRow[];
}

export interface ItemResult extends ItemKey {
  readonly source: string;
  readonly fingerprint: string | null;
  readonly sourceHash: string;
  readonly stageKey: string;
  readonly documents: readonly DocumentVersion[];
}

export interface ItemFailure extends ItemKey {
  readonly stage: FailureInfo['stage'];
  readonly code: string;
  readonly message: string;
  readonly fingerprint: string | null;
}

/** A changed chunk names the chunk(s) it came from. */
export interface Predecessor {
  readonly chunkId: string;
  readonly predecessorId: string;
  /** 0..1: the share of this chunk's sentences that the predecessor held. */
  readonly share: number;
}

/** Where most of what became of a chunk's text went when the chunk left the corpus. */
export interface Heir {
  readonly chunkId: string;
  readonly heirId: string;
  /** 0..1: the share of the chunk's sentences that stand in the heir and other new chunks. */
  readonly taken: number;
}

/** What new chunks came from, and what became of those that left. */
export interface ChunkLineage {
  readonly predecessors: readonly Predecessor[];
  readonly heirs: readonly Heir[];
}

/** What `putItems` did, in documents. */
export interface ItemsPut {
  /** New, or another version than before. */
  readonly changed: number;
  readonly same: number;
  readonly removed: number;
}

export interface StoreIngest {
  /**
   * Declares the sources of this run, so that rows carry authority, owner and access. Sources no longer named lose their
   * items. Returns how many documents went that way.
   */
  putSources(fence: RunFence, sources: readonly SourceInfo[]): Promise<number>;
  itemStates(keys: readonly ItemKey[]): Promise<readonly (ItemState | null)[]>;
  /** Marks items as met in this run without a change; a new fingerprint is kept where one is given. */
  touchItems(fence: RunFence, items: readonly (ItemKey & { fingerprint?: string | null })[]): Promise<void>;
  /**
   * Replaces what items hold, in one transaction; documents that are gone from an item are removed. The lineage of their chunks goes with them: a run that meets
   * the items again finds them unchanged, and would not ask where their chunks came from.
   */
  putItems(fence: RunFence, items: readonly ItemResult[], lineage?: ChunkLineage): Promise<ItemsPut>;
  /** Records failures; what the items held before stays (`carried`). A source failure (path `''`) marks all its items as met. */
  putFailures(fence: RunFence, failures: readonly ItemFailure[]): Promise<void>;
  /** Items of a source that this run has not met, keyset-paged. */
  unmetItems(fence: RunFence, source: string, page: { limit: number; after?: ItemKey }): Promise<readonly ItemState[]>;
  /** Returns how many documents left with them. */
  removeItems(fence: RunFence, items: readonly ItemKey[]): Promise<number>;
  putPredecessors(fence: RunFence, links: readonly Predecessor[]): Promise<void>;
  /** Chunks that left in the pending state, by normalised text: how a renamed document finds what it was. */
  departedByTextHash(textHashes: readonly string[]): Promise<readonly { textHash: string; chunkId: string; documentId: string }[]>;
  /** Documents that are new in the pending state and have no predecessor links yet. */
  arrivedDocuments(page: { limit: number; after?: string }): Promise<readonly { documentId: string; chunks: readonly ChunkRow[] }[]>;
  listFailures(page: { limit: number; after?: string }): Promise<readonly FailureRecord[]>;
  /** Marks failures to be tried again; no ids = all. Returns how many. */
  markForRetry(ids: readonly string[]): Promise<number>;
}
