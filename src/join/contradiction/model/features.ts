import { compatible, contextConflict, isNegation, isStopWord, lemmaOf, modalConflict, quantifierConflict, relationOf, scopeConflict, scopeOneSided, scopeWithin, type Quantity } from '../../../core/language/index.js';
import type { Claim, Context } from '../claims.js';
import { WORTH, alignmentOf, closestOf, tokensOf, type Alignment, type Link, type Token } from './alignment.js';

/** A claim in its place. */
export interface Side { readonly claim: Claim; readonly context: Context }

/** Numbers about a pair of claims, in one order. */
export type Features = readonly number[];

/** Takes numbers down in the order in which they come; the names are kept of the first pair. */
class Sheet {
  static names: string[] | null = null;
  readonly values: number[] = [];
  readonly #names: string[] | null = Sheet.names === null ? [] : null;

  put(name: string, value: number): void {
    this.values.push(value);
    this.#names?.push(name);
  }

  /** Of two sides: the less and the more. */
  both(name: string, one: number, other: number): void {
    this.values.push(one < other ? one : other, one < other ? other : one);
    this.#names?.push(`${name}Least`, `${name}Most`);
  }

  done(): Features {
    Sheet.names ??= this.#names;
    return this.values;
  }
}

/** What the numbers of `featuresOf` are called, in their order; known once there was a pair. */
export function featureNames(): readonly string[] {
  return Sheet.names ?? [];
}

/** Words by which something is denied without a "not". */
const DENIERS = new Set(['without', 'lack', 'lacks', 'lacking', 'refuse', 'refuses', 'refused', 'fail', 'fails', 'unable', 'except', 'neither', 'nor', 'never', 'stop', 'stops', 'stopped', 'cease', 'ceased', 'prevent', 'prevents', 'exclude', 'excludes', 'excluding', 'excluded', 'ban', 'banned', 'reject', 'rejects', 'rejected', 'decline', 'declined', 'avoid', 'avoids', 'ignore', 'ignores', 'ignored', 'missing', 'absent', 'instead', 'rather', 'skip', 'skips', 'skipped', 'discontinued', 'removed', 'retired', 'deprecated', 'withdrawn', 'empty', 'zero', 'nil']);
/** Signs that a claim holds only sometimes, in the past, or as somebody's words. */
const CASES = new Set(['if', 'unless', 'except', 'when', 'whenever', 'otherwise', 'only', 'until', 'once', 'after', 'before', 'during', 'provided', 'case', 'cases', 'while', 'where', 'apart', 'besides', 'outside']);
const PAST = new Set(['was', 'were', 'had', 'formerly', 'previously', 'earlier', 'originally', 'initially', 'past', 'old', 'former', 'then', 'used', 'until', 'since', 'ago', 'historically', 'did']);
const SUPPOSED = new Set(['example', 'instance', 'suppose', 'imagine', 'say', 'sample', 'would', 'could', 'might', 'proposal', 'proposed', 'suggested', 'draft', 'hypothetical', 'considered', 'plan', 'planned', 'told', 'said', 'claims', 'wrote', 'quote', 'asked', 'believed', 'assume', 'assuming', 'illustrative', 'fictional']);
const HEDGES = new Set(['about', 'around', 'approximately', 'roughly', 'nearly', 'almost', 'most', 'mostly', 'usually', 'typically', 'often', 'sometimes', 'generally', 'normally', 'average', 'some', 'many']);
const LIMITS = new Set(['least', 'most', 'minimum', 'maximum', 'up', 'between', 'over', 'under', 'above', 'below', 'within', 'than']);

/** What is read off a claim alone. */
interface Facts {
  readonly tokens: readonly Token[];
  readonly weight: number;
  /** Places of content words that a negation stands before. */
  readonly denied: ReadonlySet<number>;
  readonly deniers: number;
  readonly bounded: number;
  readonly bag: ReadonlySet<string>;
  /** How many words of each of `LISTS`. */
  readonly tallies: readonly number[];
}

