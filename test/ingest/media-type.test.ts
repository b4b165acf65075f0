import { describe, expect, it } from 'vitest';
import { DOCX, detectMediaType, extensionOf } from '../../src/ingest/media-type.js';
import { docxFile, pdfFile } from './parsers/samples.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const HTML = '<!DOCTYPE html><html><body>x</body></html>';

describe('detectMediaType', () => {
  it.each([
    ['page.md', '# Hi', 'text/markdown'], ['page.MDX', '# Hi', 'text/mdx'], ['page.html', '<p>x</p>', 'text/html'], ['a.htm', HTML, 'text/html'],
    ['a.txt', 'x', 'text/plain'], ['a.csv', 'a,b', 'text/csv'], ['a.tsv', 'a\tb', 'text/tab-separated-values'], ['README', 'x', 'text/plain'],
    ['notes.weird', 'x', 'text/plain'], ['.hidden', 'x', 'text/plain'], ['a', `\uFEFF \n<!-- c --><?xml version="1.0"?>${HTML}`, 'text/html'],
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
    ['an old Word file', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...new Array<number>(600).fill(0)], 'application/x-cfb'],
    ['RTF', [...bytesOf('{\\rtf1 Hello}')], 'application/rtf'],
    ['noise', Array.from({ length: 500 }, (_, index) => (index * 7) % 32), 'binary'],
  ])('names %s when refusing it', async (_what, bytes, name) => {
    await expect(detectMediaType(Uint8Array.from(bytes), 'file.txt')).rejects.toMatchObject({ code: 'format-unknown', message: expect.stringContaining(name) as string });
  });

  it('says so for files without bytes and for Office files with a password', async () => {
    await expect(detectMediaType(new Uint8Array(), 'a.md')).rejects.toMatchObject({ code: 'file-empty' });
    const ole = Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.alloc(600), Buffer.from('EncryptedPackage', 'utf16le')]);
    await expect(detectMediaType(ole, 'a.docx')).rejects.toMatchObject({ code: 'file-encrypted' });
  });

  it('cuts extensions off names, not folders', () => {
    expect(['a.b/c', 'x/Y.HTML', '.git', 'a.tar.gz', 'a.'].map(extensionOf)).toEqual(['', '.html', '', '.gz', '.']);
  });
});
