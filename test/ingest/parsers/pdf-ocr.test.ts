import { describe, expect, it } from 'vitest';
import type { ParsedDocument } from '../../../src/core/index.js';
import { pdfParser } from '../../../src/ingest/parsers/pdf/index.js';
import { ocrFiles, openTesseract } from '../../../src/ingest/parsers/pdf/ocr/tesseract.js';
import { SCAN, SCAN_HEADING, SCAN_PARAGRAPHS } from './scan-picture.js';
import { PIXEL, at, pdfOf, rawPdf, stream, within } from './pdf-files.js';

const [FIRST = '', SECOND = ''] = SCAN_PARAGRAPHS;
const TEXT = 'Every journey is booked through the travel desk at least fourteen days ahead, and costs above the limit need a written approval';

async function parse(bytes: Uint8Array, ocr: object | null = {}): Promise<ParsedDocument> {
  const [document] = await pdfParser.run({ bytes, path: 'a.pdf', mediaType: 'application/pdf', declared: {} }, pdfParser.options.parse({ ocr }));
  if (document === undefined) throw new Error('no document');
  return document;
}

type Draw = (pdf: PDFKit.PDFDocument) => void;
const scan: Draw = (pdf) => pdf.image(SCAN, 0, 0, { width: 595.28, height: 841.89 });
const blank: Draw = (pdf) => pdf.image(PIXEL, 40, 40, { width: 515, height: 762 });
const pagesOf = (...pages: readonly Draw[]): Promise<Uint8Array> => pdfOf((pdf) => {
  for (const draw of pages) {
    pdf.addPage();
    draw(pdf);
  }
}, { autoFirstPage: false });
const findingsOf = ({ findings }: ParsedDocument): string[] => findings.map(({ rule, severity, message }) => `${rule} ${severity} ${message}`);