/** Rarity (0..1) of lemmas in a corpus, and what was read off claims with it. */
export class Weights {
  readonly #weigh: (lemma: string) => number;
  readonly #facts = new WeakMap<Claim, Facts>();

  constructor(weigh: (lemma: string) => number) {
    this.#weigh = weigh;
  }

  factsOf(claim: Claim): Facts {
    const known = this.#facts.get(claim);
    if (known !== undefined) return known;
    const tokens = tokensOf(claim, this.#weigh);
    const fresh: Facts = {
      tokens, weight: weightOf(tokens) || 1, denied: deniedBy(claim), deniers: claim.words.filter((word) => DENIERS.has(word)).length,
      bounded: claim.quantities.filter(({ bound }) => bound !== 'exact').length, bag: new Set(claim.words.map(lemmaOf)), tallies: LISTS.map(([, list]) => claim.words.filter((word) => list.has(word)).length),
    };
    this.#facts.set(claim, fresh);
    return fresh;
  }
}

const LISTS: readonly (readonly [string, ReadonlySet<string>])[] = [['cases', CASES], ['past', PAST], ['supposed', SUPPOSED], ['hedges', HEDGES], ['limits', LIMITS]];

/** All that the model asks of a pair. */
export function featuresOf(a: Side, b: Side, weights: Weights): Features {
  const [ours, theirs] = [weights.factsOf(a.claim), weights.factsOf(b.claim)];
  const alignment = alignmentOf(ours.tokens, theirs.tokens);
  const sheet = new Sheet();
  overlapFeatures(sheet, alignment, a, b, ours, theirs);
  orderFeatures(sheet, alignment);
  denialFeatures(sheet, a.claim, b.claim, ours, theirs, alignment);
  figureFeatures(sheet, a.claim, b.claim, ours, theirs, alignment);
  cueFeatures(sheet, a.claim, b.claim);
  scopeFeatures(sheet, a, b);
  placeFeatures(sheet, a.context, b.context);
  wordFeatures(sheet, a.claim, b.claim, ours, theirs);
  return sheet.done();
}

const weightOf = (tokens: readonly Token[]): number => tokens.reduce((sum, { weight }) => sum + weight, 0);
const most = (values: readonly number[]): number => values.reduce((highest, value) => Math.max(highest, value), 0);

function overlapFeatures(sheet: Sheet, alignment: Alignment, a: Side, b: Side, { tokens: tokensA, weight: allA }: Facts, { tokens: tokensB, weight: allB }: Facts): void {
  const { links, restA, restB } = alignment;
  const equal = links.filter(({ tie }) => tie === 'equal');
  const [heldA, heldB] = [links.reduce((sum, { a: token, tie }) => sum + token.weight * WORTH[tie], 0), links.reduce((sum, { b: token, tie }) => sum + token.weight * WORTH[tie], 0)];
  // A word that the other side has in its title or headings is said by it.
  const [toldA, toldB] = [weightOf(restA.filter(({ lemma }) => b.context.all.has(lemma) || b.claim.lead.has(lemma))), weightOf(restB.filter(({ lemma }) => a.context.all.has(lemma) || a.claim.lead.has(lemma)))];
  const [saidA, saidB] = [weightOf(restA.filter(({ lemma }) => b.context.said.has(lemma))), weightOf(restB.filter(({ lemma }) => a.context.said.has(lemma)))];
  const replaced = closestOf(alignment);
  sheet.put('cosine', weightOf(equal.map((link) => link.a)) / Math.sqrt(allA * allB));
  sheet.put('shared', equal.length);
  sheet.put('linked', links.length);
  sheet.both('covered', heldA / allA, heldB / allB);
  sheet.both('told', (heldA + toldA) / allA, (heldB + toldB) / allB);
  sheet.both('said', (heldA + Math.max(saidA, toldA)) / allA, (heldB + Math.max(saidB, toldB)) / allB);
  sheet.both('tokens', tokensA.length, tokensB.length);
  sheet.both('rest', restA.length, restB.length);
  sheet.both('rarestRest', most(restA.map(({ weight }) => weight)), most(restB.map(({ weight }) => weight)));
  sheet.both('restWeight', weightOf(restA) / allA, weightOf(restB) / allB);
  sheet.put('rarestShared', most(equal.map((link) => link.a.weight)));
  sheet.put('sharedWeight', weightOf(equal.map((link) => link.a)));
  sheet.put('opposites', count(links, 'opposite'));
  sheet.put('synonyms', count(links, 'synonym') + count(links, 'derived'));
  sheet.put('siblings', count(links, 'sibling'));
  sheet.put('kinds', count(links, 'kind'));
  sheet.put('nears', count(links, 'near'));
  sheet.put('oppositeWeight', most(links.filter(({ tie }) => tie === 'opposite').map((link) => Math.min(link.a.weight, link.b.weight))));
  sheet.put('siblingWeight', most(links.filter(({ tie }) => tie === 'sibling').map((link) => Math.min(link.a.weight, link.b.weight))));
  sheet.put('replacedLikeness', Math.max(0, replaced?.likeness ?? 0));
  sheet.put('replacedWeight', replaced !== null && replaced.likeness > 0 ? Math.min(replaced.a.weight, replaced.b.weight) : 0);
  sheet.put('lastTie', tieWorth(links, tokensA.at(-1), tokensB.at(-1)));
  sheet.put('firstTie', tieWorth(links, tokensA[0], tokensB[0]));
}

const count = (links: readonly Link[], tie: Link['tie']): number => links.filter((link) => link.tie === tie).length;

function tieWorth(links: readonly Link[], a: Token | undefined, b: Token | undefined): number {
  const link = links.find((one) => one.a === a && one.b === b);
  return link === undefined ? 0 : link.tie === 'opposite' ? -1 : WORTH[link.tie];
}

/** Share (0..1) of the smaller set that the other has in the same or in a near word; 0.5 where one is empty. */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  if (small.size === 0) return 0.5;
  return [...small].filter((lemma) => large.has(lemma)).length / small.size;
}

