import type { FlatDom } from '../flat-dom.js';
import { backgroundOf } from './css-colours.js';
import { isOnEveryScreen } from './css-media.js';
import { declarationsOf, rulesOf, type Declared } from './css-rules.js';
import { withVariables } from './css-syntax.js';
import { lengthOf } from './css-values.js';
import { Family } from './family.js';
import { hiddenBox } from './hidden-css.js';
import { hasKey, matches, selectorOf, type Budget, type Selector } from './selectors.js';

/** Of all sheets: hiding rules of a page itself stand in its own small sheet. */
const MAX_CSS_CHARS = 200_000;
const MAX_RULES = 20_000;
/** Enough for 2,000 rules on 1,000 elements each of which is looked at twice. */
const MAX_STEPS = 4_000_000;
/** All that hiding looks at; rules without any of it are not kept. */
const LOOKED_AT = /^(?:display|content-visibility|opacity|visibility|(?:-webkit-)?filter|zoom|scale|clip|(?:-webkit-)?(?:clip-path|mask|mask-image|transform|backface-visibility)|translate|rotate|contain|(?:max-)?(?:height|width|block-size|inline-size)|line-height|letter-spacing|left|right|top|bottom|text-indent|margin.*|inset.*|overflow.*|font|font-size|color|(?:-webkit-)?text-fill-color|mix-blend-mode|background.*|-webkit-background-clip|position|z-index|animation.*|transition.*|--.*)$/u;
const PICTURE = /^(?:text|tspan|textpath|g|svg)$/u;
const KEYWORDS = /^(?:inherit|initial|unset|revert|revert-layer)$/u;
const SHORTHANDS = /^(?:all|font(?:-size)?|background(?:-color|-image)?)$/u;
/** Shared by all elements without styles, and never written to. */
const NO_VALUES = new Map<string, string>();
const NOTHING: ReadonlyMap<string, string> = new Map();

interface Rule { readonly selector: Selector; readonly declared: Declared; readonly layer: number; readonly order: number; readonly isConditional: boolean }

/** The values that win on an element, the selector each came by, and the variables in force. */
export interface Computed {
  readonly values: Map<string, string>;
  readonly from: ReadonlyMap<string, string>;
  readonly variables: ReadonlyMap<string, string>;
}

/** The rules of a page's own sheets, and which of them win on an element. */
export class Cascade {
  readonly isForeign: boolean;
  private readonly budget: Budget = { left: MAX_STEPS };
  /** Rules that may apply as the page stands, and all others: of states, of other screens, of names that no element has. */
  private readonly applying = new Map<string, Rule[]>();
  private readonly others = new Map<string, Rule[]>();
  /** Of boxes that `::before` and `::after` lay under or over the text of an element. */
  private readonly laid = new Map<string, Selector[]>();
  private readonly layers = new Map<string, number>();
  private readonly looked = new Map<ReadonlySet<string> | null, Map<string, readonly Rule[]>>();
  private readonly pageKeys: ReadonlySet<string>;
  private readonly family: Family;
  private chars = 0;

  constructor(private readonly dom: FlatDom) {
    this.family = new Family(dom);
    this.pageKeys = keysOf(dom, this.family);
    this.isForeign = [...dom.withTag('link')].some((node) => /stylesheet/iu.test(dom.attribute(node, 'rel') ?? ''));
    this.readSheets();
  }

  get cssChars(): number {
    return this.chars;
  }

  private readSheets(): void {
    let order = 0;
    for (const node of this.dom.withTag('style')) {
      const isEveryScreen = isOnEveryScreen(this.dom.attribute(node, 'media') ?? '');
      if (this.chars >= MAX_CSS_CHARS || /^(?:noscript|template|shadow-root|svg)$/u.test(this.dom.tag[this.dom.parent[node] ?? -1] ?? '')) continue;
      const css = this.dom.data.slice(node + 1, this.dom.endOf(node)).join('').slice(0, MAX_CSS_CHARS - this.chars);
      this.chars += css.length;
      for (const { selectors, declared, isConditional, layer } of rulesOf(css)) {
        const rank = layer === null ? Infinity : this.layers.get(layer) ?? this.layers.size;
        if (layer !== null) this.layers.set(layer, rank);
        if (![...declared.values.keys()].some((property) => LOOKED_AT.test(property))) continue;
        for (const text of selectors) {
          if ((order += 1) > MAX_RULES) return;
          this.keep(text, { declared, layer: rank, order, isConditional: isConditional || !isEveryScreen });
        }
      }
    }
  }

