import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { Written } from './files.js';

// O_NONBLOCK: a FIFO in the file's place must not hang. Windows has neither.
const FLAGS = process.platform === 'win32' ? constants.O_RDONLY : constants.O_RDONLY | constants.O_NONBLOCK;
const PIECE_BYTES = 1 << 18;

/** Size and SHA-256 of a target file; `null` when there is none. */
export function digestOf(path: string, signal: AbortSignal): Promise<Written | null> {
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

/** Looks into a target file; `null` when there is none. Fails for what is no regular file. */
export async function withTarget<Result>(path: string, look: (handle: FileHandle) => Promise<Result>): Promise<Result | null> {
  const handle = await openTarget(path);
  if (handle === null) return null;
  try {
    return await look(handle);
  } finally {
    await handle.close();
  }
}

/** Opens a target file for reading; `null` when there is none. Fails for what is no regular file. */
export async function openTarget(path: string): Promise<FileHandle | null> {
  let handle: FileHandle;
  try {
    handle = await open(path, FLAGS);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new Error(`${path} is not a regular file`);
}

/** A file from its beginning, piece by piece; a piece is good until the next one is asked for. */
export async function* piecesOf(handle: FileHandle, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(PIECE_BYTES);
  for (let position = 0; ; ) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
