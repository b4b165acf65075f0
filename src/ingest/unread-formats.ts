import { WinnowError } from '../core/index.js';
import { zipEntries } from './parsers/zip.js';

/** A format that no parser reads, and the one it can be saved as. */
interface Unread {
  readonly name: string;
  readonly instead: string;
}

/** OLE files (MS-CFB) by a stream that each of them has, the ones that are embedded in others last. */
const OLE_STREAMS: readonly (readonly [stream: string, unread: Unread])[] = [
  ['PowerPoint Document', { name: 'PowerPoint 97-2003 (.ppt, application/x-cfb)', instead: 'save it as PPTX' }],
  ['WordDocument', { name: 'Word 97-2003 (.doc, application/x-cfb)', instead: 'save it as DOCX' }],
  ['__properties_version1.0', { name: 'Outlook message (.msg, application/x-cfb)', instead: 'save it as text or PDF' }],
  ['Workbook', { name: 'Excel 97-2003 (.xls, application/x-cfb)', instead: 'save it as XLSX' }],
  ['Book', { name: 'Excel 5.0/95 (.xls, application/x-cfb)', instead: 'save it as XLSX' }],
  ['VisioDocument', { name: 'Visio 2003-2010 (.vsd, application/x-cfb)', instead: 'save it as PDF' }],
];
/** By the end of the media type in an archive's `mimetype` (OpenDocument 1.3 part 2, 3.3). */
const OPEN_DOCUMENT: readonly (readonly [type: string, unread: Unread])[] = [
  ['text', { name: 'OpenDocument text (.odt)', instead: 'save it as DOCX' }],
  ['spreadsheet', { name: 'OpenDocument spreadsheet (.ods)', instead: 'save it as XLSX' }],
  ['presentation', { name: 'OpenDocument presentation (.odp)', instead: 'save it as PPTX' }],
  ['', { name: 'OpenDocument', instead: 'save it as PDF' }],
];
/** Apple's three formats look the same from outside: the name tells them apart. */
const IWORK: Readonly<Record<string, Unread>> = {
  '.key': { name: 'Keynote (.key)', instead: 'export it as PPTX' },
  '.numbers': { name: 'Numbers (.numbers)', instead: 'export it as XLSX' },
  '.pages': { name: 'Pages (.pages)', instead: 'export it as DOCX' },
};
const ANY_IWORK: Unread = { name: 'Apple iWork (Pages, Numbers or Keynote)', instead: 'export it as DOCX, XLSX or PPTX' };

const EXPECTED = 'expected PDF, DOCX, PPTX, XLSX, EPUB, HTML, Markdown, notebook, mail, CSV or text';

function refusal({ name, instead }: Unread): WinnowError {
  return new WinnowError('format-unknown', `Unexpected ${name} content, ${EXPECTED}: ${instead}`);
}

/** What to throw for a type without a parser: its media type, where no better name is known. */
export function unknownFormat(name: string): WinnowError {
  return new WinnowError('format-unknown', `Unexpected ${name} content, ${EXPECTED}`);
}

/** Why an OLE file is not read: `file-encrypted` for an Office file with a password, else `format-unknown` with the program's name. */
export function oleRefusal(bytes: Uint8Array): WinnowError {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Password-protected Office files are an OLE file around this stream (MS-OFFCRYPTO 2.3.4.4).
  if (whole.includes(utf16('EncryptedPackage'))) return new WinnowError('file-encrypted', 'The Office file is protected by a password');
  const known = OLE_STREAMS.find(([stream]) => whole.includes(utf16(`${stream}\0`)))?.[1];
  return known === undefined ? unknownFormat('Office 97-2003 or another OLE file (application/x-cfb)') : refusal(known);
}

function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
}

/** Why an archive that holds no format of ours is not read; `null` when its directory cannot be read. */
export function archiveRefusal(bytes: Uint8Array, extension: string): WinnowError | null {
  const entries = zipEntries(bytes);
  if (entries === null) return null;
  if (entries.has('xl/workbook.bin')) return refusal({ name: 'binary Excel (.xlsb)', instead: 'save it as XLSX' });
  if (entries.has('visio/document.xml')) return refusal({ name: 'Visio (.vsdx)', instead: 'save it as PDF' });
  const openDocument = openDocumentType(bytes);
  if (openDocument !== null) return refusal(OPEN_DOCUMENT.find(([type]) => openDocument.startsWith(type))?.[1] ?? ANY_IWORK);
  for (const name of entries.keys()) {
    if (name.endsWith('.iwa') || name === 'Index.zip' || name === 'index.apxl' || name === 'index.xml.gz') return refusal(Object.hasOwn(IWORK, extension) ? (IWORK[extension] ?? ANY_IWORK) : ANY_IWORK);
  }
  return refusal({ name: 'ZIP archive (application/zip)', instead: 'unpack it' });
}

/** The first entry is `mimetype`, stored, so that it can be read at a fixed place. */
function openDocumentType(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  return /^PK[\s\S]{28}mimetypeapplication\/vnd\.oasis\.opendocument\.([\w-]{1,40})/u.exec(head)?.[1] ?? null;
}

/** Formats that `file-type` does not know, or does not name as their readers do; `null` for anything else. */
export function namedRefusal(bytes: Uint8Array): WinnowError | null {
  const head = Buffer.from(bytes.subarray(0, 100)).toString('latin1');
  if (head.startsWith('AT&TFORM')) return refusal({ name: 'DjVu (image/vnd.djvu)', instead: 'save it as PDF with its text layer' });
  if (head.slice(60, 68) === 'BOOKMOBI') return refusal({ name: 'Mobipocket or Kindle (.mobi, .azw)', instead: 'save it as EPUB' });
  if (head.startsWith('{\\rtf')) return refusal({ name: 'Rich Text Format (application/rtf)', instead: 'save it as DOCX' });
  return null;
}
