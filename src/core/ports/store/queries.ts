import type { JsonObject } from '../../json.js';
import type { EdgeKind, Score, SourceInfo, Status } from '../../model/index.js';
import type { DocumentAssessment, Measurement } from '../blocks.js';
import type { DecidedChunk } from './decisions.js';
import type { Predecessor } from './ingest.js';
import type { StoredEdge } from './joins.js';
import type { StoredChunk, StoredDocument } from './scores.js';

export interface ChunkView extends StoredChunk {
  readonly sourceInfo: SourceInfo;
  readonly declared: JsonObject;
  readonly decided: DecidedChunk;
  readonly measurements: ReadonlyMap<string, Measurement>;
  readonly assessments: ReadonlyMap<string, DocumentAssessment>;
  readonly releasedIn: number | null;
}

/** An accepted chunk with what goes out with it, and nothing of why it was accepted. */
export type ReleasedChunk = Pick<StoredChunk, 'id' | 'documentId' | 'source' | 'path' | 'record' | 'text' | 'title' | 'headingPath' | 'parentItem' | 'context' | 'page' | 'start' | 'end' | 'tokens' | 'contentHash' | 'language'>
  & Pick<ChunkView, 'declared' | 'assessments' | 'releasedIn'> & Pick<SourceInfo, 'access' | 'owner'> & {
    /** What scorers of chunks said, by their keys: it rests on the chunk alone and does not age. */
    readonly scores: ReadonlyMap<string, Score>;
  };

export interface DocumentView extends StoredDocument {
  readonly sourceInfo: SourceInfo;
  readonly assessments: ReadonlyMap<string, DocumentAssessment>;
  /** Chunks by status. */
  readonly statuses: Readonly<Record<Status, number>>;
}

export interface StoreQueries {
  /** In order of source, path, record, position. `after` = the last chunk's id. */
  listChunks(query: { at: number; status?: Status; documentId?: string; limit: number; after?: string }): Promise<readonly ChunkView[]>;
  /** The accepted chunks of a generation, in the order of `listChunks`. `after` = the last chunk's id. */
  listReleased(query: { at: number; documentId?: string; limit: number; after?: string }): Promise<readonly ReleasedChunk[]>;
  /** Which chunks `listReleased` lists, in the same order. */
  listReleasedIds(query: { at: number; limit: number; after?: string }): Promise<readonly { readonly id: string; readonly documentId: string }[]>;
  listDocuments(query: { at: number; limit: number; after?: string }): Promise<readonly DocumentView[]>;
  listEdges(query: { at: number; kind?: EdgeKind; chunkId?: string; limit: number; after?: number }): Promise<readonly (StoredEdge & { edgeNumber: number })[]>;
  chunk(id: string, at: number): Promise<ChunkView | null>;
  document(id: string, at: number): Promise<(DocumentView & { text: string }) | null>;
  predecessorsOf(chunkId: string): Promise<readonly Predecessor[]>;
  /** Verdicts of a chunk over all generations, oldest first. */
  verdictHistory(chunkId: string): Promise<readonly (DecidedChunk & { fromGeneration: number; toGeneration: number | null })[]>;
}
