import { z } from 'zod';
import {
  WinnowError, defineReader, excerpt, exportedOptions, isWinnowError, messageOf, sha256, toJsonObject, withoutEnvironment, type JsonObject, type ReadContext, type SourceItem,
} from '../../../core/index.js';
import { RECORD_MEDIA_TYPE, formatSchema, mediaTypeOf, recordBytes, type RecordFormat } from '../shared/record.js';
import { recordDates } from '../shared/record-dates.js';
import { shown } from '../shared/regular.js';
import { documentsOf, loaderFrom, type LoadedDocument, type LoaderLike } from './load.js';
import { nameOfDocument, withoutSecrets } from './names.js';

const format = formatSchema.default('text').describe('Format of `pageContent`');

const fromModule = z.strictObject({
  ...exportedOptions,
  module: exportedOptions.module.describe('Package path such as `@langchain/community/document_loaders/fs/text`, or a file relative to the pipeline file'),
  export: exportedOptions.export.describe('Name of the loader class, or of a function that makes a loader'),
  format,
});

const fromLoader = z.strictObject({
  loader: z
    .custom<LoaderLike>((value) => typeof value === 'function' || (typeof value === 'object' && value !== null), {
      error: 'Expected a LangChain document loader, an array of documents, or a function that gives one',
    })
    .describe('From TypeScript only: a loader, its documents, or a function that gives either'),
  format,
});

const options = z.union([fromModule, fromLoader]);

export type LangchainOptions = z.infer<typeof options>;

/**
 * Reads whatever a LangChain document loader loads, in the loader's own order, which must be the same each time: documents that share
 * a source and say nothing of their place in it are told apart by counting (`2`, `3` …).
 *
 * `path` is the document's `source` made relative and safe (a URL without scheme, credentials and query), `record` its page, lines or
 * ordinal. All metadata is declared metadata, with credentials taken out of URLs. `load` gives the canonical JSON of a
 * `RecordContent`; the fingerprint is its hash.
 *
 * Failures: `''` with `package-missing`, `source-failed` (items yielded before the loader threw stay) or `source-empty`; a document
 * whose `pageContent` is no text is `record-invalid`. `load` fails with `item-too-large`.
 */
export const langchainReader = defineReader<LangchainOptions>({ id: 'langchain', version: 3, options, read });

async function* read(given: LangchainOptions, context: ReadContext): ReturnType<typeof langchainReader.read> {
  let items = 0;
  try {
    context.signal.throwIfAborted();
    const loader = 'loader' in given ? given.loader : await loaderFrom(given, context.baseDir);
    const records = new Map<string, Map<string, number>>();
    for await (const document of documentsOf(loader, context)) {
      const entry = entryOf(document, given.format, records, context);
      if ('item' in entry) items += 1;
      yield entry;
    }
    if (items === 0) throw new WinnowError('source-empty', 'The loader loaded no documents');
  } catch (error) {
    context.signal.throwIfAborted();
    yield { failure: { path: '', error: isWinnowError(error) ? error : loaderFailed(error, items, 'env' in given ? given.env : []) } };
  }
}

type Entry = { item: SourceItem } | { failure: { path: string; record?: string; error: Error } };

function entryOf(document: LoadedDocument, asFormat: RecordFormat, records: Map<string, Map<string, number>>, context: ReadContext): Entry {
  const metadata = toJsonObject(document.metadata);
  const name = nameOfDocument(metadata, typeof document.id === 'string' && document.id !== '' ? document.id : undefined, context.baseDir);
  const record = distinct(name.record, name.path, records);
  const place = record === null ? { path: name.path } : { path: name.path, record };
  if (typeof document.pageContent !== 'string') {
    const message = `${shown(name.path)}: unexpected ${typeof document.pageContent} in \`pageContent\`, expected a string`;
    return { failure: { ...place, error: new WinnowError('record-invalid', message) } };
  }
  const declared = Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, typeof value === 'string' ? withoutSecrets(value) : value]));
  const bytes = recordBytes({
    text: document.pageContent,
    mediaType: mediaTypeOf(asFormat),
    title: stringOf(declared, 'title'),
    language: languageOf(declared),
    declared,
    dates: recordDates(declared),
  });
  const { maxItemBytes } = context;
  const load = (): Promise<Uint8Array> =>
    bytes.length <= maxItemBytes
      ? Promise.resolve(bytes)
      : Promise.reject(new WinnowError('item-too-large', `${shown(name.path)} has ${bytes.length} bytes, expected at most ${maxItemBytes}`));
  return { item: { ...place, fingerprint: sha256(bytes), mediaType: RECORD_MEDIA_TYPE, declared: {}, load } };
}

/** A record name that no earlier document of the path has: `page-3`, then `page-3~2`; without a name, none, then `2`. */
function distinct(record: string | null, path: string, records: Map<string, Map<string, number>>): string | null {
  const uses = records.get(path) ?? new Map<string, number>();
  records.set(path, uses);
  const wanted = record ?? '';
  for (let ordinal = (uses.get(wanted) ?? 0) + 1; ; ordinal += 1) {
    const name = ordinal === 1 ? wanted : record === null ? String(ordinal) : `${record}~${ordinal}`;
    if (ordinal > 1 && uses.has(name)) continue;
    uses.set(wanted, ordinal);
    uses.set(name, Math.max(uses.get(name) ?? 0, 1));
    return name === '' ? null : name;
  }
}

function stringOf(metadata: JsonObject, name: string): string | null {
  const value = metadata[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

function languageOf(metadata: JsonObject): string | null {
  const language = stringOf(metadata, 'language') ?? stringOf(metadata, 'lang');
  return language !== null && language.length <= 35 ? language : null;
}

function loaderFailed(error: unknown, items: number, env: readonly string[]): WinnowError {
  const message = excerpt(withoutEnvironment(messageOf(error), env), 300);
  return new WinnowError('source-failed', `The loader failed after ${items} documents: ${message}`, { cause: error });
}
