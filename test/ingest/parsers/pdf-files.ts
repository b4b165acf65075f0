import PDFDocument from 'pdfkit';

/** A PDF that `draw` draws, on A4 pages; its text is not laid out by itself. */
export function pdfOf(draw: (pdf: PDFKit.PDFDocument) => void, options: PDFKit.PDFDocumentOptions = {}): Promise<Uint8Array> {
  const pdf = new PDFDocument({ size: 'A4', margin: 0, ...options });
  const parts: Buffer[] = [];
  return new Promise((resolve, reject) => {
    pdf.on('data', (part: Buffer) => parts.push(part));
    pdf.on('end', () => {
      resolve(new Uint8Array(Buffer.concat(parts)));
    });
    pdf.on('error', reject);
    draw(pdf);
    pdf.end();
  });
}

/** Text on one line at a place from the upper left corner. */
export function at(pdf: PDFKit.PDFDocument, x: number, y: number, text: string, size = 10): void {
  pdf.fontSize(size).text(text, x, y, { lineBreak: false });
}

/** Raw operators around what is drawn, as pdfkit has no names for them. */
export function within(pdf: PDFKit.PDFDocument, operators: string, draw: () => void): void {
  pdf.addContent('q').addContent(operators);
  draw();
  pdf.addContent('Q');
}

/** The smallest PNG, drawn as large as wanted. */
export const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

/** A PDF of hand-written objects, from number 1 on; the first is the catalogue. */
export function rawPdf(objects: readonly string[]): Uint8Array {
  const body = objects.map((object, index) => `${index + 1} 0 obj\n${object}\nendobj\n`).join('');
  return new TextEncoder().encode(`%PDF-1.7\n${body}trailer\n<</Root 1 0 R/Size ${objects.length + 1}>>\n%%EOF\n`);
}

export function stream(content: string, entries = ''): string {
  return `<</Length ${content.length}${entries}>>\nstream\n${content}\nendstream`;
}