function orderFeatures(sheet: Sheet, { links }: Alignment): void {
  const inOrder = [...links].sort((x, y) => x.a.at - y.a.at);
  let turned = 0;
  let together = 0;
  for (const [at, link] of inOrder.entries()) {
    const next = inOrder[at + 1];
    if (next === undefined) continue;
    if (next.b.at < link.b.at) turned += 1;
    if (next.b.at - link.b.at <= 2 && next.b.at > link.b.at && next.a.at - link.a.at <= 2) together += 1;
  }
  sheet.put('turned', turned / Math.max(1, links.length - 1));
  sheet.put('together', together / Math.max(1, links.length - 1));
}

function denialFeatures(sheet: Sheet, a: Claim, b: Claim, { denied: deniedA, deniers: otherA }: Facts, { denied: deniedB, deniers: otherB }: Facts, { links }: Alignment): void {
  const [ours, theirs] = [a.cues.negations, b.cues.negations];
  const odd = links.filter(({ a: one, b: other }) => deniedA.has(one.at) !== deniedB.has(other.at));
  const noStart = Number(isNegation(a.words[0] ?? '')) + Number(isNegation(b.words[0] ?? ''));
  const opposed = links.filter(({ tie }) => tie === 'opposite').length;
  sheet.both('negations', ours.length, theirs.length);
  sheet.both('deniers', otherA, otherB);
  sheet.put('oddNegation', (ours.length + theirs.length) % 2);
  sheet.put('oddDenial', (ours.length + theirs.length + otherA + otherB) % 2);
  sheet.put('deniedOdd', odd.length);
  sheet.put('deniedOddWeight', most(odd.map((link) => link.a.weight)));
  sheet.put('noStart', noStart);
  sheet.put('oddAndOpposed', (ours.length + theirs.length + opposed) % 2);
}

