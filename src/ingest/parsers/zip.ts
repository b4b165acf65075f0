import { constants, inflateRawSync } from 'node:zlib';
import { WinnowError, excerpt } from '../../core/index.js';

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
/** Office files hold tens of entries, decks full of pictures and long books a few thousand. */
const MAX_ENTRIES = 20_000;
/** A parser holds a part as text and as a tree: a 500 MB body took 1.6 GB of memory. What lies below is left to the parser host's memory watch. */
const MAX_ENTRY_BYTES = 256 * 1024 * 1024;
/** All parts of a file that are read: twice the largest one. */
const MAX_TOTAL_BYTES = 512 * 1024 * 1024;
/** Apache POI takes 100 : 1 for a bomb (`ZipSecureFile`, minInflateRatio 0.01); honest sheets of repeated cells pass that while they are small. */
const MAX_RATIO = 100;
const MAX_BYTES_AT_ANY_RATIO = 16 * 1024 * 1024;

const latin1 = new TextDecoder('latin1');
const utf8 = new TextDecoder('utf-8', { fatal: true });

function endOfDirectory(view: DataView): number | null {
  const lowest = Math.max(0, view.byteLength - END_SEARCH);
  for (let at = view.byteLength - 22; at >= lowest; at -= 1) {
    if (view.getUint32(at, true) === END_OF_DIRECTORY) return at;
  }
  return null;
}

/** UTF-8, which most programs write whether they set the flag for it or not (APPNOTE 6.3.10, appendix D). */
function nameOf(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return latin1.decode(bytes);
  }
}

/** Entries of a ZIP archive by name; `null` when the bytes hold no readable directory. Inflates nothing; at most 65,535 by the format. */
export function zipEntries(bytes: Uint8Array): ReadonlyMap<string, ZipEntry> | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOfDirectory(view);
  if (end === null) return null;
  const entries = new Map<string, ZipEntry>();
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  for (let index = 0; index < count && at + 46 <= bytes.byteLength; index += 1) {
    if (view.getUint32(at, true) !== DIRECTORY_ENTRY) break;
    const flags = view.getUint16(at + 8, true);
    const nameLength = view.getUint16(at + 28, true);
    const name = nameOf(bytes.subarray(at + 46, at + 46 + nameLength));
    entries.set(name, {
      name,
      flags,
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
 * A ZIP archive whose entries are read one by one by name: nothing is written, no name is taken for a path, archives inside are
 * bytes like any other. Caps hold while inflating, whatever sizes the directory claims.
 */
export class Archive {
  private left = MAX_TOTAL_BYTES;
  private readonly folded = new Map<string, string>();

  private constructor(private readonly bytes: Uint8Array, private readonly entries: ReadonlyMap<string, ZipEntry>) {
    for (const name of entries.keys()) this.folded.set(name.toLowerCase(), name);
  }

  /** @throws WinnowError `file-broken` without a readable directory, `parse-output` for more than 20,000 entries. */
  static open(bytes: Uint8Array): Archive {
    const entries = zipEntries(bytes);
    if (entries === null) throw new WinnowError('file-broken', 'Unexpected end of the archive, expected its directory');
    if (entries.size > MAX_ENTRIES) throw new WinnowError('parse-output', `Unexpected ${entries.size} entries in the archive, expected at most ${MAX_ENTRIES}`);
    return new Archive(bytes, entries);
  }

  get names(): readonly string[] {
    return [...this.entries.keys()];
  }

  has(name: string): boolean {
    return this.find(name) !== undefined;
  }

  /**
   * The bytes of one entry; `null` when it is absent or damaged. Letter case of names counts only where two differ in nothing else (ECMA-376 part 2, 6.3.5).
   * @throws WinnowError `parse-output` beyond 256 MB, beyond 100 : 1 from 16 MB up, or beyond 512 MB for all that is read; `file-encrypted` for an entry with a password
   */
  read(name: string): Uint8Array | null {
    const entry = this.find(name);
    const data = entry === undefined ? null : this.packed(entry);
    if (entry === undefined || data === null) return null;
    if ((entry.flags & 1) === 1) throw new WinnowError('file-encrypted', `The part ${excerpt(name, 80)} is protected by a password`);
    const cap = Math.min(MAX_ENTRY_BYTES, this.left, Math.max(MAX_BYTES_AT_ANY_RATIO, data.byteLength * MAX_RATIO));
    const content = entry.method === 0 ? data : entry.method === 8 ? inflate(data, cap) : null;
    if (content === 'beyond' || (content !== null && content.byteLength > cap)) {
      throw new WinnowError('parse-output', `Unexpected more than ${cap} bytes in ${excerpt(name, 80)} (${data.byteLength} packed), expected at most that many`);
    }
    this.left -= content?.byteLength ?? 0;
    return content;
  }

  /** The first bytes of an entry, as many as its first packed kilobyte holds; `null` when it is absent, damaged or protected. */
  beginning(name: string): Uint8Array | null {
    const entry = this.find(name);
    const data = entry === undefined || (entry.flags & 1) === 1 ? null : this.packed(entry)?.subarray(0, 1024);
    if (entry === undefined || !data) return null;
    const content = entry.method === 0 ? data : entry.method === 8 ? inflate(data, MAX_BYTES_AT_ANY_RATIO, constants.Z_SYNC_FLUSH) : null;
    return content === 'beyond' ? null : content;
  }

  private packed(entry: ZipEntry): Uint8Array | null {
    if (entry.offset + 30 > this.bytes.byteLength) return null;
    const view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
    if (view.getUint32(entry.offset, true) !== LOCAL_ENTRY) return null;
    const start = entry.offset + 30 + view.getUint16(entry.offset + 26, true) + view.getUint16(entry.offset + 28, true);
    return this.bytes.subarray(start, start + entry.compressedSize);
  }

  private find(name: string): ZipEntry | undefined {
    return this.entries.get(name) ?? this.entries.get(this.folded.get(name.toLowerCase()) ?? '');
  }
}

/** @param finishFlush `Z_SYNC_FLUSH` takes an end that is missing */
function inflate(data: Uint8Array, maxOutputLength: number, finishFlush: number = constants.Z_FINISH): Uint8Array | 'beyond' | null {
  try {
    return inflateRawSync(data, { maxOutputLength: Math.max(maxOutputLength, 1), finishFlush });
  } catch (error) {
    return error instanceof RangeError ? 'beyond' : null;
  }
}
