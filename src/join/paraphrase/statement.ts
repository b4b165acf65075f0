import {
  cuesOf, isCodeName, isRelation, isSign, isStopWord, lemmaOf, modalsOf, poleOf, quantifiersOf, quantitiesOf, scopeOf,
  type Cues, type Modal, type Quantifier, type Quantity, type Scope, type Words,
} from '../../core/language/index.js';

/** Something said, with the words that say it as written. */
export interface Said<Value> {
  readonly value: Value;
  readonly said: string;
}

/** What a text commits itself to, whatever its wording: two texts that say the same in other words agree in all of it. */
export interface Statement {
  readonly quantities: readonly Said<Quantity>[];
  /** Words with digits that measure nothing: codes, times, numbers of steps. */
  readonly figures: ReadonlyMap<string, string>;
  /** Ticks, crosses and signs that limit a number, sorted. */
  readonly signs: string;
  /** Denying and forbidding words, in order. */
  readonly denials: readonly string[];
  /** Lemma -> as written, of words that a denial stands before. */
  readonly denied: ReadonlyMap<string, string>;
  /** Each with the words that say it first. */
  readonly modals: ReadonlyMap<Modal, string>;
  readonly antonyms: ReadonlyMap<number, Said<0 | 1>>;
  readonly quantifiers: ReadonlyMap<Quantifier, string>;
  /** Folded -> as written: capitals in mid-sentence, and code's spellings. */
  readonly names: ReadonlyMap<string, string>;
  readonly scope: Scope;
  /** All words, folded, and the lemmas of those that are not denied. */
  readonly words: ReadonlySet<string>;
  readonly stated: ReadonlySet<string>;
}

/** Forbidding words that are no negations themselves: "is prohibited" denies as "must not" does. */
const FORBIDDING = new Set(['forbidden', 'prohibited', 'disallowed', 'prohibits', 'forbids']);
/** Signs that limit a number. */
const LIMITS = new Set(['<', '>', '≤', '≥', '≠', '±']);
/** Words after a denial among which the one it denies is looked for. */
const REACH = 4;
const DIGIT = /\p{Nd}/u;

export function statementOf(text: string, { folded, starts, ends }: Words): Statement {
  const said = (from: number, to = from + 1): string => text.slice(starts[from] ?? 0, ends[to - 1] ?? starts[from] ?? 0);
  const found = quantitiesOf(folded);
  const measured = new Set(found.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at)));
  const cues = cuesOf(folded);
  const negations = new Set(cues.negations);
  const denied = deniedBy(folded, cues, said);
  return {
    quantities: found.map((value) => ({ value, said: said(value.from, value.to) })),
    figures: new Map(folded.flatMap((word, at): [string, string][] => (DIGIT.test(word) && !measured.has(at) ? [[word, said(at)]] : []))),
    signs: folded.filter((word) => isSign(word) && (poleOf(word) !== null || (isRelation(word) && LIMITS.has(word)))).sort().join(' '),
    denials: folded.flatMap((word, at) => (negations.has(at) || FORBIDDING.has(word) ? [said(at)] : [])),
    denied,
    modals: new Map(modalsOf(folded).reverse().map(({ value, at }) => [value, said(at)])),
    antonyms: new Map([...cues.antonyms].map(([group, { pole, at }]) => [group, { value: pole, said: said(at) }])),
    quantifiers: new Map(quantifiersOf(folded).reverse().map(({ value, at }) => [value, said(at)])),
    names: namesIn(text, { folded, starts, ends }),
    scope: scopeOf(text, { heading: false }),
    words: new Set(folded),
    stated: new Set(folded.map(lemmaOf).filter((lemma) => !denied.has(lemma))),
  };
}

function deniedBy(folded: readonly string[], { negations }: Cues, said: (at: number) => string): Map<string, string> {
  const denied = new Map<string, string>();
  for (const at of negations) {
    for (let next = at + 1; next < Math.min(folded.length, at + REACH); next += 1) {
      const word = folded[next] ?? '';
      if (isStopWord(word)) continue;
      denied.set(lemmaOf(word), said(next));
      break;
    }
  }
  return denied;
}

/** A name that opens a sentence cannot be told from any other word there. */
function namesIn(text: string, { folded, starts, ends }: Words): Map<string, string> {
  const names = new Map<string, string>();
  for (const [at, word] of folded.entries()) {
    const written = text.slice(starts[at], ends[at]);
    const opens = at === 0 || /[.!?:\n|"“]/u.test(text.slice(ends[at - 1], starts[at]));
    if (isCodeName(written) || (!opens && word !== 'i' && !word.startsWith("i'") && /^\p{Lu}/u.test(written))) names.set(word, written);
  }
  return names;
}
