import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { excerpt, normaliseText, sha256, textHashOf, type IndexItem, type JsonObject } from '../../core/index.js';
import type { ProgressSink } from '../run/index.js';
import { RunTable } from '../passages.js';

/** What is remembered of an item while its text is on disk. */
export interface NotedItem {
  readonly id: string;
  readonly path: string | null;
  readonly text: string;
}

/** An index written down as records of ready-made chunks, for the reader of JSONL. */
export interface NotedIndex {
  readonly items: number;
  readonly withoutText: number;
  /** Items by document and text, in order. */
  readonly byText: ReadonlyMap<string, NotedItem[]>;
  /** Runs of all texts, where they were asked for. */
  readonly runs: RunTable | null;
}

/** Where an item comes from, in the words of those who fill indexes, the likeliest first. */
const PLACES = ['path', 'file_path', 'filePath', 'source', 'url', 'uri', 'file', 'filename', 'file_name', 'document_id', 'documentId', 'doc_id', 'parent_id'];
const MAX_NAME = 500;
const EXCERPT = 160;

/** The key under which an item is found again by the chunk it became. */
export const itemKey = (document: string, text: string): string => `${document} ${textHashOf(normaliseText(text))}`;

/** Writes all items that have a text to a file, a line each, texts never in memory together. */
export async function noteIndex(items: AsyncIterable<IndexItem>, file: string, on: { readonly progress: ProgressSink; readonly signal: AbortSignal; readonly withRuns: boolean }): Promise<NotedIndex> {
  const { progress, signal, withRuns } = on;
  const byText = new Map<string, NotedItem[]>();
  const runs = withRuns ? new RunTable() : null;
  const out = createWriteStream(file);
  const counts = { items: 0, withoutText: 0 };
  try {
    for await (const { id, text, metadata } of items) {
      signal.throwIfAborted();
      counts.items += 1;
      progress.advance(1);
      if (text === null || text.trim() === '') {
        counts.withoutText += 1;
        continue;
      }
      const path = placeOf(metadata);
      const document = documentName(path, counts.items);
      const noted = { id, path, text: excerpt(text, EXCERPT) };
      const key = itemKey(document, text);
      const same = byText.get(key);
      if (same === undefined) byText.set(key, [noted]);
      else same.push(noted);
      runs?.add(text);
      if (!out.write(`${JSON.stringify({ ...metadata, ...headOf(metadata), text, documentId: document })}\n`)) await once(out, 'drain');
    }
  } finally {
    out.end();
    await finished(out);
  }
  return { ...counts, byText, runs };
}

export function placeOf(metadata: JsonObject): string | null {
  for (const name of PLACES) {
    const value = metadata[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  const inner = metadata['metadata'];
  return typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? placeOf(inner as JsonObject) : null;
}

/** Items of one place are one document; one of no known place is a document by itself. */
const documentName = (path: string | null, number: number): string => (path === null ? `item ${number}` : path.length <= MAX_NAME ? path : `${path.slice(0, 200)} ${sha256(path)}`);

/** What a record says under names of our own, where the index has it under another's. */
function headOf({ headingPath, heading_path: flat, page, page_number: number, title }: JsonObject): JsonObject {
  const headings = Array.isArray(headingPath) ? headingPath : typeof flat === 'string' ? flat.split(' › ') : [];
  const onPage = typeof page === 'number' ? page : typeof number === 'number' ? number : null;
  return { ...(headings.length === 0 ? {} : { headingPath: headings }), ...(onPage === null ? {} : { page: onPage }), ...(typeof title === 'string' ? { title } : {}) };
}
