import type { FlatDom } from '../flat-dom.js';
import { declarationsOf, rulesOf, type Declared } from './css-rules.js';
import { backgroundOf, colourOf, isUnreadable, type Colour } from './css-values.js';
import { hiddenBox, isClippedToText, isTiny } from './hidden-css.js';
import { familyOf, hasKey, matches, selectorOf, type Budget, type Family, type Selector } from './selectors.js';

/** Of all sheets: hiding rules of a page itself stand in its own small sheet. */
const MAX_CSS_CHARS = 200_000;
const MAX_RULES = 20_000;
/** Enough for 2,000 rules on 1,000 elements each of which is looked at twice. */
const MAX_STEPS = 4_000_000;
/** All that hiding looks at; rules without any of it are not kept. */
const LOOKED_AT = /^(?:display|content-visibility|opacity|visibility|(?:-webkit-)?filter|zoom|scale|clip|(?:-webkit-)?clip-path|(?:-webkit-)?transform|translate|rotate|(?:max-)?(?:height|width|block-size|inline-size)|line-height|letter-spacing|left|right|top|bottom|text-indent|margin.*|inset.*|overflow.*|font-size|color|(?:-webkit-)?text-fill-color|background.*|-webkit-background-clip|position|animation.*|transition.*|--.*)$/u;
const NOTHING: ReadonlyMap<string, string> = new Map();
const MOVING = /^(?:-webkit-)?(?:animation|transition)/u;
/** A page with a longer sheet lays boxes over others: what is behind letters without a background of their own is unknown. */
const MAX_PLAIN_CSS_CHARS = 20_000;
const WHOLE = new Set(['html', 'body', 'main']);
const WHITE: Colour = [255, 255, 255, 1];
const BLACK: Colour = [0, 0, 0, 1];

interface Rule { readonly selector: Selector; readonly declared: Declared; readonly order: number; readonly isConditional: boolean }

/** What hides an element: the declaration, the selector of the sheet it came by, and whether the page shows it in another state or on another screen. */
export interface Hidden { readonly property: string; readonly value: string; readonly selector: string | null; readonly isRevealed: boolean }

/** What letters inherit. */
interface Letters {
  readonly hiddenBy: { readonly property: string; readonly value: string; readonly selector: string | null } | null;
  readonly visibility: string;
  readonly size: string;
  readonly colour: Colour | null;
  readonly background: Colour | null;
}

/** A page's own styles, inline and in its sheets, as they fall on its elements. */
export class Styles {
  private readonly budget: Budget = { left: MAX_STEPS };
  /** Rules that may apply as the page stands, and all others: of states, of other screens, of names that no element has. */
  private readonly applying = new Map<string, Rule[]>();
  private readonly others = new Map<string, Rule[]>();
  private readonly looked = new Map<string, readonly Rule[]>();
  private readonly pageKeys: ReadonlySet<string>;
  private readonly family: Family;
  private readonly variables = new Map<string, string>();
  private readonly hidden = new Map<number, Hidden>();
  private readonly isForeign: boolean;
  private cssChars = 0;

  constructor(private readonly dom: FlatDom) {
    this.family = familyOf(dom);
    this.pageKeys = keysOf(dom, this.family);
    this.isForeign = [...dom.withTag('link')].some((node) => /stylesheet/iu.test(dom.attribute(node, 'rel') ?? ''));
    this.readSheets();
    this.look();
  }

  hiddenBy(node: number): Hidden | null {
    return this.hidden.get(node) ?? null;
  }

  private readSheets(): void {
    let order = 0;
    for (const node of this.dom.withTag('style')) {
      const media = this.dom.attribute(node, 'media') ?? '';
      if (this.cssChars >= MAX_CSS_CHARS || /^(?:noscript|template|svg)$/u.test(this.dom.tag[this.dom.parent[node] ?? -1] ?? '')) continue;
      const css = this.dom.data.slice(node + 1, this.dom.endOf(node)).join('').slice(0, MAX_CSS_CHARS - this.cssChars);
      this.cssChars += css.length;
      for (const rule of rulesOf(css)) {
        if (![...rule.declared.values.keys()].some((property) => LOOKED_AT.test(property))) continue;
        for (const text of rule.selectors) {
          if ((order += 1) > MAX_RULES) return;
          this.keep(text, rule.declared, order, rule.isConditional || (media !== '' && !/^(?:all|screen)$/iu.test(media.trim())));
        }
      }
    }
  }

