import { area, multiply, intersection, type Box, type Matrix } from '../operators.js';
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
/** Samples a page, about three seconds: a page of 600 dpi takes 35 million for each picture that fills it. Filling is some 30 times faster than sampling. */
const MAX_WORK = 300_000_000;
const FILL_WORK = 1 / 32;
const WHITE = 255;

/**
 * Paints a page's pictures, and the rectangles between and over them, in their order: what a rectangle covers is not to be read. `null` when no picture has pixels, or when
 * there is more to paint than any scan has.
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
  const toPage: Matrix = [72 / dpi, 0, 0, -72 / dpi, left, top];
  const layers = shown.map(({ paint, pixels }) => ({
    paint, pixels, box: pixelBox(paint.box, toPage, width, height), placed: paint.picture === undefined || pixels === null ? null : placement(paint.picture.matrix, toPage, pixels),
  }));
  if (layers.reduce((sum, { box, placed }) => sum + area(box) * (placed === null ? FILL_WORK : placed.samples ** 2), 0) > MAX_WORK) return null;
  const raster = { width, height, dpi, data: new Uint8Array(width * height).fill(WHITE) };
  for (const { paint, pixels, box, placed } of layers) {
    if (placed !== null && pixels !== null) drawPicture(raster, box, placed, samplerOf(pixels, paint.picture?.stencil), pixels);
    else if (paint.kind === 'rectangle' && paint.ink !== null) fill(raster, box, greyOf(paint.ink));
  }
  return raster;
}

/** Pixels an inch of a picture as it is drawn, the finer way. */
function resolution([a, b, c, d]: Matrix, { width, height }: Pixels): number {
  return Math.max((72 * width) / Math.max(1, Math.hypot(a, b)), (72 * height) / Math.max(1, Math.hypot(c, d)));
}

/** The box in whole pixels from the upper left corner: left, top, right, bottom, the latter two excluded. */
function pixelBox(box: Box, [scale, , , , left, top]: Matrix, width: number, height: number): Box {
  const [x0, y0, x1, y1] = [(box[0] - left) / scale, (top - box[3]) / scale, (box[2] - left) / scale, (top - box[1]) / scale];
  return intersection([0, 0, width, height], [Math.floor(x0), Math.floor(y0), Math.ceil(x1), Math.ceil(y1)]);
}

function fill({ data, width }: Raster, [x0, y0, x1, y1]: Box, grey: number): void {
  for (let y = y0; y < y1; y += 1) if (x1 > x0) data.fill(grey, y * width + x0, y * width + x1);
}

/** Grey at a column and row of a picture, 0..255; -1 where it paints nothing. */
type Sampler = (column: number, row: number) => number;

/** How a picture lies under the raster: `matrix` leads from the raster's pixels to its columns and rows. */
interface Placement { readonly matrix: Matrix; readonly samples: number }

function placement(matrix: Matrix, toPage: Matrix, { width, height }: Pixels): Placement | null {
  const inverse = inverted(matrix);
  if (inverse === null) return null;
  // Rows run down while the unit square runs up.
  const placed = multiply([width, 0, 0, -height, 0, height], multiply(inverse, toPage));
  const finer = Math.max(Math.hypot(placed[0], placed[1]), Math.hypot(placed[2], placed[3]));
  return { matrix: placed, samples: Math.min(MAX_SAMPLES, Math.max(1, Math.round(finer))) };
}

function drawPicture({ data, width }: Raster, [x0, y0, x1, y1]: Box, { matrix: [a, b, c, d, e, f], samples }: Placement, sample: Sampler, pixels: Pixels): void {
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
