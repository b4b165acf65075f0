import { describe, expect, it } from 'vitest';
import { DOCX, EPUB, PPTX, XLSX, detectMediaType, extensionOf } from '../../src/ingest/media-type.js';
import { docxFile, pdfFile } from './parsers/samples.js';
import { zipOf } from './parsers/zip-of.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const HTML = '<!DOCTYPE html><html><body>x</body></html>';

describe('detectMediaType', () => {
  it.each([
    ['page.md', '# Hi', 'text/markdown'], ['page.MDX', '# Hi', 'text/mdx'], ['page.html', '<p>x</p>', 'text/html'], ['a.htm', HTML, 'text/html'],
    ['a.txt', 'x', 'text/plain'], ['a.csv', 'a,b', 'text/csv'], ['a.tsv', 'a\tb', 'text/tab-separated-values'], ['README', 'x', 'text/plain'],
    ['notes.weird', 'x', 'text/plain'], ['.hidden', 'x', 'text/plain'], ['a', `\uFEFF \n<!-- c --><?xml version="1.0"?>${HTML}`, 'text/html'],
    ['a.adoc', '= A', 'text/asciidoc'], ['a.rst', 'A\n=', 'text/x-rst'], ['a.org', '* A', 'text/plain'], ['a.ipynb', '{}', 'application/x-ipynb+json'], ['a.eml', 'x', 'message/rfc822'], ['1.', 'Received: x\n by y\nFrom: a\r\nSubject: b\n\nText', 'message/rfc822'],
    ['1685952000.M1.host:2,S', 'From a@b.c Mon Jun  5 10:12:00 2023\nFrom: a\nTo: b\nDate: c\n\nText', 'application/mbox'],
    ['README', 'From: the start\nTo: the end\n\nSubject: all', 'text/plain'], ['a.txt', 'From: a\nTo: b\nDate: c\nSubject: d\n\nText', 'text/plain'],
    ['a.md', '<div align="center">\n\n# Hi', 'text/markdown'], ['a.txt', 'BM starts this text and II*\u0000'.slice(0, 20), 'text/plain'],
  ])('%s', async (path, content, mediaType) => {
    expect(await detectMediaType(bytesOf(content), path)).toEqual({ mediaType, mismatch: null });
  });

  it('knows PDF and DOCX by content', async () => {
    expect(await detectMediaType(await pdfFile({ pages: 1 }), 'a.pdf')).toEqual({ mediaType: 'application/pdf', mismatch: null });
    expect(await detectMediaType(await docxFile(), 'a.docx')).toEqual({ mediaType: DOCX, mismatch: null });
    expect((await detectMediaType(await docxFile(), 'no-extension')).mediaType).toBe(DOCX);
  });

  it.each([
    ['policy.docx', 'pdf', 'application/pdf', 'Unexpected PDF content in a file named .docx, expected DOCX'],
    ['policy.pdf', 'docx', DOCX, 'Unexpected DOCX content in a file named .pdf, expected PDF'],
    ['page.md', HTML, 'text/html', 'Unexpected HTML content in a file named .md, expected Markdown'],
    ['page.pdf', 'just text', 'text/plain', 'Unexpected plain text content in a file named .pdf, expected PDF'],
  ])('reports a mismatch for %s', async (path, content, mediaType, message) => {
    const bytes = content === 'pdf' ? await pdfFile({ pages: 1 }) : content === 'docx' ? await docxFile() : bytesOf(content);
    const found = await detectMediaType(bytes, path);
    expect(found.mediaType).toBe(mediaType);
    expect(found.mismatch).toMatchObject({ rule: 'structure/type-mismatch', severity: 'warning', message });
  });

  it('does not take a damaged PDF or DOCX for text or for another format', async () => {
    const pdf = await pdfFile({ pages: 1 });
    pdf.set(bytesOf('XXXX'), 0);
    expect((await detectMediaType(pdf, 'a.pdf')).mediaType).toBe('application/pdf');
    const docx = await docxFile();
    expect((await detectMediaType(docx.slice(0, docx.length / 2), 'a.docx')).mediaType).toBe(DOCX);
  });

  it.each([
    ['a PNG', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x49, 0x44, 0x41, 0x54], 'image/png'],
    ['an archive', [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0, 0], 'application/gzip'],
    ['a program', [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0], 'application/x-elf'],
    ['noise', Array.from({ length: 500 }, (_, index) => (index * 7) % 32), 'binary'],
  ])('names %s when refusing it', async (_what, bytes, name) => {
    await expect(detectMediaType(Uint8Array.from(bytes), 'file.txt')).rejects.toMatchObject({ code: 'format-unknown', message: expect.stringContaining(name) as string });
  });

  const ole = (...streams: readonly string[]): Uint8Array => Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.alloc(600), ...streams.map((name) => Buffer.from(`${name}\0`, 'utf16le'))]);
  const openDocument = (kind: string): Uint8Array => zipOf({ 'mimetype': `application/vnd.oasis.opendocument.${kind}`, 'content.xml': '<x/>' }, { stored: ['mimetype'] });
  const iWork = zipOf({ 'Index/Document.iwa': 'x', 'preview.jpg': 'x' });
  it.each([
    ['a.doc', ole('WordDocument'), 'Word 97-2003 (.doc', 'save it as DOCX'], ['a.xls', ole('Workbook'), 'Excel 97-2003 (.xls', 'save it as XLSX'],
    ['a.ppt', ole('PowerPoint Document'), 'PowerPoint 97-2003 (.ppt', 'save it as PPTX'], ['a.msg', ole('__properties_version1.0'), 'Outlook message', 'save it as'],
    ['a.db', ole(), 'application/x-cfb', 'expected PDF, DOCX'],
    ['a.odt', openDocument('text'), 'OpenDocument text (.odt)', 'save it as DOCX'], ['a.ods', openDocument('spreadsheet-template'), 'OpenDocument spreadsheet', 'save it as XLSX'],
    ['a.odp', openDocument('presentation'), 'OpenDocument presentation', 'save it as PPTX'], ['a.odg', openDocument('graphics'), 'OpenDocument content', 'save it as PDF'],
    ['a.pages', iWork, 'Pages (.pages)', 'export it as DOCX'], ['a.numbers', iWork, 'Numbers (.numbers)', 'export it as XLSX'], ['a.key', iWork, 'Keynote (.key)', 'export it as PPTX'],
    ['a.zip', iWork, 'Apple iWork', 'export it as DOCX'], ['a.xlsb', zipOf({ '[Content_Types].xml': '<x/>', 'xl/workbook.bin': 'x' }), 'binary Excel (.xlsb)', 'save it as XLSX'],
    ['a.vsdx', zipOf({ '[Content_Types].xml': '<x/>', 'visio/document.xml': 'x' }), 'Visio (.vsdx)', 'save it as PDF'],
    ['a.docx', zipOf({ 'a.txt': 'x' }), 'ZIP archive', 'unpack it'], ['a', zipOf({ 'a.txt': 'x'.repeat(9000) }).slice(0, 90), 'damaged ZIP archive', 'expected PDF'],
    ['a.rtf', bytesOf('{\\rtf1 Hello}'), 'Rich Text Format', 'save it as DOCX'], ['a.djvu', bytesOf('AT&TFORM\0\0\0\u0001DJVU'), 'DjVu', 'save it as PDF'],
    ['a.mobi', bytesOf(`${'\0'.repeat(60)}BOOKMOBI${'\0'.repeat(40)}`), 'Kindle', 'save it as EPUB'],
  ])('refuses %s by its name, and says what to save it as', async (path, bytes, name, instead) => {
    const refused = await detectMediaType(bytes, path).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'format-unknown', message: expect.stringContaining(name) as string });
    expect(String(refused)).toContain(instead);
  });

  const content = { '[Content_Types].xml': '<x/>' };
  it.each([
    ['a.docm', { ...content, 'word/document2.xml': 'x' }, DOCX], ['a.dotx', { ...content, 'word/document.xml': 'x' }, DOCX],
    ...['.pptx', '.pptm', '.ppsx', '.potx'].map((extension): [string, Record<string, string>, string] => [`a${extension}`, { ...content, 'ppt/presentation.xml': 'x' }, PPTX]),
    ...['.xlsx', '.xlsm', '.xltx'].map((extension): [string, Record<string, string>, string] => [`a${extension}`, { ...content, 'xl/workbook.xml': 'x' }, XLSX]),
    ['a.epub', { 'mimetype': 'application/epub+zip', 'META-INF/container.xml': 'x' }, EPUB],
  ])('knows %s by its parts, and after damage by its name', async (path, parts, mediaType) => {
    const bytes = zipOf(parts);
    expect(await detectMediaType(bytes, path)).toEqual({ mediaType, mismatch: null });
    expect((await detectMediaType(bytes.slice(0, 60), path)).mediaType).toBe(mediaType);
    expect((await detectMediaType(bytes, 'a.txt')).mismatch).toMatchObject({ rule: 'structure/type-mismatch' });
  });

  it('takes a text that begins with PK for text', async () => {
    expect((await detectMediaType(bytesOf('PKI handbook: keys and certificates'), 'a.txt')).mediaType).toBe('text/plain');
  });

  it('says so for files without bytes and for Office files with a password', async () => {
    await expect(detectMediaType(new Uint8Array(), 'a.md')).rejects.toMatchObject({ code: 'file-empty' });
    for (const name of ['a.docx', 'a.pptx', 'a.xlsx']) await expect(detectMediaType(ole('EncryptedPackage', 'WordDocument'), name)).rejects.toMatchObject({ code: 'file-encrypted' });
  });

  it('cuts extensions off names, not folders', () => {
    expect(['a.b/c', 'x/Y.HTML', '.git', 'a.tar.gz', 'a.'].map(extensionOf)).toEqual(['', '.html', '', '.gz', '.']);
  });
});
