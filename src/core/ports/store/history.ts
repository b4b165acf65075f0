import type { Status } from '../../model/index.js';
import type { DecidedChunk } from './decisions.js';
import type { Heir } from './ingest.js';
import type { Predecessor } from './ingest.js';

/** Two published generations, `from` < `to`. */
export interface Between {
  readonly from: number;
  readonly to: number;
}

/** A document as one generation has it. */
export interface DocumentState {
  readonly title: string | null;
  readonly contentHash: string;
  readonly sourceHash: string;
  readonly parserKey: string;
  /** Chunks by status. */
  readonly statuses: Readonly<Record<Status, number>>;
}

/** A chunk as one generation has it. */
export interface ChunkState {
  readonly decided: DecidedChunk;
  readonly headingPath: readonly string[];
  /** Its beginning. */
  readonly quote: string;
}

/** A chunk that one of two generations holds and the other does not, or that has another status in the other. */
export interface ChunkDifference {
  readonly chunkId: string;
  /** `null` = not in it. One of the two is there. */
  readonly from: ChunkState | null;
  readonly to: ChunkState | null;
  /** The generation with which it came, left or got its status, as far as generations are kept. */
  readonly generation: number;
  /** Of a chunk that came: what its text came from. */
  readonly predecessors: readonly Predecessor[];
  /** Of a chunk that left: who took its text. */
  readonly heir: Heir | null;
}

/** A document that two generations may hold otherwise. */
export interface DocumentDifference {
  readonly documentId: string;
  readonly source: string;
  readonly path: string;
  readonly record: string | null;
  /** `null` = not in it. */
  readonly from: DocumentState | null;
  readonly to: DocumentState | null;
  /** Whether it has the same version in both. */
  readonly sameVersion: boolean;
  /** The generation with which it came, left or got its version, as far as generations are kept. */
  readonly generation: number;
  /** In the order of the later version, those that left after them. */
  readonly chunks: readonly ChunkDifference[];
}

/** What became of a corpus over its generations. */
export interface StoreHistory {
  /**
   * Ids of the documents whose version or whose chunks' verdicts changed between two generations, in order of their URIs; also of such as are in the later one
   * what they were in the earlier. Looks at what changed, not at what the two hold. Then `documentDifferences`.
   */
  documentsChanged(between: Between): Promise<readonly string[]>;
  /** How documents and their chunks differ, in the order of their URIs. */
  documentDifferences(documentIds: readonly string[], between: Between): Promise<readonly DocumentDifference[]>;
  /** Which document a chunk is or was of; `null` = no chunk that is known. */
  documentOf(chunkId: string): Promise<{ readonly documentId: string; readonly source: string; readonly path: string; readonly record: string | null } | null>;
  /** When a chunk or document was in the corpus, as far as generations are kept, oldest first. `toGeneration`: the first that had it no longer. */
  stands(id: string): Promise<readonly { readonly fromGeneration: number; readonly toGeneration: number | null }[]>;
}