  private keep(text: string, declared: Declared, order: number, isConditional: boolean): void {
    const selector = selectorOf(text);
    if (selector === null) return;
    const keys = selector.compounds[0]?.keys ?? [];
    const key = keys.find((one) => one.startsWith('#')) ?? keys.find((one) => one.startsWith('.')) ?? keys[0] ?? '*';
    if (!isConditional && !selector.isState) for (const [name, value] of declared.values) if (name.startsWith('--')) this.variables.set(name, value);
    const isApplying = !isConditional && !selector.isState && selector.compounds.every((compound) => compound.keys.every((one) => this.pageKeys.has(one)));
    const rules = isApplying ? this.applying : this.others;
    const rule: Rule = { selector, declared, order, isConditional };
    const own = rules.get(key);
    if (own === undefined) rules.set(key, [rule]);
    else own.push(rule);
  }

  private keysOf(node: number): string[] {
    return ['*', this.dom.tag[node] ?? '', `#${this.dom.attribute(node, 'id') ?? ''}`, ...[...(this.family.classes[node] ?? [])].map((name) => `.${name}`)];
  }

  /** In the order in which they win, the last one at the end. */
  private candidates(node: number): readonly Rule[] {
    if (this.applying.size === 0) return [];
    const name = `${this.dom.tag[node] ?? ''} ${this.dom.attribute(node, 'id') ?? ''} ${this.dom.attribute(node, 'class') ?? ''}`;
    const known = this.looked.get(name);
    if (known !== undefined) return known;
    const found = this.keysOf(node).flatMap((key) => this.applying.get(key) ?? []).sort((a, b) => a.selector.specificity - b.selector.specificity || a.order - b.order);
    this.looked.set(name, found);
    return found;
  }

  /** The values that win on an element, and the selector each came by. */
  private declared(node: number): { values: Map<string, string>; from: ReadonlyMap<string, string> } {
    const style = this.dom.attribute(node, 'style');
    const attributes = presentation(this.dom, node);
    const applying = this.candidates(node).filter((rule) => matches(rule.selector, this.dom, node, this.family, this.budget));
    if (style === null && attributes === null && applying.length === 0) return { values: new Map(), from: NOTHING };
    const inline = declarationsOf(style ?? '');
    const layers: [Declared, string][] = applying.map(({ selector, declared }) => [declared, selector.text]);
    const values = new Map<string, string>(attributes ?? []);
    const from = new Map<string, string>();
    const put = (declared: Declared, selector: string, important: boolean): void => {
      for (const [property, value] of declared.values) {
        if (declared.important.has(property) !== important) continue;
        values.set(property, this.resolved(value));
        from.set(property, selector);
        if (property === 'background') values.delete('background-color');
      }
    };
    for (const important of [false, true]) for (const [declared, selector] of [...layers, [inline, ''] as [Declared, string]]) put(declared, selector, important);
    return { values, from };
  }

  private resolved(value: string): string {
    return value.includes('var(') ? value.replace(/var\(\s*(--[\w-]{1,60})\s*(?:,\s*([^()]{0,60}))?\)/gu, (_, name: string, fallback?: string) => this.variables.get(name) ?? fallback?.trim() ?? '') : value;
  }

  /** One pass down the tree, and one back up for text that is shown within what hides it. */
  private look(): void {
    const root: Letters = { hiddenBy: null, visibility: 'visible', size: '16px', colour: BLACK, background: this.isForeign || this.cssChars > MAX_PLAIN_CSS_CHARS ? null : WHITE };
    const letters: Letters[] = [];
    let isAny = false;
    for (let node = 0; node < this.dom.size; node += 1) {
      const inherited = letters[this.dom.parent[node] ?? -1] ?? root;
      const own = this.dom.tag[node] === '' ? inherited : this.lettersOf(node, inherited);
      letters.push(own);
      isAny ||= own.hiddenBy !== null;
    }
    if (!isAny) return;
    const isShown = new Uint8Array(this.dom.size);
    for (let node = this.dom.size - 1; node >= 0; node -= 1) {
      const by = letters[node]?.hiddenBy ?? null;
      if (this.dom.tag[node] === '' && by === null && (this.dom.data[node] ?? '').trim() !== '') isShown[node] = 1;
      const parent = this.dom.parent[node] ?? -1;
      if (isShown[node] === 1 && parent >= 0) isShown[parent] = 1;
      if (by !== null && isShown[node] === 0 && !this.hidden.has(node)) this.hidden.set(node, { ...by, isRevealed: false });
    }
    for (const [node, by] of this.hidden) if (by.property === 'visibility') this.hidden.set(node, { ...by, isRevealed: this.isRevealed(node, by.property) });
  }