  private keep(text: string, rule: Omit<Rule, 'selector'>): void {
    const bare = text.replace(/::?(?:before|after)$/iu, '');
    const selector = selectorOf(bare);
    if (selector === null) return;
    const key = keyOf(selector);
    const isOnPage = selector.compounds.every((compound) => compound.keys.every((one) => this.pageKeys.has(one)));
    if (bare !== text) {
      const background = rule.declared.values.get('background-color') ?? rule.declared.values.get('background') ?? rule.declared.values.get('background-image') ?? 'none';
      if (isOnPage && background !== 'none' && (backgroundOf(background)?.[3] ?? 1) > 0.1) append(this.laid, key, selector);
      return;
    }
    append(!rule.isConditional && !selector.isState && isOnPage ? this.applying : this.others, key, { ...rule, selector });
  }

  private keysOf(node: number): string[] {
    return ['*', this.dom.tag[node] ?? '', `#${this.dom.attribute(node, 'id') ?? ''}`, ...[...(this.family.classes[node] ?? [])].map((name) => `.${name}`)];
  }

  /** In the order in which they win, the last one at the end. */
  private candidates(node: number): readonly Rule[] {
    if (this.applying.size === 0) return [];
    const classes = this.family.classes[node] ?? null;
    const id = this.dom.attribute(node, 'id');
    const isNamed = id !== null && this.applying.has(`#${id}`);
    const byTag = this.looked.get(classes) ?? new Map<string, readonly Rule[]>();
    this.looked.set(classes, byTag);
    const tag = `${this.dom.tag[node] ?? ''}${isNamed ? ` ${id}` : ''}`;
    const known = byTag.get(tag);
    if (known !== undefined) return known;
    const found = this.keysOf(node).flatMap((key) => this.applying.get(key) ?? [])
      .sort((a, b) => (a.layer === b.layer ? a.selector.specificity - b.selector.specificity || a.order - b.order : a.layer - b.layer));
    byTag.set(tag, found);
    return found;
  }

  computed(node: number, inherited: ReadonlyMap<string, string>): Computed {
    const style = this.dom.attribute(node, 'style');
    const attributes = presentation(this.dom, node);
    const candidates = this.candidates(node);
    if (style === null && attributes === null && candidates.length === 0) return { values: NO_VALUES, from: NOTHING, variables: inherited };
    const applying = candidates.filter((rule) => matches(rule.selector, this.dom, node, this.family, this.budget));
    if (style === null && attributes === null && applying.length === 0) return { values: NO_VALUES, from: NOTHING, variables: inherited };
    const layers = applying.map(({ selector, declared }): [Declared, string] => [declared, selector.text]);
    if (style !== null) layers.push([declarationsOf(style), '']);
    const values = new Map<string, string>(attributes ?? []);
    const from = new Map<string, string>();
    let isPlain = attributes === null;
    for (const important of [false, true]) {
      for (const [declared, selector] of layers) {
        if (important && declared.important.size === 0) continue;
        this.budget.left -= 1;
        for (const [property, value] of declared.values) {
          if (declared.important.has(property) !== important) continue;
          // The later of a shorthand and its parts wins, so that it has to be the later of the two in the map as well.
          if (SHORTHANDS.test(property)) values.delete(property);
          values.set(property, value);
          isPlain &&= !property.startsWith('--') && !value.includes('var(') && !SHORTHANDS.test(property) && !KEYWORDS.test(value);
          from.set(property, selector);
          if (property === 'all') for (const other of [...values.keys()]) if (other !== 'all' && !other.startsWith('--')) values.delete(other);
        }
      }
    }
    if (isPlain) return { values, from, variables: inherited };
    const variables = variablesOf(values, inherited);
    return { values: usedValues(values, variables), from, variables };
  }

  /** Whether a box without text of its own is laid under or over an element's text. */
  isLaid(node: number): boolean {
    return this.laid.size > 0 && this.keysOf(node).some((key) => (this.laid.get(key) ?? []).some((selector) => matches(selector, this.dom, node, this.family, this.budget)));
  }

