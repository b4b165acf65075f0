import { compatible, contextConflict, isNegation, isStopWord, lemmaOf, modalConflict, quantifierConflict, relationOf, scopeConflict, scopeOneSided, scopeWithin, similarityOf, type Quantity } from '../../../core/language/index.js';
import type { Claim, Context } from '../claims.js';
import { WORTH, alignmentOf, tokensOf, type Alignment, type Link, type Token } from './alignment.js';

/** A claim in its place. */
export interface Side { readonly claim: Claim; readonly context: Context }

/** Numbers about a pair of claims, the same whichever comes first, by name. */
export type Features = Readonly<Record<string, number>>;

/** Words by which something is denied without a "not". */
const DENIERS = new Set(['without', 'lack', 'lacks', 'lacking', 'refuse', 'refuses', 'refused', 'fail', 'fails', 'unable', 'except', 'neither', 'nor', 'never', 'stop', 'stops', 'stopped', 'cease', 'ceased', 'prevent', 'prevents', 'exclude', 'excludes', 'excluding', 'excluded', 'ban', 'banned', 'reject', 'rejects', 'rejected', 'decline', 'declined', 'avoid', 'avoids', 'ignore', 'ignores', 'ignored', 'missing', 'absent', 'instead', 'rather', 'skip', 'skips', 'skipped', 'discontinued', 'removed', 'retired', 'deprecated', 'withdrawn', 'empty', 'zero', 'nil']);
/** Signs that a claim holds only sometimes, in the past, or as somebody's words. */
const CASES = new Set(['if', 'unless', 'except', 'when', 'whenever', 'otherwise', 'only', 'until', 'once', 'after', 'before', 'during', 'provided', 'case', 'cases', 'while', 'where', 'apart', 'besides', 'outside']);
const PAST = new Set(['was', 'were', 'had', 'formerly', 'previously', 'earlier', 'originally', 'initially', 'past', 'old', 'former', 'then', 'used', 'until', 'since', 'ago', 'historically', 'did']);
const SUPPOSED = new Set(['example', 'instance', 'suppose', 'imagine', 'say', 'sample', 'would', 'could', 'might', 'proposal', 'proposed', 'suggested', 'draft', 'hypothetical', 'considered', 'plan', 'planned', 'told', 'said', 'claims', 'wrote', 'quote', 'asked', 'believed', 'assume', 'assuming', 'illustrative', 'fictional']);
const HEDGES = new Set(['about', 'around', 'approximately', 'roughly', 'nearly', 'almost', 'most', 'mostly', 'usually', 'typically', 'often', 'sometimes', 'generally', 'normally', 'average', 'some', 'many']);
const LIMITS = new Set(['least', 'most', 'minimum', 'maximum', 'up', 'between', 'over', 'under', 'above', 'below', 'within', 'than']);

/** All that the model asks of a pair. `weigh`: how rare a lemma is. */
export function featuresOf(a: Side, b: Side, weigh: (lemma: string) => number): Features {
  const alignment = alignmentOf(tokensOf(a.claim, weigh), tokensOf(b.claim, weigh));
  return { ...overlapFeatures(alignment, a, b), ...orderFeatures(alignment), ...denialFeatures(a.claim, b.claim, alignment), ...figureFeatures(a.claim, b.claim, alignment), ...cueFeatures(a.claim, b.claim), ...scopeFeatures(a, b), ...wordFeatures(a.claim, b.claim) };
}

const both = (name: string, one: number, other: number): Features => ({ [`${name}Least`]: Math.min(one, other), [`${name}Most`]: Math.max(one, other) });
const weightOf = (tokens: readonly Token[]): number => tokens.reduce((sum, { weight }) => sum + weight, 0);
const most = (values: readonly number[]): number => values.reduce((highest, value) => Math.max(highest, value), 0);

