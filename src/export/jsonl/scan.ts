import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { excerpt, messageOf, sha256 } from '../../core/index.js';
import { linesOf, type Line } from '../../core/lines.js';

/** What a target file holds. Ids and hashes are kept, texts are not: about 200 bytes a line. */
export interface TargetState {
  /** Id -> SHA-256 of the line, which is the item's canonical JSON. */
  readonly lines: ReadonlyMap<string, string>;
  readonly bytes: number;
  /** Of the whole file. */
  readonly sha256: string;
  /** Broken lines, ids that come twice, a last line without its end. At most 1,000. */
  readonly problems: readonly string[];
}

// O_NONBLOCK: a FIFO in the file's place must not hang. Windows has neither.
const FLAGS = process.platform === 'win32' ? constants.O_RDONLY : constants.O_RDONLY | constants.O_NONBLOCK;
/** Longest line looked at, in bytes. Ours stay far below: a text of 16 MiB in which every character is escaped has 96 MiB. */
const MAX_LINE_BYTES = 256 * 1024 * 1024;
const MAX_PROBLEMS = 1000;

/** Reads a target file as a stream; `null` when there is none. */
export function scanTarget(path: string, signal: AbortSignal): Promise<TargetState | null> {
  return withTarget(path, (handle) => scanOpen(handle, signal));
}

/** Size and SHA-256 of a target file; `null` when there is none. */
export function digestOf(path: string, signal: AbortSignal): Promise<{ bytes: number; sha256: string } | null> {
  return withTarget(path, async (handle) => {
    const whole = createHash('sha256');
    let bytes = 0;
    for await (const piece of piecesOf(handle, signal)) {
      whole.update(piece);
      bytes += piece.length;
    }
    return { bytes, sha256: whole.digest('hex') };
  });
}

async function withTarget<Result>(path: string, look: (handle: FileHandle) => Promise<Result>): Promise<Result | null> {
  let handle: FileHandle;
  try {
    handle = await open(path, FLAGS);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  try {
    if (!(await handle.stat()).isFile()) throw new Error(`${path} is not a regular file`);
    return await look(handle);
  } finally {
    await handle.close();
  }
}

async function scanOpen(handle: FileHandle, signal: AbortSignal): Promise<TargetState> {
  const whole = createHash('sha256');
  const lines = new Map<string, string>();
  const problems: string[] = [];
  let bytes = 0;
  const hashed = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of piecesOf(handle, signal)) {
      whole.update(piece);
      bytes += piece.length;
      yield piece;
    }
  };
  for await (const line of linesOf(hashed(), MAX_LINE_BYTES)) {
    const problem = take(line, lines);
    if (problem !== null && problems.length < MAX_PROBLEMS) problems.push(problem);
  }
  return { lines, bytes, sha256: whole.digest('hex'), problems };
}

function take(line: Line, lines: Map<string, string>): string | null {
  if (line.bytes === null) return `line ${line.number} has ${line.length} bytes`;
  const item = itemOf(line.bytes);
  if (typeof item === 'string') return `line ${line.number} is broken: ${item}`;
  if (lines.has(item.id)) return `line ${line.number} has the id ${excerpt(item.id)} of an earlier line`;
  lines.set(item.id, sha256(line.bytes));
  return line.terminated ? null : `line ${line.number}, the last, has no end`;
}

/** The item's id, or what is wrong with the line. */
function itemOf(bytes: Uint8Array): { id: string } | string {
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    const isItem = json !== null && typeof json === 'object' && 'id' in json && typeof json.id === 'string';
    return isItem ? { id: json.id as string } : 'no object with an `id`';
  } catch (error) {
    return excerpt(messageOf(error));
  }
}

async function* piecesOf(handle: FileHandle, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(1 << 18);
  for (let position = 0; ; ) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
