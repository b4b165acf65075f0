import type { Block, FindingDraft, JsonObject } from '../../../../core/index.js';
import type { Line } from '../lines.js';
import { openPdf, type OpenPdf } from '../open.js';
import { evenedOut, median, recognisedLines, type RecognisedPage } from './lines.js';
import type { OcrOptions } from './options.js';
import { rasterOf } from './raster.js';
import { openTesseract, type Tesseract } from './tesseract.js';

export type { OcrOptions } from './options.js';
export { ocrFiles } from './tesseract.js';

/** Why a page was not recognised. */
export type Unread = 'no time left' | 'recognition failed' | 'above maxPages' | 'picture not decoded' | 'no text found';

/** After these no page is tried any more. */
const FINAL: ReadonlySet<Unread> = new Set<Unread>(['no time left', 'recognition failed']);

export interface Recognition {
  /** `null` when it was not asked for. */
  readonly options: OcrOptions | null;
  readonly engine: string | null;
  /** Pages with text found, in order. */
  readonly pages: readonly RecognisedPage[];
  readonly unread: ReadonlyMap<number, Unread>;
}

/** Findings a file, one a page. */
const MAX_FINDINGS = 20;

/**
 * Recognises the text of scanned pages (from 1), until the time is used up: `started` is when the file was opened, by `performance.now()`.
 * `bodyHeight`: usual height of the lines that the file has as text, in points; 0 = it has none.
 * @throws WinnowError `package-missing`, `parse-failed` when Tesseract does not start
 */
export async function recognise(bytes: Uint8Array, pages: readonly number[], options: OcrOptions | null, started: number, bodyHeight: number): Promise<Recognition> {
  if (options === null || pages.length === 0) return { options, engine: null, pages: [], unread: new Map() };
  const unread = new Map<number, Unread>();
  const wanted = pages.slice(0, options.maxPages);
  const tesseract = await openTesseract(options.languages);
  const pdf = await openPdf(bytes, { pictures: true });
  const deadline = started + options.budgetMs;
  const found: RecognisedPage[] = [];
  const begun = performance.now();
  try {
    for (const [at, page] of wanted.entries()) {
      const pageMs = at === 0 ? 0 : (performance.now() - begun) / at;
      const result = performance.now() + pageMs > deadline ? 'no time left' : await recognisePage(tesseract, pdf, page, deadline, options);
      if (typeof result !== 'string') found.push(result);
      else for (const left of FINAL.has(result) ? wanted.slice(at) : [page]) unread.set(left, result);
      if (typeof result === 'string' && FINAL.has(result)) break;
    }
  } finally {
    await pdf.close();
  }
  for (const page of pages.slice(options.maxPages)) unread.set(page, 'above maxPages');
  return { options, engine: tesseract.engine, pages: evenedOut(found, bodyHeight), unread };
}

async function recognisePage(tesseract: Tesseract, pdf: OpenPdf, page: number, deadline: number, { minConfidence }: OcrOptions): Promise<RecognisedPage | Unread> {
  const drawn = await pdf.drawn(page, Math.max(0, deadline - performance.now())).catch(() => null);
  const raster = drawn === null ? null : rasterOf(drawn.content, (paint) => drawn.pixels.get(paint) ?? null);
  if (drawn === null || raster === null) return 'picture not decoded';
  const read = tesseract.recognise(raster, deadline);
  if (typeof read === 'string') return read === 'late' ? 'no time left' : 'recognition failed';
  const [left, , , top] = drawn.content.page;
  const recognised = recognisedLines(read, { page, dpi: raster.dpi, left, top }, minConfidence);
  return recognised.lines.length === 0 ? 'no text found' : recognised;
}

/** A page's lines with those recognised on it. What it has as text besides, a stamp or a page number, stays above or below. */
export function withRecognised(own: readonly Line[], page: number, { pages }: Recognition): readonly Line[] {
  const lines = pages.find((recognised) => recognised.page === page)?.lines ?? [];
  if (lines.length === 0) return own;
  const middle = median(lines.map(({ baseline }) => baseline));
  return [...own.filter(({ baseline }) => baseline > middle), ...lines, ...own.filter(({ baseline }) => baseline <= middle)];
}

/** What a document declares of its recognition; a page weighs by its letters in the mean. */
export function declaredRecognition({ engine, pages, options }: Recognition): JsonObject {
  if (engine === null || options === null || pages.length === 0) return {};
  const letters = (page: RecognisedPage): number => page.lines.reduce((sum, { text }) => sum + text.length, 0);
  const total = pages.reduce((sum, page) => sum + letters(page), 0);
  const mean = pages.reduce((sum, page) => sum + page.confidence * letters(page), 0) / total;
  return { ocr: { engine, languages: options.languages, pages: pages.map(({ page }) => page), meanConfidence: Math.round(mean) } };
}

/** Each over the blocks that begin on its page. */
export function confidenceFindings({ pages, options }: Recognition, blocks: readonly Block[]): FindingDraft[] {
  const least = options?.minConfidence ?? 0;
  return pages.filter(({ confidence }) => confidence < least).slice(0, MAX_FINDINGS).map(({ page, confidence }) => {
    const [first, last] = [blocks.find((block) => block.page === page), blocks.findLast((block) => block.page === page)];
    return {
      rule: 'structure/ocr-low-confidence',
      severity: 'warning',
      message: `Unexpected confidence of ${Math.floor(confidence)} of 100 in the text recognised on page ${page}, expected at least ${least}`,
      seen: `page ${page}: ${Math.floor(confidence)} of 100`,
      expected: `at least ${least}`,
      span: first === undefined || last === undefined ? null : { start: first.start, end: last.end },
    };
  });
}
