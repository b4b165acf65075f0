import type { FlatDom } from '../flat-dom.js';
import { WHITE, type Rgb } from '../office-colors.js';
import { relationId, wholeNumber } from '../ooxml.js';
import { childOf, descendantOf } from '../xml.js';
import type { Placeholder } from './bullets.js';
import { solidColor, type Fill, type SlideColors } from './colors.js';
import { paintedShapes, type Box, type Shape } from './shapes.js';

/** A slide, layout or master with its own names of colours. */
export interface Part {
  readonly dom: FlatDom;
  readonly colors: SlideColors;
  /** Whether the picture of a relation lets nothing behind it through. */
  isOpaque(relation: string): boolean;
}

/** Each shape is compared with so many at most; slides hold tens. */
const MAX_COMPARED = 300;
/** Shapes that fill their box to its corners (ECMA-376 part 1, 20.1.10.56). */
const FULL = /^(?:rect|flowChartProcess|round\w*Rect|snip\w*Rect)$/u;
/** Background styles up to here are those of shapes (ECMA-376 part 1, 19.3.1.3); the next is the theme's first. */
const FIRST_BACKGROUND = 1001;

interface Painted {
  readonly shape: Shape;
  readonly fill: Fill;
  /** Whether all of its box is painted and nothing behind it shows. */
  covers(): boolean;
}

/** What is behind and before the text of a slide: its shapes in the order of painting, those of its layout and master, and the background. */
export class Backdrop {
  private readonly own: readonly Painted[];
  private readonly below: readonly Painted[];
  private readonly page: Rgb | null;
  /** Shapes that an animation moves, shows or takes away. */
  private readonly animated: ReadonlySet<string>;

  /** @param parts the slide, its layout and its master, as far as they are there */
  constructor(private readonly parts: readonly Part[]) {
    const [slide] = parts;
    const painted = parts.map((part) => paintedShapes(part.dom).filter(({ off }) => !off).map((shape) => this.paint(part, shape)));
    this.own = painted[0] ?? [];
    // A layout or a slide may leave out what its master shows; places of others' text are never shown.
    const shown = painted.slice(1).filter((_shapes, index) => parts.slice(0, index + 1).every(({ dom }) => !hidesMaster(dom)));
    this.below = shown.reverse().flat().filter(({ shape, fill }) => shape.placeholder === null && fill !== 'none').slice(-MAX_COMPARED);
    this.page = this.pageColor();
    const animated = new Set<string>();
    if (slide !== undefined) for (const node of slide.dom.withTag('spTgt')) animated.add(slide.dom.attribute(node, 'spid') ?? '');
    this.animated = animated;
  }

  /** The box of a shape, its layout's or master's where it says none itself. */
  boxOf(shape: Shape): Box | null {
    return shape.box ?? this.inherited(shape.placeholder).find(({ box }) => box !== null)?.box ?? null;
  }

  /** The one colour behind a shape's text; `null` where it is not known to be one. */
  behind(shape: Shape): Rgb | null {
    const at = this.own.findIndex((painted) => painted.shape.node === shape.node);
    // A table's own colours are those of its cells.
    const fill = this.parts[0]?.dom.tag[shape.node] === 'graphicFrame' ? 'none' : (this.own[at]?.fill ?? this.inheritedFill(shape.placeholder));
    if (fill !== 'none') return solidColor(fill);
    const box = this.boxOf(shape);
    const lower = [...this.below, ...this.own.slice(0, Math.max(at, 0)).filter((painted) => painted.fill !== 'none')];
    if (lower.length > MAX_COMPARED) return null;
    for (const painted of lower.reverse()) {
      const place = this.boxOf(painted.shape);
      if (box !== null && place !== null && !overlap(box, place)) continue;
      return box !== null && place !== null && holds(place, box) && painted.covers() ? solidColor(painted.fill) : null;
    }
    return this.page;
  }

  /** Whether something painted later hides a shape wholly and for good. */
  isCovered(shape: Shape): boolean {
    const at = this.own.findIndex((painted) => painted.shape.node === shape.node);
    const box = this.boxOf(shape);
    if (at < 0 || box === null || this.isAnimated(shape) || box.width <= 0 || box.height <= 0) return false;
    return this.own.slice(at + 1, at + 1 + MAX_COMPARED).some((later) => {
      const place = this.boxOf(later.shape);
      return place !== null && holds(place, box) && !this.isAnimated(later.shape) && later.covers();
    });
  }

  /** What the same placeholder says in the layout and the master. */
  inheritedShapes(placeholder: Placeholder | null): readonly { readonly part: Part; readonly shape: Shape }[] {
    if (placeholder === null) return [];
    return this.parts.slice(1).flatMap((part) => {
      const shapes = this.placeholders(part).filter((shape) => shape.placeholder !== null && matches(shape.placeholder, placeholder));
      const shape = shapes.find((candidate) => candidate.placeholder?.index === placeholder.index) ?? shapes[0];
      return shape === undefined ? [] : [{ part, shape }];
    });
  }

  private readonly known = new Map<Part, readonly Shape[]>();

