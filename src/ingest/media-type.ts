import { WinnowError, excerpt, type FindingDraft } from '../core/index.js';
import { looksLikeText } from './encoding.js';
import { zipEntries } from './parsers/zip.js';

export const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
export const RECORD = 'application/x-winnow-record+json';

export interface DetectedType {
  readonly mediaType: string;
  /** `structure/type-mismatch` when the name promises another kind of file. */
  readonly mismatch: FindingDraft | null;
}

/** What a file name promises. Text of any other extension is read as plain text. */
const BY_EXTENSION: Readonly<Record<string, string>> = {
  '.md': 'text/markdown', '.markdown': 'text/markdown', '.mdown': 'text/markdown', '.mkd': 'text/markdown', '.mdx': 'text/mdx',
  '.html': 'text/html', '.htm': 'text/html', '.xhtml': 'text/html',
  '.csv': 'text/csv', '.tsv': 'text/tab-separated-values', '.tab': 'text/tab-separated-values',
  '.txt': 'text/plain', '.text': 'text/plain', '.log': 'text/plain', '.rst': 'text/plain', '.adoc': 'text/plain', '.org': 'text/plain',
  '.pdf': 'application/pdf', '.docx': DOCX,
};
/** Formats written in letters that are nevertheless no text to read. */
const NOT_PROSE = new Set(['application/rtf', 'application/postscript', 'application/eps']);
/** PDF readers accept the header anywhere in the first 1,024 bytes (ISO 32000-1, annex H.3, note 13). */
const PDF_HEADER_WINDOW = 1024;
const SNIFFED = 4096;
const OLE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/** Lower-case extension with its dot; `''` without one. */
export function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot).toLowerCase();
}

/**
 * Media type of a file: by content first, then by extension among the text types.
 * @throws WinnowError `file-empty` for zero bytes, `file-encrypted` for a password-protected Office file,
 * `format-unknown`, naming the format, for anything that is neither PDF, DOCX nor text.
 */
export async function detectMediaType(bytes: Uint8Array, path: string): Promise<DetectedType> {
  if (bytes.length === 0) throw new WinnowError('file-empty', 'Unexpected 0 bytes, expected a document');
  const promised = BY_EXTENSION[extensionOf(path)] ?? null;
  const mediaType = (await binaryType(bytes, promised)) ?? textType(bytes, promised);
  return { mediaType, mismatch: promised === null || promised === mediaType ? null : mismatchOf(mediaType, path) };
}

function mismatchOf(mediaType: string, path: string): FindingDraft {
  const extension = extensionOf(path);
  return {
    rule: 'structure/type-mismatch',
    severity: 'warning',
    message: `Unexpected ${nameOf(mediaType)} content in a file named ${excerpt(extension, 20)}, expected ${nameOf(BY_EXTENSION[extension] ?? '')}`,
    seen: mediaType,
    expected: BY_EXTENSION[extension] ?? null,
    span: null,
  };
}

function nameOf(mediaType: string): string {
  const names: Readonly<Record<string, string>> = {
    'application/pdf': 'PDF', [DOCX]: 'DOCX', 'text/html': 'HTML', 'text/markdown': 'Markdown', 'text/mdx': 'MDX',
    'text/csv': 'CSV', 'text/tab-separated-values': 'TSV', 'text/plain': 'plain text',
  };
  return names[mediaType] ?? mediaType;
}

async function binaryType(bytes: Uint8Array, promised: string | null): Promise<string | null> {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, SNIFFED));
  if (head.subarray(0, PDF_HEADER_WINDOW).includes('%PDF-')) return 'application/pdf';
  if (head[0] === 0x50 && head[1] === 0x4b) {
    // A damaged archive may have lost its directory; its name then says what it was, and its parser says that it is broken.
    if (promised === DOCX || zipEntries(bytes)?.has('word/document.xml') === true) return DOCX;
  }
  if (promised === 'application/pdf' && isPdfSyntax(bytes)) return 'application/pdf';
  if (OLE.every((byte, index) => bytes[index] === byte)) refuseOle(bytes);
  const { fileTypeFromBuffer } = await import('file-type');
  const known = await fileTypeFromBuffer(bytes).catch(() => undefined);
  if (known?.mime === 'application/pdf' || known?.mime === DOCX) return known.mime;
  if (known !== undefined && (NOT_PROSE.has(known.mime) || !looksLikeText(bytes))) {
    throw new WinnowError('format-unknown', `Unexpected ${known.mime} content, expected PDF, DOCX, HTML, Markdown, CSV or text`);
  }
  if (!looksLikeText(bytes)) throw new WinnowError('format-unknown', 'Unexpected binary content of no known format, expected PDF, DOCX or text');
  return null;
}

/** A PDF whose header is damaged may pass for text; its body is not to be read as that. */
function isPdfSyntax(bytes: Uint8Array): boolean {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return whole.includes('endobj') || whole.includes('%%EOF');
}

function refuseOle(bytes: Uint8Array): never {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Password-protected Office files are an OLE file around this stream (MS-OFFCRYPTO 2.3.4.4).
  if (whole.includes(Buffer.from('EncryptedPackage', 'utf16le'))) {
    throw new WinnowError('file-encrypted', 'The Office file is protected by a password');
  }
  throw new WinnowError('format-unknown', 'Unexpected application/x-cfb content (Office 97-2003), expected PDF, DOCX or text');
}

function textType(bytes: Uint8Array, promised: string | null): string {
  if (startsAsHtml(bytes)) return 'text/html';
  return promised === null || promised === 'application/pdf' || promised === DOCX ? 'text/plain' : promised;
}

/** `<!doctype html`, `<html`, `<head` or `<body` after white space, comments and an XML declaration. */
function startsAsHtml(bytes: Uint8Array): boolean {
  const utf16 = bytes[1] === 0 || (bytes[0] === 0xff && bytes[1] === 0xfe);
  const head = Buffer.from(bytes.subarray(0, SNIFFED)).toString(utf16 ? 'utf16le' : 'utf8').replace(/^\uFEFF/u, '');
  let at = 0;
  for (;;) {
    while (/\s/u.test(head.charAt(at))) at += 1;
    const skip = head.startsWith('<!--', at) ? '-->' : head.startsWith('<?', at) ? '?>' : null;
    if (skip === null) break;
    const end = head.indexOf(skip, at);
    if (end < 0) return false;
    at = end + skip.length;
  }
  return /^<(?:!doctype\s+html|html|head|body)[\s>]/iu.test(head.slice(at, at + 40));
}
