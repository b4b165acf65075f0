import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import type { PDFParse } from 'pdf-parse';
import { WinnowError, excerpt, messageOf, type RenderedPage } from '../../../core/index.js';
import { readContent, type OperatorList, type PageContent, type Paint } from './content.js';
import type { Font } from './graphics-state.js';
import { pixelsOf, type ObjectStore } from './ocr/pictures.js';
import type { Pixels } from './ocr/raster.js';
import { boxOf } from './operators.js';

/** An open PDF file. `close` must be called whatever happens. */
export interface OpenPdf {
  readonly pageCount: number;
  /** What a page, from 1, draws. */
  content(page: number): Promise<PageContent>;
  /** The same with the pixels of its pictures, in a file opened with `pictures`. `waitMs`: for pictures that pdf.js never tells of. */
  drawn(page: number, waitMs: number): Promise<{ readonly content: PageContent; readonly pixels: ReadonlyMap<Paint, Pixels> }>;
  /** Text items of a page by pdf.js's own reading, which turns right-to-left text round and follows vertical lines. */
  items(page: number): Promise<PageItems>;
  /** Names of the files attached. */
  attachments(): Promise<readonly string[]>;
  /** The outline ("bookmarks") in order; empty when there is none. */
  outline(): Promise<readonly OutlineEntry[]>;
  /** A page as a picture, in a file opened for `drawing`: as wide as asked for, narrower where it would become too high. */
  picture(page: number, size: { readonly width: number; readonly maxHeight: number }): Promise<RenderedPage>;
  /** The document information dictionary. */
  info(): Promise<ReadonlyMap<string, unknown>>;
  close(): Promise<void>;
}

/** What pdf.js gives for a piece of text. */
export interface TextItem {
  readonly str: string;
  readonly height: number;
  readonly width: number;
  readonly transform: readonly number[];
  readonly fontName: string;
}

export interface PageItems {
  readonly items: readonly TextItem[];
  /** Fonts of this page with letters of one width. */
  readonly monospaced: ReadonlySet<string>;
}

export interface OutlineEntry {
  readonly title: string;
  /** 1 = outermost. */
  readonly depth: number;
  /** From 1. */
  readonly page: number;
  /** Where on the page it points to, in points from below; `null` when it names the page only. */
  readonly top: number | null;
}

/** An outline is as long as its author liked; what a hostile one costs is bounded. */
const MAX_OUTLINE_ENTRIES = 3000;
const MAX_OUTLINE_DEPTH = 12;
/** A4 in 600 dpi is 35 million pixels, 140 MB with four bytes each. Larger pictures are left out. */
const MAX_PICTURE_PIXELS = 40_000_000;
/** pdf.js's `AnnotationMode.DISABLE`. */
const NO_ANNOTATIONS = 0;

interface OutlineNode { readonly title: string; readonly dest: string | readonly unknown[] | null; readonly items: readonly OutlineNode[] }

interface PdfJsPage {
  readonly view: readonly number[];
  readonly rotate: number;
  readonly commonObjs: ObjectStore;
  readonly objs: ObjectStore;
  getOperatorList(options: { readonly annotationMode: number }): Promise<OperatorList>;
  getViewport(options: { readonly scale: number }): { readonly width: number; readonly height: number };
  getTextContent(): Promise<{ items: readonly (TextItem | { readonly type: string })[]; styles: Readonly<Record<string, { readonly fontFamily: string }>> }>;
  cleanup(): void;
}

/** The part of pdf.js's document that is used here. */
interface PdfJsDocument {
  readonly numPages: number;
  getPage(page: number): Promise<PdfJsPage>;
  getOptionalContentConfig(): Promise<{ isVisible(group: unknown): boolean }>;
  getAttachments(): Promise<Readonly<Record<string, { readonly filename?: unknown }>> | null>;
  getMetadata(): Promise<{ info: object; metadata?: { get(name: string): unknown } | null }>;
  getOutline(): Promise<readonly OutlineNode[] | null>;
  getDestination(name: string): Promise<readonly unknown[] | null>;
  getPageIndex(reference: unknown): Promise<number>;
}

/**
 * pdf-parse keeps its pdf.js document to itself, and its own `getText` gives no font heights. It is pinned to an exact version,
 * and the parser's tests fail if `load` goes.
 */
