import { z } from 'zod';
import { canonicalJson, type DateEvidence, type JsonObject } from '../../../core/index.js';

/** Media type of what record readers hand to the parser of records: canonical JSON of a `RecordContent`. */
export const RECORD_MEDIA_TYPE = 'application/x-winnow-record+json';

/** One document as a record reader found it. */
export interface RecordContent {
  readonly text: string;
  readonly mediaType: string;
  readonly title: string | null;
  /** BCP 47 */
  readonly language: string | null;
  readonly declared: JsonObject;
  readonly dates: readonly DateEvidence[];
  /** Ready-made chunks in order; `text` is then empty and is made of theirs. */
  readonly chunks?: readonly RecordChunk[];
}

export interface RecordChunk {
  readonly text: string;
  readonly headingPath?: readonly string[];
  readonly page?: number;
}

export const formatSchema = z.enum(['text', 'markdown', 'html']);
export type RecordFormat = z.infer<typeof formatSchema>;

const MEDIA_TYPES: Readonly<Record<RecordFormat, string>> = { text: 'text/plain', markdown: 'text/markdown', html: 'text/html' };

export function mediaTypeOf(format: RecordFormat): string {
  return MEDIA_TYPES[format];
}

export function recordBytes(content: RecordContent): Uint8Array {
  return Buffer.from(canonicalJson(content));
}
