import type { FlatDom } from '../flat-dom.js';

/** Pseudo-classes of a state that a reader or the page itself brings about; a selector is matched as if it held. */
const STATES = new Set(['hover', 'focus', 'focus-within', 'focus-visible', 'active', 'checked', 'target', 'open', 'popover-open', 'visited', 'link', 'any-link']);
const ALWAYS = new Set(['root', 'link', 'any-link']);
const MAX_SELECTOR_CHARS = 200;
const MAX_CLASS_CHARS = 2_000;

type Test = (dom: FlatDom, node: number, family: Family) => boolean;
interface Compound { readonly keys: readonly string[]; readonly tests: readonly Test[]; readonly combinator: string }

export interface Selector {
  readonly text: string;
  /** From the right to the left. */
  readonly compounds: readonly Compound[];
  /** Ids, classes with attributes, elements; as one number. */
  readonly specificity: number;
  /** Needs a state such as `:hover`. */
  readonly isState: boolean;
}

/** Elements beside an element, for `+`, `~` and `:last-child`, and its class names. */
export interface Family {
  readonly previous: Int32Array;
  readonly isLast: Uint8Array;
  readonly classes: readonly (ReadonlySet<string> | null)[];
}

export function familyOf(dom: FlatDom): Family {
  const previous = new Int32Array(dom.size).fill(-1);
  const isLast = new Uint8Array(dom.size);
  const newest = new Map<number, number>();
  const classes: (ReadonlySet<string> | null)[] = [];
  const known = new Map<string, ReadonlySet<string>>();
  for (let node = 0; node < dom.size; node += 1) {
    const names = dom.attribute(node, 'class');
    const set = names === null ? null : (known.get(names) ?? new Set(names.slice(0, MAX_CLASS_CHARS).split(/\s+/u)));
    if (names !== null && set !== null) known.set(names, set);
    classes.push(set);
    if (dom.tag[node] === '') continue;
    const parent = dom.parent[node] ?? -1;
    previous[node] = newest.get(parent) ?? -1;
    newest.set(parent, node);
  }
  for (const node of newest.values()) isLast[node] = 1;
  return { previous, isLast, classes };
}

/** A selector with elements, ids, classes, attributes, combinators and the commonest pseudo-classes; `null` for any other. */
export function selectorOf(text: string): Selector | null {
  if (text.length > MAX_SELECTOR_CHARS || text === '') return null;
  const compounds: Compound[] = [];
  let [specificity, isState, combinator] = [0, false, ''];
  const parts = text.replace(/\s*([>+~])\s*(?![^[]*\])/gu, '$1').match(/[>+~\s]|(?:\[[^\]]*\]|\([^)]*\)|[^>+~\s[(])+/gu) ?? [];
  for (const part of parts) {
    if (/^[>+~\s]$/u.test(part)) {
      combinator = part.trim();
      continue;
    }
    const compound = compoundOf(part, compounds.length === 0 ? '' : combinator);
    if (compound === null) return null;
    compounds.push(compound.compound);
    specificity += compound.specificity;
    isState ||= compound.isState;
    combinator = '';
  }
  return compounds.length === 0 ? null : { text, compounds: compounds.reverse(), specificity, isState };
}

