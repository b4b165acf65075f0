import { constants, inflateSync } from 'node:zlib';

/** Declared metadata goes with every chunk: as many as a vector store takes beside the text. */
const MAX_LINKS = 50;
const MAX_LINK_CHARACTERS = 500;
/** Objects unpacked in search of links, each and together. */
const MAX_OBJECT_STREAM_BYTES = 8 * 1024 * 1024;
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;
const MAX_HEADER_BYTES = 1024;
const LINK = new RegExp(`/URI\\s{0,8}\\(((?:[^()\\\\\\n]|\\\\.){1,${MAX_LINK_CHARACTERS}})\\)`, 'gsu');
const OUTSIDE = /^(?:https?:\/\/\S|mailto:\S)/iu;

/**
 * Where links of the file lead outside it (`http`, `https`, `mailto`), each once, in the order of the file. They are read from its objects as they are stored:
 * pdf.js's way to them extracts the text of every page again. Strings of encrypted files are not read.
 */
export function externalLinks(bytes: Uint8Array): string[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.includes('/Encrypt')) return [];
  const links = new Set<string>();
  const look = (text: string): void => {
    for (const [, address = ''] of text.matchAll(LINK)) {
      const plain = address.replace(/\\([()\\])/gu, '$1');
      if (links.size < MAX_LINKS && OUTSIDE.test(plain)) links.add(plain);
    }
  };
  for (let at = file.indexOf('/URI'); at >= 0 && links.size < MAX_LINKS; at = file.indexOf('/URI', at + 4)) look(file.toString('latin1', at, at + MAX_LINK_CHARACTERS + 20));
  let left = MAX_UNPACKED_BYTES;
  for (let at = file.indexOf('/ObjStm'); at >= 0 && left > 0 && links.size < MAX_LINKS; at = file.indexOf('/ObjStm', at + 7)) {
    const objects = objectStream(file, at);
    left -= Math.max(objects.length, 1024);
    look(objects);
  }
  return [...links];
}

/** The objects packed in the stream whose dictionary names its type at `at`; empty when they cannot be unpacked. */
function objectStream(file: Buffer, at: number): string {
  const keyword = file.indexOf('stream', at);
  if (keyword < 0 || keyword - at > MAX_HEADER_BYTES) return '';
  const start = keyword + 6 + (file[keyword + 6] === 13 ? 2 : 1);
  const end = file.indexOf('endstream', start);
  try {
    const packed = file.subarray(start, end < 0 ? undefined : end);
    return inflateSync(packed, { maxOutputLength: MAX_OBJECT_STREAM_BYTES, finishFlush: constants.Z_SYNC_FLUSH }).toString('latin1');
  } catch {
    return '';
  }
}
