import { z } from 'zod';
import { WinnowError, excerpt, toJsonObject, type JsonObject } from '../../../core/index.js';
import { recordDates } from '../shared/record-dates.js';
import { mediaTypeOf, type RecordChunk, type RecordContent, type RecordFormat } from '../shared/record.js';

const field = z.string().min(1).max(200);

export const fieldsSchema = z.strictObject({
  text: field.default('text').describe('Field with the text'),
  id: field.default('id').describe('Field that names the record; a record without one is named `line-<n>`'),
  title: field.default('title').describe('Field with the title'),
  language: field.default('language').describe('Field with the language (BCP 47)'),
  date: field.optional().describe('Field with the date of the last change, when its name does not say so'),
  document: field.default('documentId').describe('With `records: chunks`: field that names the document a chunk belongs to'),
  headingPath: field.default('headingPath').describe('With `records: chunks`: field with the headings above the chunk'),
  page: field.default('page').describe('With `records: chunks`: field with the page, from 1'),
});
export type Fields = z.infer<typeof fieldsSchema>;

export type RawRecord = Readonly<Record<string, unknown>>;

const MAX_ID_CHARS = 512;
const MAX_LANGUAGE_CHARS = 35;
const MAX_HEADINGS = 20;

/** The value of a field: the member of that name, else the one a path such as `metadata.title` leads to. */
export function fieldOf(record: RawRecord, name: string): unknown {
  if (Object.hasOwn(record, name)) return record[name];
  let at: unknown = record;
  for (const key of name.split('.')) {
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, key)) return undefined;
    at = (at as RawRecord)[key];
  }
  return at;
}

/** A record's or document's name; `null` when the field is absent or empty. Fails with `record-invalid`. */
export function nameOf(record: RawRecord, name: string): string | null {
  const value = fieldOf(record, name);
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string' && typeof value !== 'number') throw unexpected(name, value, 'a string or number');
  const id = String(value);
  if (id.length > MAX_ID_CHARS) throw invalid(`${id.length} characters in \`${name}\``, `at most ${MAX_ID_CHARS}`);
  return id;
}

/** The text. Fails with `record-invalid` when it is absent or no string. */
export function textOf(record: RawRecord, fields: Fields): string {
  const text = fieldOf(record, fields.text);
  if (typeof text !== 'string') throw unexpected(fields.text, text, 'a string');
  return text;
}

/** One record as one document; every field that is not the text, the id, the title or the language is declared metadata. */
export function documentOf(record: RawRecord, fields: Fields, format: RecordFormat): RecordContent {
  const declared = without(record, [fields.text, fields.id, fields.title, fields.language]);
  return { text: textOf(record, fields), ...headOf(record, fields, format), declared, dates: recordDates(declared, fields.date) };
}

/** Chunks of one document, in order. Declared metadata is what all of them say alike: the rest is not true of the document. */
export function chunkedDocumentOf(records: readonly RawRecord[], fields: Fields, format: RecordFormat): RecordContent {
  const own = [fields.text, fields.id, fields.title, fields.language, fields.document, fields.headingPath, fields.page];
  const declared = common(records.map((record) => without(record, own)));
  const titled = records.find((record) => typeof fieldOf(record, fields.title) === 'string') ?? {};
  const chunks = records.map((record) => chunkOf(record, fields));
  return { text: '', ...headOf(titled, fields, format), language: languageOf(records, fields), declared, dates: recordDates(declared, fields.date), chunks };
}

function headOf(record: RawRecord, fields: Fields, format: RecordFormat): Pick<RecordContent, 'mediaType' | 'title' | 'language'> {
  const title = fieldOf(record, fields.title);
  const language = fieldOf(record, fields.language);
  return {
    mediaType: mediaTypeOf(format),
    title: typeof title === 'string' && title.trim() !== '' ? title.trim() : null,
    language: typeof language === 'string' && language.length <= MAX_LANGUAGE_CHARS && language !== '' ? language : null,
  };
}

/** The language that all chunks name which name one. */
function languageOf(records: readonly RawRecord[], fields: Fields): string | null {
  const named = new Set(records.map((record) => headOf(record, fields, 'text').language).filter((language) => language !== null));
  return named.size === 1 ? [...named][0] ?? null : null;
}

function chunkOf(record: RawRecord, fields: Fields): RecordChunk {
  const path = fieldOf(record, fields.headingPath);
  const page = fieldOf(record, fields.page);
  const headings = (Array.isArray(path) ? path : [path]).filter((heading): heading is string => typeof heading === 'string' && heading !== '');
  return {
    text: textOf(record, fields),
    ...(headings.length === 0 ? {} : { headingPath: headings.slice(0, MAX_HEADINGS) }),
    ...(typeof page === 'number' && Number.isSafeInteger(page) && page > 0 ? { page } : {}),
  };
}

function without(record: RawRecord, names: readonly string[]): JsonObject {
  return toJsonObject(Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name))));
}

function common(all: readonly JsonObject[]): JsonObject {
  const [first = {}, ...others] = all;
  const alike = Object.entries(first).filter(([name, value]) => {
    const json = JSON.stringify(value);
    return others.every((other) => Object.hasOwn(other, name) && JSON.stringify(other[name]) === json);
  });
  return Object.fromEntries(alike);
}

function unexpected(name: string, seen: unknown, expected: string): WinnowError {
  return invalid(seen === undefined ? `no \`${excerpt(name)}\`` : `${seen === null ? 'null' : Array.isArray(seen) ? 'an array' : `a ${typeof seen}`} in \`${excerpt(name)}\``, expected);
}

function invalid(seen: string, expected: string): WinnowError {
  return new WinnowError('record-invalid', `Unexpected record: ${seen}, expected ${expected}`);
}