describe('text recognition of a PDF', () => {
  it('is not done unasked', async () => {
    // Nothing of it in the options either: they are part of the key by which files are parsed anew.
    expect(Object.keys(pdfParser.options.parse({}))).toEqual(['maxPages']);
    const file = await pagesOf(scan);
    for (const options of [{}, { ocr: null }]) {
      const [document] = await pdfParser.run({ bytes: file, path: 'a.pdf', mediaType: 'application/pdf', declared: {} }, pdfParser.options.parse(options));
      expect(document).toMatchObject({ text: '', declared: {}, findings: [{ rule: 'structure/no-text', seen: 'scan: 1 page, images only' }] });
    }
  });

  it('gives a scan its heading and paragraphs, and says so', async () => {
    const document = await parse(await pagesOf(scan));
    expect(document.text).toBe(`${SCAN_HEADING}\n\n${FIRST}\n\n${SECOND}`);
    expect(document.blocks.map(({ kind, page }) => `${kind} ${page ?? ''}`)).toEqual(['heading 1', 'paragraph 1', 'paragraph 1']);
    expect(document.title).toBe(SCAN_HEADING);
    expect(document.findings).toEqual([]);
    expect(document.declared['ocr']).toEqual({ engine: expect.stringMatching(/^tesseract \d+\.\d+\.\d+$/u) as unknown, languages: ['eng'], pages: [1], meanConfidence: expect.any(Number) as unknown });
    expect((document.declared['ocr'] as { meanConfidence: number }).meanConfidence).toBeGreaterThan(85);
  });

  it('leaves pages with text alone, and puts scanned ones between them in their kind', async () => {
    const text = (sign: string): Draw => (pdf) => {
      at(pdf, 72, 72, `${sign} ${TEXT}`, 8);
    };
    const document = await parse(await pagesOf(text('Now'), scan, text('Then')));
    expect(document.blocks.map(({ kind, page, start, end }) => [kind, page, document.text.slice(start, end)])).toEqual([
      ['paragraph', 1, `Now ${TEXT}`], ['heading', 2, SCAN_HEADING], ['paragraph', 2, FIRST], ['paragraph', 2, SECOND], ['paragraph', 3, `Then ${TEXT}`],
    ]);
    expect(document.findings).toEqual([]);
    expect(document.declared['ocr']).toMatchObject({ pages: [2] });
  });

  it('turns the page as it is shown', async () => {
    const file = await pdfOf((pdf) => {
      Object.assign(pdf.page.dictionary.data, { Rotate: 90 });
      // The upper left corner of the sheet as it is shown is the lower left one of the page.
      within(pdf, '1 0 0 -1 0 841.89 cm 0 1 -1 0 595.28 0 cm 0.7 0 0 0.7 0 0 cm 1 0 0 -1 0 841.89 cm', () => {
        scan(pdf);
      });
    });
    expect((await parse(file)).text).toContain(FIRST);
  });

  it('does not read what a rectangle covers', async () => {
    const document = await parse(await pagesOf((pdf) => {
      scan(pdf);
      pdf.rect(50, 165, 500, 50).fill('#000000');
    }));
    expect(document.text).toContain(FIRST);
    expect(document.text).not.toContain('Receipts');
    expect(document.text).not.toContain('month');
  });

  it('reports pages of low confidence where they stand', async () => {
    const document = await parse(await pagesOf(scan), { minConfidence: 99 });
    expect(findingsOf(document)).toEqual([expect.stringMatching(/^structure\/ocr-low-confidence warning Unexpected confidence of \d\d of 100 in the text recognised on page 1, expected at least 99$/u)]);
    expect(document.findings[0]?.span).toEqual({ start: 0, end: document.text.length });
  });

  it('names the pages it did not come to, and those that gave nothing', async () => {
    const text: Draw = (pdf) => {
      at(pdf, 72, 72, TEXT, 8);
    };
    expect(findingsOf(await parse(await pagesOf(text, blank, scan), { maxPages: 1 }))).toEqual([
      'structure/partly-scanned warning Unexpected picture without text on pages 2-3 of 3 (not recognised: page 2 no text found, page 3 above maxPages), expected a text layer on every page',
    ]);
    expect((await parse(await pagesOf(scan, scan), { budgetMs: 100 })).findings).toMatchObject([{ rule: 'structure/no-text', seen: 'scan: 2 pages, images only (not recognised: pages 1-2 no time left)' }]);
  });

  it('names pages whose picture is damaged', async () => {
    const image = stream('no picture at all', '/Type/XObject/Subtype/Image/Width 800/Height 1000/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode');
    const file = rawPdf([
      '<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>',
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>', stream('q 600 0 0 780 6 6 cm /I Do Q'), image,
    ]);
    expect((await parse(file)).findings).toMatchObject([{ rule: 'structure/no-text', seen: 'scan: 1 page, images only (not recognised: page 1 picture not decoded)' }]);
  });
});

describe('Tesseract', () => {
  it('stops halfway when its time is up', async () => {
    const page = { width: 1240, height: 400, dpi: 150, data: new Uint8Array(1240 * 400).map((_none, index) => (index % 97 < 40 && Math.floor(index / 1240) % 50 < 20 ? 0 : 255)) };
    expect((await openTesseract(['eng'])).recognise(page, performance.now() - 1)).toBe('late');
  });

  it('names the packages that are missing', () => {
    expect(() => ocrFiles(['eng', 'xyz'])).toThrow(expect.objectContaining({ code: 'package-missing', next: 'npm install @tesseract.js-data/xyz' }) as Error);
    const nothing = (): string => {
      throw new Error('not found');
    };
    expect(() => ocrFiles(['eng'], nothing)).toThrow(expect.objectContaining({ code: 'package-missing', next: 'npm install tesseract.js-core @tesseract.js-data/eng' }) as Error);
    expect(() => pdfParser.check?.(pdfParser.options.parse({ ocr: { languages: ['xyz'] } }))).toThrow(/needs @tesseract\.js-data\/xyz, which is not installed/u);
    expect(() => pdfParser.check?.(pdfParser.options.parse({ ocr: {} }))).not.toThrow();
  });

  it('takes names of languages only', () => {
    for (const language of ['../../etc', 'eng/../x', '', 'ENG', 'a'.repeat(40)]) expect(pdfParser.options.safeParse({ ocr: { languages: [language] } }).success).toBe(false);
    for (const language of ['eng', 'chi_sim', 'chi_sim_vert', 'deu_latf']) expect(pdfParser.options.safeParse({ ocr: { languages: [language] } }).success).toBe(true);
  });
});
