import { WinnowError, excerpt, type FindingDraft } from '../core/index.js';
import { looksLikeText } from './encoding.js';
import { zipEntries } from './parsers/zip.js';
import { archiveRefusal, namedRefusal, oleRefusal, unknownFormat } from './unread-formats.js';

const OOXML = 'application/vnd.openxmlformats-officedocument';
/** The plain type first, which all that is found by content has; then templates, shows and files with macros, whose parts are the same. */
export const DOCX_TYPES = [
  `${OOXML}.wordprocessingml.document`, `${OOXML}.wordprocessingml.template`,
  'application/vnd.ms-word.document.macroEnabled.12', 'application/vnd.ms-word.template.macroEnabled.12',
] as const;
export const PPTX_TYPES = [
  `${OOXML}.presentationml.presentation`, `${OOXML}.presentationml.slideshow`, `${OOXML}.presentationml.template`,
  'application/vnd.ms-powerpoint.presentation.macroEnabled.12', 'application/vnd.ms-powerpoint.slideshow.macroEnabled.12', 'application/vnd.ms-powerpoint.template.macroEnabled.12',
] as const;
export const XLSX_TYPES = [
  `${OOXML}.spreadsheetml.sheet`, `${OOXML}.spreadsheetml.template`, 'application/vnd.ms-excel.sheet.macroEnabled.12', 'application/vnd.ms-excel.template.macroEnabled.12',
] as const;
export const [DOCX] = DOCX_TYPES;
export const [PPTX] = PPTX_TYPES;
export const [XLSX] = XLSX_TYPES;
export const EPUB = 'application/epub+zip';
export const NOTEBOOK = 'application/x-ipynb+json';
export const ASCIIDOC = 'text/asciidoc';
export const RST = 'text/x-rst';
export const MAIL = 'message/rfc822';
export const MBOX = 'application/mbox';
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
  '.txt': 'text/plain', '.text': 'text/plain', '.log': 'text/plain', '.org': 'text/plain',
  '.adoc': ASCIIDOC, '.asciidoc': ASCIIDOC, '.rst': RST, '.rest': RST,
  '.ipynb': NOTEBOOK, '.eml': MAIL, '.mbox': MBOX,
  '.pdf': 'application/pdf', '.epub': EPUB,
  '.docx': DOCX, '.docm': DOCX, '.dotx': DOCX, '.dotm': DOCX,
  '.pptx': PPTX, '.pptm': PPTX, '.ppsx': PPTX, '.ppsm': PPTX, '.potx': PPTX, '.potm': PPTX,
  '.xlsx': XLSX, '.xlsm': XLSX, '.xltx': XLSX, '.xltm': XLSX,
};
/** Types found by their bytes alone. */
const BINARY = new Set<string>(['application/pdf', DOCX, PPTX, XLSX, EPUB]);
/** Formats written in letters that are nevertheless no text to read. */
const NOT_PROSE = new Set(['application/postscript', 'application/eps']);
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
 * `format-unknown`, naming the format, for anything that no parser reads and that is no text.
 */
export async function detectMediaType(bytes: Uint8Array, path: string): Promise<DetectedType> {
  if (bytes.length === 0) throw new WinnowError('file-empty', 'Unexpected 0 bytes, expected a document');
  const promised = BY_EXTENSION[extensionOf(path)] ?? null;
  const mediaType = (await binaryType(bytes, promised, path)) ?? textType(bytes, promised);
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
    'application/pdf': 'PDF', [DOCX]: 'DOCX', [PPTX]: 'PPTX', [XLSX]: 'XLSX', [EPUB]: 'EPUB', 'text/html': 'HTML', 'text/markdown': 'Markdown', 'text/mdx': 'MDX',
    [ASCIIDOC]: 'AsciiDoc', [RST]: 'reStructuredText', [NOTEBOOK]: 'notebook', [MAIL]: 'mail', [MBOX]: 'mbox', 'text/csv': 'CSV', 'text/tab-separated-values': 'TSV', 'text/plain': 'plain text',
  };
  return names[mediaType] ?? mediaType;
}

