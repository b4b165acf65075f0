import { rgbOfHex } from '../office-colors.js';
import { attributeOf, type XmlAttributes } from '../xml.js';
import type { Shade, WordColors } from './word-colors.js';

/** English Metric Units: the widest page of Word, 22 in, and a margin of 1.5 in, as places may count from it. */
const WIDEST_PAGE = 22 * 914_400;
const MARGIN = 1.5 * 914_400;
const EMU_A_POINT = 12_700;

/** A drawing with text in it (DrawingML or, from older programs, VML), as far as it was read. */
export interface Box {
  /** What takes its text out of sight; `null` = nothing. */
  how: string | null;
  /** Its fill. Without one, anything on the page may be behind the text. */
  fill: Shade;
  width: number;
  height: number;
}

/** Follows the elements of a drawing up to its text. */
export class BoxReader {
  readonly box: Box = { how: null, fill: 'unknown', width: Infinity, height: Infinity };

  constructor(private readonly colors: WordColors) {}

  open(name: string, attributes: XmlAttributes, parents: readonly string[]): void {
    const { box } = this;
    const parent = parents.at(-2) ?? '';
    if (name === 'docPr' || name === 'cNvPr') {
      if (/^(?:1|true)$/u.test(attributeOf(attributes, 'hidden') ?? '')) box.how = 'a box switched off in the selection pane';
    } else if (name === 'extent') {
      [box.width, box.height] = ['cx', 'cy'].map((side) => Number(attributeOf(attributes, side) ?? Infinity)) as [number, number];
      if (box.width <= 0 && box.height <= 0) box.how = 'a box without size';
    } else if (parent === 'spPr' && /^(?:noFill|gradFill|blipFill|pattFill|solidFill)$/u.test(name)) box.fill = 'unknown';
    else if (parent === 'solidFill' && parents.at(-3) === 'spPr') {
      box.fill = (name === 'srgbClr' ? rgbOfHex(attributeOf(attributes, 'val')) : name === 'schemeClr' ? this.colors.ofScheme(attributeOf(attributes, 'val') ?? '') : null) ?? 'unknown';
    } else if (parents.at(-3) === 'solidFill' && parents.at(-4) === 'spPr') box.fill = 'unknown';
    else if (/^(?:shape|rect|roundrect)$/u.test(name)) this.vml(attributes);
  }

  /** @param axis `positionH`, `positionV` */
  offset(said: string, axis: string): void {
    const at = /^-?\d{1,12}$/u.test(said.trim()) ? Number(said) : 0;
    const size = axis === 'positionH' ? this.box.width : this.box.height;
    this.place(at, Number.isFinite(size) ? size : 0);
  }

  private place(at: number, size: number): void {
    if (at + size < -MARGIN || at > WIDEST_PAGE) this.box.how = 'a box outside the page';
  }

  private vml(attributes: XmlAttributes): void {
    const style = new Map((attributeOf(attributes, 'style') ?? '').slice(0, 2_000).split(';').map((each) => each.split(':').map((part) => part.trim().toLowerCase()) as [string, string]));
    if (style.get('visibility') === 'hidden' || style.get('display') === 'none') this.box.how = 'a box that is hidden';
    const length = (name: string): number | null => {
      const match = /^(-?\d{1,9}(?:\.\d{1,9})?)(pt|in|)$/u.exec(style.get(name) ?? '');
      return match === null ? null : Number(match[1]) * (match[2] === 'in' ? 72 : match[2] === 'pt' ? 1 : 1 / EMU_A_POINT) * EMU_A_POINT;
    };
    if (style.get('position') === 'absolute') {
      this.place(length('margin-left') ?? length('left') ?? 0, length('width') ?? 0);
      this.place(length('margin-top') ?? length('top') ?? 0, length('height') ?? 0);
    }
    const color = attributeOf(attributes, 'fillcolor')?.replace(/\s.*$/u, '') ?? '';
    this.box.fill = (/^f/u.test(attributeOf(attributes, 'filled') ?? '') ? null : rgbOfHex(/^#([\da-f]{6})$/iu.exec(color)?.[1] ?? null)) ?? 'unknown';
  }
}
