import { describe, expect, it } from 'vitest';
import { readContent, type Picture } from '../../../src/ingest/parsers/pdf/content.js';
import { layOut } from '../../../src/ingest/parsers/pdf/layout.js';
import { evenedOut, recognisedLines } from '../../../src/ingest/parsers/pdf/ocr/lines.js';
import { rasterOf, type Pixels, type Raster } from '../../../src/ingest/parsers/pdf/ocr/raster.js';
import { OPS } from '../../../src/ingest/parsers/pdf/operators.js';
import { cpuMs } from '../../cpu-time.js';

type Operation = readonly [number, readonly unknown[]];

/** A page of 2 by 2 inches with one pixel of 72 an inch for a point. */
function drawn(operations: readonly Operation[], frame: { readonly rotate?: number; readonly layers?: boolean } = {}): Raster | null {
  const list = { fnArray: operations.map(([op]) => op), argsArray: operations.map(([, args]) => args) };
  const content = readContent(list, { view: [0, 0, 144, 144], rotate: frame.rotate ?? 0 }, () => ({}), () => frame.layers ?? true);
  return rasterOf(content, ({ picture }) => (picture as (Picture & { source: Pixels }) | undefined)?.source ?? null);
}

/** What the quarters of a page show, from the upper left one on: `#` dark, `.` light, `+` between. */
function quarters(raster: Raster | null): string {
  if (raster === null) return 'nothing';
  const [x, y] = [raster.width / 4, raster.height / 4];
  const sign = (column: number, row: number): string => {
    const grey = raster.data[Math.floor(row) * raster.width + Math.floor(column)] ?? 0;
    return grey < 64 ? '#' : grey > 192 ? '.' : '+';
  };
  return `${sign(x, y)}${sign(3 * x, y)}/${sign(x, 3 * y)}${sign(3 * x, 3 * y)}`;
}

const rgb = (...greys: readonly number[]): Uint8Array => new Uint8Array(greys.flatMap((grey) => [grey, grey, grey]));
/** Dark in its upper left quarter. */
const CORNER: Pixels = { width: 2, height: 2, kind: 2, data: rgb(0, 255, 255, 255) };
const image = (pixels: Pixels, matrix: readonly number[]): Operation[] => [[OPS.save, []], [OPS.transform, matrix], [OPS.paintImageXObject, [pixels]], [OPS.restore, []]];
const WHOLE = [144, 0, 0, 144, 0, 0];