const DENIED_REACH = 3;

/** Places of the content words that a negation stands before. */
function deniedBy({ words, cues }: Claim): Set<number> {
  return new Set(cues.negations.flatMap((at) => {
    const found: number[] = [];
    for (let next = at + 1; next < words.length && found.length < DENIED_REACH && next <= at + 6; next += 1) if (!isStopWord(words[next] ?? '')) found.push(next);
    return found;
  }));
}

function figureFeatures(sheet: Sheet, a: Claim, b: Claim, { bounded: boundedA }: Facts, { bounded: boundedB }: Facts, { links }: Alignment): void {
  let [agree, conflict, unlike, slot, ratio] = [0, 0, 0, 0, 0];
  for (const ours of a.quantities) {
    for (const theirs of b.quantities) {
      if (ours.kind !== theirs.kind) continue;
      const same = ours.dimension === theirs.dimension;
      if (!same) {
        if (ours.kind === 'number' && (ours.dimension.split(/[:/]/u)[0] === theirs.dimension.split(/[:/]/u)[0] || ours.dimension === 'plain' || theirs.dimension === 'plain')) unlike += 1;
        continue;
      }
      if (compatible(ours, theirs)) agree += 1;
      else {
        conflict += 1;
        slot = Math.max(slot, sharedAround(ours, theirs, links));
        ratio = Math.max(ratio, Math.min(5, Math.abs(Math.log((ours.high || 1) / (theirs.high || 1))) || 0));
      }
    }
  }
  const unmatched = (ours: readonly Quantity[], theirs: readonly Quantity[]): number => ours.filter((one) => !theirs.some((other) => other.kind === one.kind && other.dimension === one.dimension)).length;
  sheet.both('quantities', a.quantities.length, b.quantities.length);
  sheet.put('figuresAgree', agree);
  sheet.put('figuresConflict', conflict);
  sheet.put('figuresUnlike', unlike);
  sheet.put('figureSlot', slot);
  sheet.put('figureRatio', ratio);
  sheet.both('bounded', boundedA, boundedB);
  sheet.both('figuresAlone', unmatched(a.quantities, b.quantities), unmatched(b.quantities, a.quantities));
  sheet.put('dates', a.quantities.filter(({ kind }) => kind === 'date').length + b.quantities.filter(({ kind }) => kind === 'date').length);
  sheet.put('versions', a.quantities.filter(({ kind }) => kind === 'version').length + b.quantities.filter(({ kind }) => kind === 'version').length);
}

const SLOT_REACH = 8;

/** Linked words near both figures. */
function sharedAround(ours: Quantity, theirs: Quantity, links: readonly Link[]): number {
  return links.filter(({ a, b }) => Math.min(Math.abs(a.at - ours.from), Math.abs(a.at - ours.to + 1)) <= SLOT_REACH && Math.min(Math.abs(b.at - theirs.from), Math.abs(b.at - theirs.to + 1)) <= SLOT_REACH).length;
}

function cueFeatures(sheet: Sheet, a: Claim, b: Claim): void {
  const modal = a.cues.modal === null || b.cues.modal === null ? null : modalConflict(a.cues.modal.value, b.cues.modal.value);
  const opposed = [...a.cues.antonyms].filter(([group, { pole }]) => (b.cues.antonyms.get(group)?.pole ?? pole) !== pole).length;
  const [ours, theirs] = [a.cues.quantifier, b.cues.quantifier];
  sheet.put('modal', modal === null ? (a.cues.modal === null && b.cues.modal === null ? 0 : a.cues.modal !== null && b.cues.modal !== null ? 1 : 2) : modal === 'weak' ? 3 : modal === 'polar' ? 5 : 4);
  sheet.put('oppositeCues', opposed);
  sheet.put('quantifier', ours === null || theirs === null ? Number(ours !== theirs) : quantifierConflict(ours.value, theirs.value) ? 3 : 2);
  sheet.put('only', Number(ours?.value === 'only') + Number(theirs?.value === 'only'));
}

