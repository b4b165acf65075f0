import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { WinnowError, excerpt, isWinnowError, messageOf, toJsonObject, type ExportItem } from '../core/index.js';
import { linesOf } from '../core/lines.js';
import { manifestPathOf, readManifest, type FileManifest } from '../export/jsonl/index.js';

/** Released chunks, in document order; may be read more than once. */
export interface ReleasedSource {
  items(): AsyncIterable<ExportItem>;
}

const MAX_LINE_BYTES = 256 * 1024 * 1024;
const TRIES = 3;
const PAUSE_MS = 200;

/**
 * Released chunks from an exported JSONL file. Each reading checks the file against the manifest beside it before the first chunk
 * is handed out, and reads on from the same open file, so an export that happens meanwhile changes nothing.
 * Fails with `export-mismatch` when file and manifest disagree (after a second, since an export replaces one after the other) or a
 * line is no chunk, and with `source-missing` or `source-unreadable`.
 */
export function releasedFromJsonl(path: string): ReleasedSource {
  return { items: () => itemsOf(path) };
}

async function* itemsOf(path: string): AsyncGenerator<ExportItem> {
  const { handle, manifest } = await openChecked(path);
  try {
    let count = 0;
    for await (const line of linesOf(piecesOf(handle), MAX_LINE_BYTES)) {
      yield itemOf(line.bytes, `Line ${line.number} of "${excerpt(path, 300)}"`);
      count += 1;
    }
    if (count !== manifest.chunks) throw new WinnowError('export-mismatch', `"${excerpt(path, 300)}" holds ${count} chunks, its manifest says ${manifest.chunks}`);
  } finally {
    await handle.close();
  }
}

async function openChecked(path: string): Promise<{ handle: FileHandle; manifest: FileManifest }> {
  for (let attempt = 1; ; attempt += 1) {
    const handle = await openFile(path);
    try {
      const manifest = await readManifest(manifestPathOf(path));
      const fault = typeof manifest === 'string' ? manifest : await disagreement(handle, manifest);
      if (fault === null && typeof manifest !== 'string') return { handle, manifest };
      if (attempt === TRIES) throw new WinnowError('export-mismatch', `"${excerpt(path, 300)}": ${fault ?? 'the manifest cannot be read'}`);
    } catch (error) {
      await handle.close();
      throw isWinnowError(error) ? error : unreadable(path, error);
    }
    await handle.close();
    await sleep(PAUSE_MS * attempt);
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw isMissing ? new WinnowError('source-missing', `There is no file "${excerpt(path, 300)}"`, { cause: error }) : unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): WinnowError {
  return new WinnowError('source-unreadable', `Cannot read "${excerpt(path, 300)}": ${excerpt(messageOf(error), 200)}`, { cause: error });
}

async function disagreement(handle: FileHandle, manifest: FileManifest): Promise<string | null> {
  const whole = createHash('sha256');
  for await (const piece of piecesOf(handle)) whole.update(piece);
  const found = whole.digest('hex');
  return found === manifest.sha256 ? null : `its SHA-256 is ${found}, its manifest says ${excerpt(manifest.sha256)}`;
}

async function* piecesOf(handle: FileHandle): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(1 << 18);
  for (let position = 0; ; ) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

function itemOf(bytes: Uint8Array | null, place: string): ExportItem {
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes ?? new Uint8Array(0)));
    if (json !== null && typeof json === 'object' && 'id' in json && 'text' in json && typeof json.id === 'string' && typeof json.text === 'string') {
      return { id: json.id, text: json.text, metadata: 'metadata' in json ? toJsonObject(json.metadata) : {} };
    }
  } catch (error) {
    throw new WinnowError('export-mismatch', `${place} is broken: ${excerpt(messageOf(error), 200)}`, { cause: error });
  }
  throw new WinnowError('export-mismatch', `${place} is no chunk, expected an object with \`id\` and \`text\``);
}
