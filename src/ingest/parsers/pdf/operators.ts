/** Numbers of the operators in pdf.js's lists (its `OPS`) that are read here; a test compares them. */
export const OPS = {
  setGState: 9, save: 10, restore: 11, transform: 12,
  stroke: 20, closeStroke: 21, fill: 22, eoFill: 23, fillStroke: 24, eoFillStroke: 25, closeFillStroke: 26, closeEOFillStroke: 27, endPath: 28, clip: 29, eoClip: 30,
  beginText: 31, endText: 32, setCharSpacing: 33, setWordSpacing: 34, setHScale: 35, setLeading: 36, setFont: 37, setTextRenderingMode: 38, setTextRise: 39,
  moveText: 40, setLeadingMoveText: 41, setTextMatrix: 42, nextLine: 43, showText: 44,
  setStrokeColorN: 53, setFillColorN: 55, setStrokeRGBColor: 58, setFillRGBColor: 59, shadingFill: 62,
  beginMarkedContent: 69, beginMarkedContentProps: 70, endMarkedContent: 71,
  paintFormXObjectBegin: 74, paintFormXObjectEnd: 75, beginGroup: 76, endGroup: 77,
  paintImageMaskXObject: 83, paintImageMaskXObjectGroup: 84, paintImageXObject: 85, paintInlineImageXObject: 86,
  constructPath: 91, setStrokeTransparent: 92, setFillTransparent: 93,
} as const;

/** `[a b c d e f]`: x' = ax + cy + e, y' = bx + dy + f (ISO 32000-1, 8.3.3). */
export type Matrix = readonly [number, number, number, number, number, number];
export const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** First `inner`, then `outer`. */
export function multiply(outer: Matrix, inner: Matrix): Matrix {
  return [
    outer[0] * inner[0] + outer[2] * inner[1], outer[1] * inner[0] + outer[3] * inner[1],
    outer[0] * inner[2] + outer[2] * inner[3], outer[1] * inner[2] + outer[3] * inner[3],
    outer[0] * inner[4] + outer[2] * inner[5] + outer[4], outer[1] * inner[4] + outer[3] * inner[5] + outer[5],
  ];
}

/** Left, bottom, right, top in points. */
export type Box = readonly [number, number, number, number];

/** The smallest upright box around a box that is transformed. */
export function around(matrix: Matrix, [x0, y0, x1, y1]: Box): Box {
  const xs = [x0, x1, x0, x1].map((x, at) => matrix[0] * x + matrix[2] * (at < 2 ? y0 : y1) + matrix[4]);
  const ys = [x0, x1, x0, x1].map((x, at) => matrix[1] * x + matrix[3] * (at < 2 ? y0 : y1) + matrix[5]);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

export function intersection(one: Box, other: Box): Box {
  return [Math.max(one[0], other[0]), Math.max(one[1], other[1]), Math.min(one[2], other[2]), Math.min(one[3], other[3])];
}

/** 0 for boxes that are empty or inside out. */
export function area([x0, y0, x1, y1]: Box): number {
  return Math.max(0, x1 - x0) * Math.max(0, y1 - y0);
}

/** Six numbers of a list or typed array from outside. */
export function matrixOf(value: unknown): Matrix | null {
  const numbers = numbersOf(value, 6);
  return numbers === null ? null : (numbers as unknown as Matrix);
}

export function boxOf(value: unknown): Box | null {
  const numbers = numbersOf(value, 4);
  return numbers === null ? null : (numbers as unknown as Box);
}

function numbersOf(value: unknown, count: number): number[] | null {
  if (!Array.isArray(value) && !ArrayBuffer.isView(value)) return null;
  const numbers = Array.from({ length: count }, (_none, at) => (value as ArrayLike<unknown>)[at]);
  return numbers.every((number): number is number => typeof number === 'number' && Number.isFinite(number)) ? numbers : null;
}
