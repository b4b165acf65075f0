import type { Line } from '../lines.js';
import type { TesseractLine, TesseractPage } from './tesseract.js';

/** A recognised page: its lines in points, and the mean confidence of its words, 0..100. */
export interface RecognisedPage {
  readonly page: number;
  readonly lines: readonly Line[];
  readonly confidence: number;
}

/** Rows this much higher than the page's usual one are headings. Rows of one size differ by up to a tenth; common style sheets set headings at 1.2 to 1.6. */
const HEADING_RATIO = 1.25;
/** As in text layers: a gap of twice the height parts columns. */
const COLUMN_SHARE = 2;

/** What Tesseract, whose models know no bullets, takes them for. No sentence begins with one of these and a space. */
const BULLET = /^[¢°·] (?=[\p{L}\p{N}])/u;

export interface PageFrame {
  readonly page: number;
  readonly dpi: number;
  /** Left and upper edge of the page, in points. */
  readonly left: number;
  readonly top: number;
}

/**
 * Lines of a recognised page, paragraph by paragraph. Rows of about the usual height get exactly that one, so that noise in their measure makes no headings.
 * Lines of less than half of `minConfidence` are specks, lines and drawings taken for letters, and left out.
 */
export function recognisedLines({ blocks }: TesseractPage, { page, dpi, left, top }: PageFrame, minConfidence: number): RecognisedPage {
  const points = 72 / dpi;
  const paragraphs = (blocks ?? []).flatMap((block) => block.paragraphs.map(({ lines }) => lines.filter((line) => isText(line, minConfidence / 2))));
  const kept = paragraphs.flat();
  const usual = median(kept.map(({ rowAttributes }) => rowAttributes.rowHeight));
  const lines = paragraphs.flatMap((paragraph) => paragraph.map((line, at): Line => {
    const { rowAttributes: { rowHeight }, bbox, baseline } = line;
    return {
      page, text: textOf(line).replace(BULLET, '• '), font: '', monospaced: false, recognised: { opens: at === 0 },
      height: (rowHeight < usual * HEADING_RATIO ? usual : rowHeight) * points,
      left: left + bbox.x0 * points, right: left + bbox.x1 * points, baseline: top - ((baseline.y0 + baseline.y1) / 2) * points,
    };
  }));
  return { page, lines, confidence: meanConfidence(kept) };
}

/** Pages of one scan are set alike, and so is a file that has both: their usual height becomes that of the text around them, in points; 0 = there is none. */
export function evenedOut(pages: readonly RecognisedPage[], bodyHeight: number): readonly RecognisedPage[] {
  const usual = bodyHeight > 0 ? bodyHeight : median(pages.flatMap(({ lines }) => lines.map(({ height }) => height)));
  return pages.map((page) => {
    const own = median(page.lines.map(({ height }) => height));
    return { ...page, lines: page.lines.map((line) => ({ ...line, height: own > 0 ? (line.height / own) * usual : usual })) };
  });
}

function isText({ words }: TesseractLine, least: number): boolean {
  return words.some(({ text }) => /[\p{L}\p{N}]/u.test(text)) && words.reduce((sum, { confidence }) => sum + confidence, 0) >= least * words.length;
}

function textOf({ words, rowAttributes: { rowHeight } }: TesseractLine): string {
  return words.map(({ text, bbox }, at) => {
    const before = words[at - 1];
    return before === undefined ? text : (bbox.x0 - before.bbox.x1 > rowHeight * COLUMN_SHARE ? '\t' : ' ') + text;
  }).join('');
}

function meanConfidence(lines: readonly TesseractLine[]): number {
  const words = lines.flatMap((line) => line.words);
  return words.length === 0 ? 0 : words.reduce((sum, { confidence }) => sum + confidence, 0) / words.length;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
