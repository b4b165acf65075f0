import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { WinnowError, excerpt, messageOf } from '../../../core/index.js';
import type { TextItem } from './lines.js';

/** An open PDF file. `close` must be called whatever happens. */
export interface OpenPdf {
  readonly pageCount: number;
  /** Text items of a page, from 1, in the order they are drawn. */
  items(page: number): Promise<readonly TextItem[]>;
  /** The document information dictionary. */
  info(): Promise<ReadonlyMap<string, unknown>>;
  close(): Promise<void>;
}

/** The part of pdf.js's document that is used here. */
interface PdfJsDocument {
  readonly numPages: number;
  getPage(page: number): Promise<{
    getTextContent(): Promise<{ items: readonly (TextItem | { readonly type: string })[] }>;
    cleanup(): void;
  }>;
  getMetadata(): Promise<{ info: object }>;
}

/**
 * pdf-parse keeps its pdf.js document to itself, and its own `getText` gives no font heights. It is pinned to an exact version,
 * and the parser's tests fail if `load` goes.
 */
interface WithDocument {
  load(): Promise<PdfJsDocument>;
}

/**
 * Opens a PDF from memory; nothing is fetched, no script in it is run, no font is loaded.
 * @throws WinnowError `file-encrypted`, `file-broken`
 */
export async function openPdf(bytes: Uint8Array): Promise<OpenPdf> {
  standInForCanvas();
  const { PDFParse } = await import('pdf-parse');
  const assets = assetFolder();
  const parser = new PDFParse({
    data: new Uint8Array(bytes), verbosity: 0, isEvalSupported: false, disableFontFace: true, useSystemFonts: false, enableXfa: false, useWasm: false,
    cMapUrl: join(assets, 'cmaps') + sep, cMapPacked: true, standardFontDataUrl: join(assets, 'standard_fonts') + sep,
  });
  try {
    const document = await (parser as unknown as WithDocument).load();
    return { pageCount: document.numPages, items: (page) => itemsOf(document, page), info: () => infoOf(document), close: () => parser.destroy() };
  } catch (error) {
    await parser.destroy();
    const encrypted = error instanceof Error && error.name === 'PasswordException';
    if (encrypted) throw new WinnowError('file-encrypted', 'The PDF asks for a password', { cause: error });
    throw new WinnowError('file-broken', `The PDF cannot be read: ${excerpt(messageOf(error))}`, { cause: error });
  }
}

async function itemsOf(document: PdfJsDocument, number: number): Promise<readonly TextItem[]> {
  const page = await document.getPage(number);
  try {
    const { items } = await page.getTextContent();
    return items.filter((item): item is TextItem => 'str' in item);
  } finally {
    page.cleanup();
  }
}

async function infoOf(document: PdfJsDocument): Promise<ReadonlyMap<string, unknown>> {
  try {
    const { info } = await document.getMetadata();
    return new Map(Object.entries(info));
  } catch {
    return new Map();
  }
}

/** pdf.js's character maps (for CJK text) and font metrics, as installed beside pdf-parse. */
function assetFolder(): string {
  const require = createRequire(import.meta.url);
  return dirname(createRequire(require.resolve('pdf-parse')).resolve('pdfjs-dist/package.json'));
}

/**
 * pdf.js wants three drawing classes when it loads and takes them from a native package, which a process without rights cannot load.
 * Reading text uses none of them.
 */
function standInForCanvas(): void {
  const globals = globalThis as Record<string, unknown>;
  for (const name of ['DOMMatrix', 'ImageData', 'Path2D']) globals[name] ??= class {
    readonly standsIn = true;
  };
}