async function binaryType(bytes: Uint8Array, promised: string | null, path: string): Promise<string | null> {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, SNIFFED));
  if (head.subarray(0, PDF_HEADER_WINDOW).includes('%PDF-')) return 'application/pdf';
  if (isArchive(head)) return archiveType(bytes, promised, path);
  if (promised === 'application/pdf' && isPdfSyntax(bytes)) return 'application/pdf';
  if (OLE.every((byte, index) => bytes[index] === byte)) throw oleRefusal(bytes);
  const named = namedRefusal(bytes);
  if (named !== null) throw named;
  const { fileTypeFromBuffer } = await import('file-type');
  const known = await fileTypeFromBuffer(bytes).catch(() => undefined);
  if (known?.mime === 'application/pdf') return known.mime;
  if (known !== undefined && (NOT_PROSE.has(known.mime) || !looksLikeText(bytes))) throw unknownFormat(known.mime);
  if (!looksLikeText(bytes)) throw unknownFormat('binary');
  return null;
}

/** `PK` and one of the signatures of APPNOTE 6.3.10, 4.3: a text may begin with the two letters. */
function isArchive(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && (head[2] ?? 0xff) <= 8;
}

/** The format an archive holds, by the parts it is made of. */
function archiveType(bytes: Uint8Array, promised: string | null, path: string): string | null {
  const names = [...(zipEntries(bytes)?.keys() ?? [])];
  const holds = (start: string): boolean => names.some((name) => name.startsWith(start));
  // The main part may have another name than usual: relations lead to it.
  if (holds('[Content_Types].xml') && !names.includes('xl/workbook.bin')) {
    const type = holds('word/') ? DOCX : holds('ppt/') ? PPTX : holds('xl/') ? XLSX : null;
    if (type !== null) return type;
  }
  if (names.includes('word/document.xml')) return DOCX;
  if (names.includes('META-INF/container.xml')) return EPUB;
  const refused = names.length === 0 ? null : archiveRefusal(bytes, extensionOf(path));
  // A damaged archive may have lost its directory; its name then says what it was, and its parser says that it is broken.
  if (refused === null && promised !== null && BINARY.has(promised) && promised !== 'application/pdf') return promised;
  if (refused !== null) throw refused;
  if (!looksLikeText(bytes)) throw unknownFormat('damaged ZIP archive (application/zip)');
  return null;
}

/** A PDF whose header is damaged may pass for text; its body is not to be read as that. */
function isPdfSyntax(bytes: Uint8Array): boolean {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return whole.includes('endobj') || whole.includes('%%EOF');
}

function textType(bytes: Uint8Array, promised: string | null): string {
  if (startsAsHtml(bytes)) return 'text/html';
  const mail = promised === null ? mailType(bytes) : null;
  if (mail !== null) return mail;
  return promised === null || BINARY.has(promised) ? 'text/plain' : promised;
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

/** Header fields that open a mail. Three of them in its first lines, and nothing else but fields, are no accident; mail folders name their files by numbers. */
const MAIL_FIELD = /^(?:from|to|date|subject|message-id|received|return-path|mime-version|delivered-to|reply-to):/iu;
const MIN_MAIL_FIELDS = 3;

/** A mail or an mbox file without a name that says so. */
function mailType(bytes: Uint8Array): string | null {
  const lines = Buffer.from(bytes.subarray(0, SNIFFED)).toString('latin1').split(/\r?\n/u);
  const mbox = /^From \S{1,320} .{0,60}\d\d:\d\d.{0,40}\d{4}/u.test(lines[0] ?? '');
  let fields = 0;
  for (const line of lines.slice(mbox ? 1 : 0, -1)) {
    if (line === '' || !/^(?:[!-9;-~]{1,76}:|[ \t])/u.test(line)) break;
    if (MAIL_FIELD.test(line)) fields += 1;
  }
  return fields < MIN_MAIL_FIELDS ? null : mbox ? MBOX : MAIL;
}
