import PDFDocument from 'pdfkit';
import { Document, HeadingLevel, LevelFormat, Packer, Paragraph, Table, TableCell, TableRow, TextRun } from 'docx';
import type { ParserSample } from '../../contract/parser.js';

export function sample(name: string, content: string | Uint8Array, mediaType: string, path = name): ParserSample {
  return { name, bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content, path, mediaType };
}

export interface PdfOptions {
  readonly pages?: number;
  readonly password?: string;
  readonly withText?: boolean;
}

/** A policy of some pages with running heads, page numbers, headings, wrapped paragraphs and a list. */
export function pdfFile(options: PdfOptions = {}): Promise<Uint8Array> {
  const pdf = new PDFDocument({
    size: 'A4', margin: 72, compress: true, lang: 'en-GB',
    info: { Title: 'Travel policy', Author: 'People Ops', CreationDate: new Date('2023-03-01T10:00:00Z'), ModDate: new Date('2024-06-02T10:00:00Z') },
    ...(options.password === undefined ? {} : { userPassword: options.password, ownerPassword: `${options.password}!` }),
  });
  const pages = options.pages ?? 3;
  for (let page = 1; page <= pages; page += 1) {
    if (page > 1) pdf.addPage();
    if (options.withText === false) pdf.rect(100, 100, 200, 200).fill('#888888');
    else pdfPage(pdf, page, pages);
  }
  return collect(pdf);
}

function pdfPage(pdf: PDFKit.PDFDocument, page: number, pages: number): void {
  pdf.font('Helvetica').fontSize(8).text('Example Ltd - internal', 72, 40);
  pdf.fontSize(18).text(page === 1 ? 'Travel policy' : `Part ${'ABCDEFGH'.charAt(page)}`, 72, 90);
  pdf.fontSize(11).text(
    `Section ${page} says that every journey is booked through the travel desk at least fourteen days ahead, and that costs above the agreed limit need a manager's written approval before the booking is made.`,
    72, 130, { width: 400 },
  );
  pdf.text('A second paragraph stands apart from the first one and is short.', 72, pdf.y + 14, { width: 400 });
  pdf.font('Helvetica-Bold').text('Rail travel', 72, pdf.y + 14);
  pdf.font('Helvetica').text('• Second class below three hours', 72, pdf.y + 8);
  pdf.text(`• First class above ${['three', 'four', 'five'][page % 3] ?? ''} hours`, 72, pdf.y + 2);
  pdf.fontSize(8).text(`Page ${page} of ${pages}`, 72, 740, { lineBreak: false });
}

/** Two chapters with an outline, headings of which one is no larger than the text, and a listing. */
export function manualFile(options: { readonly outline?: readonly string[] } = {}): Promise<Uint8Array> {
  const pdf = new PDFDocument({ size: 'A4', margin: 72, compress: true });
  const at = (font: string, size: number, text: string, gap = 14): void => {
    pdf.font(font).fontSize(size).text(text, 72, pdf.y + gap, { width: 400 });
  };
  at('Helvetica-Bold', 16, 'Chapter 1. TIMERS');
  const first = options.outline === undefined ? pdf.outline.addItem('Timers') : null;
  at('Helvetica', 10, '1.1 Starting a timer that was stopped by hand and not by the scheduler itself', 20);
  first?.addItem('Starting a timer that was stopped by hand and not by the scheduler itself');
  at('Helvetica', 10, 'A timer that was stopped is started again by hand with the file that is called');
  at('Courier', 10, '/etc/timers/stopped-by-hand.conf', 0);
  at('Helvetica', 10, 'and nothing else.', 0);
  at('Helvetica-Bold', 10, 'Careful');
  at('Helvetica', 10, 'The next lines belong into the file as they stand, and the scheduler reads them when it starts.');
  at('Courier', 9, 'timer {\n  every 5m\n}');
  pdf.addPage();
  at('Helvetica-Bold', 16, 'Chapter 2. LOGS');
  const second = options.outline === undefined ? pdf.outline.addItem('Logs') : null;
  at('Helvetica-Bold', 12, '2.1 Reading them', 20);
  second?.addItem('Reading them');
  at('Helvetica', 10, 'Logs are read with the viewer, and they are kept for thirty days on the machine that wrote them.');
  for (const title of options.outline ?? []) pdf.outline.addItem(title);
  return collect(pdf);
}

function collect(pdf: PDFKit.PDFDocument): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    pdf.on('data', (part: Buffer) => parts.push(part));
    pdf.on('end', () => {
      resolve(new Uint8Array(Buffer.concat(parts)));
    });
    pdf.on('error', reject);
    pdf.end();
  });
}

/** A small Word document with headings, a nested list, a table and, on wish, a hidden run. */
export async function docxFile(options: { readonly hidden?: string } = {}): Promise<Uint8Array> {
  const item = (text: string, level: number): Paragraph => new Paragraph({ text, numbering: { reference: 'bullets', level } });
  const file = new Document({
    creator: 'People Ops', title: 'Leave policy', description: 'Who may be away, and when',
    numbering: { config: [{ reference: 'bullets', levels: [0, 1].map((level) => ({ level, format: LevelFormat.BULLET, text: '•' })) }] },
    sections: [{
      children: [
        new Paragraph({ text: 'Leave policy', heading: HeadingLevel.HEADING_1 }),
        new Paragraph('Everybody has 28 days of leave a year.'),
        ...(options.hidden === undefined ? [] : [new Paragraph({ children: [new TextRun({ text: options.hidden, vanish: true })] })]),
        new Paragraph({ text: 'Carrying over', heading: HeadingLevel.HEADING_2 }),
        item('Up to five days', 0), item('With approval', 1), item('Until March', 0),
        new Table({ rows: [['Grade', 'Days'], ['A', '28']].map((cells) => new TableRow({ children: cells.map((cell) => new TableCell({ children: [new Paragraph(cell)] })) })) }),
      ],
    }],
  });
  return new Uint8Array(await Packer.toBuffer(file));
}