interface WithDocument {
  load(): Promise<PdfJsDocument>;
}

/** Pixels a point at most, so that a stamp is no poster. */
const MAX_SCALE = 3;

/**
 * Opens a PDF from memory; nothing is fetched, no script in it is run, no font is loaded. With `pictures` images are decoded, else they are left out:
 * they take up to a third of the time. For `drawing` the native package is loaded in place of stand-ins, and letters are drawn by their outlines.
 * @throws WinnowError `file-encrypted`, `file-broken`
 */
export async function openPdf(bytes: Uint8Array, { pictures = false, drawing = false }: { readonly pictures?: boolean; readonly drawing?: boolean } = {}): Promise<OpenPdf> {
  if (!drawing) standInForCanvas();
  else if (standsIn) throw new WinnowError('internal', 'pdf.js was loaded without a canvas in this process: pages are drawn in one of their own');
  const { PDFParse } = await import('pdf-parse');
  const assets = assetFolder();
  const parser = new PDFParse({
    data: new Uint8Array(bytes), verbosity: 0, isEvalSupported: false, useSystemFonts: false, enableXfa: false,
    cMapUrl: join(assets, 'cmaps') + sep, cMapPacked: true, standardFontDataUrl: join(assets, 'standard_fonts') + sep,
    // JPEG 2000 is decoded by a WebAssembly module of pdf.js's own.
    useWasm: pictures, wasmUrl: join(assets, 'wasm') + sep, maxImageSize: pictures ? MAX_PICTURE_PIXELS : 0,
    // Where nothing is drawn, no outlines are made of letters, which would take long.
    ...(drawing ? { disableFontFace: true } : { disableFontFace: false, ownerDocument: { fonts: new Set() } as never }),
  });
  try {
    const document = await (parser as unknown as WithDocument).load();
    const layers = await document.getOptionalContentConfig().catch(() => null);
    const isLayerShown = (group: unknown): boolean => layers?.isVisible(group) ?? true;
    return {
      pageCount: document.numPages,
      content: (page) => onPage(document, page, (opened) => contentOf(opened, isLayerShown)),
      drawn: (page, waitMs) => onPage(document, page, async (opened) => {
        const content = await contentOf(opened, isLayerShown);
        return { content, pixels: await pixelsOf(content, opened.objs, opened.commonObjs, waitMs) };
      }),
      picture: async (page, size) => pictureOf(parser, page, await onPage(document, page, (opened) => Promise.resolve(scaleFor(opened.getViewport({ scale: 1 }), size)))),
      items: (page) => onPage(document, page, itemsOf), attachments: () => attachmentsOf(document),
      outline: () => outlineOf(document), info: () => infoOf(document), close: () => parser.destroy(),
    };
  } catch (error) {
    await parser.destroy();
    const encrypted = error instanceof Error && error.name === 'PasswordException';
    if (encrypted) throw new WinnowError('file-encrypted', 'The PDF asks for a password', { cause: error });
    throw new WinnowError('file-broken', `The PDF cannot be read: ${excerpt(messageOf(error))}`, { cause: error });
  }
}

async function onPage<T>(document: PdfJsDocument, number: number, use: (page: PdfJsPage) => Promise<T>): Promise<T> {
  const page = await document.getPage(number);
  try {
    return await use(page);
  } finally {
    page.cleanup();
  }
}

function scaleFor(page: { readonly width: number; readonly height: number }, { width, maxHeight }: { readonly width: number; readonly maxHeight: number }): number {
  return Math.min(width / page.width, maxHeight / page.height, MAX_SCALE);
}

async function pictureOf(parser: PDFParse, number: number, scale: number): Promise<RenderedPage> {
  const [drawn] = (await parser.getScreenshot({ partial: [number], scale, imageBuffer: true, imageDataUrl: false })).pages;
  if (drawn === undefined) throw new WinnowError('file-broken', `Page ${number} cannot be drawn`);
  return { page: number, width: Math.round(drawn.width), height: Math.round(drawn.height), png: Buffer.from(drawn.data).toString('base64') };
}

