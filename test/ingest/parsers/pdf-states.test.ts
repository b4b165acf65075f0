import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ParsedDocument } from '../../../src/core/index.js';
import { pdfParser } from '../../../src/ingest/parsers/pdf/index.js';
import { externalLinks } from '../../../src/ingest/parsers/pdf/links.js';
import { OPS } from '../../../src/ingest/parsers/pdf/operators.js';
import { ranges } from '../../../src/ingest/parsers/pdf/text-layer.js';
import { PIXEL, at, pdfOf, rawPdf, stream } from './pdf-files.js';
import { cpuMs } from '../../cpu-time.js';

const TEXT = 'Every journey is booked through the travel desk at least fourteen days ahead, and costs above the limit need a written approval';

async function parse(bytes: Uint8Array): Promise<ParsedDocument> {
  const [document] = await pdfParser.run({ bytes, path: 'a.pdf', mediaType: 'application/pdf', declared: {} }, { maxPages: 100 });
  if (document === undefined) throw new Error('no document');
  return document;
}

/** Pages of text (`t`), pictures (`p`) and nothing (`-`). */
const pagesOf = (kinds: string): Promise<Uint8Array> => pdfOf((pdf) => {
  for (const [page, kind] of Array.from(kinds).entries()) {
    pdf.addPage();
    if (kind === 't') at(pdf, 72, 72, `${'abcdefgh'.charAt(page)} ${TEXT}`, 8);
    if (kind === 'p') pdf.image(PIXEL, 40, 40, { width: 515, height: 762 });
  }
}, { autoFirstPage: false });

const said = async (kinds: string): Promise<string[]> => (await parse(await pagesOf(kinds))).findings.map(({ rule, severity, message }) => `${rule} ${severity} ${message}`);

describe('the text layer of a PDF', () => {
  it('is missing from a scan, which says so', async () => {
    expect(await said('ppp')).toEqual(['structure/no-text error Unexpected document without a text layer (scan: 3 pages, images only), expected text to retrieve']);
    expect(await said('p-')).toEqual(['structure/no-text error Unexpected document without a text layer (scan: 1 of 2 pages are images, none has text), expected text to retrieve']);
    expect(await said('-')).toEqual(['structure/no-text error Unexpected document without a text layer (1 page, none has text or an image of it), expected text to retrieve']);
  });

  it('is none where pictures have nothing but page numbers', async () => {
    const file = await pdfOf((pdf) => {
      for (let page = 1; page <= 3; page += 1) {
        pdf.addPage();
        pdf.image(PIXEL, 40, 40, { width: 515, height: 762 });
        at(pdf, 280, 820, `Page ${page} of 3`, 8);
      }
    }, { autoFirstPage: false });
    expect(await parse(file)).toMatchObject({ text: '', findings: [{ rule: 'structure/no-text', seen: 'scan: 3 pages, images only' }] });
  });

  it('is missing from some pages, which are named', async () => {
    expect(await said('tpptp')).toEqual(['structure/partly-scanned warning Unexpected picture without text on pages 2-3, 5 of 5, expected a text layer on every page']);
    expect(await said('ptttp')).toEqual([expect.stringMatching(/^structure\/partly-scanned info .* pages 1, 5 of 5/u)]);
    expect(await said('tt-t')).toEqual([]);
  });

  it('names the first of many pages', () => {
    expect(ranges([1, 3, 4, 5, 9])).toBe('1, 3-5, 9');
    expect(ranges(Array.from({ length: 60 }, (_none, index) => index * 2))).toMatch(/38 and more$/u);
  });
});

