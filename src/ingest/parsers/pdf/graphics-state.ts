import { IDENTITY, type Box, type Matrix } from './operators.js';

/** 0xRRGGBB; `null` for a pattern, whose look is not known. */
export type Ink = number | null;

/** What pdf.js tells of a font. */
export interface Font {
  readonly fontMatrix?: readonly number[] | null;
  readonly vertical?: boolean;
  readonly isType3Font?: boolean;
  readonly fallbackName?: string;
  readonly bbox?: readonly number[];
}

/** The graphics state as far as it says where and how text shows (ISO 32000-1, 8.4 and 9.3). */
export interface GraphicsState {
  ctm: Matrix;
  clip: Box;
  fill: Ink;
  stroke: Ink;
  /** 0..1, that of the groups around it times its own. */
  fillAlpha: number;
  strokeAlpha: number;
  groupAlpha: number;
  /** Painted over what is there without letting it through. */
  normalBlend: boolean;
  /** What is drawn makes a soft mask and is not seen itself. */
  isMask: boolean;
  font: string;
  fontSize: number;
  charSpacing: number;
  wordSpacing: number;
  hScale: number;
  leading: number;
  rise: number;
  mode: number;
}

export function initialState(ctm: Matrix, clip: Box): GraphicsState {
  return {
    ctm, clip, fill: 0, stroke: 0, fillAlpha: 1, strokeAlpha: 1, groupAlpha: 1, normalBlend: true, isMask: false,
    font: '', fontSize: 0, charSpacing: 0, wordSpacing: 0, hScale: 1, leading: 0, rise: 0, mode: 0,
  };
}

/** The text matrix and where the line began. */
export class TextPosition {
  matrix: Matrix = IDENTITY;
  private line: Matrix = IDENTITY;

  set(matrix: Matrix): void {
    this.matrix = this.line = matrix;
  }

  move(x: number, y: number): void {
    const [a, b, c, d, e, f] = this.line;
    this.set([a, b, c, d, a * x + c * y + e, b * x + d * y + f]);
  }

  advance(x: number): void {
    const [a, b, c, d, e, f] = this.matrix;
    this.matrix = [a, b, c, d, a * x + e, b * x + f];
  }
}
