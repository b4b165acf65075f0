import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SourceLook } from '../../../src/engine/review/types.js';
import { docxFile, pdfFile } from '../../ingest/parsers/samples.js';
import { officeFile, relations } from '../../ingest/parsers/office-of.js';
import { mail, mailOf, attached } from '../../ingest/parsers/mail-of.js';
import { ReviewedCorpus } from './support.js';

const PAGE = '<!doctype html><html><head><title>Lifts</title><style>p { color: red }</style></head><body><main><h1>Lifts</h1><p>The lift in the north wing is inspected every spring by the two engineers of the house.</p></main></body></html>';

/** What the desk shows of a file's document. */
async function lookAt(corpus: ReviewedCorpus, path: string, chunk = 0): Promise<SourceLook> {
  const chunks = (await corpus.chunks()).filter((one) => one.path === path);
  const { documentId, id } = chunks.at(chunk)!;
  const { look } = await (await corpus.desk()).preview(documentId, { chunk: id, source: true });
  return look!;
}

const pngSize = (png: string): [number, number] => [Buffer.from(png, 'base64').readUInt32BE(16), Buffer.from(png, 'base64').readUInt32BE(20)];

describe('the source file of a document', () => {
  const corpus = new ReviewedCorpus();
  beforeAll(async () => {
    corpus.put({
      'lifts.html': PAGE, 'travel.pdf': await pdfFile(), 'leave.docx': await docxFile(),
      'roofs.adoc': '= Roofs\n\n== Who\n\nThe roof of the south wing is swept every autumn by the *caretaker* of the house.\n',
      'roofs.md': '# Roofs\n\nThe roof of the east wing is swept every winter by two people of the workshop.\n',
      'rooms.csv': 'id,room,use\n1,North,The meetings of the board are held in here on Mondays\n2,South,The choir sings in here on Thursdays at seven\n',
      'letter.eml': mailOf([{ type: 'text/html', body: '<p>The gate of the <b>yard</b> is locked at ten in the evening, says the caretaker.</p>' }, { type: 'text/csv', body: 'id,name\r\n1,The yard of the house', headers: attached('list.csv') }]),
      'note.eml': mail('The gate of the garden is locked at nine in the evening, says the gardener of the house.'),
      'slides.pptx': slides('The plan of the house is on the wall beside the stairs'),
    });
    await corpus.night();
  });
  afterAll(() => corpus.close());

  it('is the markup of a page, with what it declares of itself', async () => {
    expect(await lookAt(corpus, 'lifts.html')).toEqual({ rendering: { kind: 'markup', html: PAGE } });
  });

  it('is the pages of a PDF as pictures, from the page of the chunk on', async () => {
    const { rendering } = await lookAt(corpus, 'travel.pdf', -1);
    expect(rendering).toMatchObject({ kind: 'pages', pageCount: 3, pages: [{ page: 3, width: 1000, height: 1414 }] });
    const pages = rendering?.kind === 'pages' ? rendering.pages : [];
    expect(pages.map(({ png }) => pngSize(png))).toEqual([[1000, 1414]]);
    // Black letters on white, not a blank page.
    expect(pages[0]!.png.length).toBeGreaterThan(10_000);
    const first = (await lookAt(corpus, 'travel.pdf')).rendering;
    expect(first?.kind === 'pages' ? first.pages.map(({ page }) => page) : []).toEqual([1, 2]);
  });

  it('is markup of Word, AsciiDoc and mail, and the text of what is text', async () => {
    const shown = await Promise.all(['leave.docx', 'roofs.adoc', 'letter.eml', 'note.eml', 'roofs.md', 'rooms.csv'].map((path) => lookAt(corpus, path)));
    const [word, asciidoc, html, plain, markdown, csv] = shown.map(({ rendering }) => rendering);
    expect(word).toMatchObject({ kind: 'markup', html: expect.stringContaining('<h1>Leave policy</h1><p>Everybody has 28 days of leave a year.</p>') });
    expect(asciidoc).toMatchObject({ kind: 'markup', html: expect.stringContaining('<strong>caretaker</strong>') });
    expect(html).toMatchObject({ kind: 'markup', html: expect.stringMatching(/^<pre>.*Subject: Opening hours<\/pre>\n<p>The gate of the <b>yard<\/b>/su) });
    expect(plain).toMatchObject({ kind: 'text', text: expect.stringMatching(/Subject: Opening hours\n\nThe gate of the garden/u) });
    expect(markdown).toMatchObject({ kind: 'text', text: expect.stringContaining('# Roofs\n\nThe roof') });
    expect(csv).toMatchObject({ kind: 'text', text: expect.stringContaining('id,room,use\n1,North') });
  });

  it('says so where a format is not drawn, and of what is attached to a mail', async () => {
    expect(await lookAt(corpus, 'slides.pptx')).toEqual({ rendering: null, why: 'format' });
    expect(await lookAt(corpus, 'letter.eml', -1)).toEqual({ rendering: null, why: 'format' });
  });

  it('is not asked for unless somebody wants it', async () => {
    const [chunk] = await corpus.chunks();
    expect((await (await corpus.desk()).preview(chunk!.documentId)).look).toBeNull();
  });
});

describe('a source file that is not what was read', () => {
  it('is not shown: changed, gone, a link to elsewhere, another source', async () => {
    const corpus = new ReviewedCorpus();
    const secret = join(corpus.folder, 'secret.html');
    try {
      corpus.put({ 'a/one.html': PAGE, 'a/two.html': PAGE.replaceAll('north', 'south'), 'a/three.html': PAGE.replaceAll('north', 'east') });
      await corpus.night();
      const file = (name: string): string => join(corpus.folder, 'docs', 'a', name);
      expect(await lookAt(corpus, 'a/one.html')).toMatchObject({ rendering: { kind: 'markup' } });
      // The same bytes at another time are the same file.
      utimesSync(file('one.html'), 1, 1);
      expect(await lookAt(corpus, 'a/one.html')).toMatchObject({ rendering: { kind: 'markup' } });
      writeFileSync(file('one.html'), PAGE.replace('spring', 'autumn'));
      rmSync(file('two.html'));
      writeFileSync(secret, PAGE.replaceAll('north', 'east'));
      rmSync(file('three.html'));
      symlinkSync(secret, file('three.html'));
      expect(await lookAt(corpus, 'a/one.html')).toEqual({ rendering: null, why: 'changed' });
      expect(await lookAt(corpus, 'a/two.html')).toEqual({ rendering: null, why: 'gone' });
      expect(await lookAt(corpus, 'a/three.html')).toEqual({ rendering: null, why: 'gone' });
      rmSync(file('three.html'));
      mkdirSync(file('three.html'));
      expect(await lookAt(corpus, 'a/three.html')).toEqual({ rendering: null, why: 'gone' });
      rmSync(join(corpus.folder, 'docs'), { recursive: true });
      expect(await lookAt(corpus, 'a/one.html')).toEqual({ rendering: null, why: 'gone' });
    } finally {
      await corpus.close();
    }
  });
});

function slides(text: string): Uint8Array {
  const slide = `<p:sld xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:cSld><p:spTree><p:sp><p:nvSpPr><p:nvPr/></p:nvSpPr><p:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>`;
  return officeFile('ppt/presentation.xml', {
    'ppt/presentation.xml': '<p:presentation xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><p:sldIdLst><p:sldId id="256" r:id="rId1"/></p:sldIdLst></p:presentation>',
    'ppt/_rels/presentation.xml.rels': relations(['rId1', 'slide', 'slides/slide1.xml']), 'ppt/slides/slide1.xml': slide,
  });
}
