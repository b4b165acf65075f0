import { describe, expect, it } from 'vitest';
import { pdfParser } from '../../../src/ingest/parsers/pdf/index.js';
import { Words } from '../../../src/ingest/parsers/pdf/words.js';
import { at, pdfOf } from './pdf-files.js';

const NAMES = ['harbour', 'lantern', 'meadow', 'orchard', 'pebble', 'quarry', 'ribbon', 'saddle', 'timber', 'velvet', 'willow', 'copper'];
/** Lines of running text that are told apart by their first word. */
const lines = (mark: string, count: number, words: number): string[] =>
  Array.from({ length: count }, (_none, line) => [`${mark}${line}`, ...Array.from({ length: words }, (_other, word) => NAMES[(line * 5 + word * 7) % 12] ?? '')].join(' '));
const TITLE = 'A title that stands over both of the columns and reaches from one side to the other';

async function blocksOf(draw: (pdf: PDFKit.PDFDocument) => void): Promise<string[]> {
  const [document] = (await pdfParser.run({ bytes: await pdfOf(draw), path: 'a.pdf', mediaType: 'application/pdf', declared: {} }, { maxPages: 100 }));
  return (document?.blocks ?? []).map(({ kind, start, end }) => `${kind}: ${document?.text.slice(start, end) ?? ''}`);
}

const marks = (blocks: readonly string[]): string => [...blocks.join('\n').matchAll(/\b([A-Z]\d{1,2}|Figure|A title)\b/gu)].map(([mark]) => mark).join(' ');
const inOrder = (...parts: readonly (string | readonly string[])[]): string => parts.flatMap((part) => (typeof part === 'string' ? [part] : part.map((line) => line.split(' ')[0]))).join(' ');
const [left, right] = [lines('L', 18, 5), lines('R', 18, 5)];

describe('columns of a PDF', () => {
  it('are read one after the other when they are drawn line by line across the page', async () => {
    const blocks = await blocksOf((pdf) => {
      at(pdf, 60, 60, TITLE, 12);
      for (const [line, text] of left.entries()) {
        at(pdf, 60, 100 + line * 13, text);
        at(pdf, 310, 100 + line * 13, right[line] ?? '');
      }
    });
    expect(marks(blocks)).toBe(inOrder('A title', left, right));
    expect(blocks.some((block) => block.startsWith('table'))).toBe(false);
  });

  it('are read from the left when the right one and the title are drawn first and last', async () => {
    const blocks = await blocksOf((pdf) => {
      for (const [line, text] of right.entries()) at(pdf, 310, 100 + line * 13, text);
      for (const [line, text] of left.entries()) at(pdf, 60, 100 + line * 13, text);
      at(pdf, 60, 60, TITLE, 12);
    });
    expect(marks(blocks)).toBe(inOrder('A title', left, right));
  });

  it('are cut by what stands across them', async () => {
    const blocks = await blocksOf((pdf) => {
      for (const [line, text] of left.entries()) {
        const y = 100 + line * 13 + (line < 9 ? 0 : 40);
        at(pdf, 60, y, text);
        at(pdf, 310, y, right[line] ?? '');
      }
      at(pdf, 60, 234, 'Figure 1. Boats and lanterns in the harbour, seen from the hill over both of the columns of the page');
    });
    expect(marks(blocks)).toBe(inOrder(left.slice(0, 9), right.slice(0, 9), 'Figure', left.slice(9), right.slice(9)));
  });

  it('may be three', async () => {
    const columns = ['A', 'B', 'C'].map((mark) => lines(mark, 15, 3));
    const blocks = await blocksOf((pdf) => {
      for (let line = 0; line < 15; line += 1) for (const [column, texts] of columns.entries()) at(pdf, 40 + column * 175, 100 + line * 13, texts[line] ?? '');
    });
    expect(marks(blocks)).toBe(inOrder(...columns));
  });

  it('stay as they are drawn where that reads well, with a note at the foot', async () => {
    const blocks = await blocksOf((pdf) => {
      for (const [line, text] of left.entries()) at(pdf, 60, 100 + line * 13, text);
      at(pdf, 60, 360, 'N1 is a note at the foot of its column', 7);
      for (const [line, text] of right.entries()) at(pdf, 310, 100 + line * 13, text);
    });
    expect(marks(blocks)).toBe(inOrder(left, 'N1', right));
  });

  it('are no columns but a table where cells are short, drawn by rows or by columns', async () => {
    const rows = NAMES.map((name, row) => [`--${name}`, `what ${name} does to files`, String(row * 37)] as const);
    const cell = (pdf: PDFKit.PDFDocument, row: number, column: number): void => { at(pdf, 60 + column * 170, 100 + row * 14, rows[row]?.[column] ?? ''); };
    const expected = [`table: ${rows.map((row) => row.join('\t')).join('\n')}`];
    expect(await blocksOf((pdf) => { for (const row of rows.keys()) for (let column = 0; column < 3; column += 1) cell(pdf, row, column); })).toEqual(expected);
    expect(await blocksOf((pdf) => { for (let column = 0; column < 3; column += 1) for (const row of rows.keys()) cell(pdf, row, column); })).toEqual(expected);
  });

  it('drawn in no order at all are read downwards', async () => {
    const shuffled = left.map((text, line) => ({ text, line })).sort((a, b) => ((a.line * 7) % 18) - ((b.line * 7) % 18));
    expect(marks(await blocksOf((pdf) => { for (const { text, line } of shuffled) at(pdf, 60, 100 + line * 13, text); }))).toBe(inOrder(left));
  });
});

