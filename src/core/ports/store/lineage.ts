import type { DecisionEvent } from '../../model/index.js';
import type { Heir } from './ingest.js';
import type { RunFence } from './runs.js';
import type { StoredChunk } from './scores.js';

/** A chunk as one version of its document had it. */
export interface FormerChunk extends Pick<StoredChunk, 'id' | 'rowId' | 'documentId' | 'source' | 'path' | 'record' | 'title' | 'headingPath' | 'page' | 'text' | 'context' | 'contentHash'> {
  /** First generation that held the version. */
  readonly fromGeneration: number;
  /** First one after that which did not; `null` = the current one does. */
  readonly toGeneration: number | null;
}

/** What became of chunks that left: so that no decision of a person goes without a word. */
export interface StoreLineage {
  /** A chunk has one heir; a later one replaces it. Heirs are put on the list of what must be decided. */
  putHeirs(fence: RunFence, heirs: readonly Heir[]): Promise<void>;
  heirOf(chunkId: string): Promise<Heir | null>;
  /**
   * Chunks on which a decision bears (their own, one they carry, one that lapsed on them), which the pending state no longer
   * holds, and of which no heir that it holds took `takenBelow` or more.
   */
  decidedDepartures(query: { takenBelow: number }): Promise<readonly { chunkId: string; documentId: string }[]>;
  /** Documents that are new or another version in the pending state, keyset-paged by id. */
  changedDocuments(page: { limit: number; after?: string }): Promise<readonly { documentId: string; chunks: readonly { id: string; text: string }[] }[]>;
  /** People's decisions on all chunks that a document ever held, oldest first. */
  decisionsIn(documentId: string): Promise<readonly DecisionEvent[]>;
  /** The last published generation that held a chunk or document, of those that are kept; `null` when none did. */
  lastHeld(id: string): Promise<number | null>;
  /** Every chunk of every version that a published generation held, as far as they are kept, keyset-paged by `rowId`. */
  formerChunks(page: { limit: number; after?: number }): Promise<readonly FormerChunk[]>;
}
