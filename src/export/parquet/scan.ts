import type { FileHandle } from 'node:fs/promises';
import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import { excerpt, messageOf, snapshotItem, type JsonObject, type SnapshotItem } from '../../core/index.js';
import { digestOf, withTarget } from '../shared/digest.js';
import type { TargetState } from '../shared/file-target.js';
import { COLUMNS } from './columns.js';

const MAX_PROBLEMS = 1000;
/** Rows of a foreign file that are read at once. */
const MAX_ROWS = 5000;

/** hyparquet's own takes a byte order mark at the beginning of a text away. */
const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

export const stringFromBytes = (bytes: Uint8Array | undefined): string | undefined => (bytes === undefined ? undefined : UTF8.decode(bytes));

/** Reads a target file row group by row group; `null` when there is none. One that is no Parquet file holds nothing but a problem. */
export async function scanTarget(path: string, signal: AbortSignal): Promise<TargetState | null> {
  const digest = await digestOf(path, signal);
  if (digest === null) return null;
  const found = await withTarget(path, async (handle) => {
    const file = await bufferOf(handle);
    return rowsOf(file, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      return { items: new Map<string, string>(), problems: [`the file cannot be read as Parquet: ${excerpt(messageOf(error), 200)}`] };
    });
  });
  return found === null ? null : { ...digest, ...found };
}

async function rowsOf(file: AsyncBuffer, signal: AbortSignal): Promise<Pick<TargetState, 'items' | 'problems'>> {
  const { parquetMetadataAsync, parquetReadObjects } = await import('hyparquet');
  const metadata = await parquetMetadataAsync(file);
  const items = new Map<string, string>();
  const problems: string[] = unknownColumns(metadata);
  const report = (problem: string): void => {
    if (problems.length < MAX_PROBLEMS) problems.push(problem);
  };
  let number = 0;
  for (const { rowStart, rowEnd } of pieces(metadata)) {
    signal.throwIfAborted();
    for (const row of await parquetReadObjects({ file, metadata, rowStart, rowEnd, parsers: { stringFromBytes } })) {
      number += 1;
      const item = itemOf(row);
      if (typeof item === 'string') report(`row ${number} is broken: ${item}`);
      else if (items.has(item.id)) report(`row ${number} has the id ${excerpt(item.id)} of an earlier row`);
      else items.set(item.id, disagrees(row, item) ? 'columns that are not what the metadata says' : item.hash);
    }
  }
  return { items, problems };
}

export function* pieces({ row_groups }: FileMetaData): Generator<{ rowStart: number; rowEnd: number }> {
  let start = 0;
  for (const { num_rows } of row_groups) {
    const end = start + Number(num_rows);
    for (; start < end; start = Math.min(start + MAX_ROWS, end)) yield { rowStart: start, rowEnd: Math.min(start + MAX_ROWS, end) };
  }
}

/** The item of a row, or what is wrong with it. */
function itemOf({ id, text, exact, metadata }: Readonly<Record<string, unknown>>): SnapshotItem | string {
  if (typeof id !== 'string' || typeof text !== 'string' || typeof metadata !== 'string') return 'no `id`, `text` or `metadata`';
  try {
    const fields: unknown = JSON.parse(metadata);
    const whole: unknown = typeof exact === 'string' ? JSON.parse(exact) : text;
    if (typeof fields !== 'object' || fields === null || Array.isArray(fields) || typeof whole !== 'string') return 'no object in `metadata`, or no text in `exact`';
    return snapshotItem({ id, text: whole, metadata: fields as JsonObject });
  } catch (error) {
    return excerpt(messageOf(error));
  }
}

/** Whether a column that repeats something of the item says something else. */
function disagrees(row: Readonly<Record<string, unknown>>, item: SnapshotItem): boolean {
  return COLUMNS.some(({ name, of }) => {
    const found = row[name] ?? null;
    return (typeof found === 'bigint' ? Number(found) : found) !== of(item);
  });
}

function unknownColumns({ schema }: FileMetaData): string[] {
  const known = new Set(COLUMNS.map(({ name }) => name));
  return schema.slice(1).filter(({ name }) => !known.has(name)).map(({ name }) => `there is a column ${excerpt(name, 60)}, which is not ours`);
}

export async function bufferOf(handle: FileHandle): Promise<AsyncBuffer> {
  const { size } = await handle.stat();
  return {
    byteLength: size,
    slice: async (start, end = size) => {
      const bytes = Buffer.alloc(Math.max(0, end - start));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
      if (bytesRead < bytes.length) throw new Error('The file ends before it should');
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    },
  };
}
