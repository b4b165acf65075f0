import type { PageContent } from './content.js';
import { linesOf, type Line } from './lines.js';
import type { OpenPdf } from './open.js';
import { piecesOf, piecesOfItems, type Piece } from './pieces.js';
import { inReadingOrder } from './reading-order.js';
import { rowsOf } from './rows.js';
import { boundsOf, seenText, type SeenPage } from './visibility.js';

/** A page as it is read. */
export interface ReadPage {
  readonly lines: readonly Line[];
  readonly seen: SeenPage;
}

/** Written from right to left: Hebrew, Arabic and their relatives. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/u;

export async function readPage(pdf: OpenPdf, page: number): Promise<ReadPage> {
  const content = await pdf.content(page);
  const seen = seenText(content);
  if (content.vertical || seen.shown.some(({ text }) => RIGHT_TO_LEFT.test(text))) return { lines: await linesByPdfJs(pdf, page, content, seen), seen };
  const { main, turned } = piecesOf(seen.shown);
  return { lines: linesOfPieces([main, ...turned], page), seen };
}

function linesOfPieces(groups: readonly (readonly Piece[])[], page: number): readonly Line[] {
  return groups.flatMap((pieces) => linesOf(inReadingOrder(rowsOf(pieces)), page));
}

/** pdf.js puts right-to-left and vertical text in order; what is hidden is taken out of its items by where it stands. */
async function linesByPdfJs(pdf: OpenPdf, page: number, content: PageContent, { shown, hidden }: SeenPage): Promise<readonly Line[]> {
  const { items, monospaced } = await pdf.items(page);
  const boxes = (runs: readonly { readonly run: PageContent['runs'][number] }[]): readonly (readonly [number, number, number, number])[] => runs.map(({ run }) => boundsOf(run));
  const [seen, unseen] = [boxes(shown.map((run) => ({ run }))), boxes(hidden)];
  const isAt = (list: typeof seen, x: number, y: number): boolean => list.some(([x0, y0, x1, y1]) => x >= x0 - 1 && x <= x1 + 1 && y >= y0 - 1 && y <= y1 + 1);
  const kept = unseen.length === 0 || unseen.length > 2000 ? items : items.filter(({ transform, width, height }) => {
    const [x, y] = [(transform[4] ?? 0) + width / 2, (transform[5] ?? 0) + height * 0.3];
    return !isAt(unseen, x, y) || isAt(seen, x, y);
  });
  return linesOf(inReadingOrder(rowsOf(piecesOfItems(kept, monospaced))), page);
}
