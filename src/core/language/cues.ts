/** How binding a statement is. */
export type Modal = 'must' | 'must-not' | 'should' | 'may' | 'need-not';
export type Quantifier = 'all' | 'none' | 'only' | 'some';

/** What a run of words commits itself to, apart from its numbers. */
export interface Cues {
  /** Places of negating words. */
  readonly negations: readonly number[];
  readonly modal: { readonly value: Modal; readonly at: number } | null;
  /** Group -> which pole it names (0 or 1) and where; a group both of whose poles are named is left out. */
  readonly antonyms: ReadonlyMap<number, { readonly pole: 0 | 1; readonly at: number }>;
  readonly quantifier: { readonly value: Quantifier; readonly at: number } | null;
}

const NEGATIONS = new Set(('not no never neither nor without cannot dont isnt arent wasnt doesnt cant wont nobody nothing nowhere hardly').split(' '));
const OBLIGATIONS = new Set(['must', 'shall', 'required', 'mandatory', 'obligatory', 'compulsory', 'requires', 'require']);
const PERMISSIONS = new Set(['may', 'might', 'can', 'could', 'optional', 'optionally', 'allowed', 'permitted', 'voluntary']);

/** Opposites: [one pole, other pole]; words of a pole are interchangeable. */
const STRONG_ANTONYMS: readonly (readonly [string, string])[] = [
  ['enabled enable enables active activated', 'disabled disable disables inactive deactivated'],
  ['allow allows allowed permitted permit permits', 'deny denies denied forbidden prohibited forbid prohibit prohibits disallowed'],
  ['included includes include inclusive', 'excluded excludes exclude exclusive'],
  ['required mandatory compulsory obligatory', 'optional voluntary'],
  ['free complimentary', 'paid chargeable billable'],
  ['encrypted', 'unencrypted plaintext'],
  ['supported', 'unsupported'],
  ['refundable', 'nonrefundable'],
  ['taxable', 'tax-free'],
  ['automatic automatically', 'manual manually'],
  ['available', 'unavailable'],
  ['weekly', 'monthly'],
  ['daily', 'weekly'],
  ['daily', 'monthly'],
  ['monthly', 'quarterly'],
  ['quarterly', 'annually yearly annual'],
  ['monthly', 'annually yearly annual'],
  ['deprecated', 'recommended'],
  ['mutable', 'immutable'],
  ['paid', 'unpaid'],
];
/** Opposites that one text often sets side by side ("the first … the last …"): never a contradiction for sure. */
const WEAK_ANTONYMS: readonly (readonly [string, string])[] = [
  ['before', 'after'],
  ['public', 'private'],
  ['internal internally', 'external externally'],
  ['ascending', 'descending'],
  ['synchronous synchronously', 'asynchronous asynchronously'],
  ['open opened', 'closed'],
  ['first', 'last'],
  ['upper', 'lower'],
  ['increase increases increased raise raises', 'decrease decreases decreased reduce reduces lowers'],
];
const ANTONYMS = [...STRONG_ANTONYMS, ...WEAK_ANTONYMS];
const POLES = new Map<string, [number, 0 | 1][]>();
for (const [group, [one, other]] of ANTONYMS.entries()) {
  for (const word of one.split(' ')) POLES.set(word, [...(POLES.get(word) ?? []), [group, 0]]);
  for (const word of other.split(' ')) POLES.set(word, [...(POLES.get(word) ?? []), [group, 1]]);
}

const QUANTIFIERS = new Map<string, Quantifier>([
  ['all', 'all'], ['every', 'all'], ['each', 'all'], ['everyone', 'all'], ['everybody', 'all'], ['none', 'none'], ['nobody', 'none'], ['only', 'only'], ['solely', 'only'], ['exclusively', 'only'], ['some', 'some'],
]);

export function isNegation(word: string): boolean {
  return NEGATIONS.has(word) || word.endsWith("n't");
}

export function isWeakAntonym(group: number): boolean {
  return group >= STRONG_ANTONYMS.length;
}

/** Whether a word quantifies or negates, so that it is never part of the subject. */
export function isCueWord(word: string): boolean {
  return isNegation(word) || QUANTIFIERS.has(word) || word === 'must' || word === 'should' || word === 'may';
}

export function cuesOf(words: readonly string[]): Cues {
  return { negations: negationsOf(words), modal: modalOf(words), antonyms: antonymsOf(words), quantifier: quantifierOf(words) };
}

