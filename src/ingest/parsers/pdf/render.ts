import type { RenderPlace, RenderedPage, Rendering } from '../../../core/index.js';
import { openPdf } from './open.js';

/** From the page that is asked for: a passage that runs over is to be seen whole. */
const PAGES = 2;
/** In pixels. A line of 11 points is read without a glass at this width. */
const WIDTH = 1000;
const MAX_HEIGHT = 2000;

/** Pages of a PDF as pictures. Needs the rights for native code. */
export async function renderedPages(bytes: Uint8Array, { page }: RenderPlace): Promise<Rendering> {
  const pdf = await openPdf(bytes, { pictures: true, drawing: true });
  try {
    const first = Math.min(Math.max(page ?? 1, 1), pdf.pageCount);
    const pages: RenderedPage[] = [];
    for (let at = first; at < first + PAGES && at <= pdf.pageCount; at += 1) pages.push(await pdf.picture(at, { width: WIDTH, maxHeight: MAX_HEIGHT }));
    return { kind: 'pages', pages, pageCount: pdf.pageCount };
  } finally {
    await pdf.close();
  }
}
