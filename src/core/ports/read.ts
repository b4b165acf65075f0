import type { JsonObject } from '../json.js';
import type { DateEvidence, FindingDraft, Provenance } from '../model/index.js';
import type { BlockMeta } from './block.js';

/** A file as it was when it was hashed. */
export interface HashedFile {
  /** Real path: no part of it is a link. */
  readonly absolute: string;
  readonly sha256: string;
  /** In bytes. */
  readonly size: number;
}

/** One thing a source holds, before it is read. */
export interface SourceItem {
  /** Relative to the source's root, with `/`. */
  readonly path: string;
  /** Names a record inside `path`, for readers of record files. */
  readonly record?: string;
  /**
   * Cheap proof of being unchanged (size, mtime, inode…): when it equals the stored one, the item is not loaded.
   * `null` = none; the item is loaded and its bytes are compared.
   */
  readonly fingerprint: string | null;
  /** Known media type; `null` = found by content, then by extension. */
  readonly mediaType: string | null;
  /** Metadata the reader knows (record fields, loader metadata). */
  readonly declared: JsonObject;
  /** Dates the reader knows (git, file time, record fields). May be asked for late: only when the item is parsed. */
  dates?(): Promise<readonly DateEvidence[]>;
  /** What the reader has to say of the item: that its history cannot be read. Asked for when `dates` is; spans are `null`. */
  findings?(): Promise<readonly FindingDraft[]>;
  /** Where an item under version control stands and stood; `null` = nothing is known. Asked for when `dates` is. */
  provenance?(): Promise<Provenance | null>;
  /** The bytes, complete and stable, or a failure (`WinnowError`). Read only when needed. */
  load(): Promise<Uint8Array>;
  /**
   * Offered by items that are files: hashes the bytes that `load` would give, piece by piece, with its failures. The parser's process then
   * reads the file itself and takes no other bytes than those, so that no large file passes through the main process.
   */
  hashFile?(): Promise<HashedFile>;
}

/** Something that could not be listed or read; everything else of the source goes on. */
export interface ReadFailure {
  /** `''` for the source as a whole: nothing of it then counts as removed. */
  readonly path: string;
  readonly record?: string;
  readonly error: Error;
}

export interface ReadContext {
  /** Folder that relative paths in the options are relative to (the pipeline file's own). */
  readonly baseDir: string;
  readonly signal: AbortSignal;
  /** Largest item in bytes; larger ones fail as `item-too-large`. */
  readonly maxItemBytes: number;
  /**
   * Wants to hear how many items are coming, for a progress line; counts add up. To be called where the count is known before
   * the items are, or costs little beside reading them; absent = nobody asks.
   */
  readonly announce?: (items: number) => void;
}

/**
 * Walks a source. Yields every item once, in a stable order (code-point order of path, then record), and failures
 * beside them. A source that is absent or cannot be listed yields a failure with path `''`.
 */
export interface Reader<Options = unknown> extends BlockMeta<Options> {
  readonly kind: 'reader';
  read(options: Options, context: ReadContext): AsyncIterable<{ item: SourceItem } | { failure: ReadFailure }>;
  /**
   * One item as `read` would yield it, without walking the whole source; `null` = there is none of that name any more. Left out by readers that cannot
   * do so cheaply and without asking others (loaders of remote places).
   */
  find?(key: { readonly path: string; readonly record: string | null }, options: Options, context: ReadContext): Promise<SourceItem | null>;
}
