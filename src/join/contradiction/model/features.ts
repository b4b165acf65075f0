import { compatible, isNegation, isStopWord, lemmaOf, lexiconWord, modalConflict, quantifierConflict, scopeConflict, scopeOneSided, scopeWithin, type Quantity, type Word } from '../../../core/language/index.js';
import type { Claim, Context } from '../claims.js';
import { likeness, placesOf } from './places.js';
import { Sheet, type Features } from './sheet.js';
import { WORTH, alignmentOf, closestOf, isSame, tokensOf, type Alignment, type Link, type Token } from './alignment.js';

export { featureNames, type Features } from './sheet.js';

/** A claim in its place. */
export interface Side { readonly claim: Claim; readonly context: Context }

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
  /** Of its lemmas. */
  readonly words: readonly Word[];
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
      tokens, words: claim.lemmas.map(lexiconWord), weight: weightOf(tokens) || 1, denied: deniedBy(claim), deniers: claim.words.filter((word) => DENIERS.has(word)).length,
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
  const places = placesOf(a.context, b.context);
  scopeFeatures(sheet, a, b, ours, theirs, places);
  placeFeatures(sheet, places);
  wordFeatures(sheet, a.claim, b.claim, ours, theirs);
  return sheet.done();
}

function weightOf(tokens: readonly Token[]): number {
  let sum = 0;
  for (const { weight } of tokens) sum += weight;
  return sum;
}

/** What of one side's words without a counterpart the other has in its title or headings, or anywhere in its chunk. */
function toldOutside(rest: readonly Token[], { claim, context }: Side): { told: number; said: number; rarest: number; weight: number } {
  let [told, said, rarest, weight] = [0, 0, 0, 0];
  for (const token of rest) {
    weight += token.weight;
    rarest = Math.max(rarest, token.weight);
    if (context.all.has(token.lemma) || claim.lead.has(token.lemma)) told += token.weight;
    if (context.said.has(token.lemma)) said += token.weight;
  }
  return { told, said, rarest, weight };
}

/** Links by what ties them: how many, the weight of both sides that they hold, and the heaviest of some. */
function tied(links: readonly Link[]): { counts: Readonly<Record<Link['tie'], number>>; heldA: number; heldB: number; equal: number; rarest: number; opposite: number; sibling: number } {
  const counts = { equal: 0, synonym: 0, derived: 0, kind: 0, near: 0, opposite: 0, sibling: 0 };
  let [heldA, heldB, equal, rarest, opposite, sibling] = [0, 0, 0, 0, 0, 0];
  for (const { a, b, tie } of links) {
    counts[tie] += 1;
    heldA += a.weight * WORTH[tie];
    heldB += b.weight * WORTH[tie];
    if (tie === 'equal') {
      equal += a.weight;
      rarest = Math.max(rarest, a.weight);
    } else if (tie === 'opposite') opposite = Math.max(opposite, Math.min(a.weight, b.weight));
    else if (tie === 'sibling') sibling = Math.max(sibling, Math.min(a.weight, b.weight));
  }
  return { counts, heldA, heldB, equal, rarest, opposite, sibling };
}

function overlapFeatures(sheet: Sheet, alignment: Alignment, a: Side, b: Side, { tokens: tokensA, weight: allA }: Facts, { tokens: tokensB, weight: allB }: Facts): void {
  const { links, restA, restB } = alignment;
  const { counts, heldA, heldB, equal, rarest, opposite, sibling } = tied(links);
  const [ownA, ownB] = [toldOutside(restA, b), toldOutside(restB, a)];
  const replaced = closestOf(alignment);
  sheet.put('cosine', equal / Math.sqrt(allA * allB));
  sheet.put('shared', counts.equal);
  sheet.put('linked', links.length);
  sheet.both('covered', heldA / allA, heldB / allB);
  sheet.both('told', (heldA + ownA.told) / allA, (heldB + ownB.told) / allB);
  sheet.both('said', (heldA + Math.max(ownA.said, ownA.told)) / allA, (heldB + Math.max(ownB.said, ownB.told)) / allB);
  sheet.both('tokens', tokensA.length, tokensB.length);
  sheet.both('rest', restA.length, restB.length);
  sheet.both('rarestRest', ownA.rarest, ownB.rarest);
  sheet.both('restWeight', ownA.weight / allA, ownB.weight / allB);
  sheet.put('rarestShared', rarest);
  sheet.put('sharedWeight', equal);
  sheet.put('opposites', counts.opposite);
  sheet.put('synonyms', counts.synonym + counts.derived);
  sheet.put('siblings', counts.sibling);
  sheet.put('kinds', counts.kind);
  sheet.put('nears', counts.near);
  sheet.put('oppositeWeight', opposite);
  sheet.put('siblingWeight', sibling);
  sheet.put('replacedLikeness', Math.max(0, replaced?.likeness ?? 0));
  sheet.put('replacedWeight', replaced !== null && replaced.likeness > 0 ? Math.min(replaced.a.weight, replaced.b.weight) : 0);
  sheet.put('lastTie', tieWorth(links, tokensA.at(-1), tokensB.at(-1)));
  sheet.put('firstTie', tieWorth(links, tokensA[0], tokensB[0]));
}

