import type { StoredEdge } from './joins.js';

/** Looking things up by what people type, without reading the corpus. */
export interface StoreIds {
  /** Ids of chunks and documents of a generation that begin with a prefix, sorted. Without `at`: of any generation. */
  idsBeginning(prefix: string, query: { at?: number; limit: number }): Promise<readonly string[]>;
  /** The edges of one chunk or document, in the order of `listEdges`. */
  edgesOf(subjectId: string, query: { at: number; limit: number; after?: number }): Promise<readonly (StoredEdge & { edgeNumber: number })[]>;
}
