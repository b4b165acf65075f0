import type { FlatDom } from '../flat-dom.js';
import { splitTop, unescaped } from './css-syntax.js';
import type { Family } from './family.js';

/** Pseudo-classes of a state that a reader or the page itself brings about; a selector is matched as if it held. */
const STATES = new Set(['hover', 'focus', 'focus-within', 'focus-visible', 'active', 'checked', 'target', 'open', 'popover-open', 'visited', 'link', 'any-link']);
const ALWAYS = new Set(['root', 'link', 'any-link']);
const MAX_SELECTOR_CHARS = 200;
const MAX_DEPTH = 3;
/** The last compound where it is names alone, and at most one pseudo-class or pseudo-element: `li.item:hover`. */
const PLAIN_END = /(?<![^\s>+~])([a-z][a-z\d-]{0,40})?((?:[.#][a-z\d_-]{1,60}){0,5})(::?[a-z-]{1,30})?$/iu;
/** Selectors within `:not()` and the like are short. */
const MAX_NESTED_STEPS = 50;
/** 32 characters of an attribute are looked through in about the time of a step. */
const CHARS_PER_STEP_BITS = 5;

type Test = (dom: FlatDom, node: number, family: Family, budget: Budget) => boolean;
interface Compound {
  readonly keys: readonly string[];
  readonly tests: readonly Test[];
  readonly combinator: string;
  /** Elements of the same name, id and classes all match, or none does. */
  readonly isByNames: boolean;
}

export interface Selector {
  readonly text: string;
  /** From the right to the left. */
  readonly compounds: readonly Compound[];
  /** Ids, classes with attributes, elements; as one number. */
  readonly specificity: number;
  /** Needs a state such as `:hover`. */
  readonly isState: boolean;
  /** Holds until there is such a state: `:not(:hover)`. */
  readonly isUntilState: boolean;
}

/** A selector with elements, ids, classes, attributes, combinators and the commonest pseudo-classes; `null` for any other. */
export function selectorOf(text: string, depth = 0): Selector | null {
  if (text.length > MAX_SELECTOR_CHARS || text === '' || depth > MAX_DEPTH) return null;
  const compounds: Compound[] = [];
  let [specificity, isState, isUntilState, combinator] = [0, false, false, ''];
  for (const part of partsOf(text)) {
    if (/^[>+~\s]$/u.test(part)) {
      combinator = part.trim();
      continue;
    }
    const compound = compoundOf(part, compounds.length === 0 ? '' : combinator, depth);
    if (compound === null) return null;
    compounds.push(compound.compound);
    specificity += compound.specificity;
    isState ||= compound.isState;
    isUntilState ||= compound.isUntilState;
    combinator = '';
  }
  return compounds.length === 0 ? null : { text, compounds: compounds.reverse(), specificity, isState, isUntilState };
}

/**
 * Whether a selector is found by a name that no element has (`keys`: `.class`, `#id`, `element`), told from its last compound without
 * reading it whole. `false` = it may be of this page: what is not plain to see is left to `selectorOf`.
 */
export function isOfOthers(text: string, keys: ReadonlySet<string>): boolean {
  if (text.length > MAX_SELECTOR_CHARS || text.includes('\\')) return false;
  const [, tag, names = '', state = ''] = PLAIN_END.exec(text) ?? [];
  if ((tag === undefined && names === '') || /^:root$/iu.test(state)) return false;
  const name = /#[\w-]+/u.exec(names)?.[0] ?? /\.[\w-]+/u.exec(names)?.[0] ?? tag?.toLowerCase() ?? '';
  return !keys.has(name);
}

/** Compounds and the combinators between them. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  let [depth, from] = [0, 0];
  const end = (at: number): void => {
    if (at > from) parts.push(text.slice(from, at));
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char === '\\') at += 1;
    else if (char === '(' || char === '[') depth += 1;
    else if (char === ')' || char === ']') depth -= 1;
    else if (depth === 0 && /[>+~\s]/u.test(char)) {
      end(at);
      from = at + 1;
      // White space counts only where no other combinator stands beside it.
      if (/\S/u.test(char)) {
        if (parts.at(-1) === ' ') parts.pop();
        parts.push(char);
      } else if (parts.length > 0 && !/^[>+~\s]$/u.test(parts.at(-1) ?? '')) parts.push(' ');
    }
  }
  end(text.length);
  return parts;
}

const PIECES = /([.#])((?:[\w-]|\\[\da-f]{1,6}\s?|\\.|[^\0-\x7f]){1,100})|\[\s*([\w-]{1,60})\s*(?:([~|^$*]?=)\s*["']?([^"'\]]{0,120}?)["']?\s*(\s[is])?\s*)?\]|(:{1,2})([\w-]{1,40})(\()?|(\*|[a-z][\w-]{0,60})/giuy;

interface Parsed { readonly compound: Compound; readonly specificity: number; readonly isState: boolean; readonly isUntilState: boolean }

function compoundOf(part: string, combinator: string, depth: number): Parsed | null {
  const [keys, tests]: [string[], Test[]] = [[], []];
  let [at, specificity, isState, isUntilState, isByNames] = [0, 0, false, false, true];
  while (at < part.length) {
    PIECES.lastIndex = at;
    const match = PIECES.exec(part);
    if (match === null) return null;
    at = PIECES.lastIndex;
    const [, sign, name, attribute, operator, value, flag, colons, pseudo, bracket, tag] = match;
    if (sign !== undefined && name !== undefined) {
      const own = unescaped(name);
      keys.push(sign + own);
      tests.push(sign === '#' ? (dom, node): boolean => dom.attribute(node, 'id') === own : (_dom, node, family): boolean => family.classes[node]?.has(own) === true);
      specificity += sign === '#' ? 1_000_000 : 1_000;
    } else if (attribute !== undefined) {
      const [property, isAnyCase] = [attribute.toLowerCase(), flag?.trim().toLowerCase() === 'i'];
      isByNames = false;
      tests.push((dom, node, _family, budget) => {
        const given = dom.attribute(node, property);
        if (given !== null) budget.left -= given.length >> CHARS_PER_STEP_BITS;
        return hasAttribute(given, operator, value ?? '', isAnyCase);
      });
      specificity += 1_000;
    } else if (pseudo !== undefined) {
      const close = bracket === undefined ? at : closingBracket(part, at - 1);
      const found = colons === '::' || close < 0 ? null : pseudoOf(pseudo.toLowerCase(), bracket === undefined ? null : part.slice(at, close), depth);
      if (found === null) return null;
      if (bracket !== undefined) at = close + 1;
      if (pseudo.toLowerCase() === 'root') keys.push('html');
      if (found.test !== null) {
        tests.push(found.test);
        isByNames &&= pseudo.toLowerCase() === 'root';
      }
      isState ||= STATES.has(pseudo.toLowerCase()) && !ALWAYS.has(pseudo.toLowerCase());
      isUntilState ||= found.isUntilState;
      specificity += found.specificity;
    } else if (tag !== undefined && tag !== '*') {
      const wanted = tag.toLowerCase();
      keys.push(wanted);
      tests.push((dom, node) => dom.tag[node] === wanted);
      specificity += 1;
    }
  }
  return { compound: { keys, tests, combinator, isByNames }, specificity, isState, isUntilState };
}

function closingBracket(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    else if (text[at] === ')' && (depth -= 1) === 0) return at;
  }
  return -1;
}

interface Pseudo { readonly test: Test | null; readonly specificity: number; readonly isUntilState: boolean }

function pseudoOf(name: string, argument: string | null, depth: number): Pseudo | null {
  const plain = (test: Test | null): Pseudo => ({ test, specificity: 1_000, isUntilState: false });
  if (name === 'root') return plain((dom, node) => dom.tag[node] === 'html');
  if (name === 'empty') return plain((dom, node) => dom.endOf(node) === node + 1);
  if (STATES.has(name)) return plain(null);
  const place = placeOf(name, argument);
  if (place !== null) return plain(place);
  if (argument === null || !/^(?:not|is|where|matches|-webkit-any)$/u.test(name)) return null;
  const all = splitTop(argument, ',').map((part) => selectorOf(part, depth + 1));
  if (all.some((one) => one === null) || all.length === 0) return null;
  const known = all.filter((one): one is Selector => one !== null);
  const [resting, states] = [known.filter(({ isState }) => !isState), known.filter(({ isState }) => isState)];
  if (name !== 'not' && resting.length === 0) return null;
  const own = { left: 0 };
  const isAny: Test = (dom, node, family, budget) => {
    for (const one of resting) {
      own.left = MAX_NESTED_STEPS;
      const isMatch = matches(one, dom, node, family, own);
      budget.left -= MAX_NESTED_STEPS - own.left;
      if (isMatch) return true;
    }
    return false;
  };
  return {
    test: name === 'not' ? (resting.length === 0 ? null : (dom, node, family, budget): boolean => !isAny(dom, node, family, budget)) : isAny,
    specificity: name === 'where' ? 0 : Math.max(...known.map(({ specificity }) => specificity)),
    isUntilState: name === 'not' && states.length > 0,
  };
}

/** `:first-child`, `:nth-last-of-type(2n + 1)` and their like. */
function placeOf(name: string, argument: string | null): Test | null {
  const match = /^(first|last|only|nth|nth-last)-(child|of-type)$/u.exec(name);
  if (match === null) return null;
  const [, which = '', kind] = match;
  const isOfKind = kind === 'of-type';
  const fits = which.startsWith('nth') ? stepOf(argument ?? '') : (place: number): boolean => place === 1;
  if (fits === null) return null;
  return (_dom, node, family) => {
    const { fromStart, fromEnd } = family.places(isOfKind);
    const [start, end] = [fromStart[node] ?? 0, fromEnd[node] ?? 0];
    return which === 'only' ? start === 1 && end === 1 : fits(which.includes('last') ? end : start);
  };
}

/** `2n + 1` (CSS Syntax 3, "An+B"). */
function stepOf(argument: string): ((place: number) => boolean) | null {
  const text = argument.trim().toLowerCase().replace(/\s+/gu, '');
  const match = text === 'odd' ? ['', '2', '1'] : text === 'even' ? ['', '2', '0'] : (/^([+-]?\d{0,6})n([+-]\d{1,6})?$/u.exec(text) ?? /^()([+-]?\d{1,6})$/u.exec(text));
  if (match === null) return null;
  const isPlain = !/n/u.test(text) && /^[+-]?\d/u.test(text);
  const step = isPlain ? 0 : match[1] === '' || match[1] === '+' ? 1 : match[1] === '-' ? -1 : Number(match[1]);
  const offset = Number(match[2] ?? 0);
  return (place) => (step === 0 ? place === offset : (place - offset) % step === 0 && (place - offset) / step >= 0);
}

function hasAttribute(given: string | null, operator: string | undefined, wanted: string, isAnyCase: boolean): boolean {
  if (given === null) return false;
  const [own, value] = isAnyCase ? [given.toLowerCase(), wanted.toLowerCase()] : [given, wanted];
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

function fits({ tests }: Compound, dom: FlatDom, node: number, family: Family, budget: Budget): boolean {
  for (const test of tests) if (!test(dom, node, family, budget)) return false;
  return true;
}

function matchesFrom(compounds: readonly Compound[], index: number, dom: FlatDom, node: number, family: Family, budget: Budget): boolean {
  budget.left -= 1;
  const compound = compounds[index];
  if (compound === undefined || budget.left < 0 || node < 0 || !fits(compound, dom, node, family, budget)) return false;
  if (index === compounds.length - 1) return true;
  const { combinator } = compound;
  const next: ArrayLike<number> = combinator === '+' || combinator === '~' ? family.previous : dom.parent;
  for (let other = next[node] ?? -1; other >= 0; other = next[other] ?? -1) {
    if (matchesFrom(compounds, index + 1, dom, other, family, budget)) return true;
    if (combinator === '>' || combinator === '+') return false;
  }
  return false;
}