  private placeholders(part: Part): readonly Shape[] {
    const known = this.known.get(part) ?? paintedShapes(part.dom).filter(({ placeholder }) => placeholder !== null).slice(0, MAX_COMPARED);
    this.known.set(part, known);
    return known;
  }

  private inherited(placeholder: Placeholder | null): readonly Shape[] {
    return this.inheritedShapes(placeholder).map(({ shape }) => shape);
  }

  private inheritedFill(placeholder: Placeholder | null): Fill {
    for (const { part, shape } of this.inheritedShapes(placeholder)) {
      const fill = ownFill(part, shape);
      if (fill !== undefined) return fill;
    }
    return 'none';
  }

  private paint(part: Part, shape: Shape): Painted {
    const { dom } = part;
    if (dom.tag[shape.node] === 'pic') {
      const blip = descendantOf(dom, shape.node, 'blip');
      const picture = blip !== null && descendantOf(dom, blip, 'alphaModFix') === null && isFull(dom, shape) ? relationId(dom, blip, 'embed') : null;
      return { shape, fill: 'unknown', covers: () => picture !== null && part.isOpaque(picture) };
    }
    if (dom.tag[shape.node] === 'graphicFrame') return { shape, fill: 'unknown', covers: () => false };
    const fill = ownFill(part, shape) ?? this.inheritedFill(shape.placeholder);
    return { shape, fill, covers: () => solidColor(fill) !== null && isFull(dom, shape) };
  }

  private isAnimated({ node }: Shape): boolean {
    if (this.animated.size === 0) return false;
    const dom = this.parts[0]?.dom;
    if (dom === undefined) return false;
    // A group is moved with all that is in it.
    for (let at = node; at >= 0; at = dom.parent[at] ?? -1) {
      if (!/^(?:sp|pic|graphicFrame|grpSp)$/u.test(dom.tag[at] ?? '')) continue;
      const named = childOf(dom, at, `nv${(dom.tag[at] ?? '').replace(/^./u, (first) => first.toUpperCase())}Pr`, 'cNvPr');
      if (named !== null && this.animated.has(dom.attribute(named, 'id') ?? '')) return true;
    }
    return false;
  }

  private pageColor(): Rgb | null {
    for (const { dom, colors } of this.parts) {
      const [background] = dom.withTag('bg');
      if (background === undefined) continue;
      const properties = childOf(dom, background, 'bgPr');
      if (properties !== null) {
        const fill = colors.fillOf(dom, properties) ?? 'none';
        return fill === 'none' ? WHITE : solidColor(fill);
      }
      const style = childOf(dom, background, 'bgRef');
      const number = style === null ? null : wholeNumber(dom.attribute(style, 'idx'), 0, 10_000);
      return style === null || number !== FIRST_BACKGROUND ? null : solidColor(colors.paintIn(dom, style));
    }
    return WHITE;
  }
}

/** The fill of a shape by its own properties or by the style it names; `undefined` = its placeholder's. */
function ownFill({ dom, colors }: Part, { node, placeholder }: Shape): Fill | undefined {
  const properties = childOf(dom, node, 'spPr');
  const said = properties === null ? undefined : colors.fillOf(dom, properties);
  if (said !== undefined) return said;
  const style = childOf(dom, node, 'style', 'fillRef');
  const number = style === null ? 0 : (wholeNumber(dom.attribute(style, 'idx'), 0, 10_000) ?? 0);
  if (style !== null && number > 0) return number === 1 ? colors.paintIn(dom, style) : 'unknown';
  return placeholder === null ? 'none' : undefined;
}

/** Whether a shape fills its box: pictures and shapes without a geometry of their own do, turned ones do not. */
function isFull(dom: FlatDom, { node }: Shape): boolean {
  const properties = childOf(dom, node, 'spPr');
  const geometry = properties === null ? null : childOf(dom, properties, 'prstGeom');
  const transform = properties === null ? null : childOf(dom, properties, 'xfrm');
  if (properties === null || childOf(dom, properties, 'custGeom') !== null || (transform !== null && (dom.attribute(transform, 'rot') ?? '0') !== '0')) return false;
  return geometry === null || FULL.test(dom.attribute(geometry, 'prst') ?? '');
}

function hidesMaster(dom: FlatDom): boolean {
  const [root] = dom.withTag('sld', 'sldLayout');
  return root !== undefined && /^(?:0|false)$/u.test(dom.attribute(root, 'showMasterSp') ?? '');
}

/** A layout's placeholder by its index, a master's by its type; those of text take the master's body (ECMA-376 part 1, 19.3.1.36). */
function matches(parent: Placeholder, own: Placeholder): boolean {
  if (own.index !== '0' && parent.index === own.index) return true;
  const kind = ({ type }: Placeholder): string => (/^(?:title|ctrTitle)$/u.test(type) ? 'title' : /^(?:body|obj|subTitle)$/u.test(type) ? 'body' : type);
  return kind(parent) === kind(own);
}

function overlap(one: Box, other: Box): boolean {
  return one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height;
}

function holds(outer: Box, inner: Box): boolean {
  return outer.x <= inner.x && outer.y <= inner.y && outer.x + outer.width >= inner.x + inner.width && outer.y + outer.height >= inner.y + inner.height;
}