function negationsOf(words: readonly string[]): number[] {
  return words.flatMap((word, at) => {
    if (!isNegation(word)) return [];
    const next = words[at + 1] ?? '';
    // "not only", "no longer than", "no more than", "whether or not" limit or stress; they do not deny.
    if (next === 'only' || next === 'later' || ((next === 'more' || next === 'less' || next === 'longer' || next === 'fewer') && words[at + 2] === 'than')) return [];
    if (word === 'not' && words[at - 1] === 'or' && (next === '' || words[at - 2] === words[at + 1] || words[at - 2] === 'is' || words[at - 2] === 'are')) return [];
    return words[at - 1] === 'or' && words.slice(Math.max(0, at - 12), at).includes('whether') ? [] : [at];
  });
}

const PROHIBITIONS = new Set(['cannot', "can't", "mustn't", 'forbidden', 'prohibited']);
const REQUIRING = new Set(['required', 'requires', 'require']);
const ADVICE = new Set(['should', 'recommended', 'ought']);

/** The first modal of a statement. */
function modalOf(words: readonly string[]): Cues['modal'] {
  for (const at of words.keys()) {
    const value = modalAt(words, at);
    if (value !== null) return { value, at };
  }
  return null;
}

/** All modals, in order. */
export function modalsOf(words: readonly string[]): NonNullable<Cues['modal']>[] {
  return words.flatMap((_word, at) => {
    const value = modalAt(words, at);
    return value === null ? [] : [{ value, at }];
  });
}

function modalAt(words: readonly string[], at: number): Modal | null {
  const word = words[at] ?? '';
  const deniedBefore = isNegation(words[at - 1] ?? '');
  const denied = deniedBefore || isNegation(words[at + 1] ?? '');
  if (PROHIBITIONS.has(word)) return 'must-not';
  if (word === "needn't" || (denied && (word === 'need' || REQUIRING.has(word)))) return 'need-not';
  if ((word === 'have' || word === 'has') && words[at + 1] === 'to') return deniedBefore ? 'need-not' : 'must';
  if (OBLIGATIONS.has(word)) return denied ? 'must-not' : 'must';
  if (ADVICE.has(word)) return 'should';
  if (PERMISSIONS.has(word)) return denied ? 'must-not' : 'may';
  return null;
}

function antonymsOf(words: readonly string[]): Cues['antonyms'] {
  const found = new Map<number, { pole: 0 | 1; at: number }>();
  const both = new Set<number>();
  for (const [at, word] of words.entries()) {
    for (const [group, pole] of POLES.get(word) ?? []) {
      const known = found.get(group);
      if (known === undefined) found.set(group, { pole, at });
      else if (known.pole !== pole) both.add(group);
    }
  }
  for (const group of both) found.delete(group);
  return found.size === 0 ? NO_ANTONYMS : found;
}

/** Mostly there are none, and callers keep many. */
const NO_ANTONYMS: Cues['antonyms'] = new Map();

/** All quantifiers, in order. */
export function quantifiersOf(words: readonly string[]): NonNullable<Cues['quantifier']>[] {
  return words.flatMap((word, at) => {
    const value = QUANTIFIERS.get(word);
    return value === undefined ? [] : [{ value, at }];
  });
}

function quantifierOf(words: readonly string[]): Cues['quantifier'] {
  for (const [at, word] of words.entries()) {
    const value = QUANTIFIERS.get(word);
    if (value !== undefined) return { value, at };
  }
  return null;
}

const CONFLICTS = new Set(['must|may', 'must|need-not', 'must|must-not', 'may|must-not', 'should|must-not']);

/** Whether two modals cannot both hold; `weak` for pairs that prose often uses side by side (must and may), `polar` for
 * those that a negation tells apart (must and must not). */
export function modalConflict(a: Modal, b: Modal): 'strong' | 'polar' | 'weak' | null {
  const key = CONFLICTS.has(`${a}|${b}`) ? `${a}|${b}` : CONFLICTS.has(`${b}|${a}`) ? `${b}|${a}` : null;
  if (key === null) return null;
  return key === 'must|need-not' ? 'strong' : key === 'must|may' || key === 'should|must-not' ? 'weak' : 'polar';
}

export function quantifierConflict(a: Quantifier, b: Quantifier): boolean {
  return a !== b && (a === 'none' || b === 'none' || a === 'only' || b === 'only') && a !== 'some' && b !== 'some';
}
