import { multiply, intersection, type Box, type Matrix } from '../operators.js';
import type { Paint, PageContent } from '../content.js';
import type { Ink } from '../graphics-state.js';

/** Pixels as pdf.js decodes them. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** pdf.js's `ImageKind`: 1 = one bit a pixel, rows on whole bytes, 1 is white; 2 = RGB; 3 = RGBA. A stencil has none and is one bit a pixel, 0 paints. */
  readonly kind?: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** A page as a grey picture: a byte a pixel, 0 = black, rows from above. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** Pixels an inch. */
  readonly dpi: number;
  readonly data: Uint8Array;
}

/** Tesseract gains nothing above: its authors recommend 300 for letters of common size. */
const MAX_DPI = 300;
/** A screen's resolution: a picture this coarse is recognised badly, and one coarser not at all. */
const MIN_DPI = 72;
/** A3 at 300 dpi is 17.4 million. Larger pages are made coarser. */
const MAX_PIXELS = 18_000_000;
/** Samples a pixel, each way, where a picture is finer than the raster. */
const MAX_SAMPLES = 4;
const WHITE = 255;

/**
 * Paints a page's pictures, and the rectangles between and over them, in their order: what a rectangle covers is not to be read. `null` when no picture has pixels.
 * Turned, mirrored, stencilled and striped pictures come out as they show.
 */
export function rasterOf(content: PageContent, pixelsOf: (paint: Paint) => Pixels | null): Raster | null {
  const shown = content.paints.flatMap((paint) => (paint.kind === 'image' ? { paint, pixels: pixelsOf(paint) } : paint.kind === 'rectangle' && paint.opaque ? { paint, pixels: null } : []));
  const resolutions = shown.flatMap(({ paint: { picture }, pixels }) => (picture === undefined || pixels === null ? [] : resolution(picture.matrix, pixels)));
  if (resolutions.length === 0) return null;
  const [left, bottom, right, top] = content.page;
  const fitting = 72 * Math.sqrt(MAX_PIXELS / Math.max(1, (right - left) * (top - bottom)));
  const dpi = Math.min(MAX_DPI, fitting, Math.max(MIN_DPI, ...resolutions));
  const [width, height] = [Math.max(1, Math.floor(((right - left) * dpi) / 72)), Math.max(1, Math.floor(((top - bottom) * dpi) / 72))];
  const raster = { width, height, dpi, data: new Uint8Array(width * height).fill(WHITE) };
  const toPage: Matrix = [72 / dpi, 0, 0, -72 / dpi, left, top];
  for (const { paint, pixels } of shown) {
    const box = pixelBox(paint.box, toPage, raster);
    if (paint.picture !== undefined && pixels !== null) drawPicture(raster, box, paint.picture.matrix, toPage, samplerOf(pixels, paint.picture.stencil), pixels);
    else if (paint.kind === 'rectangle' && paint.ink !== null) fill(raster, box, greyOf(paint.ink));
  }
  return raster;
}

/** Pixels an inch of a picture as it is drawn, the finer way. */
function resolution([a, b, c, d]: Matrix, { width, height }: Pixels): number {
  return Math.max((72 * width) / Math.max(1, Math.hypot(a, b)), (72 * height) / Math.max(1, Math.hypot(c, d)));
}

/** The box in whole pixels from the upper left corner: left, top, right, bottom, the latter two excluded. */
function pixelBox(box: Box, [scale, , , , left, top]: Matrix, { width, height }: Raster): Box {
  const [x0, y0, x1, y1] = [(box[0] - left) / scale, (top - box[3]) / scale, (box[2] - left) / scale, (top - box[1]) / scale];
  return intersection([0, 0, width, height], [Math.floor(x0), Math.floor(y0), Math.ceil(x1), Math.ceil(y1)]);
}

function fill({ data, width }: Raster, [x0, y0, x1, y1]: Box, grey: number): void {
  for (let y = y0; y < y1; y += 1) if (x1 > x0) data.fill(grey, y * width + x0, y * width + x1);
}

/** Grey at a column and row of a picture, 0..255; -1 where it paints nothing. */
type Sampler = (column: number, row: number) => number;

function drawPicture({ data, width }: Raster, [x0, y0, x1, y1]: Box, matrix: Matrix, toPage: Matrix, sample: Sampler, pixels: Pixels): void {
  const inverse = inverted(matrix);
  if (inverse === null) return;
  // From the raster's pixels to the picture's columns and rows, which run down while the unit square runs up.
  const [a, b, c, d, e, f] = multiply([pixels.width, 0, 0, -pixels.height, 0, pixels.height], multiply(inverse, toPage));
  const samples = Math.min(MAX_SAMPLES, Math.max(1, Math.round(Math.max(Math.hypot(a, b), Math.hypot(c, d)))));
  for (let y = y0; y < y1; y += 1) {
    for (let x = x0; x < x1; x += 1) {
      let [sum, count] = [0, 0];
      for (let at = 0; at < samples * samples; at += 1) {
        const [dx, dy] = [x + ((at % samples) + 0.5) / samples, y + (Math.floor(at / samples) + 0.5) / samples];
        const [column, row] = [Math.floor(a * dx + c * dy + e), Math.floor(b * dx + d * dy + f)];
        if (column < 0 || row < 0 || column >= pixels.width || row >= pixels.height) continue;
        const grey = sample(column, row);
        if (grey < 0) continue;
        sum += grey;
        count += 1;
      }
      if (count === 0) continue;
      const at = y * width + x;
      data[at] = Math.round((sum + (data[at] ?? WHITE) * (samples * samples - count)) / (samples * samples));
    }
  }
}

function inverted([a, b, c, d, e, f]: Matrix): Matrix | null {
  const determinant = a * d - b * c;
  if (Math.abs(determinant) < 1e-9) return null;
  return [d / determinant, -b / determinant, -c / determinant, a / determinant, (c * f - d * e) / determinant, (b * e - a * f) / determinant];
}

function samplerOf({ width, kind, data }: Pixels, stencil: Ink | undefined): Sampler {
  const stride = (width + 7) >> 3;
  const bit = (column: number, row: number): number => ((data[row * stride + (column >> 3)] ?? 0) >> (7 - (column & 7))) & 1;
  if (stencil !== undefined) {
    const grey = greyOf(stencil ?? 0);
    return (column, row) => (bit(column, row) === 0 ? grey : -1);
  }
  if (kind === 1) return (column, row) => bit(column, row) * WHITE;
  const bytes = kind === 2 ? 3 : 4;
  return (column, row) => {
    const at = (row * width + column) * bytes;
    if (bytes === 4 && (data[at + 3] ?? 0) < 128) return -1;
    return luma(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0);
  };
}

function greyOf(ink: number): number {
  return luma((ink >> 16) & 255, (ink >> 8) & 255, ink & 255);
}

/** ITU-R BT.601. */
function luma(red: number, green: number, blue: number): number {
  return Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
}