function scopeFeatures(sheet: Sheet, { claim: a, context: inA }: Side, { claim: b, context: inB }: Side): void {
  const [scopeA, scopeB] = [scopeWithin(a.scope, inA.scope.inner), scopeWithin(b.scope, inB.scope.inner)];
  const extra = (ours: ReadonlySet<string>, theirs: Iterable<string>): number => {
    const known = new Set(theirs);
    return [...ours].filter((item) => !known.has(item)).length;
  };
  sheet.put('scopeConflict', Number(scopeConflict(scopeA, scopeB) !== null));
  sheet.put('scopeOneSided', scopeOneSided(scopeA, scopeB).length);
  sheet.put('scopeOwnOneSided', scopeOneSided(a.scope, b.scope).length);
  sheet.both('ownNames', extra(a.names, b.lemmas), extra(b.names, a.lemmas));
  sheet.both('ownCodes', extra(a.codes, b.codes), extra(b.codes, a.codes));
  sheet.both('ownConditions', extra(a.conditions, b.lemmas), extra(b.conditions, a.lemmas));
  sheet.put('cells', Number(a.cell) + Number(b.cell));
  sheet.put('leads', Number(a.lead.size > 0) + Number(b.lead.size > 0));
  sheet.put('leadLikeness', likeness(a.lead, b.lead));
  sheet.both('ownTitle', outside(inA.title, b, inB), outside(inB.title, a, inA));
  sheet.both('ownLeaf', outside([...inA.leaf], b, inB), outside([...inB.leaf], a, inA));
}

let lastPlaces: readonly [Context, Context, readonly (readonly [string, number])[]] | null = null;

/** Of the places alone, read once for all claims of two chunks. */
function placeFeatures(sheet: Sheet, a: Context, b: Context): void {
  if (lastPlaces?.[0] !== a || lastPlaces[1] !== b) {
    lastPlaces = [a, b, [
      ['contextLikeness', likeness(a.all, b.all)], ['leafLikeness', likeness(a.leaf, b.leaf)], ['titleLikeness', likeness(new Set(a.title), new Set(b.title))], ['saidLikeness', likeness(a.said, b.said)], ['fileLikeness', likeness(new Set(a.file), new Set(b.file))],
      ['sameDocument', Number(a.documentId === b.documentId)], ['sameFolder', Number(a.folder === b.folder)], ['sameHeadings', Number(a.headings.at(-1)?.join(' ') === b.headings.at(-1)?.join(' '))], ['contextConflict', Number(contextConflict(a.scope, b.scope) !== null)],
    ]];
  }
  for (const [name, value] of lastPlaces[2]) sheet.put(name, value);
}

/** Words of a title or heading that the other side has neither in the claim nor around it. */
function outside(lemmas: readonly string[], claim: Claim, context: Context): number {
  return lemmas.filter((lemma) => !context.all.has(lemma) && !context.said.has(lemma) && !claim.lemmas.some((other) => other === lemma || isSame(other, lemma))).length;
}

function isSame(a: string, b: string): boolean {
  const relation = relationOf(a, b);
  return relation === 'synonym' || relation === 'derived';
}

function wordFeatures(sheet: Sheet, a: Claim, b: Claim, ours: Facts, theirs: Facts): void {
  sheet.both('words', a.words.length, b.words.length);
  for (const [at, [name]] of LISTS.entries()) sheet.both(name, ours.tallies[at] ?? 0, theirs.tallies[at] ?? 0);
  const [small, large] = ours.bag.size <= theirs.bag.size ? [ours.bag, theirs.bag] : [theirs.bag, ours.bag];
  let shared = 0;
  for (const lemma of small) if (large.has(lemma)) shared += 1;
  sheet.put('wordLikeness', shared / Math.max(1, small.size + large.size - shared));
}
