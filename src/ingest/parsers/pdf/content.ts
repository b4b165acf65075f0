import { initialState, TextPosition, type Font, type GraphicsState, type Ink } from './graphics-state.js';
import { IDENTITY, OPS, area, around, boxOf, intersection, matrixOf, multiply, type Box, type Matrix } from './operators.js';
import { RunBuilder, type Glyph, type Run } from './runs.js';

/** Something painted that may stand behind or before text. */
export interface Paint {
  readonly kind: 'rectangle' | 'shape' | 'image';
  readonly box: Box;
  readonly ink: Ink;
  readonly opaque: boolean;
  /** Position in the page's order of painting, shared with runs. */
  readonly order: number;
  /** Of an image in a file opened with its pictures. */
  readonly picture?: Picture;
}

/** Where an image stands: the unit square, its rows from above, under `matrix`. */
export interface Picture {
  readonly matrix: Matrix;
  /** The name of its pixels, or the pixels themselves, as pdf.js has them in its list. */
  readonly source: unknown;
  /** Of a stencil, what is painted through it; `undefined` for an image with colours of its own. */
  readonly stencil?: Ink;
}

/** What a page's content draws. Lengths in points from the lower left corner, the page turned as it is shown. */
export interface PageContent {
  readonly runs: readonly Run[];
  readonly paints: readonly Paint[];
  readonly page: Box;
  /** More is painted than was kept: what stands behind text is not known. */
  readonly capped: boolean;
  readonly vertical: boolean;
}

export interface OperatorList {
  readonly fnArray: ArrayLike<number>;
  readonly argsArray: readonly (readonly unknown[] | null)[];
}

export interface PageFrame {
  /** The part of the page that is shown: the crop box within the media box. */
  readonly view: Box;
  /** Clockwise, in degrees: 0, 90, 180, 270. */
  readonly rotate: number;
}

/** Fills and images of one page kept as possible backgrounds, and saved states: a map with more of them has little text. */
const MAX_PAINTS = 20_000;
const MAX_SAVED = 500;
/** From here on nothing under a fill is seen. */
const OPAQUE = 0.95;
/** `moveTo, lineTo, lineTo, lineTo[, lineTo], closePath` of pdf.js's path data: numbers of an axis-parallel rectangle at most. */
const MAX_RECTANGLE_NUMBERS = 16;
const FILLS: ReadonlySet<number> = new Set([OPS.fill, OPS.eoFill, OPS.fillStroke, OPS.eoFillStroke, OPS.closeFillStroke, OPS.closeEOFillStroke]);

/**
 * Follows a page's operators: where every run of text stands, how it is painted, and what else is painted.
 * For text pdf.js is told to leave images out (`maxImageSize`), which spares decoding them: what is left of one is a transformation undone at once.
 */
export function readContent(list: OperatorList, frame: PageFrame, fontOf: (id: string) => Font, isLayerShown: (layer: unknown) => boolean): PageContent {
  const reader = new ContentReader(frame, fontOf, isLayerShown);
  for (let at = 0; at < list.fnArray.length; at += 1) reader.follow(list.fnArray[at] ?? -1, list.argsArray[at] ?? [], at);
  return reader.content();
}

type Arguments = readonly unknown[];

class ContentReader {
  private readonly page: Box;
  private state: GraphicsState;
  private readonly saved: GraphicsState[] = [];
  private readonly text = new TextPosition();
  private readonly runs = new RunBuilder();
  private readonly paints: Paint[] = [];
  private readonly layers: boolean[] = [];
  private hiddenLayers = 0;
  private clipNext = false;
  private capped = false;
  private previous = -1;
  private order = 0;
  private unsaved = 0;

  constructor(frame: PageFrame, private readonly fontOf: (id: string) => Font, private readonly isLayerShown: (layer: unknown) => boolean) {
    const { ctm, page } = shownPage(frame);
    this.page = page;
    this.state = initialState(ctm, page);
  }

  follow(op: number, args: Arguments, order: number): void {
    this.order = order;
    if (!this.followText(op, args) && !this.followColour(op, args)) this.followStructure(op, args);
    if (op !== OPS.setGState) this.previous = op;
  }

  content(): PageContent {
    return { runs: this.runs.done(), paints: this.paints, page: this.page, capped: this.capped, vertical: this.runs.vertical };
  }

