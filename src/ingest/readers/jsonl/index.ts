import { realpath } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { z } from 'zod';
import {
  WinnowError, asWinnowError, canonicalJson, defineReader, isWinnowError, sha256, type ReadContext, type ReadFailure, type SourceItem,
} from '../../../core/index.js';
import { onlyPath, pathFilter, splitGlob } from '../shared/globs.js';
import { byCodePoint } from '../shared/order.js';
import { RECORD_MEDIA_TYPE, formatSchema, recordBytes } from '../shared/record.js';
import { codeOf, openRegular, shown, unreadable, type FileRef } from '../shared/regular.js';
import { realRoot, walk } from '../shared/walk.js';
import { chunkedDocumentOf, documentOf, fieldsSchema, type RawRecord } from './fields.js';
import { parseRecord, scan, type RecordRef } from './scan.js';

const options = z.strictObject({
  path: z.string().min(1).max(4096).describe('A JSONL file, or a glob of such files, relative to the pipeline file'),
  records: z.enum(['documents', 'chunks']).default('documents').describe('Whether a line is a document, or a ready-made chunk of one'),
  fields: fieldsSchema.prefault({}).describe('Names of the fields; `metadata.title` leads into objects'),
  format: formatSchema.default('text').describe('Format of the text'),
  maxLineBytes: z.int().min(1024).max(256 * 1024 * 1024).default(16 * 1024 * 1024).describe('Longest line in bytes; longer ones are failures'),
});

export type JsonlOptions = z.infer<typeof options>;

/**
 * Reads records from JSON Lines. A record is one item: `path` is its file (relative to the folder before the first wildcard, or to
 * the file's own), `record` its id, `line-<n>` without one. Order: files, then records, by code point.
 *
 * Failures: `''` for the whole source (`source-missing`, `source-unreadable`, `source-empty`); a path without a record for a file;
 * `record-invalid` (record `line-<n>`) and `item-duplicate` (record `<id>~<line>`) for a line. **A failed line hides which record
 * it was, so while a file has failures, none of its absent records counts as removed.**
 *
 * `load` gives the canonical JSON of a `RecordContent` (media type `application/x-winnow-record+json`), and fails with
 * `changed-while-reading` when the file is no longer what was listed. The fingerprint is a hash of the record's bytes and the options.
 */
export const jsonlReader = defineReader<JsonlOptions>({ id: 'jsonl', version: 4, options, read, find });

async function* read(given: JsonlOptions, context: ReadContext): ReturnType<typeof jsonlReader.read> {
  try {
    let items = 0;
    const empty: string[] = [];
    for await (const found of filesOf(given, context)) {
      if ('failure' in found) {
        yield found;
        continue;
      }
      let entries = 0;
      for await (const entry of itemsOf(found.file, given, context)) {
        entries += 1;
        if ('item' in entry) items += 1;
        yield entry;
      }
      if (entries === 0) empty.push(found.file.path);
    }
    if (items === 0) throw new WinnowError('source-empty', `There is no record in ${shown(given.path)}`);
    for (const path of empty) yield { failure: { path, error: new WinnowError('file-empty', `${shown(path)} holds no records`) } };
  } catch (error) {
    context.signal.throwIfAborted();
    yield { failure: { path: '', error: asWinnowError(error, 'source-unreadable') } };
  }
}

async function find({ path, record }: { readonly path: string; readonly record: string | null }, given: JsonlOptions, context: ReadContext): Promise<SourceItem | null> {
  for await (const found of filesOf(given, context, path)) {
    if ('failure' in found || found.file.path !== path) continue;
    for await (const entry of itemsOf(found.file, given, context)) if ('item' in entry && entry.item.record === record) return entry.item;
  }
  return null;
}

/** @param only a path, if no other file is wanted */
async function* filesOf(given: JsonlOptions, context: ReadContext, only: string | null = null): AsyncGenerator<{ file: FileRef } | { failure: ReadFailure }> {
  const glob = splitGlob(given.path);
  if (glob !== null) {
    const root = await realRoot(resolve(context.baseDir, glob.base));
    const filter = pathFilter([glob.glob], []);
    yield* walk(root, { filter: only === null ? filter : onlyPath(filter, only), followLinks: false, signal: context.signal });
    return;
  }
  const path = resolve(context.baseDir, given.path);
  let file: FileRef;
  try {
    file = { absolute: await realpath(path), path: basename(path) };
    await (await openRegular(file)).close();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw new WinnowError('source-missing', `There is no file ${shown(path)}`, { cause: error });
    throw isWinnowError(error) ? new WinnowError('source-unreadable', error.message, { cause: error }) : unreadable(path, error);
  }
  yield { file };
}

async function* itemsOf(file: FileRef, given: JsonlOptions, context: ReadContext): ReturnType<typeof jsonlReader.read> {
  const lines = scan(file, given, context.signal);
  try {
    let step = await lines.next();
    for (; step.done !== true; step = await lines.next()) yield { failure: step.value };
    context.announce?.(step.value.size);
    for (const name of [...step.value.keys()].sort(byCodePoint)) {
      context.signal.throwIfAborted();
      const refs = step.value.get(name) ?? [];
      yield { item: itemOf(file, name, refs, given, context) };
    }
  } catch (error) {
    context.signal.throwIfAborted();
    yield { failure: { path: file.path, error: asWinnowError(error, 'item-unreadable') } };
  }
}

function itemOf(file: FileRef, record: string, refs: readonly RecordRef[], given: JsonlOptions, context: ReadContext): SourceItem {
  // What the bytes depend on besides the lines.
  const key = canonicalJson([jsonlReader.version, given.records, given.fields, given.format]);
  return {
    path: file.path,
    record,
    fingerprint: sha256([key, ...refs.map((ref) => ref.digest)].join('\n')),
    mediaType: RECORD_MEDIA_TYPE,
    declared: {},
    load: async () => {
      const size = refs.reduce((sum, ref) => sum + ref.length, 0);
      const { maxItemBytes } = context;
      if (size > maxItemBytes) throw new WinnowError('item-too-large', `Record ${shown(record)} of ${shown(file.path)} has ${size} bytes, expected at most ${maxItemBytes}`);
      const records = await readRecords(file, refs, context.signal);
      const [first = {}] = records;
      const { fields, format } = given;
      return recordBytes(given.records === 'chunks' ? chunkedDocumentOf(records, fields, format) : documentOf(first, fields, format));
    },
  };
}

async function readRecords(file: FileRef, refs: readonly RecordRef[], signal: AbortSignal): Promise<RawRecord[]> {
  const handle = await openRegular(file);
  try {
    const records: RawRecord[] = [];
    for (const ref of refs) {
      signal.throwIfAborted();
      const bytes = Buffer.alloc(ref.length);
      await handle.read(bytes, 0, ref.length, ref.offset);
      if (sha256(bytes) !== ref.digest) {
        throw new WinnowError('changed-while-reading', `Line ${ref.line} of ${shown(file.path)} changed since it was listed`);
      }
      records.push(parseRecord(bytes));
    }
    return records;
  } catch (error) {
    signal.throwIfAborted();
    throw isWinnowError(error) ? error : unreadable(file.path, error);
  } finally {
    await handle.close();
  }
}
