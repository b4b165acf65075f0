import type { FlatDom } from '../flat-dom.js';
import type { Rgb } from '../office-colors.js';
import { isOn, wholeNumber } from '../ooxml.js';
import { childOf, childrenOf } from '../xml.js';
import type { Shade, WordColors } from './word-colors.js';

/** What a paragraph, a run or a style says of how text looks; `null` = nothing. */
export interface Look {
  /** `w:vanish`: not shown, not printed. */
  readonly vanish: boolean | null;
  /** `auto` is always seen; `unknown` for gradients. */
  readonly color: Rgb | 'auto' | 'unknown' | null;
  /** Half-points. */
  readonly size: number | null;
  /** Of the letters' own width, in per cent. */
  readonly width: number | null;
  /** Twentieths of a point between letters. */
  readonly spacing: number | null;
  /** Letters without any fill, or one through which everything shows. */
  readonly clear: boolean | null;
  /** Lines around the letters show them whatever their colour. */
  readonly outlined: boolean | null;
  readonly shade: Shade | null;
  readonly highlight: Shade | null;
}

export interface Style extends Look {
  readonly name: string;
  /** Heading level from 1, as the style's outline says; `null` = body text. */
  readonly heading: number | null;
}

export const NO_LOOK: Look = { vanish: null, color: null, size: null, width: null, spacing: null, clear: null, outlined: null, shade: null, highlight: null };
const LOOKS = Object.keys(NO_LOOK) as readonly (keyof Look)[];
const PROPERTIES = ['vanish', 'color', 'sz', 'w', 'spacing', 'outline', 'shd', 'highlight'];
/** Word chains styles some five deep. */
const MAX_CHAIN = 30;

/** Paragraph and character styles by id, with what they take from the ones they are based on (ECMA-376 part 1, 17.7). */
export class Styles {
  private readonly own = new Map<string, { readonly node: number; readonly base: string | null }>();
  private readonly known = new Map<string, Style>();

  /** What the document says of all text, and, in `plain`, of paragraphs that name no style. */
  private readonly defaults: Look;
  private readonly plainId: string | null = null;

  constructor(private readonly dom: FlatDom | null, readonly colors: WordColors) {
    const [defaults] = dom?.withTag('rPrDefault') ?? [];
    this.defaults = dom === null || defaults === undefined ? NO_LOOK : this.lookOf(dom, defaults);
    if (dom !== null) for (const node of dom.withTag('style')) {
      const id = val(dom, node, 'styleId');
      const base = childOf(dom, node, 'basedOn');
      if (val(dom, node, 'type') === 'paragraph' && /^(?:1|true|on)$/u.test(val(dom, node, 'default') ?? '')) this.plainId = id;
      if (id !== null) this.own.set(id, { node, base: base === null ? null : val(dom, base) });
    }
  }

  /** The look of text that no style of its own says anything about. */
  get plain(): Look {
    return this.of(this.plainId) ?? this.defaults;
  }

  /** What goes for all text: the last to be asked. */
  get base(): Look {
    return this.defaults;
  }

  of(id: string | null): Style | null {
    if (id === null || !this.own.has(id)) return null;
    const known = this.known.get(id);
    if (known !== undefined) return known;
    const chain: Style[] = [];
    for (let at: string | null = id; at !== null && chain.length < MAX_CHAIN;) {
      const entry = this.own.get(at);
      if (entry === undefined || this.dom === null) break;
      chain.push(this.styleOf(this.dom, entry.node));
      at = entry.base;
    }
    const first = <Key extends keyof Style>(key: Key): Style[Key] | null => chain.find((style) => style[key] !== null)?.[key] ?? null;
    const heading = first('heading');
    const look = Object.fromEntries(LOOKS.map((key) => [key, first(key)])) as unknown as Look;
    const style: Style = { name: chain[0]?.name ?? '', heading: heading === 0 ? null : heading, ...look };
    this.known.set(id, style);
    return style;
  }

  private styleOf(dom: FlatDom, node: number): Style {
    const [named, outline] = [childOf(dom, node, 'name'), childOf(dom, node, 'pPr', 'outlineLvl')];
    const name = named === null ? '' : (val(dom, named) ?? '').trim().toLowerCase();
    // Built-in styles are named in English whatever the language of Word; outline level 9 is body text.
    const builtIn = name === 'title' ? 1 : wholeNumber(/^heading ([1-9])$/u.exec(name)?.[1] ?? null, 1, 9);
    const level = outline === null ? null : wholeNumber(val(dom, outline), 0, 9);
    const heading = builtIn ?? (level === null ? null : level === 9 ? 0 : level + 1);
    return { name, heading, ...this.lookOf(dom, node) };
  }

  private lookOf(dom: FlatDom, node: number): Look {
    let look = NO_LOOK;
    for (const properties of childrenOf(dom, node, 'rPr', 'pPr')) {
      const isRun = dom.tag[properties] === 'rPr';
      for (const property of childrenOf(dom, properties, ...(isRun ? PROPERTIES : ['shd']))) {
        look = withProperty(look, dom.tag[property] ?? '', (attribute) => val(dom, property, attribute), this.colors);
      }
    }
    return look;
  }
}

/** A look with one more property of a run or paragraph. */
export function withProperty(look: Look, tag: string, valueOf: (attribute: string) => string | null, colors: WordColors): Look {
  switch (tag) {
    case 'vanish': return { ...look, vanish: isOn(valueOf('val')) };
    case 'color': return { ...look, color: colors.ofLetters(valueOf) ?? 'auto' };
    case 'sz': return { ...look, size: wholeNumber(valueOf('val'), 0, 10_000) };
    case 'w': return { ...look, width: wholeNumber((valueOf('val') ?? '').replace(/%$/u, ''), 0, 1_000) };
    case 'spacing': return { ...look, spacing: wholeNumber(valueOf('val'), -100_000, 100_000) };
    case 'outline': return { ...look, outlined: isOn(valueOf('val')) };
    case 'highlight': return { ...look, highlight: colors.ofHighlight(valueOf('val')) };
    case 'shd': return { ...look, shade: colors.ofShading(valueOf) };
    default: return look;
  }
}

function val(dom: FlatDom, node: number, attribute = 'val'): string | null {
  for (const [key, value] of dom.attributesOf(node)) if (key === attribute || key.endsWith(`:${attribute}`)) return value;
  return null;
}
