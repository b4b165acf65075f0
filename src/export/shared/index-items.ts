import type { FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import { WinnowError, excerpt, isWinnowError, messageOf, toJsonObject, type ExportContext, type IndexItem, type IndexReader, type Json, type JsonObject } from '../../core/index.js';
import { openTarget } from './digest.js';

/** What fields are called by the makers of indexes, the likeliest first. */
const TEXTS = ['text', 'content', 'document', 'page_content', 'pageContent', 'chunk_text', 'chunk', 'body', 'passage', 'texts'];
const IDS = ['id', '_id', 'uuid', 'chunk_id', 'chunkId', 'key', 'langchain_id'];
const METADATA = ['metadata', 'cmetadata', 'langchain_metadata', 'meta', 'payload', 'metadatas'];

const field = z.string().min(1).max(200).optional();

/** Options of every index: which of its fields are what. Names with points lead into objects (`payload.text`). */
export const fieldOptions = {
  id: field.describe(`Field with the id; else one called ${IDS.join(', ')}`),
  text: field.describe(`Field with the text; else one called ${TEXTS.join(', ')}`),
  metadata: field.describe(`Field with metadata (an object, or JSON); else one called ${METADATA.join(', ')}. All other fields but vectors are metadata too`),
};

export interface FieldOptions {
  readonly id?: string | undefined;
  readonly text?: string | undefined;
  readonly metadata?: string | undefined;
}

type Row = Readonly<Record<string, unknown>>;

/** The fields of an index, told by its names. @throws WinnowError `index-unreadable` where none can be the text, naming those there are */
export function fieldsOf(names: readonly string[], given: FieldOptions, where: string): FieldOptions {
  for (const what of ['id', 'text', 'metadata'] as const) {
    const name = given[what];
    if (name !== undefined && !names.includes(name) && !names.includes(name.split('.')[0] ?? '')) throw new WinnowError('index-unreadable', `${where} has no field ${excerpt(name, 60)} (${what}); it has ${shown(names)}`);
  }
  const text = given.text ?? TEXTS.find((name) => names.includes(name));
  if (text === undefined) throw new WinnowError('index-unreadable', `${where} has no field that is known to be a text; it has ${shown(names)}`, { next: 'Name it: --with text=<field>.' });
  return { text, id: given.id ?? IDS.find((name) => names.includes(name)), metadata: given.metadata ?? METADATA.find((name) => names.includes(name)) };
}

const shown = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.slice(0, 20).map((name) => excerpt(name, 40)).join(', '));

/** Whether a table's columns are those of an index: one of them is a text. */
export const hasText = (names: readonly string[]): boolean => TEXTS.some((name) => names.includes(name));

/** @param at number of the row, from 1: its name where it has no id */
export function itemOfRow(row: Row, { id, text, metadata }: FieldOptions, at: number): IndexItem {
  const [named, words] = [valueAt(row, id), valueAt(row, text)];
  const own = objectOf(valueAt(row, metadata));
  const others = Object.fromEntries(Object.entries(row).filter(([name, value]) => name !== id && name !== text && name !== metadata && isPlain(value)));
  return { id: typeof named === 'string' || typeof named === 'number' || typeof named === 'bigint' ? String(named) : `row ${at}`, text: typeof words === 'string' ? words : null, metadata: { ...toJsonObject(others), ...own } };
}

function valueAt(row: Row, name: string | undefined): unknown {
  if (name === undefined) return undefined;
  if (Object.hasOwn(row, name)) return row[name];
  return name.split('.').reduce<unknown>((at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? (at as Row)[key] : undefined), row);
}

/** Vectors are lists of numbers or bytes. */
const isPlain = (value: unknown): boolean => !ArrayBuffer.isView(value) && !(Array.isArray(value) && value.length > 8 && value.every((each) => typeof each === 'number'));

function objectOf(value: unknown): JsonObject {
  if (typeof value !== 'string') return toJsonObject(value);
  try {
    return toJsonObject(JSON.parse(value) as Json);
  } catch {
    return {};
  }
}

/** The file of an index, to be closed by who opens it. @throws WinnowError `index-unreadable` where there is none */
export async function openIndexFile(path: string): Promise<FileHandle> {
  const handle = await openTarget(path);
  if (handle === null) throw new WinnowError('index-unreadable', `there is no file "${excerpt(path, 300)}"`, { next: 'Check the path.' });
  return handle;
}

/** An index reader whose faults say which index it is. */
export function indexReader<Options>(reader: IndexReader<Options>): IndexReader<Options> {
  return {
    ...reader,
    async *items(options, context: ExportContext) {
      try {
        yield* reader.items(options, context);
      } catch (error) {
        context.signal.throwIfAborted();
        if (isWinnowError(error)) throw error;
        throw new WinnowError('index-unreadable', `Cannot read ${reader.name(options, context)}: ${excerpt(messageOf(error), 240)}`, { cause: error, next: 'See the cause.' });
      }
    },
  };
}
