import { WinnowError, excerpt, isWinnowError, messageOf, sha256, type ReadFailure } from '../../../core/index.js';
import { linesOf, type Line } from '../../../core/lines.js';
import { openRegular, piecesOf, shown, unreadable, type FileRef } from '../shared/regular.js';
import { nameOf, textOf, type Fields, type RawRecord } from './fields.js';

/** Where a record stands in its file. */
export interface RecordRef {
  readonly line: number;
  readonly offset: number;
  readonly length: number;
  /** SHA-256 of the line. */
  readonly digest: string;
}

/** Document name -> its records in file order: one of them, or its chunks. */
export type RecordIndex = ReadonlyMap<string, readonly RecordRef[]>;

export interface ScanOptions {
  readonly fields: Fields;
  readonly records: 'documents' | 'chunks';
  readonly maxLineBytes: number;
}

/** More broken lines than this in one file are counted, not named: such a file is likely no JSONL at all. */
const MAX_FAILURES = 1000;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Reads a file once, line by line, yields a failure for each line that is no record and returns where the records are.
 * Keeps about 250 bytes a record and at most one line of text in memory.
 */
export async function* scan(file: FileRef, options: ScanOptions, signal: AbortSignal): AsyncGenerator<ReadFailure, RecordIndex> {
  const index = new Map<string, RecordRef[]>();
  const seen = new Set<string>();
  let failures = 0;
  const handle = await openRegular(file);
  try {
    for await (const line of linesOf(piecesOf(handle, signal), options.maxLineBytes)) {
      const failure = take(line, file, options, index, seen);
      if (failure === null) continue;
      failures += 1;
      if (failures <= MAX_FAILURES) yield failure;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw isWinnowError(error) ? error : unreadable(file.path, error);
  } finally {
    await handle.close();
  }
  if (failures > MAX_FAILURES) {
    yield { path: file.path, error: new WinnowError('record-invalid', `${shown(file.path)} has ${failures} lines that are no records; the first ${MAX_FAILURES} are named`) };
  }
  return index;
}

/** Puts a line's record into the index, or says why it is none. Blank lines are neither. */
function take(line: Line, file: FileRef, options: ScanOptions, index: Map<string, RecordRef[]>, seen: Set<string>): ReadFailure | null {
  const record = `line-${line.number}`;
  const at = `Line ${line.number} of ${shown(file.path)}`;
  if (line.bytes === null) {
    return { path: file.path, record, error: new WinnowError('record-invalid', `${at} has ${line.length} bytes, expected at most ${options.maxLineBytes} (\`maxLineBytes\`)`) };
  }
  if (line.bytes.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09)) return null;
  try {
    const raw = parseRecord(line.bytes);
    textOf(raw, options.fields);
    const id = nameOf(raw, options.fields.id) ?? record;
    const name = options.records === 'documents' ? id : nameOf(raw, options.fields.document);
    if (name === null) throw new WinnowError('record-invalid', `Unexpected record: no \`${options.fields.document}\`, expected the name of the document the chunk belongs to`);
    if (seen.has(id)) return { path: file.path, record: `${id}~${line.number}`, error: duplicate(at, id) };
    seen.add(id);
    const refs = index.get(name);
    const ref: RecordRef = { line: line.number, offset: line.offset, length: line.length, digest: sha256(line.bytes) };
    if (refs === undefined) index.set(name, [ref]);
    else refs.push(ref);
    return null;
  } catch (error) {
    return { path: file.path, record, error: new WinnowError('record-invalid', `${at}: ${excerpt(messageOf(error), 240)}`, { cause: error }) };
  }
}

/** Fails with `record-invalid` when the line is not a JSON object in UTF-8. */
export function parseRecord(bytes: Uint8Array): RawRecord {
  const content = BOM.equals(bytes.subarray(0, 3)) ? bytes.subarray(3) : bytes;
  const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content));
  if (json === null || typeof json !== 'object' || Array.isArray(json)) {
    throw new WinnowError('record-invalid', 'Unexpected JSON value, expected an object');
  }
  return json as RawRecord;
}

function duplicate(at: string, id: string): WinnowError {
  return new WinnowError('item-duplicate', `${at} has the id ${shown(id)}, which an earlier record has`);
}