function tieWorth(links: readonly Link[], a: Token | undefined, b: Token | undefined): number {
  const link = links.find((one) => one.a === a && one.b === b);
  return link === undefined ? 0 : link.tie === 'opposite' ? -1 : WORTH[link.tie];
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
  sheet.put('deniedOddWeight', odd.reduce((highest, { a: { weight } }) => Math.max(highest, weight), 0));
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

function scopeFeatures(sheet: Sheet, { claim: a, context: inA }: Side, { claim: b, context: inB }: Side, ours: Facts, theirs: Facts, places: ReturnType<typeof placesOf>): void {
  const [scopeA, scopeB] = [scopeWithin(a.scope, inA.scope.inner), scopeWithin(b.scope, inB.scope.inner)];
  const saidByA = (lemma: string): boolean => a.lemmas.includes(lemma);
  const saidByB = (lemma: string): boolean => b.lemmas.includes(lemma);
  sheet.put('scopeConflict', Number(scopeConflict(scopeA, scopeB) !== null));
  sheet.put('scopeOneSided', scopeOneSided(scopeA, scopeB).length);
  sheet.put('scopeOwnOneSided', scopeOneSided(a.scope, b.scope).length);
  sheet.both('ownNames', extra(a.names, saidByB), extra(b.names, saidByA));
  sheet.both('ownCodes', extra(a.codes, (code) => b.codes.has(code)), extra(b.codes, (code) => a.codes.has(code)));
  sheet.both('ownConditions', extra(a.conditions, saidByB), extra(b.conditions, saidByA));
  sheet.put('cells', Number(a.cell) + Number(b.cell));
  sheet.put('leads', Number(a.lead.size > 0) + Number(b.lead.size > 0));
  sheet.put('leadLikeness', likeness(a.lead, b.lead));
  sheet.both('ownTitle', unsaid(places.titleA, theirs), unsaid(places.titleB, ours));
  sheet.both('ownLeaf', unsaid(places.leafA, theirs), unsaid(places.leafB, ours));
}

function placeFeatures(sheet: Sheet, { values }: ReturnType<typeof placesOf>): void {
  for (const [name, value] of values) sheet.put(name, value);
}

/** How many of the words the claim does not have, nor one of their meaning. */
function unsaid(words: readonly Word[], { words: said }: Facts): number {
  let count = 0;
  for (const word of words) if (!said.some((other) => isSame(other, word))) count += 1;
  return count;
}

/** How many of one side's that the other does not have. */
function extra(ours: ReadonlySet<string>, has: (item: string) => boolean): number {
  let count = 0;
  for (const item of ours) if (!has(item)) count += 1;
  return count;
}

function wordFeatures(sheet: Sheet, a: Claim, b: Claim, ours: Facts, theirs: Facts): void {
  sheet.both('words', a.words.length, b.words.length);
  for (const [at, [name]] of LISTS.entries()) sheet.both(name, ours.tallies[at] ?? 0, theirs.tallies[at] ?? 0);
  const [small, large] = ours.bag.size <= theirs.bag.size ? [ours.bag, theirs.bag] : [theirs.bag, ours.bag];
  let shared = 0;
  for (const lemma of small) if (large.has(lemma)) shared += 1;
  sheet.put('wordLikeness', shared / Math.max(1, small.size + large.size - shared));
}
