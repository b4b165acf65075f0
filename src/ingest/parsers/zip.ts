import { inflateRawSync } from 'node:zlib';

/** One entry of a ZIP's central directory. Sizes in bytes, as the archive claims them. */
interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly flags: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly offset: number;
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
/** 22 bytes of record and at most 65,535 of comment (APPNOTE 6.3.10, 4.3.16). */
const END_SEARCH = 22 + 65_535;
/** Office files hold tens of entries; the cap bounds the walk over a hostile directory. */
const MAX_ENTRIES = 100_000;

const latin1 = new TextDecoder('latin1');

function endOfDirectory(view: DataView): number | null {
  const lowest = Math.max(0, view.byteLength - END_SEARCH);
  for (let at = view.byteLength - 22; at >= lowest; at -= 1) {
    if (view.getUint32(at, true) === END_OF_DIRECTORY) return at;
  }
  return null;
}

/** Entries of a ZIP archive by name; `null` when the bytes hold no readable directory. Inflates nothing. */
export function zipEntries(bytes: Uint8Array): ReadonlyMap<string, ZipEntry> | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOfDirectory(view);
  if (end === null) return null;
  const entries = new Map<string, ZipEntry>();
  const count = Math.min(view.getUint16(end + 10, true), MAX_ENTRIES);
  let at = view.getUint32(end + 16, true);
  for (let index = 0; index < count && at + 46 <= bytes.byteLength; index += 1) {
    if (view.getUint32(at, true) !== DIRECTORY_ENTRY) break;
    const nameLength = view.getUint16(at + 28, true);
    const name = latin1.decode(bytes.subarray(at + 46, at + 46 + nameLength));
    entries.set(name, {
      name,
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      compressedSize: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    });
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries.size === 0 ? null : entries;
}

/**
 * The bytes of one entry, or `null` when it is absent, encrypted, damaged or unpacks to more than `maxBytes`.
 * The cap holds while inflating, whatever size the directory claims.
 */
export function readZipEntry(bytes: Uint8Array, name: string, maxBytes: number): Uint8Array | null {
  const entry = zipEntries(bytes)?.get(name);
  if (entry === undefined || (entry.flags & 1) === 1 || entry.offset + 30 > bytes.byteLength) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(entry.offset, true) !== LOCAL_ENTRY) return null;
  const start = entry.offset + 30 + view.getUint16(entry.offset + 26, true) + view.getUint16(entry.offset + 28, true);
  const data = bytes.subarray(start, start + entry.compressedSize);
  if (entry.method === 0) return data.byteLength <= maxBytes ? data : null;
  if (entry.method !== 8) return null;
  try {
    return inflateRawSync(data, { maxOutputLength: maxBytes });
  } catch {
    return null;
  }
}
