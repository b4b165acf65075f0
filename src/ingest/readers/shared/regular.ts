import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, realpath, type FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { WinnowError, excerpt, isWinnowError, messageOf } from '../../../core/index.js';

/** A file as it was found: where it really is, and what it is called in messages. */
export interface FileRef {
  /** Real path: no part of it is a link. */
  readonly absolute: string;
  /** Path relative to the source's root. */
  readonly path: string;
}

const RETRIES = 3;
const SETTLE_MS = 50;
// Both flags are missing on Windows, where neither a FIFO nor a link can be opened by accident this way.
const FLAGS = process.platform === 'win32' ? constants.O_RDONLY : constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;

/**
 * Opens a regular file and nothing else. `O_NONBLOCK`: opening a FIFO must not hang. `O_NOFOLLOW` and the look at the real
 * path afterwards: a link put in place since the walk must not lead out of the root.
 */
export async function openRegular(file: FileRef): Promise<FileHandle> {
  let handle: FileHandle;
  try {
    handle = await open(file.absolute, FLAGS);
  } catch (error) {
    const code = codeOf(error);
    // ENXIO: a socket. ELOOP: a link since the walk.
    if (code === 'ENXIO' || code === 'ELOOP') throw notRegular(file);
    throw unreadable(file.path, error);
  }
  try {
    const opened = await handle.stat({ bigint: true });
    if (!opened.isFile()) throw notRegular(file);
    const [real, there] = await Promise.all([realpath(file.absolute), lstat(file.absolute, { bigint: true })]);
    if (real !== file.absolute) {
      throw new WinnowError('item-outside-root', `${shown(file.path)} has become a link to another place since it was listed`);
    }
    if (there.ino !== opened.ino || there.dev !== opened.dev) throw changing(file);
    return handle;
  } catch (error) {
    await handle.close();
    throw isWinnowError(error) ? error : unreadable(file.path, error);
  }
}

/**
 * The bytes of a file that held still while it was read and for 50 ms before: size, times and inode are the same before and
 * after. Tries three times. (A writer that pauses for longer half-way cannot be told from one that is done.) Fails with `changed-while-reading`, `item-too-large` (before anything is read), `item-unreadable`, `item-not-regular`.
 */
export async function readStable(file: FileRef, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  return heldStill(file, maxBytes, signal, readUpTo);
}

/** A digest and what goes before the bytes, which may name their number. */
export interface Digest {
  readonly algorithm: 'sha1' | 'sha256';
  readonly header?: (size: number) => string;
}

/** The hash (hex) and size of what `readStable` would give, without holding more than a piece of it. Fails as `readStable` does. */
export async function hashStable(file: FileRef, maxBytes: number, signal: AbortSignal, digest: Digest = { algorithm: 'sha256' }): Promise<{ readonly hash: string; readonly size: number }> {
  return heldStill(file, maxBytes, signal, (handle, size) => hashUpTo(handle, size, digest));
}

/** Reads an open file of a known size; `null` when it holds more or fewer bytes. */
type ReadWhole<Result> = (handle: FileHandle, size: number) => Promise<Result | null>;

async function heldStill<Result>(file: FileRef, maxBytes: number, signal: AbortSignal, read: ReadWhole<Result>): Promise<Result> {
  for (let attempt = 1; attempt <= RETRIES; attempt += 1) {
    signal.throwIfAborted();
    const result = await readOnce(file, maxBytes, read);
    if (result !== null) return result;
    await sleep(20 * attempt, undefined, { signal });
  }
  throw changing(file);
}

async function readOnce<Result>(file: FileRef, maxBytes: number, read: ReadWhole<Result>): Promise<Result | null> {
  const handle = await openRegular(file).catch(unlessChanging);
  if (handle === null) return null;
  try {
    const before = await handle.stat({ bigint: true });
    if (before.size > BigInt(maxBytes)) {
      throw new WinnowError('item-too-large', `${shown(file.path)} has ${before.size} bytes, expected at most ${maxBytes}`);
    }
    await settled(Number(before.ctimeNs / 1_000_000n));
    const result = await read(handle, Number(before.size));
    const after = await handle.stat({ bigint: true });
    return result !== null && sameState(before, after) ? result : null;
  } catch (error) {
    throw isWinnowError(error) ? error : unreadable(file.path, error);
  } finally {
    await handle.close();
  }
}

/** Another file was put in this one's place while it was opened: worth another try. */
function unlessChanging(error: unknown): null {
  if (isWinnowError(error) && error.code === 'changed-while-reading') return null;
  throw error;
}

/** Waits when a file was touched a moment ago: a program that rewrites it in place sets its times first and its bytes after. */
async function settled(changedAtMs: number): Promise<void> {
  const age = Date.now() - changedAtMs;
  if (age >= 0 && age < SETTLE_MS) await sleep(SETTLE_MS - age);
}

/** Exactly `size` bytes, or `null` when the file holds more or fewer. */
async function readUpTo(handle: FileHandle, size: number): Promise<Uint8Array | null> {
  const buffer = Buffer.allocUnsafe(size + 1);
  let filled = 0;
  while (filled <= size) {
    const { bytesRead } = await handle.read(buffer, filled, size + 1 - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled === size ? buffer.subarray(0, size) : null;
}

const PIECE_BYTES = 1 << 18;

async function hashUpTo(handle: FileHandle, size: number, { algorithm, header }: Digest): Promise<{ hash: string; size: number } | null> {
  const digest = createHash(algorithm).update(header?.(size) ?? '');
  const buffer = Buffer.allocUnsafe(Math.min(size + 1, PIECE_BYTES));
  let filled = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
    digest.update(buffer.subarray(0, bytesRead));
  }
  return filled === size ? { hash: digest.digest('hex'), size } : null;
}

interface FileState {
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly ino: bigint;
}

function sameState(a: FileState, b: FileState): boolean {
  return fingerprintOf(a) === fingerprintOf(b);
}

/** `size:mtimeNs:ino:ctimeNs`: equal as long as nobody wrote to the file or put another in its place. */
export function fingerprintOf(stat: FileState): string {
  return `${stat.size}:${stat.mtimeNs}:${stat.ino}:${stat.ctimeNs}`;
}

/** Reads an open file piece by piece. */
export async function* piecesOf(handle: FileHandle, signal: AbortSignal, pieceBytes = 1 << 18): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(pieceBytes);
  for (let position = 0; ; ) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(buffer, 0, pieceBytes, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** A path in a message: quoted, on one line, nothing invisible. */
export function shown(path: string): string {
  return `"${excerpt(path, 300)}"`;
}

export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

export function unreadable(path: string, error: unknown): WinnowError {
  const why: Readonly<Record<string, string>> = {
    EACCES: 'permission denied', EPERM: 'permission denied', ENOENT: 'it is not there any more', EMFILE: 'too many open files',
  };
  const code = codeOf(error);
  const reason = code === null ? messageOf(error) : `${why[code] ?? 'the system refused'} (${code})`;
  return new WinnowError('item-unreadable', `Cannot read ${shown(path)}: ${reason}`, { cause: error });
}

function notRegular(file: FileRef): WinnowError {
  return new WinnowError('item-not-regular', `${shown(file.path)} is not a regular file`);
}

function changing(file: FileRef): WinnowError {
  return new WinnowError('changed-while-reading', `${shown(file.path)} changed while it was read, ${RETRIES} times in a row`);
}