async function contentOf(page: PdfJsPage, isLayerShown: (layer: unknown) => boolean): Promise<PageContent> {
  const list = await page.getOperatorList({ annotationMode: NO_ANNOTATIONS });
  const fonts = new Map<string, Font>();
  const fontOf = (id: string): Font => {
    const known = fonts.get(id) ?? (page.commonObjs.has(id) ? (page.commonObjs.get(id) as Font) : {});
    fonts.set(id, known);
    return known;
  };
  return readContent(list, { view: boxOf(page.view) ?? [0, 0, 612, 792], rotate: page.rotate }, fontOf, isLayerShown);
}

async function attachmentsOf(document: PdfJsDocument): Promise<readonly string[]> {
  try {
    return Object.values((await document.getAttachments()) ?? {}).flatMap(({ filename }) => (typeof filename === 'string' ? [filename] : []));
  } catch {
    return [];
  }
}

async function itemsOf(page: PdfJsPage): Promise<PageItems> {
  const { items, styles } = await page.getTextContent();
  const monospaced = new Set(Object.entries(styles).filter(([, { fontFamily }]) => fontFamily === 'monospace').map(([font]) => font));
  return { items: items.filter((item): item is TextItem => 'str' in item), monospaced };
}

async function outlineOf(document: PdfJsDocument): Promise<readonly OutlineEntry[]> {
  const entries: OutlineEntry[] = [];
  let seen = 0;
  const walk = async (nodes: readonly OutlineNode[], depth: number): Promise<void> => {
    for (const node of nodes) {
      seen += 1;
      if (seen > MAX_OUTLINE_ENTRIES) return;
      const target = await targetOf(document, node.dest);
      if (target !== null) entries.push({ title: node.title, depth, ...target });
      if (depth < MAX_OUTLINE_DEPTH) await walk(node.items, depth + 1);
    }
  };
  try {
    await walk((await document.getOutline()) ?? [], 1);
  } catch {
    return entries; // a broken outline costs its headings, not the text
  }
  return entries;
}

/** A destination is a page and how to show it: `[page, { name: 'XYZ' }, left, top, zoom]` (ISO 32000-1, 12.3.2.2). */
async function targetOf(document: PdfJsDocument, dest: OutlineNode['dest']): Promise<{ page: number; top: number | null } | null> {
  try {
    const [page, view, first, second] = (typeof dest === 'string' ? await document.getDestination(dest) : dest) ?? [];
    if (page === undefined || page === null) return null;
    const index = typeof page === 'number' ? page : await document.getPageIndex(page);
    const name = typeof view === 'object' && view !== null && 'name' in view ? view.name : null;
    const top = name === 'XYZ' ? second : name === 'FitH' || name === 'FitBH' ? first : null;
    return { page: index + 1, top: typeof top === 'number' ? top : null };
  } catch {
    return null;
  }
}

/** Dates of the XMP packet, as pdf.js names them (ISO 16684-1, 8.4; PRISM 3.0). */
export const XMP_DATES = ['prism:publicationdate', 'prism:modificationdate', 'xmp:createdate', 'xmp:modifydate'] as const;

async function infoOf(document: PdfJsDocument): Promise<ReadonlyMap<string, unknown>> {
  try {
    const { info, metadata } = await document.getMetadata();
    const xmp = XMP_DATES.map((name): [string, unknown] => [name, metadata?.get(name)]);
    return new Map([...Object.entries(info), ...xmp.filter(([, value]) => typeof value === 'string')]);
  } catch {
    return new Map();
  }
}

/** pdf.js's character maps (for CJK text) and font metrics, as installed beside pdf-parse. */
function assetFolder(): string {
  const require = createRequire(import.meta.url);
  return dirname(createRequire(require.resolve('pdf-parse')).resolve('pdfjs-dist/package.json'));
}

let standsIn = false;

/**
 * pdf.js wants three drawing classes when it loads and takes them from a native package, which a process without rights cannot load;
 * and a browser's font loader, or it turns every letter into an outline. Reading text uses none of them.
 */
function standInForCanvas(): void {
  standsIn = true;
  const globals = globalThis as Record<string, unknown>;
  for (const name of ['DOMMatrix', 'ImageData', 'Path2D', 'FontFace']) globals[name] ??= class {
    readonly loaded = Promise.resolve();
  };
}