function overlapFeatures({ tokensA, tokensB, links, restA, restB }: Alignment, a: Side, b: Side): Features {
  const [allA, allB] = [weightOf(tokensA) || 1, weightOf(tokensB) || 1];
  const equal = links.filter(({ tie }) => tie === 'equal');
  const [heldA, heldB] = [links.reduce((sum, { a: token, tie }) => sum + token.weight * WORTH[tie], 0), links.reduce((sum, { b: token, tie }) => sum + token.weight * WORTH[tie], 0)];
  // A word that the other side has in its title or headings is said by it.
  const [toldA, toldB] = [weightOf(restA.filter(({ lemma }) => b.context.all.has(lemma) || b.claim.lead.has(lemma))), weightOf(restB.filter(({ lemma }) => a.context.all.has(lemma) || a.claim.lead.has(lemma)))];
  const [saidA, saidB] = [weightOf(restA.filter(({ lemma }) => b.context.said.has(lemma))), weightOf(restB.filter(({ lemma }) => a.context.said.has(lemma)))];
  const replaced = closest(restA, restB);
  return {
    cosine: weightOf(equal.map((link) => link.a)) / Math.sqrt(allA * allB), shared: equal.length, linked: links.length,
    ...both('covered', heldA / allA, heldB / allB), ...both('told', (heldA + toldA) / allA, (heldB + toldB) / allB), ...both('said', (heldA + Math.max(saidA, toldA)) / allA, (heldB + Math.max(saidB, toldB)) / allB),
    ...both('tokens', tokensA.length, tokensB.length), ...both('rest', restA.length, restB.length), ...both('rarestRest', most(restA.map(({ weight }) => weight)), most(restB.map(({ weight }) => weight))),
    ...both('restWeight', weightOf(restA) / allA, weightOf(restB) / allB), rarestShared: most(equal.map((link) => link.a.weight)), sharedWeight: weightOf(equal.map((link) => link.a)),
    opposites: count(links, 'opposite'), synonyms: count(links, 'synonym') + count(links, 'derived'), siblings: count(links, 'sibling'), kinds: count(links, 'kind'), nears: count(links, 'near'),
    oppositeWeight: most(links.filter(({ tie }) => tie === 'opposite').map((link) => Math.min(link.a.weight, link.b.weight))), siblingWeight: most(links.filter(({ tie }) => tie === 'sibling').map((link) => Math.min(link.a.weight, link.b.weight))),
    replacedLikeness: replaced.likeness, replacedWeight: replaced.weight,
    lastTie: tieWorth(links, tokensA.at(-1), tokensB.at(-1)), firstTie: tieWorth(links, tokensA[0], tokensB[0]),
    contextLikeness: likeness(a.context.all, b.context.all), leafLikeness: likeness(a.context.leaf, b.context.leaf), titleLikeness: likeness(new Set(a.context.title), new Set(b.context.title)), saidLikeness: likeness(a.context.said, b.context.said),
  };
}

const count = (links: readonly Link[], tie: Link['tie']): number => links.filter((link) => link.tie === tie).length;

/** The two most alike of the words that found nobody. */
function closest(restA: readonly Token[], restB: readonly Token[]): { likeness: number; weight: number } {
  let best = { likeness: 0, weight: 0 };
  for (const a of restA) {
    for (const b of restB) {
      const found = similarityOf(a.lemma, b.lemma);
      if (found > best.likeness) best = { likeness: found, weight: Math.min(a.weight, b.weight) };
    }
  }
  return best;
}

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

function orderFeatures({ links }: Alignment): Features {
  const inOrder = [...links].sort((x, y) => x.a.at - y.a.at);
  let turned = 0;
  let together = 0;
  for (const [at, link] of inOrder.entries()) {
    const next = inOrder[at + 1];
    if (next === undefined) continue;
    if (next.b.at < link.b.at) turned += 1;
    if (next.b.at - link.b.at <= 2 && next.b.at > link.b.at && next.a.at - link.a.at <= 2) together += 1;
  }
  return { turned: turned / Math.max(1, links.length - 1), together: together / Math.max(1, links.length - 1) };
}