describe('the raster of a page', () => {
  it('shows a picture upright, turned and mirrored as its matrix says', () => {
    expect(quarters(drawn(image(CORNER, WHOLE)))).toBe('#./..');
    expect(quarters(drawn(image(CORNER, [0, 144, -144, 0, 144, 0])))).toBe('../#.');
    expect(quarters(drawn(image(CORNER, [-144, 0, 0, 144, 144, 0])))).toBe('.#/..');
    expect(quarters(drawn(image(CORNER, [144, 0, 0, -144, 0, 144])))).toBe('../#.');
  });

  it('turns with the page', () => {
    expect(['0', '90', '180', '270'].map((rotate) => quarters(drawn(image(CORNER, WHOLE), { rotate: Number(rotate) })))).toEqual(['#./..', '.#/..', '../.#', '../#.']);
  });

  it('reads pixels of one bit, three and four bytes, and stencils', () => {
    expect(quarters(drawn(image({ width: 2, height: 2, kind: 1, data: new Uint8Array([0b01000000, 0b11000000]) }, WHOLE)))).toBe('#./..');
    const clear = new Uint8Array([0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255]);
    expect(quarters(drawn(image({ width: 2, height: 2, kind: 3, data: clear }, WHOLE)))).toBe('#./.#');
    const stencil: Operation = [OPS.paintImageMaskXObject, [{ width: 2, height: 2, data: new Uint8Array([0b01000000, 0b10000000]) }]];
    expect(quarters(drawn([[OPS.save, []], [OPS.transform, WHOLE], stencil, [OPS.restore, []]]))).toBe('#./.#');
    expect(quarters(drawn([[OPS.save, []], [OPS.setFillRGBColor, ['#808080']], [OPS.transform, WHOLE], stencil, [OPS.restore, []]]))).toBe('+./.+');
    const group: Operation = [OPS.paintImageMaskXObjectGroup, [[{ width: 2, height: 2, data: new Uint8Array([0b01000000, 0b10000000]), transform: WHOLE }]]];
    expect(quarters(drawn([group]))).toBe('#./.#');
  });

  it('puts strips together, and the later picture over the earlier', () => {
    const dark: Pixels = { width: 1, height: 1, kind: 2, data: rgb(0) };
    expect(quarters(drawn([...image(CORNER, [144, 0, 0, 72, 0, 72]), ...image(dark, [144, 0, 0, 72, 0, 0])]))).toMatch(/\/##$/u);
    expect(quarters(drawn([...image(dark, WHOLE), ...image(CORNER, WHOLE)]))).toBe('#./..');
  });

  it('covers what a rectangle covers, and shows nothing of hidden layers', () => {
    const rectangle: Operation = [OPS.constructPath, [OPS.fill, [new Float32Array([0, 0, 72, 1, 72, 72, 1, 72, 144, 1, 0, 144, 3])], new Float32Array([0, 72, 72, 144])]];
    const [covered, under] = [[...image(CORNER, WHOLE), [OPS.setFillRGBColor, ['#ffffff']] as const, rectangle], [[OPS.setFillRGBColor, ['#ffffff']] as const, rectangle, ...image(CORNER, WHOLE)]];
    expect(quarters(drawn(covered))).toBe('../..');
    expect(quarters(drawn(under))).toBe('#./..');
    expect(quarters(drawn([[OPS.beginMarkedContentProps, ['OC', {}]], ...image(CORNER, WHOLE), [OPS.endMarkedContent, []]], { layers: false }))).toBe('nothing');
  });

  it('averages pictures that are finer, and stays within its size', () => {
    const side = 1200;
    const chequered = new Uint8Array(150 * side).map((_none, index) => (Math.floor(index / 150) % 2 === 0 ? 0xaa : 0x55));
    const fine = drawn(image({ width: side, height: side, kind: 1, data: chequered }, WHOLE));
    expect(fine).toMatchObject({ dpi: 300, width: 600, height: 600 });
    expect(quarters(fine)).toBe('++/++');
    expect(drawn(image(CORNER, WHOLE))).toMatchObject({ dpi: 72 });
    const huge = readContent({ fnArray: [OPS.transform, OPS.paintImageXObject], argsArray: [[14_400, 0, 0, 14_400, 0, 0], [{}]] }, { view: [0, 0, 14_400, 14_400], rotate: 0 }, () => ({}), () => true);
    const raster = rasterOf(huge, () => ({ width: 4000, height: 4000, kind: 1, data: new Uint8Array(8) }));
    expect((raster?.width ?? 0) * (raster?.height ?? 0)).toBeLessThanOrEqual(18_000_000);
    const fill: Operation = [OPS.constructPath, [OPS.fill, [new Float32Array([0, 0, 0, 1, 144, 0, 1, 144, 144, 1, 0, 144, 3])], new Float32Array([0, 0, 144, 144])]];
    const before = cpuMs();
    expect(quarters(drawn([...image(CORNER, [72, 0, 0, 72, 0, 0]), ...Array.from({ length: 19_900 }, () => fill)]))).toBe('##/##');
    expect(quarters(drawn([...image({ width: side, height: side, kind: 1, data: chequered }, WHOLE), ...Array.from({ length: 19_900 }, () => fill)]))).toBe('##/##');
    expect(quarters(drawn(Array.from({ length: 5000 }, () => image({ width: side, height: side, kind: 1, data: chequered }, WHOLE)).flat()))).toBe('nothing');
    expect(cpuMs() - before).toBeLessThan(10_000);
    expect(quarters(drawn(image({ width: 1e6, height: 1e6, kind: 2, data: new Uint8Array(3) }, [0, 0, 0, 0, 10, 10])))).toBe('nothing');
  });
});

describe('recognised lines', () => {
  const line = (text: string, row: { readonly y?: number; readonly height?: number; readonly confidence?: number; readonly gap?: number } = {}) => {
    const { y = 100, height = 20, confidence = 90, gap = 10 } = row;
    let x = 100;
    const words = text.split(' ').map((word) => {
      const bbox = { x0: x, y0: y, x1: x + word.length * 10, y1: y + height };
      x = bbox.x1 + gap;
      return { text: word, confidence, bbox };
    });
    return { words, bbox: { x0: 100, y0: y, x1: x - gap, y1: y + height }, baseline: { x0: 100, y0: y + 15, x1: x, y1: y + 15 }, rowAttributes: { rowHeight: height } };
  };
  const read = (...lines: readonly ReturnType<typeof line>[]) => recognisedLines({ blocks: [{ paragraphs: [{ lines }] }] }, { page: 3, dpi: 144, left: 0, top: 800 }, 60);

  it('stand in points on their page, and even in height but for headings', () => {
    const { lines } = read(line('Heads stand out', { height: 30 }), line('one two'), line('one two'), line('one two', { height: 22 }), line('one two', { height: 19 }));
    expect(lines.map(({ height }) => height)).toEqual([15, 10, 10, 10, 10]);
    expect(lines[1]).toMatchObject({ page: 3, left: 50, right: 85, baseline: 742.5, recognised: { opens: false } });
    expect(lines[0]?.recognised).toEqual({ opens: true });
  });

  it('part columns at wide gaps and name bullets', () => {
    expect(read(line('Item Price', { gap: 60 })).lines[0]?.text).toBe('Item\tPrice');
    expect(read(line('¢ an item')).lines[0]?.text).toBe('• an item');
    expect(read(line('¢5 an item')).lines[0]?.text).toBe('¢5 an item');
  });

  it('are laid out among lines of a text layer: no bold headings, paragraphs by indentation, one size', () => {
    const text = (words: string, baseline: number) => ({ page: 1, text: words, height: 10, font: 'f1', monospaced: false, left: 50, right: 500, baseline });
    const own = [text('A text layer has this many words to say here', 700), text('and goes on with them over a second line, which ends here.', 688),
      text('Another paragraph of it outweighs what is recognised, so that the letters of the file are those of its text', 664), text('layer, and nothing but them.', 652)];
    const recognised = (words: string, baseline: number, opens: boolean, height = 13) => ({ ...text(words, baseline), page: 2, font: '', height, recognised: { opens } });
    const [page] = evenedOut([{ page: 2, confidence: 90, lines: [
      recognised('Total amount due', 712, true), recognised('An indented paragraph begins here and fills its line to the', 700, true), recognised('margin, as the next one does', 688, false),
      recognised('Another indented one', 676, true), recognised('Set large', 640, true, 26),
    ] }], 10);
    expect(page?.lines.map(({ height }) => height)).toEqual([10, 10, 10, 10, 20]);
    const { text: all, blocks } = layOut([own, page?.lines ?? []]);
    expect(blocks.map(({ kind, start, end }) => `${kind} ${all.slice(start, end)}`).slice(2)).toEqual([
      'paragraph Total amount due', 'paragraph An indented paragraph begins here and fills its line to the margin, as the next one does', 'paragraph Another indented one', 'heading Set large',
    ]);
    expect(evenedOut([{ page: 1, confidence: 90, lines: [recognised('One', 700, true, 12)] }], 0)[0]?.lines[0]?.height).toBe(12);
  });

  it('leave specks out, and count what is kept', () => {
    const page = read(line('sound words', { confidence: 90 }), line('dim words', { confidence: 40 }), line('specks here', { confidence: 20 }), line('| — ~', { confidence: 95 }));
    expect(page.lines.map(({ text }) => text)).toEqual(['sound words', 'dim words']);
    expect(page.confidence).toBe(65);
    expect(recognisedLines({ blocks: null }, { page: 1, dpi: 72, left: 0, top: 0 }, 60)).toMatchObject({ lines: [], confidence: 0 });
  });
});
