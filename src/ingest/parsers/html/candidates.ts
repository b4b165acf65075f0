import type { Declared } from './css-rules.js';
import { hiddenBox } from './hidden-css.js';
import type { Budget, Selector } from './selectors.js';

export interface Rule { readonly selector: Selector; readonly declared: Declared; readonly layer: number; readonly order: number; readonly isConditional: boolean }

/** The values that win on an element, the selector each came by, and the variables in force. */
export interface Computed {
  readonly values: ReadonlyMap<string, string>;
  readonly from: ReadonlyMap<string, string>;
  readonly variables: ReadonlyMap<string, string>;
}

/** Declarations of all rules that match an element, in the order in which they win, and what came of them by the variables inherited. */
export interface Applied {
  readonly layers: readonly (readonly [Declared, string])[];
  readonly computed: Map<ReadonlyMap<string, string>, Computed>;
}

/** A rule that gives a property a value, as far as it says whether the page shows an element at other times. */
interface Giving { readonly selector: Selector; readonly isConditional: boolean; readonly isHiding: boolean }

/** What rules say of elements of the same name, id and classes. */
export interface Candidates {
  readonly keys: readonly string[];
  /** Found by one of the names, whether or not the others hold. */
  readonly named: readonly Rule[];
  /** Those of them that can match, in the order in which they win, the last one at the end. */
  readonly rules: readonly Rule[];
  /** Selectors that ask for more than names, each once. */
  readonly uncertain: readonly Selector[];
  readonly applied: Map<string, Applied>;
  /** Elements with the same parent match the same of the selectors: none of these asks for anything but names, and what is above. */
  readonly isSharedBySiblings: boolean;
  /** The parent asked for last, and what applied below it. */
  newest: { readonly parent: number; readonly applied: Applied } | null;
  /** Rules by the property that they give a value. */
  readonly giving: Map<string, readonly Giving[]>;
  laid: readonly Selector[] | null;
}

const isByNamesAndParents = ({ compounds: [last] }: Selector): boolean => last?.isByNames === true && (last.combinator === '' || last.combinator === '>');
const isCertain = ({ compounds }: Selector): boolean => compounds.length === 1 && compounds[0]?.isByNames === true;

/** @param keys all names of the element that any rule asks for */
export function candidatesAmong(named: readonly Rule[], keys: readonly string[], budget: Budget): Candidates {
  budget.left -= named.length;
  const own = new Set(keys);
  const rules = named.filter(({ selector }) => (selector.compounds[0]?.keys ?? []).every((key) => own.has(key)))
    .sort((a, b) => (a.layer === b.layer ? a.selector.specificity - b.selector.specificity || a.order - b.order : a.layer - b.layer));
  const uncertain = [...new Set(rules.map(({ selector }) => selector))].filter((selector) => !isCertain(selector));
  return { keys, named, rules, uncertain, applied: new Map(), isSharedBySiblings: uncertain.every(isByNamesAndParents), newest: null, giving: new Map(), laid: null };
}

/** `matched`: the indexes of the uncertain selectors that match, as characters. */
export function appliedOf({ rules, uncertain, applied }: Candidates, matched: string, budget: Budget): Applied {
  const known = applied.get(matched);
  if (known !== undefined) return known;
  budget.left -= rules.length;
  const matching = new Set<Selector | undefined>(Array.from({ length: matched.length }, (_, at) => uncertain[matched.charCodeAt(at)]));
  const layers = rules.filter(({ selector }) => isCertain(selector) || matching.has(selector)).map(({ selector, declared }) => [declared, selector.text] as const);
  const found = { layers, computed: new Map() };
  applied.set(matched, found);
  return found;
}

/** Rules that say the same count once. */
export function rulesGiving(property: string, rules: readonly Rule[]): readonly Giving[] {
  const found = new Map<Selector, Giving[]>();
  for (const { selector, declared, isConditional } of rules) {
    const value = declared.values.get(property);
    if (value === undefined) continue;
    const isHiding = hiddenBox(declared.values)?.property === property || value === 'hidden';
    const own = found.get(selector) ?? [];
    if (!own.some((one) => one.isConditional === isConditional && one.isHiding === isHiding)) own.push({ selector, isConditional, isHiding });
    found.set(selector, own);
  }
  return [...found.values()].flat();
}
