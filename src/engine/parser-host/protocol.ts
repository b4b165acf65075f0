import type { ErrorCode, FindingDraft, HashedFile, JsonObject, ParsedDocument, RenderPlace } from '../../core/index.js';

/** What the host asks of a child: one document at a time. */
export interface ChildRequest {
  readonly id: number;
  /** `null` = find the parser by content and name. */
  readonly parserId: string | null;
  /** Options by parser id. */
  readonly parserOptions: Readonly<Record<string, unknown>>;
  /** What to parse: its bytes, or the file that has them. */
  readonly content: Uint8Array | HashedFile;
  /** Cuts what was parsed; `null` = nothing is cut. */
  readonly chunker: ChunkerRequest | null;
  readonly path: string;
  /** `null` = found by content. */
  readonly mediaType: string | null;
  readonly declared: JsonObject;
  /** UTF-16 units over all documents of the item. */
  readonly maxTextChars: number;
  /** Asks for what the file looks like instead of what it says; `null` = it is parsed. */
  readonly render: RenderPlace | null;
}

/** A chunker by its id, with options that its own schema gave. */
export interface ChunkerRequest {
  readonly id: string;
  readonly options: unknown;
}

/** What a child found the bytes to be and made of them. */
export interface ChildResult {
  readonly parserId: string;
  readonly parserVersion: number;
  readonly mediaType: string;
  /** Cut, where that was asked for: then without their blocks, which nothing else needs. */
  readonly documents: readonly ParsedDocument[];
}

/** An error on its way over the process boundary. */
export interface ChildError {
  readonly code: ErrorCode;
  readonly message: string;
}

/** A piece of a result: the text goes on what is known of `of`, the place of a document whose text it is, or `json`. */
export interface Piece {
  readonly of: number | 'json';
  readonly text: string;
}

/**
 * Replies carry the request's id, so that a late one is never taken for another document's. A `large` one waits until the host has room for it.
 * Results travel as JSON text, which cannot bring anything but plain data back, and the documents' texts beside it, in
 * pieces; those that do not fit into `done` come before it.
 */
export type ChildReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'unfit'; readonly error: ChildError }
  | { readonly kind: 'large'; readonly id: number }
  | { readonly kind: 'part' | 'done'; readonly id: number; readonly pieces: readonly Piece[] }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ChildError };

/** Answers `large`: now the result may come. */
export interface SendNow {
  readonly sendNow: number;
}

/** Results of more UTF-16 units come one at a time from all children together: each is held several times over while it arrives. */
export const LARGE_REPLY_CHARS = 1_000_000;

/** JSON has keys, escapes and spans beside the text itself: what a result may take at most, in UTF-16 units. */
export function maxReplyChars(maxTextChars: number): number {
  return maxTextChars * 8 + 1_000_000;
}

/** How a type mismatch reaches the reader: with the findings of the item's first document. */
export function withFinding(documents: readonly ParsedDocument[], finding: FindingDraft | null): readonly ParsedDocument[] {
  const [first, ...rest] = documents;
  if (finding === null || first === undefined) return documents;
  return [{ ...first, findings: [finding, ...first.findings] }, ...rest];
}
