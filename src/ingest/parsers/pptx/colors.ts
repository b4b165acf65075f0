import type { FlatDom } from '../flat-dom.js';
import { BLACK, WHITE, rgbOfHex, withLightness, type Rgb } from '../office-colors.js';
import { childOf, childrenOf } from '../xml.js';

/** What a shape, a letter or a slide is filled with: a colour, nothing, or something that may have any colour (a picture, a gradient, a name that is not known). */
export type Fill = Paint | 'none' | 'unknown';
export interface Paint {
  readonly color: Rgb;
  /** 0 = clear, 1 = nothing shows through. */
  readonly opacity: number;
}

/** Less, and what is behind shows through. */
const OPAQUE = 0.95;
const FILLS = ['solidFill', 'noFill', 'gradFill', 'blipFill', 'pattFill', 'grpFill'] as const;
/** How a slide calls colours of the theme where nothing maps them otherwise (ECMA-376 part 1, 19.3.1.6). */
const MAP: Readonly<Record<string, string>> = { bg1: 'lt1', tx1: 'dk1', bg2: 'lt2', tx2: 'dk2' };
const NAMED: ReadonlyMap<string, Rgb> = new Map([['white', WHITE], ['black', BLACK]]);

/** Colours as one slide, layout or master names them. */
export class SlideColors {
  /** @param maps what maps names to the theme's (`clrMap`, `overrideClrMapping`), the nearest first */
  constructor(private readonly theme: ReadonlyMap<string, Rgb>, private readonly maps: readonly Readonly<Record<string, string>>[]) {}

  /** The colour of letters that nothing says anything about. */
  get ofText(): Paint | 'unknown' {
    const color = this.named('tx1');
    return color === null ? 'unknown' : { color, opacity: 1 };
  }

  /** The fill that an element says (`spPr`, `rPr`, `tcPr`, `bgPr`); `undefined` = it says none. */
  fillOf(dom: FlatDom, node: number): Fill | undefined {
    const [fill] = childrenOf(dom, node, ...FILLS);
    if (fill === undefined) return undefined;
    if (dom.tag[fill] === 'noFill') return 'none';
    return dom.tag[fill] === 'solidFill' ? this.paintIn(dom, fill) : 'unknown';
  }

  /** The colour that stands in an element. */
  paintIn(dom: FlatDom, parent: number): Paint | 'unknown' {
    const [node] = childrenOf(dom, parent, 'srgbClr', 'schemeClr', 'sysClr', 'prstClr');
    if (node === undefined) return 'unknown';
    const value = dom.attribute(node, 'val') ?? '';
    const kind = dom.tag[node];
    const plain = kind === 'srgbClr' ? rgbOfHex(value) : kind === 'sysClr' ? rgbOfHex(dom.attribute(node, 'lastClr')) : kind === 'prstClr' ? NAMED.get(value) ?? null : this.named(value);
    if (plain === null) return 'unknown';
    const alpha = childOf(dom, node, 'alpha');
    return { color: changed(dom, node, plain), opacity: alpha === null ? 1 : (share(dom, alpha) ?? 1) };
  }

  private named(name: string): Rgb | null {
    const mapped = this.maps.find((map) => Object.hasOwn(map, name))?.[name] ?? MAP[name] ?? name;
    return this.theme.get(mapped) ?? null;
  }
}

/** A colour with what its element says of lightness (ECMA-376 part 1, 20.1.2.3), in order. */
function changed(dom: FlatDom, node: number, plain: Rgb): Rgb {
  let color = plain;
  for (const change of childrenOf(dom, node, 'lumMod', 'lumOff', 'tint', 'shade')) {
    const by = share(dom, change);
    if (by === null) continue;
    const tag = dom.tag[change];
    color = withLightness(color, (lightness) => (tag === 'lumOff' ? lightness + by : tag === 'tint' ? lightness * by + 1 - by : lightness * by));
  }
  return color;
}

/** `50000` or `50%` as 0.5. */
function share(dom: FlatDom, node: number): number | null {
  const match = /^(-?\d{1,7}(?:\.\d{1,6})?)(%?)$/u.exec(dom.attribute(node, 'val') ?? '');
  return match === null ? null : Number(match[1]) / (match[2] === '%' ? 100 : 100_000);
}

/** Names that a part maps (`clrMap` of a master, `overrideClrMapping` of a slide or layout). */
export function colorMap(dom: FlatDom | null): Readonly<Record<string, string>> {
  const [node] = dom?.withTag('clrMap', 'overrideClrMapping') ?? [];
  return dom === null || node === undefined ? {} : Object.fromEntries(dom.attributesOf(node));
}

/** The colour of a fill through which nothing is seen; `null` for any other. */
export function solidColor(fill: Fill): Rgb | null {
  return fill === 'none' || fill === 'unknown' || fill.opacity < OPAQUE ? null : fill.color;
}
