/** Sets a source as a PDF: large headings, a running head, page numbers, dates in the document information. */
import PDFDocument from 'pdfkit';
import type { Bitmap } from './png.js';
import type { Block, Source } from './source.js';

const MARGIN = 88;
const BODY = 13;

type Pdf = InstanceType<typeof PDFDocument>;

/** Streams stay uncompressed: the same text gives the same bytes whatever zlib is at hand. */
function open(info: { Title?: string; Author?: string; created: Date; modified: Date }): { pdf: Pdf; done: Promise<Buffer> } {
  const { created, modified, ...rest } = info;
  const pdf = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    compress: false,
    bufferPages: true,
    info: { ...rest, Creator: 'Marlowick document system', Producer: 'pdfkit', CreationDate: created, ModDate: modified },
  });
  const parts: Buffer[] = [];
  const done = new Promise<Buffer>((resolve, reject) => {
    pdf.on('data', (part: Buffer) => parts.push(part));
    pdf.on('end', () => resolve(Buffer.concat(parts)));
    pdf.on('error', reject);
  });
  return { pdf, done };
}

function setTable(pdf: Pdf, rows: string[][]): void {
  const columns = rows[0]?.length ?? 1;
  const width = (pdf.page.width - 2 * MARGIN) / columns;
  rows.forEach((cells, index) => {
    pdf.font(index === 0 ? 'Helvetica-Bold' : 'Helvetica').fontSize(BODY - 1);
    const height = Math.max(...cells.map((cell) => pdf.heightOfString(cell, { width: width - 10 })));
    if (pdf.y + height > pdf.page.height - MARGIN) pdf.addPage();
    const top = pdf.y;
    cells.forEach((cell, column) => pdf.text(cell, MARGIN + column * width, top, { width: width - 10 }));
    pdf.y = top + height + 6;
    pdf.moveTo(MARGIN, pdf.y - 4).lineTo(pdf.page.width - MARGIN, pdf.y - 4).lineWidth(0.4).stroke();
  });
  pdf.x = MARGIN;
  pdf.moveDown(0.6);
}

function setBlock(pdf: Pdf, block: Block): void {
  switch (block.kind) {
    case 'heading': {
      const size = block.level === 1 ? 22 : 15;
      if (pdf.y > pdf.page.height - MARGIN - 90) pdf.addPage();
      pdf.font('Helvetica-Bold').fontSize(size).text(block.text, { paragraphGap: 8 });
      return;
    }
    case 'paragraph':
      pdf.font('Helvetica').fontSize(BODY).text(block.text, { lineGap: 6, paragraphGap: 12 });
      return;
    case 'list':
      pdf.font('Helvetica').fontSize(BODY);
      block.items.forEach((item, index) => pdf.text(`${block.ordered ? `${index + 1}.` : '•'} ${item}`, { indent: 10, lineGap: 5 }));
      pdf.moveDown(0.6);
      return;
    case 'table':
      setTable(pdf, block.rows);
  }
}

function setRunningLines(pdf: Pdf, title: string): void {
  const pages = pdf.bufferedPageRange().count;
  for (let page = 0; page < pages; page++) {
    pdf.switchToPage(page);
    pdf.page.margins = { top: 0, bottom: 0, left: MARGIN, right: MARGIN };
    pdf.font('Helvetica').fontSize(9);
    pdf.text(`Marlowick | ${title}`, MARGIN, 40, { lineBreak: false });
    pdf.text(`Page ${page + 1} of ${pages}`, MARGIN, pdf.page.height - 46, { lineBreak: false });
  }
}

export async function renderPdf(source: Source): Promise<Buffer> {
  const { pdf, done } = open({ Title: source.title, Author: source.author, created: source.created, modified: source.modified });
  for (const block of source.blocks) setBlock(pdf, block);
  setRunningLines(pdf, source.title);
  pdf.end();
  return done;
}

/** Pages that are pictures and nothing else, as they leave a scanner. */
export async function renderScan(pages: Bitmap[], scanned: Date): Promise<Buffer> {
  const { pdf, done } = open({ created: scanned, modified: scanned });
  pages.forEach((page, index) => {
    if (index > 0) pdf.addPage();
    pdf.image(page.toPng(), 0, 0, { width: pdf.page.width, height: pdf.page.height });
  });
  pdf.end();
  return done;
}
