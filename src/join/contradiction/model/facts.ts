import { isStopWord, lemmaOf, lexiconWord, type Word } from '../../../core/language/index.js';
import { LruMap } from '../../../core/lru.js';
import type { Claim } from '../claims.js';
import { idsOf } from '../ids.js';
import { tokensOf, type Token } from './alignment.js';

/** Words by which something is denied without a "not". */
const DENIERS = new Set(['without', 'lack', 'lacks', 'lacking', 'refuse', 'refuses', 'refused', 'fail', 'fails', 'unable', 'except', 'neither', 'nor', 'never', 'stop', 'stops', 'stopped', 'cease', 'ceased', 'prevent', 'prevents', 'exclude', 'excludes', 'excluding', 'excluded', 'ban', 'banned', 'reject', 'rejects', 'rejected', 'decline', 'declined', 'avoid', 'avoids', 'ignore', 'ignores', 'ignored', 'missing', 'absent', 'instead', 'rather', 'skip', 'skips', 'skipped', 'discontinued', 'removed', 'retired', 'deprecated', 'withdrawn', 'empty', 'zero', 'nil']);
/** Signs that a claim holds only sometimes, in the past, or as somebody's words. */
const CASES = new Set(['if', 'unless', 'except', 'when', 'whenever', 'otherwise', 'only', 'until', 'once', 'after', 'before', 'during', 'provided', 'case', 'cases', 'while', 'where', 'apart', 'besides', 'outside']);
const PAST = new Set(['was', 'were', 'had', 'formerly', 'previously', 'earlier', 'originally', 'initially', 'past', 'old', 'former', 'then', 'used', 'until', 'since', 'ago', 'historically', 'did']);
const SUPPOSED = new Set(['example', 'instance', 'suppose', 'imagine', 'say', 'sample', 'would', 'could', 'might', 'proposal', 'proposed', 'suggested', 'draft', 'hypothetical', 'considered', 'plan', 'planned', 'told', 'said', 'claims', 'wrote', 'quote', 'asked', 'believed', 'assume', 'assuming', 'illustrative', 'fictional']);
const HEDGES = new Set(['about', 'around', 'approximately', 'roughly', 'nearly', 'almost', 'most', 'mostly', 'usually', 'typically', 'often', 'sometimes', 'generally', 'normally', 'average', 'some', 'many']);
const LIMITS = new Set(['least', 'most', 'minimum', 'maximum', 'up', 'between', 'over', 'under', 'above', 'below', 'within', 'than']);

/** What is read off the words of a claim. */
export interface PlainFacts {
  /** Words that deny without a "not". */
  readonly deniers: number;
  /** Quantities that are a least or a most. */
  readonly bounded: number;
  /** Of the lemmas of all its words (`idsOf`). */
  readonly bag: Int32Array;
  /** How many words of each of `LISTS`. */
  readonly tallies: readonly number[];
}

const plain = new WeakMap<Claim, PlainFacts>();

export function plainFactsOf(claim: Claim): PlainFacts {
  const known = plain.get(claim);
  if (known !== undefined) return known;
  const fresh: PlainFacts = {
    deniers: countOf(claim.words, DENIERS), bounded: claim.quantities.filter(({ bound }) => bound !== 'exact').length,
    bag: idsOf(claim.words.map(lemmaOf)), tallies: LISTS.map(([, list]) => countOf(claim.words, list)),
  };
  plain.set(claim, fresh);
  return fresh;
}

function countOf(words: readonly string[], list: ReadonlySet<string>): number {
  let count = 0;
  for (const word of words) if (list.has(word)) count += 1;
  return count;
}

/** What the words of a claim are, and weigh in a corpus. */
export interface Facts {
  readonly tokens: readonly Token[];
  /** Of its lemmas. */
  readonly words: readonly Word[];
  readonly weight: number;
  /** Places of content words that a negation stands before. */
  readonly denied: ReadonlySet<number>;
}

/** Claims whose `Facts` are kept: they take more room than the claims, and pairs come by neighbourhoods. */
const FACTS_KEPT = 16_000;

/** Rarity (0..1) of lemmas in a corpus, and what was read off claims with it. */
export class Weights {
  readonly #weigh: (lemma: string) => number;
  readonly #facts = new LruMap<Claim, Facts>({ entries: FACTS_KEPT });

  constructor(weigh: (lemma: string) => number) {
    this.#weigh = weigh;
  }

  factsOf(claim: Claim): Facts {
    return this.#facts.get(claim, () => {
      const tokens = tokensOf(claim, this.#weigh);
      return { tokens, words: claim.lemmas.map(lexiconWord), weight: weightOf(tokens) || 1, denied: deniedBy(claim) };
    });
  }
}

/** What the counts of `PlainFacts.tallies` are called, and the words that they are of. */
export const LISTS: readonly (readonly [string, ReadonlySet<string>])[] = [['cases', CASES], ['past', PAST], ['supposed', SUPPOSED], ['hedges', HEDGES], ['limits', LIMITS]];

function weightOf(tokens: readonly Token[]): number {
  let sum = 0;
  for (const { weight } of tokens) sum += weight;
  return sum;
}

const DENIED_REACH = 3;

const NOWHERE: ReadonlySet<number> = new Set();

/** Places of the content words that a negation stands before. */
function deniedBy({ words, cues }: Claim): ReadonlySet<number> {
  return cues.negations.length === 0 ? NOWHERE : new Set(cues.negations.flatMap((at) => {
    const found: number[] = [];
    for (let next = at + 1; next < words.length && found.length < DENIED_REACH && next <= at + 6; next += 1) if (!isStopWord(words[next] ?? '')) found.push(next);
    return found;
  }));
}