  private followText(op: number, args: Arguments): boolean {
    const { state, text } = this;
    switch (op) {
      case OPS.beginText: text.set(IDENTITY); break;
      case OPS.setTextMatrix: text.set(matrixOf(args[0]) ?? text.matrix); break;
      case OPS.moveText: text.move(number(args[0]), number(args[1])); break;
      case OPS.setLeadingMoveText:
        state.leading = -number(args[1]);
        text.move(number(args[0]), number(args[1]));
        break;
      case OPS.nextLine: text.move(0, -state.leading); break;
      case OPS.setLeading: state.leading = number(args[0]); break;
      case OPS.setFont: [state.font, state.fontSize] = [String(args[0]), number(args[1])]; break;
      case OPS.setCharSpacing: state.charSpacing = number(args[0]); break;
      case OPS.setWordSpacing: state.wordSpacing = number(args[0]); break;
      case OPS.setHScale: state.hScale = number(args[0]) / 100; break;
      case OPS.setTextRise: state.rise = number(args[0]); break;
      case OPS.setTextRenderingMode: state.mode = number(args[0]); break;
      case OPS.showText: this.runs.show(glyphsOf(args[0]), state, text, this.fontOf(state.font), this.order, this.hiddenLayers > 0); break;
      default: return false;
    }
    return true;
  }

  private followColour(op: number, args: Arguments): boolean {
    const { state } = this;
    switch (op) {
      case OPS.setFillRGBColor: state.fill = inkOf(args[0]); break;
      case OPS.setStrokeRGBColor: state.stroke = inkOf(args[0]); break;
      case OPS.setFillColorN: state.fill = null; break;
      case OPS.setStrokeColorN: state.stroke = null; break;
      case OPS.setFillTransparent: state.fillAlpha = 0; break;
      case OPS.setStrokeTransparent: state.strokeAlpha = 0; break;
      case OPS.setGState: setParameters(state, args[0]); break;
      case OPS.shadingFill: this.paint('shape', state.clip, null); break;
      case OPS.clip: case OPS.eoClip: this.clipNext = true; break;
      case OPS.constructPath: this.path(args); break;
      default: return false;
    }
    return true;
  }

  private followStructure(op: number, args: Arguments): void {
    switch (op) {
      case OPS.save: this.save(); break;
      case OPS.restore:
        if (this.previous === OPS.transform) this.paint('image', around(this.state.ctm, [0, 0, 1, 1]), null);
        this.restore();
        break;
      case OPS.paintImageXObject: case OPS.paintInlineImageXObject: this.picture({ matrix: this.state.ctm, source: args[0] }); break;
      case OPS.paintImageMaskXObject: this.picture({ matrix: this.state.ctm, source: args[0], stencil: this.state.fill }); break;
      case OPS.paintImageMaskXObjectGroup: for (const stencil of stencilsOf(args[0])) this.picture({ ...stencil, matrix: multiply(this.state.ctm, stencil.matrix), stencil: this.state.fill }); break;
      case OPS.transform: this.state.ctm = multiply(this.state.ctm, matrixOf(args) ?? IDENTITY); break;
      case OPS.beginGroup:
        this.save();
        this.state = { ...this.state, isMask: this.state.isMask || hasMask(args[0]), groupAlpha: this.state.groupAlpha * this.state.fillAlpha, fillAlpha: 1, strokeAlpha: 1 };
        break;
      case OPS.paintFormXObjectBegin: this.beginForm(args); break;
      case OPS.paintFormXObjectEnd: case OPS.endGroup: this.restore(); break;
      case OPS.beginMarkedContent: this.layers.push(false); break;
      case OPS.beginMarkedContentProps: this.beginLayer(args[0] === 'OC' && !this.isLayerShown(args[1])); break;
      case OPS.endMarkedContent: if (this.layers.pop() === true) this.hiddenLayers -= 1; break;
      default: break;
    }
  }

  private picture(picture: Picture): void {
    this.paint('image', around(picture.matrix, [0, 0, 1, 1]), null, picture);
  }

  private paint(kind: Paint['kind'], box: Box, ink: Ink, picture?: Picture): void {
    const seen = intersection(box, this.state.clip);
    const alpha = this.state.groupAlpha * this.state.fillAlpha;
    if (area(seen) <= 0 || alpha === 0 || this.hiddenLayers > 0 || this.state.isMask) return;
    if (this.paints.length >= MAX_PAINTS) this.capped = true;
    else this.paints.push({ kind, box: seen, ink, opaque: alpha >= OPAQUE && this.state.normalBlend, order: this.order, ...(picture === undefined ? {} : { picture }) });
  }

