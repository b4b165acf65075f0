import type { PurgeDraft, PurgeEntry } from '../../model/index.js';

/** A document of which the store holds text, whatever generation has it. */
export interface PurgeCandidate {
  readonly documentId: string;
  readonly uri: string;
  readonly source: string;
  readonly owner: string | null;
  readonly access: string | null;
  readonly path: string;
  readonly record: string | null;
  /** Of its newest version. */
  readonly title: string | null;
  readonly language: string | null;
  readonly mediaType: string;
  /** Whether the current generation or the pending state has it. */
  readonly current: boolean;
  /** Versions whose text is kept, oldest first. */
  readonly versions: readonly { readonly versionId: number; readonly contentHash: string }[];
  readonly chunks: number;
}

export interface PurgeRecord extends PurgeEntry {
  /** The generation that it published; `null` = none held them any more. */
  readonly generation: number | null;
  /** When it was seen that nothing of the text is left; `null` = not yet, or not everywhere. */
  readonly provenAt: string | null;
}

export interface PurgeRequest extends Omit<PurgeDraft, 'documents' | 'sources'> {
  /** Ids. */
  readonly documents: readonly string[];
}

export interface Purged {
  readonly entry: PurgeEntry;
  readonly generation: number | null;
  readonly documents: number;
  readonly chunks: number;
  /** Chunks of other documents whose verdicts quoted what was erased: the next run decides them anew. */
  readonly neighbours: number;
}

/** What may not be read again. */
export interface Tombstones {
  /** Ids of documents. */
  readonly documents: ReadonlySet<string>;
  /** SHA-256 of bytes and of texts. */
  readonly contents: ReadonlySet<string>;
}

/** Erasing documents for good. Their chunks stay in the generations that had them as hashes, lengths and statuses, without a word. */
export interface StorePurges {
  /** By id. */
  purgeCandidates(page: { readonly limit: number; readonly after?: string }): Promise<readonly PurgeCandidate[]>;
  /** Texts of versions, in this order; `''` where there is none. */
  versionTexts(versionIds: readonly number[]): Promise<readonly string[]>;
  /**
   * Erases documents from every generation and all that was made of them, publishes a generation without them where the current one has any, and notes it in the log: in one transaction. An `entry` is
   * that of another copy of this store, and is taken over as it is. With `lift` nothing is erased. The file may hold what it held until `compact`.
   * Fails with `store-busy` while a run is going on.
   */
  purge(request: PurgeRequest, options: { readonly now: number; readonly entry?: PurgeEntry }): Promise<Purged>;
  /** The log, oldest first. */
  purges(): Promise<readonly PurgeRecord[]>;
  /** Notes that nothing of these purges is left. */
  provePurges(seqs: readonly number[], now: number): Promise<void>;
  tombstones(): Promise<Tombstones>;
}
