import { scopeConflict, scopeOneSided, scopeWithin, type Quantity, type Word } from '../../../core/language/index.js';
import type { Claim } from '../claims.js';
import type { Context } from '../context.js';
import { hasId } from '../ids.js';
import { WORTH, alignmentOf, closestOf, isSame, type Alignment, type Link, type Token } from './alignment.js';
import { plainFactsOf, type Facts, type Weights } from './facts.js';
import { likeness, placesOf } from './places.js';
import { cueFeatures, denialCounts, extra, figureFeatures, placeFeatures, wordFeatures } from './plain.js';
import { Sheet, type Features } from './sheet.js';

export type { Features } from './sheet.js';

/** A claim in its place. */
export interface Side { readonly claim: Claim; readonly context: Context }

const SHEET = new Sheet();

/** What the numbers of `featuresOf` are called, in their order; known once there was a pair. */
export function featureNames(): readonly string[] {
  return SHEET.names;
}

/** All that the model asks of a pair. */
export function featuresOf(a: Side, b: Side, weights: Weights): Features {
  const [ours, theirs] = [weights.factsOf(a.claim), weights.factsOf(b.claim)];
  const [plainA, plainB] = [plainFactsOf(a.claim), plainFactsOf(b.claim)];
  const alignment = alignmentOf(ours.tokens, theirs.tokens);
  const sheet = SHEET;
  sheet.begin();
  overlapFeatures(sheet, alignment, a, b, ours, theirs);
  orderFeatures(sheet, alignment);
  denialCounts(sheet, a.claim, b.claim, plainA, plainB);
  denialFeatures(sheet, a.claim, b.claim, ours, theirs, alignment);
  figureFeatures(sheet, a.claim, b.claim, plainA, plainB, (one, other) => sharedAround(one, other, alignment.links));
  cueFeatures(sheet, a.claim, b.claim);
  const places = placesOf(a.context, b.context);
  scopeFeatures(sheet, a, b, ours, theirs, places);
  placeFeatures(sheet, places);
  wordFeatures(sheet, a.claim, b.claim, plainA, plainB);
  return sheet.done();
}

/** What of one side's words without a counterpart the other has in its title or headings, or anywhere in its chunk. */
function toldOutside(rest: readonly Token[], { claim, context }: Side): { told: number; said: number; rarest: number; weight: number } {
  let [told, said, rarest, weight] = [0, 0, 0, 0];
  for (const token of rest) {
    weight += token.weight;
    rarest = Math.max(rarest, token.weight);
    if (hasId(context.all, token.id) || claim.lead.has(token.lemma)) told += token.weight;
    if (hasId(context.said, token.id)) said += token.weight;
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

function denialFeatures(sheet: Sheet, a: Claim, b: Claim, { denied: deniedA }: Facts, { denied: deniedB }: Facts, { links }: Alignment): void {
  let [odd, weight, opposed] = [0, 0, 0];
  for (const { a: one, b: other, tie } of links) {
    if (tie === 'opposite') opposed += 1;
    if (deniedA.has(one.at) === deniedB.has(other.at)) continue;
    odd += 1;
    weight = Math.max(weight, one.weight);
  }
  sheet.put('deniedOdd', odd);
  sheet.put('deniedOddWeight', weight);
  sheet.put('oddAndOpposed', (a.cues.negations.length + b.cues.negations.length + opposed) % 2);
}

const SLOT_REACH = 8;

/** Linked words near both figures. */
function sharedAround(ours: Quantity, theirs: Quantity, links: readonly Link[]): number {
  return links.filter(({ a, b }) => Math.min(Math.abs(a.at - ours.from), Math.abs(a.at - ours.to + 1)) <= SLOT_REACH && Math.min(Math.abs(b.at - theirs.from), Math.abs(b.at - theirs.to + 1)) <= SLOT_REACH).length;
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

/** How many of the words the claim does not have, nor one of their meaning. */
function unsaid(words: readonly Word[], { words: said }: Facts): number {
  let count = 0;
  for (const word of words) if (!said.some((other) => isSame(other, word))) count += 1;
  return count;
}
