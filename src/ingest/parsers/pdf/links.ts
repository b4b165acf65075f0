import { constants, inflateSync } from 'node:zlib';

/** Declared metadata goes with every chunk: as many as a vector store takes beside the text. */
const MAX_LINKS = 50;
const MAX_LINK_CHARACTERS = 500;
/** Objects unpacked in search of links, each and together. */
const MAX_OBJECT_STREAM_BYTES = 8 * 1024 * 1024;
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;
const MAX_HEADER_BYTES = 1024;
const LINK = new RegExp(`^/URI\\s{0,8}\\(((?:[^()\\\\\\n]|\\\\.){1,${MAX_LINK_CHARACTERS}})\\)`, 'su');
const EMPTY = Buffer.alloc(0);
const OUTSIDE = /^(?:https?:\/\/\S|mailto:\S)/iu;

/**
 * Where links of the file lead outside it (`http`, `https`, `mailto`), each once, in the order of the file. They are read from its objects as they are stored:
 * pdf.js's way to them extracts the text of every page again. Strings of encrypted files are not read.
 */
export function externalLinks(bytes: Uint8Array): string[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.includes('/Encrypt')) return [];
  const links = new Set<string>();
  look(file, links);
  let left = MAX_UNPACKED_BYTES;
  for (let at = file.indexOf('/ObjStm'); at >= 0 && left > 0 && links.size < MAX_LINKS;) {
    const keyword = file.indexOf('stream', at);
    const end = keyword < 0 ? -1 : file.indexOf('endstream', keyword + 6);
    if (end < 0) break;
    const objects = keyword - at > MAX_HEADER_BYTES ? EMPTY : unpacked(file.subarray(keyword + 6 + (file[keyword + 6] === 13 ? 2 : 1), end));
    left -= Math.max(objects.length, 1024);
    look(objects, links);
    at = file.indexOf('/ObjStm', end);
  }
  return [...links];
}

function look(objects: Buffer, links: Set<string>): void {
  for (let at = objects.indexOf('/URI'); at >= 0 && links.size < MAX_LINKS; at = objects.indexOf('/URI', at + 4)) {
    const address = LINK.exec(objects.toString('latin1', at, at + MAX_LINK_CHARACTERS + 20))?.[1]?.replace(/\\([()\\])/gu, '$1') ?? '';
    if (OUTSIDE.test(address)) links.add(address);
  }
}

function unpacked(packed: Buffer): Buffer {
  try {
    return inflateSync(packed, { maxOutputLength: MAX_OBJECT_STREAM_BYTES, finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return EMPTY;
  }
}