  private path(args: Arguments): void {
    const bounds = boxOf(args[2]);
    const box = bounds === null ? null : around(this.state.ctm, bounds);
    if (box !== null && FILLS.has(number(args[0]))) this.paint(isRectangle(args[1], this.state.ctm) ? 'rectangle' : 'shape', box, this.state.fill);
    if (this.clipNext && box !== null) this.state.clip = intersection(this.state.clip, box);
    this.clipNext = false;
  }

  private beginForm(args: Arguments): void {
    this.save();
    this.state.ctm = multiply(this.state.ctm, matrixOf(args[0]) ?? IDENTITY);
    const bounds = boxOf(args[1]);
    if (bounds !== null) this.state.clip = intersection(this.state.clip, around(this.state.ctm, bounds));
  }

  private beginLayer(off: boolean): void {
    this.layers.push(off);
    if (off) this.hiddenLayers += 1;
  }

  private save(): void {
    if (this.saved.length < MAX_SAVED) this.saved.push({ ...this.state });
    else this.unsaved += 1;
  }

  private restore(): void {
    if (this.unsaved > 0) this.unsaved -= 1;
    else this.state = this.saved.pop() ?? this.state;
  }
}

/** The group is no picture but says where the next one lets through. */
function hasMask(group: unknown): boolean {
  return typeof group === 'object' && group !== null && 'smask' in group && group.smask !== null;
}

function stencilsOf(group: unknown): readonly Picture[] {
  const entries = Array.isArray(group) ? (group as readonly ({ readonly transform?: unknown } | null)[]) : [];
  return entries.map((entry) => ({ matrix: matrixOf(entry?.transform) ?? IDENTITY, source: entry }));
}

function glyphsOf(value: unknown): readonly (Glyph | number)[] {
  return Array.isArray(value) ? (value as readonly (Glyph | number | null)[]).filter((glyph) => glyph !== null) : [];
}

/** The page as it is shown: turned, its corner where the unturned page has it. */
function shownPage({ view, rotate }: PageFrame): { ctm: Matrix; page: Box } {
  const [x0, y0, x1, y1] = view;
  switch (((rotate % 360) + 360) % 360) {
    case 90: return { ctm: [0, -1, 1, 0, -y0, x1], page: [0, 0, y1 - y0, x1 - x0] };
    case 180: return { ctm: [-1, 0, 0, -1, x1, y1], page: [0, 0, x1 - x0, y1 - y0] };
    case 270: return { ctm: [0, 1, -1, 0, y1, -x0], page: [0, 0, y1 - y0, x1 - x0] };
    default: return { ctm: [1, 0, 0, 1, 0, 0], page: view };
  }
}

function setParameters(state: GraphicsState, entries: unknown): void {
  for (const [key, value] of (Array.isArray(entries) ? entries : []) as readonly (readonly [string, unknown])[]) {
    if (key === 'ca') state.fillAlpha = number(value);
    else if (key === 'CA') state.strokeAlpha = number(value);
    else if (key === 'BM') state.normalBlend = value === 'source-over';
    else if (key === 'SMask' && value !== false) state.normalBlend = false;
    else if (key === 'Font' && Array.isArray(value)) [state.font, state.fontSize] = [String(value[0]), number(value[1])];
  }
}

/** All its corners lie on its bounds, and it stays upright. */
function isRectangle(data: unknown, ctm: Matrix): boolean {
  const path: unknown = Array.isArray(data) ? data[0] : null;
  if (!ArrayBuffer.isView(path) || (ctm[0] !== 0 && ctm[1] !== 0)) return false;
  const numbers = path as unknown as ArrayLike<number>;
  if (numbers.length > MAX_RECTANGLE_NUMBERS || numbers.length < 12) return false;
  const points: [number, number][] = [];
  for (let at = 0; at < numbers.length;) {
    if (numbers[at] === 3) {
      at += 1;
      continue;
    }
    if ((numbers[at] ?? 9) > 1) return false;
    points.push([numbers[at + 1] ?? 0, numbers[at + 2] ?? 0]);
    at += 3;
  }
  return points.length >= 4 && points.every(([x, y], at) => at === 0 || x === points[at - 1]?.[0] || y === points[at - 1]?.[1]);
}

function inkOf(value: unknown): Ink {
  return typeof value === 'string' && /^#[0-9a-f]{6}$/iu.test(value) ? Number.parseInt(value.slice(1), 16) : null;
}

function number(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