const PIECES = /([.#])((?:[\w-]|\\.|[^\0-\x7f]){1,100})|\[\s*([\w-]{1,60})\s*(?:([~|^$*]?=)\s*["']?([^"'\]]{0,120})["']?\s*[is]?\s*)?\]|:{1,2}([\w-]{1,40})(?:\(([^)]{0,120})\))?|(\*|[a-z][\w-]{0,60})/giuy;

function compoundOf(part: string, combinator: string): { compound: Compound; specificity: number; isState: boolean } | null {
  const [keys, tests]: [string[], Test[]] = [[], []];
  let [at, specificity, isState] = [0, 0, false];
  while (at < part.length) {
    PIECES.lastIndex = at;
    const match = PIECES.exec(part);
    if (match === null) return null;
    at = PIECES.lastIndex;
    const [, sign, name, attribute, operator, value, pseudo, argument, tag] = match;
    if (sign !== undefined && name !== undefined) {
      const key = sign + name.replaceAll('\\', '');
      keys.push(key);
      tests.push((dom, node, family) => hasKey(dom, node, key, family));
      specificity += sign === '#' ? 1_000_000 : 1_000;
    } else if (attribute !== undefined) {
      tests.push((dom, node) => hasAttribute(dom.attribute(node, attribute.toLowerCase()), operator, value ?? ''));
      specificity += 1_000;
    } else if (pseudo !== undefined) {
      const test = pseudoOf(pseudo.toLowerCase(), argument);
      if (test === null || match[0].startsWith('::')) return null;
      if (test !== undefined) tests.push(test);
      isState ||= STATES.has(pseudo.toLowerCase()) && !ALWAYS.has(pseudo.toLowerCase());
      specificity += 1_000;
    } else if (tag !== undefined && tag !== '*') {
      const wanted = tag.toLowerCase();
      keys.push(wanted);
      tests.push((dom, node) => dom.tag[node] === wanted);
      specificity += 1;
    }
  }
  return { compound: { keys, tests, combinator }, specificity, isState };
}

function pseudoOf(name: string, argument: string | undefined): Test | null | undefined {
  if (name === 'root') return (dom, node) => dom.tag[node] === 'html';
  if (STATES.has(name)) return undefined;
  if (name === 'first-child' || (name === 'nth-child' && argument?.trim() === '1')) return (_dom, node, { previous }) => (previous[node] ?? -1) < 0;
  if (name === 'last-child') return (_dom, node, { isLast }) => isLast[node] === 1;
  if (name !== 'not' && name !== 'is' && name !== 'where') return null;
  const inner = (argument ?? '').split(',').map((part) => compoundOf(part.trim(), ''));
  if (inner.some((one) => one === null || one.isState)) return null;
  return (dom, node, family) => inner.some((one) => one?.compound.tests.every((test) => test(dom, node, family)) === true) === (name !== 'not');
}

function hasAttribute(own: string | null, operator: string | undefined, value: string): boolean {
  if (own === null) return false;
  switch (operator) {
    case undefined: return true;
    case '=': return own === value;
    case '~=': return own.split(/\s+/u).includes(value);
    case '|=': return own === value || own.startsWith(`${value}-`);
    case '^=': return value !== '' && own.startsWith(value);
    case '$=': return value !== '' && own.endsWith(value);
    default: return value !== '' && own.includes(value);
  }
}

/** `.class`, `#id` or `element`. */
export function hasKey(dom: FlatDom, node: number, key: string, family: Family): boolean {
  if (key.startsWith('#')) return dom.attribute(node, 'id') === key.slice(1);
  return key.startsWith('.') ? family.classes[node]?.has(key.slice(1)) === true : dom.tag[node] === key;
}

/** Steps that matching may still take on a page: what a page with thousands of rules and elements costs stays bounded. */
export interface Budget { left: number }

export function matches({ compounds }: Selector, dom: FlatDom, node: number, family: Family, budget: Budget): boolean {
  return matchesFrom(compounds, 0, dom, node, family, budget);
}

function matchesFrom(compounds: readonly Compound[], index: number, dom: FlatDom, node: number, family: Family, budget: Budget): boolean {
  budget.left -= 1;
  const compound = compounds[index];
  if (compound === undefined || budget.left < 0 || node < 0 || !compound.tests.every((test) => test(dom, node, family))) return false;
  if (index === compounds.length - 1) return true;
  const { combinator } = compound;
  const step = (from: number): number => (combinator === '+' || combinator === '~' ? (family.previous[from] ?? -1) : (dom.parent[from] ?? -1));
  for (let other = step(node); other >= 0; other = step(other)) {
    if (matchesFrom(compounds, index + 1, dom, other, family, budget)) return true;
    if (combinator === '>' || combinator === '+') return false;
  }
  return false;
}
