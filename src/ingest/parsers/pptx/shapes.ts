import type { FlatDom } from '../flat-dom.js';
import { isOn } from '../ooxml.js';
import { childOf, childrenOf, descendantOf } from '../xml.js';
import { placeholderOf, type Placeholder } from './bullets.js';

/** A place on the slide in English Metric Units (914,400 an inch), from its upper left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Something on a slide: a shape, a picture, or a frame around a table, a diagram or a chart. */
export interface Shape {
  readonly node: number;
  readonly placeholder: Placeholder | null;
  /** `null` where the layout says it. */
  readonly box: Box | null;
  /** Switched off in the selection pane, by itself or with its group. */
  readonly off: boolean;
}

interface Frame {
  readonly scaleX: number;
  readonly scaleY: number;
  readonly moveX: number;
  readonly moveY: number;
  readonly off: boolean;
}

const SLIDE: Frame = { scaleX: 1, scaleY: 1, moveX: 0, moveY: 0, off: false };
const PAINTED: ReadonlySet<string> = new Set(['sp', 'graphicFrame', 'pic']);
const PICTURES: ReadonlySet<string> = new Set(['pic', 'graphicFrame']);
/** Comparing places takes the square of the number; slides hold tens. */
const MAX_ORDERED = 200;

/** Shapes that may hold text, in reading order, groups opened. */
export function shapesOf(dom: FlatDom): readonly Shape[] {
  return inReadingOrder(paintedShapes(dom).filter(({ node }) => dom.tag[node] !== 'pic'));
}

/** Shapes and pictures in the order they are painted in, the lowest first, groups opened. */
export function paintedShapes(dom: FlatDom): readonly Shape[] {
  const [tree] = dom.withTag('spTree');
  return tree === undefined ? [] : collect(dom, tree, PAINTED);
}

/** Pictures of a slide, and frames, which may show a chart, in the order of the tree, groups opened. */
export function picturesOf(dom: FlatDom): readonly Shape[] {
  const [tree] = dom.withTag('spTree');
  return tree === undefined ? [] : collect(dom, tree, PICTURES);
}

function collect(dom: FlatDom, tree: number, tags: ReadonlySet<string>): Shape[] {
  const shapes: Shape[] = [];
  const groups: { end: number; frame: Frame }[] = [];
  for (let at = tree + 1; at < dom.endOf(tree); at += 1) {
    while (groups.length > 0 && (groups.at(-1)?.end ?? 0) <= at) groups.pop();
    const frame = groups.at(-1)?.frame ?? SLIDE;
    const tag = dom.tag[at] ?? '';
    if (tag === 'grpSp') groups.push({ end: dom.endOf(at), frame: frameOf(dom, at, frame) });
    else if (tags.has(tag)) {
      shapes.push({ node: at, placeholder: placeholderOf(dom, at), box: boxOf(dom, at, frame), off: frame.off || isOff(dom, at) });
      at = dom.endOf(at) - 1;
    }
  }
  return shapes;
}

/**
 * The order of the tree, which screen readers follow, with two corrections: the title goes first, and a shape that lies wholly above all that are
 * left (a heading drawn last) goes before them.
 */
function inReadingOrder(shapes: readonly Shape[]): readonly Shape[] {
  const left = [...shapes.filter(isTitle), ...shapes.filter((shape) => !isTitle(shape))];
  if (left.length > MAX_ORDERED || left.some((shape) => shape.box === null && shape.placeholder === null)) return left;
  const ordered = left.splice(0, left.filter(isTitle).length);
  while (left.length > 0) {
    const above = left.findIndex((shape, index) => left.every((other, place) => place === index || isAbove(shape, other)));
    ordered.push(...left.splice(Math.max(above, 0), 1));
  }
  return ordered;
}

export function isTitle({ placeholder }: Shape): boolean {
  return placeholder !== null && /^(?:title|ctrTitle)$/u.test(placeholder.type);
}

function isAbove(shape: Shape, other: Shape): boolean {
  return shape.box !== null && other.box !== null && shape.box.y + shape.box.height <= other.box.y;
}

function isOff(dom: FlatDom, shape: number): boolean {
  for (const properties of childrenOf(dom, shape, 'nvSpPr', 'nvPicPr', 'nvGraphicFramePr', 'nvGrpSpPr')) {
    const named = childOf(dom, properties, 'cNvPr');
    if (named !== null) return /^(?:1|true)$/u.test(dom.attribute(named, 'hidden') ?? '');
  }
  return false;
}

/** What was written to describe a picture (`p:cNvPr/@descr`, ECMA-376 part 1, 19.3.1.12); `null` without it, and where it is marked as decorative. */
export function descriptionOf(dom: FlatDom, shape: number): string | null {
  for (const properties of childrenOf(dom, shape, 'nvPicPr', 'nvGraphicFramePr')) {
    const named = childOf(dom, properties, 'cNvPr');
    const decorative = named === null ? null : descendantOf(dom, named, 'decorative');
    if (named !== null && (decorative === null || !isOn(dom.attribute(decorative, 'val')))) return dom.attribute(named, 'descr');
  }
  return null;
}

function boxOf(dom: FlatDom, shape: number, frame: Frame): Box | null {
  const transform = childOf(dom, shape, 'spPr', 'xfrm') ?? childOf(dom, shape, 'xfrm');
  const box = transform === null ? null : rectangle(dom, transform, 'off', 'ext');
  if (box === null) return null;
  return {
    x: frame.moveX + box.x * frame.scaleX, y: frame.moveY + box.y * frame.scaleY,
    width: box.width * frame.scaleX, height: box.height * frame.scaleY,
  };
}

/** A group's own coordinates in those of the slide (ECMA-376 part 1, 20.1.7.5). */
function frameOf(dom: FlatDom, group: number, outer: Frame): Frame {
  const off = outer.off || isOff(dom, group);
  const transform = childOf(dom, group, 'grpSpPr', 'xfrm');
  const place = transform === null ? null : rectangle(dom, transform, 'off', 'ext');
  const inner = transform === null ? null : rectangle(dom, transform, 'chOff', 'chExt');
  if (place === null || inner === null || inner.width === 0 || inner.height === 0) return { ...outer, off };
  const [scaleX, scaleY] = [place.width / inner.width, place.height / inner.height];
  return {
    off,
    scaleX: outer.scaleX * scaleX, scaleY: outer.scaleY * scaleY,
    moveX: outer.moveX + (place.x - inner.x * scaleX) * outer.scaleX, moveY: outer.moveY + (place.y - inner.y * scaleY) * outer.scaleY,
  };
}

function rectangle(dom: FlatDom, transform: number, corner: string, size: string): Box | null {
  const [from, extent] = [childOf(dom, transform, corner), childOf(dom, transform, size)];
  if (from === null || extent === null) return null;
  const [x, y] = ['x', 'y'].map((name) => Number(dom.attribute(from, name) ?? NaN));
  const [width, height] = ['cx', 'cy'].map((name) => Number(dom.attribute(extent, name) ?? NaN));
  return [x, y, width, height].every((value) => Number.isFinite(value)) ? { x: x ?? 0, y: y ?? 0, width: width ?? 0, height: height ?? 0 } : null;
}