  /** Another state, another screen or a class set by a script gives the property another value: `:hover`, `@media print`, `.panel.open`. */
  isRevealed(node: number, property: string): boolean {
    const rules = [...this.candidates(node), ...this.keysOf(node).flatMap((key) => this.others.get(key) ?? [])];
    return rules.some(({ selector, declared, isConditional }) => {
      const value = declared.values.get(property);
      if (value === undefined || (this.budget.left -= 1) < 0) return false;
      const isHiding = hiddenBox(declared.values)?.property === property || value === 'hidden';
      if (isHiding) return selector.isUntilState && matches(selector, this.dom, node, this.family, this.budget);
      const isMatch = matches(selector, this.dom, node, this.family, this.budget);
      if (isConditional || selector.isState) return isMatch;
      return !isMatch && (selector.compounds[0]?.keys ?? []).some((key) => /^[.#]/u.test(key) && hasKey(this.dom, node, key, this.family));
    });
  }
}

function append<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const own = map.get(key);
  if (own === undefined) map.set(key, [value]);
  else own.push(value);
}

function keyOf(selector: Selector): string {
  const keys = selector.compounds[0]?.keys ?? [];
  return keys.find((one) => one.startsWith('#')) ?? keys.find((one) => one.startsWith('.')) ?? keys[0] ?? '*';
}

/** What is in force below an element; the same map where nothing changes, as with `* { --x: 0 }`. */
function variablesOf(values: Map<string, string>, inherited: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  let own: Map<string, string> | null = null;
  for (const [name, value] of values) {
    if (!name.startsWith('--')) continue;
    values.delete(name);
    if (inherited.get(name) !== value && !KEYWORDS.test(value)) (own ??= new Map(inherited)).set(name, value);
  }
  if (own === null) return inherited;
  for (const [name, value] of own) if (value.includes('var(')) {
    const resolved = withVariables(value, own);
    if (resolved === null) own.delete(name);
    else own.set(name, resolved);
  }
  return own;
}

/** With variables put in and shorthands taken apart as far as hiding goes; what has no value of its own is left out. */
function usedValues(values: Map<string, string>, variables: ReadonlyMap<string, string>): Map<string, string> {
  const used = new Map<string, string>();
  for (const [property, value] of values) {
    const resolved = value.includes('var(') ? withVariables(value, variables)?.trim() : value;
    if (resolved === undefined || KEYWORDS.test(resolved)) used.delete(property);
    else if (property === 'font') used.set('font-size', sizeOfFont(resolved));
    else {
      used.set(property, resolved);
      if (property === 'background') for (const part of ['background-color', 'background-image']) used.delete(part);
    }
  }
  return used;
}

/** `italic 1px/2 serif`: the first length, which the family's name follows. */
function sizeOfFont(value: string): string {
  const sizes = value.split(/[\s/]+/u, 12).filter((part) => lengthOf(part) !== null && !/^[1-9]\d\d$|^1000$/u.test(part));
  return sizes[0] ?? 'medium';
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

/** What attributes of old say of colours, and those of text in pictures of all that hides it. */
function presentation(dom: FlatDom, node: number): [string, string][] | null {
  if ((dom.attributes[node] ?? null) === null) return null;
  const tag = dom.tag[node] ?? '';
  const isPicture = PICTURE.test(tag);
  if (!isPicture && tag !== 'font' && dom.attribute(node, 'bgcolor') === null && tag !== 'body') return null;
  const found: [string, string][] = [];
  const put = (attribute: string, property: string, used = (value: string): string => value): void => {
    const value = dom.attribute(node, attribute);
    if (value !== null) found.push([property, used(value.trim().toLowerCase())]);
  };
  put('bgcolor', 'background-color', hexed);
  if (tag === 'font') put('color', 'color', hexed);
  else if (tag === 'body') put('text', 'color', hexed);
  else if (isPicture) {
    for (const name of ['display', 'visibility', 'opacity', 'font-size']) put(name, name);
    put('fill', 'color', (value) => (value === 'none' ? 'transparent' : value));
    if (lengthOf(dom.attribute(node, 'fill-opacity') ?? '1')?.number === 0) found.push(['color', 'transparent']);
  }
  return found.length === 0 ? null : found;
}

/** Old attributes may leave the sign of a number out (HTML 2.3.6, "legacy colour value"). */
function hexed(colour: string): string {
  return /^(?:[\da-f]{3}|[\da-f]{6})$/u.test(colour) ? `#${colour}` : colour;
}
