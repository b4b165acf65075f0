import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

export interface Written {
  readonly bytes: number;
  readonly sha256: string;
}

/** A file being written under another name beside its own. Nobody sees it before `commit`, which is atomic. */
export interface StagedFile {
  readonly written: Written;
  /** Renames it to its own name and makes that durable. */
  commit(): Promise<void>;
  /** Removes it. Does nothing after `commit`. */
  discard(): Promise<void>;
}

/** Bytes gathered before a write: large enough that writes are few, small enough that memory stays flat. */
const BATCH_BYTES = 1 << 18;
const LEFTOVER_AGE_MS = 3_600_000;

/** Writes pieces, as they come, to a temporary file in the target's folder and syncs it to the disk. */
export async function stageFile(path: string, pieces: AsyncIterable<Uint8Array>): Promise<StagedFile> {
  await mkdir(dirname(path), { recursive: true });
  await removeLeftovers(path);
  const temporary = join(dirname(path), `${temporaryPrefix(path)}${randomBytes(6).toString('hex')}.tmp`);
  const handle = await open(temporary, 'wx');
  try {
    const written = await writePieces(handle, pieces);
    await handle.sync();
    await handle.close();
    return staged(temporary, path, written);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
}

function temporaryPrefix(path: string): string {
  return `.${basename(path)}.`;
}

/** Removes what killed processes left behind; younger files may still be written to. */
async function removeLeftovers(path: string): Promise<void> {
  const folder = dirname(path);
  const prefix = temporaryPrefix(path);
  const left = (await readdir(folder)).filter((name) => name.startsWith(prefix) && /^[0-9a-f]{12}\.tmp$/u.test(name.slice(prefix.length)));
  for (const name of left) {
    const found = await stat(join(folder, name)).catch(() => null);
    if (found !== null && Date.now() - found.mtimeMs > LEFTOVER_AGE_MS) await rm(join(folder, name), { force: true });
  }
}

async function writePieces(handle: FileHandle, pieces: AsyncIterable<Uint8Array>): Promise<Written> {
  const whole = createHash('sha256');
  let bytes = 0;
  let batch: Uint8Array[] = [];
  let batched = 0;
  const flush = async (): Promise<void> => {
    const data = Buffer.concat(batch);
    whole.update(data);
    // Not `write`, which may write less than it was given.
    await handle.appendFile(data);
    bytes += data.length;
    batch = [];
    batched = 0;
  };
  for await (const piece of pieces) {
    batch.push(piece);
    batched += piece.length;
    if (batched >= BATCH_BYTES) await flush();
  }
  await flush();
  return { bytes, sha256: whole.digest('hex') };
}

function staged(temporary: string, path: string, written: Written): StagedFile {
  let open = true;
  return {
    written,
    commit: async () => {
      await rename(temporary, path);
      open = false;
      await syncFolder(dirname(path));
    },
    discard: async () => {
      if (open) await rm(temporary, { force: true });
    },
  };
}

/** Makes a rename durable; some systems (Windows) cannot, and need not. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    return;
  }
}