/** One page in a font whose letters come out as the `shown` ones. */
const withMap = (map: (letter: number) => number, text: string): Uint8Array => {
  const pairs = Array.from({ length: 96 }, (_none, index) => index + 32);
  const hex = (code: number, width: number): string => code.toString(16).padStart(width, '0');
  const cmap = `begincmap 1 begincodespacerange <00> <ff> endcodespacerange ${pairs.length} beginbfchar ${pairs.map((code) => `<${hex(code, 2)}> <${hex(map(code), 4)}>`).join(' ')} endbfchar endcmap`;
  const lines = text.match(/.{1,80}/gu) ?? [];
  const content = `BT /F 9 Tf 12 TL 40 760 Td ${lines.map((line) => `(${line}) Tj T*`).join(' ')} ET`;
  return rawPdf([
    '<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>', '<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 5 0 R/Resources<</Font<</F 4 0 R>>>>>>',
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>', stream(content), stream(cmap),
  ]);
};

describe('glyph rubbish', () => {
  const long = `${TEXT}. `.repeat(3).replace(/[^A-Za-z ]/gu, '');
  const rules = async (bytes: Uint8Array): Promise<string[]> => (await parse(bytes)).findings.map(({ rule, severity }) => `${rule} ${severity}`);

  it('is told by letters of no language, by private and by control characters', async () => {
    const shifted = (by: number) => (code: number): number => (code > 96 ? ((code - 97 + by) % 26) + 97 : code > 64 ? ((code - 65 + by) % 26) + 65 : code);
    expect(await rules(withMap(shifted(3), long))).toEqual(['structure/glyph-rubbish error']);
    expect(await rules(withMap((code) => (code === 32 ? 32 : 0xe000 + code), long))).toEqual(['structure/glyph-rubbish error']);
    expect(await rules(withMap((code) => (code === 32 ? 32 : 0xc0 + (code % 40)), long))).toEqual(['structure/glyph-rubbish error']);
  });

  it('is none in sound text, in a few icons, and in keys', async () => {
    expect(await rules(withMap((code) => code, long))).toEqual([]);
    expect(await rules(withMap((code) => (code === 113 ? 0xf00c : code), `${long} q q q`))).toEqual([]);
    expect(await rules(withMap((code) => code, 'bcdf12 ffff00 cdcdcd b1b2b3 c4d5f6 '.repeat(20)))).toEqual([]);
  });
});

describe('what a PDF encloses', () => {
  it('is named: where links lead and what is attached', async () => {
    const file = await pdfOf((pdf) => {
      at(pdf, 72, 72, TEXT, 8);
      pdf.link(72, 72, 100, 12, 'https://example.com/travel(1)').link(72, 92, 100, 12, 'https://example.com/travel(1)').link(72, 102, 100, 12, 'mailto:desk@example.com')
        .link(72, 112, 100, 12, 'javascript:alert(1)').link(72, 122, 100, 12, 'file:///etc/passwd');
      pdf.file(Buffer.from('a,b\n1,2\n'), { name: 'rates.csv' });
    });
    const { declared, text } = await parse(file);
    expect(declared).toMatchObject({ links: ['https://example.com/travel(1)', 'mailto:desk@example.com'], attachments: ['rates.csv'] });
    expect(text).not.toContain('1,2');
  });

  it('is capped, and looked for in time', () => {
    const many = new TextEncoder().encode(`%PDF-1.7\n${Array.from({ length: 500 }, (_none, index) => `/URI (https://example.com/${index})`).join('\n')}`);
    expect(externalLinks(many)).toHaveLength(50);
    const hostile = new TextEncoder().encode(`%PDF-1.7\n${'/URI('.repeat(200_000)}${'/ObjStm stream\n'.repeat(50_000)}`);
    const before = cpuMs();
    expect(externalLinks(hostile)).toEqual([]);
    expect(cpuMs() - before).toBeLessThan(5000);
  });
});

describe('operators', () => {
  it('have the numbers that pdf.js gives them', async () => {
    const parse = createRequire(createRequire(import.meta.url).resolve('pdf-parse'));
    const file = parse.resolve('pdfjs-dist/legacy/build/pdf.mjs');
    expect(readFileSync(file, 'utf8')).toContain('showText');
    const { OPS: theirs } = (await import(pathToFileURL(file).href)) as { OPS: Readonly<Record<string, number>> };
    expect(Object.entries(OPS).filter(([name, number]) => theirs[name] !== number)).toEqual([]);
  });
});
