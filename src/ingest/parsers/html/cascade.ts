import type { FlatDom } from '../flat-dom.js';
import { backgroundOf } from './css-colours.js';
import { isOnEveryScreen } from './css-media.js';
import { declarationsOf, rulesOf, type Declared } from './css-rules.js';
import { withVariables } from './css-syntax.js';
import { lengthOf } from './css-values.js';
import { Family } from './family.js';
import { appliedOf, candidatesAmong, rulesGiving, type Applied, type Candidates, type Computed, type Rule } from './candidates.js';
import { hasKey, isOfOthers, matches, selectorOf, type Budget, type Selector } from './selectors.js';

/** Of all sheets: hiding rules of a page itself stand in its own small sheet. */
const MAX_CSS_CHARS = 200_000;
const MAX_RULES = 20_000;
/** Enough for 2,000 selectors that ask for more than names on 1,000 elements. */
const MAX_STEPS = 2_000_000;
/** A copied variable stays in memory until the page is read. */
const STEPS_PER_COPIED = 4;
/** All that hiding looks at; rules without any of it are not kept. */
const LOOKED_AT = /^(?:display|content-visibility|opacity|visibility|(?:-webkit-)?filter|zoom|scale|clip|(?:-webkit-)?(?:clip-path|mask|mask-image|transform|backface-visibility)|translate|rotate|contain|(?:max-)?(?:height|width|block-size|inline-size)|line-height|letter-spacing|left|right|top|bottom|text-indent|margin.*|inset.*|overflow.*|font|font-size|color|(?:-webkit-)?text-fill-color|mix-blend-mode|background.*|-webkit-background-clip|position|z-index|animation.*|transition.*|--.*)$/u;
const PICTURE: ReadonlySet<string> = new Set(['text', 'tspan', 'textpath', 'g', 'svg']);
const KEYWORDS = /^(?:inherit|initial|unset|revert|revert-layer)$/u;
const SHORTHANDS = /^(?:all|font(?:-size)?|background(?:-color|-image)?)$/u;
const NO_VALUES: ReadonlyMap<string, string> = new Map();

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
  private readonly looked = new Map<ReadonlySet<string> | null, Map<string, Candidates>>();
  private readonly bySignature = new Map<string, Candidates>();
  private readonly selectors = new Map<string, Selector | null>();
  private readonly inlined = new Map<string, Declared>();
  private readonly lookedAt = new Map<string, boolean>();
  /** Names of elements, classes and ids that rules are found by. */
  private readonly named = new Set<string>();
  private readonly hasIds: boolean;
  private readonly isAny: boolean;
  private readonly pageKeys: ReadonlySet<string>;
  private readonly family: Family;
  private readonly none: Applied = { layers: [], computed: new Map() };
  private chars = 0;

  constructor(private readonly dom: FlatDom) {
    this.family = new Family(dom);
    this.pageKeys = keysOf(dom, this.family);
    this.isForeign = [...dom.withTag('link')].some((node) => /stylesheet/iu.test(dom.attribute(node, 'rel') ?? ''));
    this.readSheets();
    this.hasIds = [...this.named].some((key) => key.startsWith('#'));
    this.isAny = this.named.size > 0;
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
        for (const text of selectors) {
          if (isOfOthers(text, this.pageKeys) || !this.isLookedAt(declared())) continue;
          if ((order += 1) > MAX_RULES) return;
          this.keep(text, { declared: declared(), layer: rank, order, isConditional: isConditional || !isEveryScreen });
        }
      }
    }
  }

  private isLookedAt({ values }: Declared): boolean {
    for (const property of values.keys()) {
      let isLookedAt = this.lookedAt.get(property);
      if (isLookedAt === undefined) this.lookedAt.set(property, isLookedAt = LOOKED_AT.test(property));
      if (isLookedAt) return true;
    }
    return false;
  }

  private keep(text: string, rule: Omit<Rule, 'selector'>): void {
    const bare = text.replace(/::?(?:before|after)$/iu, '');
    const known = this.selectors.get(bare);
    const selector = known === undefined ? selectorOf(bare) : known;
    this.selectors.set(bare, selector);
    if (selector === null) return;
    const key = keyOf(selector);
    this.named.add(key);
    for (const name of selector.compounds[0]?.keys ?? []) this.named.add(name);
    const isOnPage = selector.compounds.every((compound) => compound.keys.every((one) => this.pageKeys.has(one)));
    if (bare !== text) {
      const background = rule.declared.values.get('background-color') ?? rule.declared.values.get('background') ?? rule.declared.values.get('background-image') ?? 'none';
      if (isOnPage && background !== 'none' && (backgroundOf(background)?.[3] ?? 1) > 0.1) append(this.laid, key, selector);
      return;
    }
    append(!rule.isConditional && !selector.isState && isOnPage ? this.applying : this.others, key, { ...rule, selector });
  }

  /** Elements of the same name, id and classes, as far as any rule names these, share all that is looked up. */
  private candidatesOf(node: number): Candidates {
    const classes = this.family.classes[node] ?? null;
    const id = this.hasIds ? this.dom.attribute(node, 'id') : null;
    const tag = this.dom.tag[node] ?? '';
    const name = id !== null && this.named.has(`#${id}`) ? `${tag} ${id}` : tag;
    let byName = this.looked.get(classes);
    if (byName === undefined) this.looked.set(classes, byName = new Map<string, Candidates>());
    let found = byName.get(name);
    if (found === undefined) byName.set(name, found = this.lookUp(node));
    return found;
  }

  private lookUp(node: number): Candidates {
    const keys = ['*', this.dom.tag[node] ?? '', `#${this.dom.attribute(node, 'id') ?? ''}`, ...[...(this.family.classes[node] ?? [])].map((name) => `.${name}`)].filter((key) => key === '*' || this.named.has(key));
    const signature = keys.join(' ');
    let found = this.bySignature.get(signature);
    if (found === undefined) this.bySignature.set(signature, found = candidatesAmong(keys.flatMap((key) => this.applying.get(key) ?? []), keys, this.budget));
    return found;
  }

  /** The rules of sheets that apply to an element, as one. */
  private sheetsOn(node: number): Applied {
    if (!this.isAny || this.budget.left < 0) return this.none;
    const candidates = this.candidatesOf(node);
    const parent = this.dom.parent[node] ?? -1;
    if (candidates.newest?.parent === parent) return candidates.newest.applied;
    let key = '';
    for (const [index, selector] of candidates.uncertain.entries()) if (matches(selector, this.dom, node, this.family, this.budget)) key += String.fromCharCode(index);
    const applied = appliedOf(candidates, key, this.budget);
    if (candidates.isSharedBySiblings) candidates.newest = { parent, applied };
    return applied;
  }

  /** Shared among elements: never written to. */
  computed(node: number, inherited: ReadonlyMap<string, string>): Computed {
    const style = this.dom.attribute(node, 'style');
    const attributes = presentation(this.dom, node);
    const applied = this.sheetsOn(node);
    if (style === null && attributes === null) {
      const known = applied.computed.get(inherited);
      if (known !== undefined) return known;
    }
    const layers = [...applied.layers];
    if (style !== null) layers.push([this.inline(style), '']);
    const found = layers.length === 0 && attributes === null ? { values: NO_VALUES, from: NO_VALUES, variables: inherited } : this.cascaded(layers, attributes, inherited);
    if (style === null && attributes === null) applied.computed.set(inherited, found);
    return found;
  }

  /** The same declarations stand on many elements. */
  private inline(style: string): Declared {
    const known = this.inlined.get(style) ?? declarationsOf(style);
    this.inlined.set(style, known);
    return known;
  }

  private cascaded(layers: readonly (readonly [Declared, string])[], attributes: readonly [string, string][] | null, inherited: ReadonlyMap<string, string>): Computed {
    const values = new Map<string, string>(attributes ?? []);
    const from = new Map<string, string>();
    let isPlain = attributes === null;
    for (const important of [false, true]) {
      for (const [declared, selector] of layers) {
        if (important && declared.important.size === 0) continue;
        this.budget.left -= declared.values.size;
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
    const variables = variablesOf(values, inherited, this.budget);
    return { values: usedValues(values, variables), from, variables };
  }

  /** Whether a box without text of its own is laid under or over an element's text. */
  isLaid(node: number): boolean {
    if (this.laid.size === 0) return false;
    const candidates = this.candidatesOf(node);
    const laid = (candidates.laid ??= [...new Set(candidates.keys.flatMap((key) => this.laid.get(key) ?? []))]);
    return laid.some((selector) => matches(selector, this.dom, node, this.family, this.budget));
  }

  /** Another state, another screen or a class set by a script gives the property another value: `:hover`, `@media print`, `.panel.open`. */
  isRevealed(node: number, property: string): boolean {
    if (!this.isAny) return false;
    const candidates = this.candidatesOf(node);
    const rules = candidates.giving.get(property) ?? rulesGiving(property, [...candidates.named, ...candidates.keys.flatMap((key) => this.others.get(key) ?? [])]);
    candidates.giving.set(property, rules);
    return rules.some(({ selector, isConditional, isHiding }) => {
      if ((this.budget.left -= 1) < 0) return false;
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
function variablesOf(values: Map<string, string>, inherited: ReadonlyMap<string, string>, budget: Budget): ReadonlyMap<string, string> {
  let own: Map<string, string> | null = null;
  for (const [name, value] of values) {
    if (!name.startsWith('--')) continue;
    values.delete(name);
    if (inherited.get(name) === value || KEYWORDS.test(value)) continue;
    if (own === null && (budget.left -= inherited.size * STEPS_PER_COPIED) < 0) return inherited;
    (own ??= new Map(inherited)).set(name, value);
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
  for (const names of family.classSets) for (const name of names) keys.add(`.${name}`);
  for (let node = 0; node < dom.size; node += 1) {
    const id = dom.attribute(node, 'id');
    if (id !== null) keys.add(`#${id}`);
  }
  return keys;
}

/** What attributes of old say of colours, and those of text in pictures of all that hides it. */
function presentation(dom: FlatDom, node: number): [string, string][] | null {
  if (dom.attributeCount(node) === 0) return null;
  const tag = dom.tag[node] ?? '';
  const isPicture = PICTURE.has(tag);
  if (!isPicture && tag !== 'font' && tag !== 'body' && dom.attribute(node, 'bgcolor') === null) return null;
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
