/** What a purge was told to erase. */
export type PurgeSelection = 'documents' | 'source' | 'expression';

/** What is left of a document that was purged: hashes. */
export interface PurgedDocument {
  /** A hash of its URI. */
  readonly id: string;
  /** SHA-256 of the bytes and of the text of each version that is long enough to be told by it: the same under another name is not read again. Sorted. */
  readonly contents: readonly string[];
}

export interface PurgeDraft {
  /** `lift`: these documents may be read again. */
  readonly act: 'purge' | 'lift';
  readonly actor: string;
  readonly reason: string;
  readonly selection: PurgeSelection;
  /** By id. */
  readonly documents: readonly PurgedDocument[];
  /** Documents by source. */
  readonly sources: Readonly<Record<string, number>>;
}

/** An entry of the log of purges: append-only, one link of a hash chain, in the store and in the list beside it. */
export interface PurgeEntry extends PurgeDraft {
  /** 1, 2, 3 … without gaps. */
  readonly seq: number;
  readonly at: string;
  /** Hash of the entry before (64 zeros for the first). */
  readonly previousHash: string;
  /** SHA-256 of the canonical JSON of all the other fields. */
  readonly hash: string;
}
