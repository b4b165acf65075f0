/** Encodings that old programs leave behind, and the text of a file as a reader sees it. */
import iconv from 'iconv-lite';

/** By iconv-lite, since the TextDecoder of some Node versions takes Windows-1252 for Latin-1. */
export function encodeWindows1252(text: string): Buffer {
  const bytes = iconv.encode(text, 'win1252');
  if (iconv.decode(bytes, 'win1252') !== text) throw new Error('the text does not fit into Windows-1252');
  return bytes;
}

export function encodeUtf16(text: string): Buffer {
  return Buffer.from(`\uFEFF${text}`, 'utf16le');
}

export function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le').slice(1);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return iconv.decode(bytes, 'win1252');
  }
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', copy: '©', ndash: '–', middot: '·' };

function decodeEntities(text: string): string {
  return text.replace(/&(#\d+|\w+);/g, (whole, name: string) =>
    name.startsWith('#') ? String.fromCodePoint(Number(name.slice(1))) : (ENTITIES[name] ?? whole),
  );
}

export function htmlText(html: string): string {
  const body = html.replace(/<(head|script|style)\b[\s\S]*?<\/\1>/g, '').replace(/<!--[\s\S]*?-->/g, '');
  return decodeEntities(body.replace(/<\/(td|th|p|li|h\d)>/g, '\n').replace(/<[^>]*>/g, ''));
}

export function markdownText(markdown: string): string {
  return markdown
    .replace(/^---\n[\s\S]*?\n---\n/, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^#+ /gm, '')
    .replace(/[`*]/g, '')
    .replace(/\s*\|\s*/g, (gap) => (gap.includes('\n') ? gap : '\n'));
}