function denialFeatures(a: Claim, b: Claim, { links }: Alignment): Features {
  const [ours, theirs] = [a.cues.negations, b.cues.negations];
  const [otherA, otherB] = [a, b].map(({ words }) => words.filter((word) => DENIERS.has(word)).length) as [number, number];
  const [deniedA, deniedB] = [deniedBy(a), deniedBy(b)];
  const odd = links.filter(({ a: one, b: other }) => deniedA.has(one.at) !== deniedB.has(other.at));
  const noStart = Number(isNegation(a.words[0] ?? '')) + Number(isNegation(b.words[0] ?? ''));
  const opposed = links.filter(({ tie }) => tie === 'opposite').length;
  return {
    ...both('negations', ours.length, theirs.length), ...both('deniers', otherA, otherB), oddNegation: (ours.length + theirs.length) % 2, oddDenial: (ours.length + theirs.length + otherA + otherB) % 2,
    deniedOdd: odd.length, deniedOddWeight: most(odd.map((link) => link.a.weight)), noStart, oddAndOpposed: (ours.length + theirs.length + opposed) % 2,
  };
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

function figureFeatures(a: Claim, b: Claim, { links }: Alignment): Features {
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
  const bounded = (claim: Claim): number => claim.quantities.filter(({ bound }) => bound !== 'exact').length;
  const unmatched = (ours: readonly Quantity[], theirs: readonly Quantity[]): number => ours.filter((one) => !theirs.some((other) => other.kind === one.kind && other.dimension === one.dimension)).length;
  return {
    ...both('quantities', a.quantities.length, b.quantities.length), figuresAgree: agree, figuresConflict: conflict, figuresUnlike: unlike, figureSlot: slot, figureRatio: ratio, ...both('bounded', bounded(a), bounded(b)),
    ...both('figuresAlone', unmatched(a.quantities, b.quantities), unmatched(b.quantities, a.quantities)),
    dates: a.quantities.filter(({ kind }) => kind === 'date').length + b.quantities.filter(({ kind }) => kind === 'date').length, versions: a.quantities.filter(({ kind }) => kind === 'version').length + b.quantities.filter(({ kind }) => kind === 'version').length,
  };
}

const SLOT_REACH = 8;

/** Linked words near both figures. */
function sharedAround(ours: Quantity, theirs: Quantity, links: readonly Link[]): number {
  return links.filter(({ a, b }) => Math.min(Math.abs(a.at - ours.from), Math.abs(a.at - ours.to + 1)) <= SLOT_REACH && Math.min(Math.abs(b.at - theirs.from), Math.abs(b.at - theirs.to + 1)) <= SLOT_REACH).length;
}

function cueFeatures(a: Claim, b: Claim): Features {
  const modal = a.cues.modal === null || b.cues.modal === null ? null : modalConflict(a.cues.modal.value, b.cues.modal.value);
  const opposed = [...a.cues.antonyms].filter(([group, { pole }]) => (b.cues.antonyms.get(group)?.pole ?? pole) !== pole).length;
  const [ours, theirs] = [a.cues.quantifier, b.cues.quantifier];
  return {
    modal: modal === null ? (a.cues.modal === null && b.cues.modal === null ? 0 : a.cues.modal !== null && b.cues.modal !== null ? 1 : 2) : modal === 'weak' ? 3 : modal === 'polar' ? 5 : 4,
    oppositeCues: opposed, quantifier: ours === null || theirs === null ? Number(ours !== theirs) : quantifierConflict(ours.value, theirs.value) ? 3 : 2,
    only: Number(ours?.value === 'only') + Number(theirs?.value === 'only'),
  };
}

function scopeFeatures({ claim: a, context: inA }: Side, { claim: b, context: inB }: Side): Features {
  const [scopeA, scopeB] = [scopeWithin(a.scope, inA.scope.inner), scopeWithin(b.scope, inB.scope.inner)];
  const extra = (ours: ReadonlySet<string>, theirs: Iterable<string>): number => {
    const known = new Set(theirs);
    return [...ours].filter((item) => !known.has(item)).length;
  };
  const path = (context: Context): Set<string> => new Set(context.file);
  return {
    scopeConflict: Number(scopeConflict(scopeA, scopeB) !== null) + Number(contextConflict(inA.scope, inB.scope) !== null), scopeOneSided: scopeOneSided(scopeA, scopeB).length, scopeOwnOneSided: scopeOneSided(a.scope, b.scope).length,
    ...both('ownNames', extra(a.names, b.lemmas), extra(b.names, a.lemmas)), ...both('ownCodes', extra(a.codes, b.codes), extra(b.codes, a.codes)), ...both('ownConditions', extra(a.conditions, b.lemmas), extra(b.conditions, a.lemmas)),
    sameDocument: Number(inA.documentId === inB.documentId), sameFolder: Number(inA.folder === inB.folder), fileLikeness: likeness(path(inA), path(inB)), sameHeadings: Number(inA.headings.at(-1)?.join(' ') === inB.headings.at(-1)?.join(' ')),
    cells: Number(a.cell) + Number(b.cell), leads: Number(a.lead.size > 0) + Number(b.lead.size > 0), leadLikeness: likeness(a.lead, b.lead), ...both('ownTitle', outside(inA.title, b, inB), outside(inB.title, a, inA)), ...both('ownLeaf', outside([...inA.leaf], b, inB), outside([...inB.leaf], a, inA)),
  };
}

/** Words of a title or heading that the other side has neither in the claim nor around it. */
function outside(lemmas: readonly string[], claim: Claim, context: Context): number {
  return lemmas.filter((lemma) => !context.all.has(lemma) && !context.said.has(lemma) && !claim.lemmas.some((other) => other === lemma || isSame(other, lemma))).length;
}

function isSame(a: string, b: string): boolean {
  const relation = relationOf(a, b);
  return relation === 'synonym' || relation === 'derived';
}

function wordFeatures(a: Claim, b: Claim): Features {
  const tally = (list: ReadonlySet<string>): [number, number] => [a, b].map(({ words }) => words.filter((word) => list.has(word)).length) as [number, number];
  const bags = [a, b].map(({ words }) => new Set(words.map(lemmaOf))) as [Set<string>, Set<string>];
  const union = new Set([...bags[0], ...bags[1]]).size;
  return {
    ...both('cases', ...tally(CASES)), ...both('past', ...tally(PAST)), ...both('supposed', ...tally(SUPPOSED)), ...both('hedges', ...tally(HEDGES)), ...both('limits', ...tally(LIMITS)), ...both('words', a.words.length, b.words.length),
    wordLikeness: (bags[0].size + bags[1].size - union) / Math.max(1, union),
  };
}