  private lettersOf(node: number, inherited: Letters): Letters {
    const { values, from } = this.declared(node);
    // A whole page out of sight waits for its own script.
    if (WHOLE.has(this.dom.tag[node] ?? '')) for (const property of ['visibility', 'opacity']) values.delete(property);
    const background = this.backgroundBelow(node, values, inherited.background);
    if (values.size === 0) return background === inherited.background ? inherited : { ...inherited, background };
    const isMoving = [...values.keys()].some((property) => MOVING.test(property));
    const box = hiddenBox(values);
    if (box !== null) this.hidden.set(node, { ...box, selector: from.get(box.property) || null, isRevealed: (isMoving && /^(?:opacity|transform)$/u.test(box.property)) || this.isRevealed(node, box.property) });
    const visibility = values.get('visibility') ?? inherited.visibility;
    const size = values.get('font-size') ?? inherited.size;
    const ink = values.get('-webkit-text-fill-color') ?? values.get('color');
    const colour = ink === undefined ? inherited.colour : colourOf(ink);
    const because = (property: string, value: string): Letters['hiddenBy'] =>
      values.has(property) || inherited.hiddenBy === null ? { property, value, selector: from.get(property) || null } : inherited.hiddenBy;
    let hiddenBy: Letters['hiddenBy'] = null;
    if (visibility === 'hidden' || visibility === 'collapse') hiddenBy = because('visibility', visibility);
    else if (isTiny(size)) hiddenBy = because('font-size', size);
    else if (colour !== null && !isClippedToText(values) && (colour[3] < 0.1 || (background !== null && isUnreadable(colour, background)))) hiddenBy = because('color', ink ?? 'inherited');
    return { hiddenBy, visibility, size, colour, background };
  }

  /** `null` where it cannot be known: an image, a sheet outside the page, a box laid over others. */
  private backgroundBelow(node: number, values: ReadonlyMap<string, string>, inherited: Colour | null): Colour | null {
    const own = values.get('background-color') ?? values.get('background');
    const image = values.get('background-image');
    if (image !== undefined && image !== 'none') return null;
    if (own !== undefined && own !== 'none' && own !== 'inherit') {
      const colour = backgroundOf(own);
      if (colour === null) return null;
      if (colour[3] > 0.9) return colour;
      if (colour[3] > 0.1) return null;
    }
    if (/^(?:absolute|fixed|sticky)$/u.test(values.get('position') ?? '')) return null;
    return this.isForeign && (this.dom.attribute(node, 'class') ?? this.dom.attribute(node, 'id')) !== null ? null : inherited;
  }

  /** Another state, another screen or a class set by a script gives the property another value: `:hover`, `@media print`, `.panel.open`. */
  private isRevealed(node: number, property: string): boolean {
    const rules = [...this.candidates(node), ...this.keysOf(node).flatMap((key) => this.others.get(key) ?? [])];
    return rules.some(({ selector, declared, isConditional }) => {
      const value = declared.values.get(property);
      if (value === undefined || hiddenBox(declared.values)?.property === property || value === 'hidden') return false;
      const isMatch = matches(selector, this.dom, node, this.family, this.budget);
      if (isConditional || selector.isState) return isMatch;
      return !isMatch && (selector.compounds[0]?.keys ?? []).some((key) => /^[.#]/u.test(key) && hasKey(this.dom, node, key, this.family));
    });
  }
}

/** Names of elements, classes and ids that occur on the page. */
function keysOf(dom: FlatDom, family: Family): Set<string> {
  const keys = new Set(dom.tag);
  for (const names of new Set(family.classes)) for (const name of names ?? []) keys.add(`.${name}`);
  for (let node = 0; node < dom.size; node += 1) {
    const id = dom.attribute(node, 'id');
    if (id !== null) keys.add(`#${id}`);
  }
  return keys;
}

/** What attributes of old say of colours. */
function presentation(dom: FlatDom, node: number): [string, string][] | null {
  const found: [string, string][] = [];
  const [background, colour] = [dom.attribute(node, 'bgcolor'), dom.tag[node] === 'font' ? dom.attribute(node, 'color') : dom.tag[node] === 'body' ? dom.attribute(node, 'text') : null];
  if (background !== null) found.push(['background-color', background.toLowerCase()]);
  if (colour !== null) found.push(['color', colour.toLowerCase()]);
  return found.length === 0 ? null : found;
}
