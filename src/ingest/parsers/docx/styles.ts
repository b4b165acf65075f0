import type { FlatDom } from '../flat-dom.js';
import { isOn, wholeNumber } from '../ooxml.js';
import { childOf, childrenOf } from '../xml.js';

/** What a paragraph, a run or a style says of how text looks; `null` = nothing. */
export interface Look {
  /** `w:vanish`: not shown, not printed. */
  readonly vanish: boolean | null;
  /** Six hexadecimal digits or `auto`. */
  readonly color: string | null;
  /** Half-points. */
  readonly size: number | null;
  /** Something other than the page is behind the letters. */
  readonly shaded: boolean | null;
}

export interface Style extends Look {
  readonly name: string;
  /** Heading level from 1, as the style's outline says; `null` = body text. */
  readonly heading: number | null;
}

export const NO_LOOK: Look = { vanish: null, color: null, size: null, shaded: null };
/** Word chains styles some five deep. */
const MAX_CHAIN = 30;

/** Paragraph and character styles by id, with what they take from the ones they are based on (ECMA-376 part 1, 17.7). */
export class Styles {
  private readonly own = new Map<string, { readonly node: number; readonly base: string | null }>();
  private readonly known = new Map<string, Style>();

  constructor(private readonly dom: FlatDom | null) {
    if (dom !== null) for (const node of dom.withTag('style')) {
      const id = val(dom, node, 'styleId');
      const base = childOf(dom, node, 'basedOn');
      if (id !== null) this.own.set(id, { node, base: base === null ? null : val(dom, base) });
    }
  }

  of(id: string | null): Style | null {
    if (id === null || !this.own.has(id)) return null;
    const known = this.known.get(id);
    if (known !== undefined) return known;
    const chain: Style[] = [];
    for (let at: string | null = id; at !== null && chain.length < MAX_CHAIN;) {
      const entry = this.own.get(at);
      if (entry === undefined || this.dom === null) break;
      chain.push(styleOf(this.dom, entry.node));
      at = entry.base;
    }
    const first = <Key extends keyof Style>(key: Key): Style[Key] | null => chain.find((style) => style[key] !== null)?.[key] ?? null;
    const heading = first('heading');
    const style: Style = {
      name: chain[0]?.name ?? '', heading: heading === 0 ? null : heading,
      vanish: first('vanish'), color: first('color'), size: first('size'), shaded: first('shaded'),
    };
    this.known.set(id, style);
    return style;
  }
}

function styleOf(dom: FlatDom, node: number): Style {
  const [named, outline] = [childOf(dom, node, 'name'), childOf(dom, node, 'pPr', 'outlineLvl')];
  const name = named === null ? '' : (val(dom, named) ?? '').trim().toLowerCase();
  // Built-in styles are named in English whatever the language of Word; outline level 9 is body text.
  const builtIn = name === 'title' ? 1 : wholeNumber(/^heading ([1-9])$/u.exec(name)?.[1] ?? null, 1, 9);
  const level = outline === null ? null : wholeNumber(val(dom, outline), 0, 9);
  const heading = builtIn ?? (level === null ? null : level === 9 ? 0 : level + 1);
  let look = NO_LOOK;
  for (const properties of childrenOf(dom, node, 'rPr', 'pPr')) {
    for (const property of childrenOf(dom, properties, 'vanish', 'color', 'sz', 'shd', 'highlight')) {
      look = withProperty(look, dom.tag[property] ?? '', (attribute) => val(dom, property, attribute));
    }
  }
  return { name, heading, ...look };
}

/** A look with one more property of a run or paragraph. */
export function withProperty(look: Look, tag: string, valueOf: (attribute: 'val' | 'fill') => string | null): Look {
  if (tag === 'vanish') return { ...look, vanish: isOn(valueOf('val')) };
  if (tag === 'color') return { ...look, color: valueOf('val') };
  if (tag === 'sz') return { ...look, size: wholeNumber(valueOf('val'), 0, 10_000) };
  if (tag === 'highlight') return { ...look, shaded: valueOf('val') !== 'none' };
  return tag === 'shd' ? { ...look, shaded: isShade(valueOf('fill'), valueOf('val')) } : look;
}

function isShade(fill: string | null, pattern: string | null): boolean {
  return (fill !== null && fill !== 'auto' && !isWhite(fill)) || (pattern !== null && !/^(?:clear|nil)$/u.test(pattern));
}

/** Below 1.1 : 1 against white paper (contrast as in WCAG 2.2, 1.4.3): each channel from 244 of 255 on, as (1 + .05) / (.905 + .05) = 1.1. */
export function isWhite(color: string): boolean {
  const channels = /^([\da-f]{2})([\da-f]{2})([\da-f]{2})$/iu.exec(color)?.slice(1);
  return channels?.every((channel) => parseInt(channel, 16) >= 244) ?? false;
}

function val(dom: FlatDom, node: number, attribute = 'val'): string | null {
  for (const [key, value] of dom.attributesOf(node)) if (key === attribute || key.endsWith(`:${attribute}`)) return value;
  return null;
}