describe('turned text', () => {
  it('stands last, and a slanted watermark goes', async () => {
    const blocks = await blocksOf((pdf) => {
      pdf.save().rotate(90, { origin: [20, 300] });
      at(pdf, 20, 300, 'arXiv 2101.00001 from the margin');
      pdf.restore().save().rotate(-45, { origin: [300, 400] });
      at(pdf, 200, 400, 'DRAFT', 60);
      pdf.restore();
      for (const [line, text] of left.slice(0, 6).entries()) at(pdf, 60, 100 + line * 13, text);
    });
    expect(blocks.at(-1)).toContain('arXiv 2101.00001 from the margin');
    expect(blocks[0]).toMatch(/^paragraph: L0 /u);
    expect(blocks.join('\n')).not.toContain('DRAFT');
  });

  it('is read straight where the whole page is turned', async () => {
    const blocks = await blocksOf((pdf) => {
      pdf.save().rotate(90, { origin: [300, 400] });
      for (const [line, text] of left.slice(0, 6).entries()) at(pdf, 100, 300 + line * 13, text);
      pdf.restore();
    });
    expect(marks(blocks)).toBe(inOrder(left.slice(0, 6)));
    expect(blocks).toHaveLength(1);
  });
});

describe('words and signs', () => {
  it('divided at the end of a line are made whole, and keep the hyphen they are written with', () => {
    const words = new Words(['a well-known rule of documentation for the user who has defined it', 'what is self-made']);
    expect(words.rejoin('the documen-', 'tation says')).toBe('the documentation says');
    expect(words.rejoin('a well-', 'known case')).toBe('a well-known case');
    expect(words.rejoin('a user-', 'defined case')).toBe('a user-defined case');
    expect(words.rejoin('an unheard-', 'ofword')).toBe('an unheardofword');
    expect(words.rejoin('soft\u00ad', 'ware')).toBe('software');
  });

  it('of notes stand apart from the word, powers do not', async () => {
    const blocks = await blocksOf((pdf) => {
      at(pdf, 60, 100, 'The policy');
      at(pdf, 60 + pdf.widthOfString('The policy'), 99.5, '3', 6);
      at(pdf, 200, 100, 'holds for 10', 10);
      at(pdf, 200 + pdf.widthOfString('holds for 10'), 99.5, '6', 6);
    });
    expect(blocks.join(' ')).toMatch(/The policy 3\s.*10\s?6/u);
  });

  it('that lead to a page in a table of contents are one, and its lines are a list', async () => {
    const blocks = await blocksOf((pdf) => { for (const [line, name] of NAMES.slice(0, 4).entries()) at(pdf, 60, 100 + line * 14, `${line + 1} The ${name} ${'. '.repeat(40)} ${line * 3 + 1}`); });
    expect(blocks).toEqual(NAMES.slice(0, 4).map((name, line) => `list-item: ${line + 1} The ${name} … ${line * 3 + 1}`));
  });
});
