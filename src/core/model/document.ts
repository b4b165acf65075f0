import type { JsonObject } from '../json.js';
import type { FindingDraft } from './finding.js';
import type { DateEvidence } from './dates.js';
import type { Span } from './span.js';

export type BlockKind = 'heading' | 'paragraph' | 'list-item' | 'table' | 'code' | 'quote' | 'html' | 'separator';

/** A piece of a parsed document's structure. Blocks are in text order and do not overlap. */
export interface Block extends Span {
  readonly kind: BlockKind;
  /** Heading level 1..6; list depth from 1. */
  readonly level?: number;
  /** Page of a paged format, from 1. */
  readonly page?: number;
  /** A heading's text, without markup. */
  readonly label?: string;
  /** The span of the list item this one is nested in. */
  readonly parent?: Span;
  /** Lines at the start of a table that name its columns, a rule line included. Absent = none, or not known. */
  readonly headLines?: number;
}

/** What a parser makes of one source item; an item may hold several documents (rows of a CSV file). */
export interface ParsedDocument {
  /** Names the document inside its item: a row or record id. Absent when the item is the document. */
  readonly record?: string;
  /** The text all spans refer to. */
  readonly text: string;
  readonly title: string | null;
  /** BCP 47, as declared by the document; `null` when it says nothing. */
  readonly language: string | null;
  readonly mediaType: string;
  /** What belongs to no block (front matter, comments) is not cut into chunks. */
  readonly blocks: readonly Block[];
  /** Front matter, record fields, document properties: kept to the export. */
  readonly declared: JsonObject;
  /** Dates the parser saw. The freshness scorer adds those it reads in the text. */
  readonly dates: readonly DateEvidence[];
  readonly findings: readonly FindingDraft[];
  /** Ready-made chunks (JSONL of chunks): taken as they are instead of being cut by a chunker. */
  readonly chunks?: readonly ChunkDraft[];
}

/** A chunk before it has an identity: where it stands in its document and what it stands under. */
export interface ChunkDraft extends Span {
  readonly headingPath: readonly string[];
  readonly page: number | null;
  /** Text of the list item the chunk is nested in, when that item is not in the chunk itself. */
  readonly parentItem: string | null;
  /**
   * What is embedded before the chunk's own text, line breaks at its end included: the head of the table it goes on with, the list item above it,
   * headings. No part of the span, and not looked at as the document's words. Absent = nothing.
   */
  readonly context?: string;
  /** Of all that is embedded, by the target embedding model's tokenizer; 0 = not counted yet. */
  readonly tokens: number;
  /** Kinds of the blocks the chunk is made of, each once. */
  readonly kinds: readonly BlockKind[];
}

/** How a chunk or document stands in a generation. */
export type Status = 'accepted' | 'quarantined' | 'rejected';
/** A document with both accepted and held-back chunks is `partial`; one that could never be read is `failed`. */
export type DocumentStatus = Status | 'partial' | 'failed';

/** What a `read` entry says of everything it yields. */
export interface SourceInfo {
  readonly name: string;
  /** 0..1, 1 = most trusted; decides which copy is canonical. Default 0.5. */
  readonly authority: number;
  readonly owner: string | null;
  /** A label: copies with different labels never collapse into one. */
  readonly access: string | null;
}
