import { normaliseText, type EdgeDraft, type EdgeSide, type EpochStatistics, type JoinSide } from '../../core/index.js';
import { lemmaOf } from '../../core/language/index.js';
import { candidatesOf, type Candidate } from './candidates.js';
import { wordPlaces, type Claim, type Stated } from './claims.js';
import type { Context } from './context.js';
import { differencesOf, type Difference } from './differences.js';
import { afterOnePattern, gateOf, type Gate } from './gates.js';
import { contradictionOf, differenceBetween } from './model/index.js';
import type { ContradictionOptions } from './options.js';
import { overlapOf, sharedLemmas, type Overlap } from './subject.js';

interface Found {
  readonly a: Claim;
  readonly b: Claim;
  readonly difference: Difference;
  readonly likelihood: number;
  readonly certainty: 'likely' | 'possible';
  /** What tells the two apart, so that both may hold; `null` = nothing. */
  readonly apart: string | null;
}

export function verify(a: JoinSide<Stated>, b: JoinSide<Stated>, options: ContradictionOptions, statistics: EpochStatistics): readonly EdgeDraft[] {
  const found: Found[] = [];
  for (const candidate of candidatesOf(a.prepared, b.prepared, statistics, { vectors: options.cosine })) {
    const judged = judge(candidate, a.prepared.context, b.prepared.context, options, statistics);
    if (judged !== null) found.push(judged);
  }
  found.sort((x, y) => Number(x.apart !== null) - Number(y.apart !== null) || y.likelihood - x.likelihood || x.a.start + x.b.start - (y.a.start + y.b.start) || Math.min(x.a.start, x.b.start) - Math.min(y.a.start, y.b.start));
  return MAKES.flatMap((isOne) => oncePerClaim(found).filter(isOne).slice(0, options.maxEdges)).map((one) => edgeOf(one, a, b));
}

/** What cannot both hold, and what differs by its scope. */
const MAKES: readonly ((one: Found) => boolean)[] = [({ apart }) => apart === null, ({ apart }) => apart !== null];

function oncePerClaim(found: readonly Found[]): Found[] {
  const used = new Set<Claim>();
  return found.filter(({ a, b }) => {
    if (used.has(a) || used.has(b)) return false;
    used.add(a).add(b);
    return true;
  });
}

function judge(pair: Candidate, inA: Context, inB: Context, options: ContradictionOptions, statistics: EpochStatistics): Found | null {
  const { a, b, cosine, elsewhere } = pair;
  const differences = differencesOf(a, b, sharedLemmas(a, b));
  const typed = differences?.length === 1 ? differences[0] : undefined;
  const near = cosine >= SUBJECT;
  if (typed === undefined && (elsewhere || (near && (differences === null || denyBoth(a, b))))) return null;
  const [sideA, sideB] = [{ claim: a, context: inA }, { claim: b, context: inB }];
  // In nearly the same words something typed mostly differs, and one thing only.
  const least = typed === undefined && near ? Math.max(options.possible, UNTYPED_SURENESS) : options.possible;
  // Where something typed differs, little sureness counts as well.
  const sureness = elsewhere ? 0 : contradictionOf(sideA, sideB, statistics, typed === undefined ? least : 0);
  const difference = typed ?? (sureness < least ? null : differenceBetween(sideA, sideB, statistics));
  return difference === null ? null : weighedUp(pair, { sureness, difference, typed }, inA, inB, options, statistics);
}

const denyBoth = (a: Claim, b: Claim): boolean => a.cues.negations.length > 0 && b.cues.negations.length > 0;

/** What differs, how sure the model is (0..1), and the difference as the rules see it. */
interface Seen { readonly sureness: number; readonly difference: Difference; readonly typed: Difference | undefined }

/** What comes of a pair when its words and its places are looked at; `null` = nothing to tell. */
function weighedUp({ a, b, cosine }: Candidate, { sureness, difference, typed }: Seen, inA: Context, inB: Context, options: ContradictionOptions, statistics: EpochStatistics): Found | null {
  const about = disputed(a, b, difference);
  const overlap = overlapOf(a, b, statistics, about);
  const same = typed !== undefined && saysTheSame(a, b, overlap, typed);
  if (sureness < options.possible && !same) return null;
  const { gate, because } = gateOf(a, b, overlap, inA, inB, difference, about);
  // In the same words a name, a condition or a heading of its own is meant; in other words there is always one.
  const apart = gate === 'apart' || (gate === 'leaning' && (same || overlap.cosine >= SUBJECT));
  const verbatim = same && isVerbatim(overlap) && (sureness >= ELSEWHERE_SURENESS || standAlike(inA, inB) || UNKNOWN_TO_MODEL.has(difference.cue));
  if (!apart && !verbatim && sureness < options.possible) return null;
  // Names, identifiers or a scope of one side's own, or the same words of another thing: however sure the model is, somebody should look.
  const clear = gate !== 'leaning' && !afterOnePattern(a, b, about);
  const likely = (clear && sureness >= options.likely) || (verbatim && gate === 'open' && !difference.weak && sureness >= VERBATIM_SURENESS);
  return { a, b, difference, certainty: likely ? 'likely' : 'possible', likelihood: likelihoodOf(rankOf(sureness, cosine, gate), likely), apart: apart ? because : null };
}

/** Whether two claims say the same of the same but for what differs. */
function saysTheSame(a: Claim, b: Claim, overlap: Overlap, difference: Difference): boolean {
  return overlap.shared.size >= needed(a, b, overlap) && overlap.cosine >= SUBJECT && !tooLoose(difference, overlap);
}

/** The lemmas of the words that differ: they belong to what is said, not to what it is said of. */
function disputed(a: Claim, b: Claim, difference: Difference): ReadonlySet<string> {
  if (difference.cue === 'negation') return new Set();
  // "100 per minute", "100 per hour": the unit stands beside the figure.
  const rates = difference.cue === 'unit' ? [...a.quantities, ...b.quantities].flatMap(({ dimension }) => dimension.split('/').slice(1)) : [];
  return new Set([...[...a.words.slice(...difference.a), ...b.words.slice(...difference.b)].map(lemmaOf), ...rates]);
}

/** Least sureness of two claims in nearly the same words whose difference is of no kind that is known. */
const UNTYPED_SURENESS = 0.7;
/** Least cosine of the subjects of two claims that say the same. */
const SUBJECT = 0.6;
const MIN_SHARED = 3;
/** Least cosine, and most of a side's weight (0..1) that the other lacks, from which two claims are one but for what differs: the model need only not be sure of the contrary. */
const VERBATIM = 0.75;
const LOOSE_VERBATIM = 0.35;
const VERBATIM_SURENESS = 0.05;
const isVerbatim = ({ cosine, looseA, looseB }: Overlap): boolean => cosine >= VERBATIM && Math.max(looseA, looseB) <= LOOSE_VERBATIM;
/** The same where the two stand under headings of their own, which may well be what tells them apart. */
const ELSEWHERE_SURENESS = 0.2;
/** What the model does not see: it is not sure of these, whatever else is the same. */
const UNKNOWN_TO_MODEL: ReadonlySet<Difference['cue']> = new Set<Difference['cue']>(['status', 'boolean']);

function standAlike(a: Context, b: Context): boolean {
  const nearest = ({ raw }: Context): string => normaliseText(raw.headings.at(-1) ?? raw.title).toLowerCase();
  return nearest(a) === nearest(b);
}

/** Two shared lemmas are enough when there are no others ("Notice period: 4 weeks"). */
function needed(a: Claim, b: Claim, overlap: Overlap): number {
  return overlap.onlyA.length + overlap.onlyB.length === 0 && a.lemmas.length === 2 && b.lemmas.length === 2 ? 2 : MIN_SHARED;
}

/** Unshared weight (0..1) up to which a difference counts: a turned word weighs less than a number, so the rest must be closer. */
const LOOSE_FIGURES = 0.6;
const LOOSE_WORDS = 0.4;
const LOOSE_WEAK = 0.2;

function tooLoose({ cue, weak }: Difference, overlap: Overlap): boolean {
  const figures = cue === 'number' || cue === 'unit' || cue === 'date' || cue === 'version';
  return Math.max(overlap.looseA, overlap.looseB) > (figures ? LOOSE_FIGURES : weak ? LOOSE_WEAK : LOOSE_WORDS);
}

/** What a pair ranks more by that stands in one scope; chosen on plants of another seed than the reported one. */
const OPEN_MORE = 0.2;

const rankOf = (sureness: number, cosine: number, gate: Gate): number => sureness + cosine + (gate === 'open' ? OPEN_MORE : 0);

/** 0.75..1 for likely, 0.5..0.75 for possible, rising with the rank. */
function likelihoodOf(rank: number, likely: boolean): number {
  const share = rank / (2 + OPEN_MORE);
  return Math.round(((likely ? 0.75 : 0.5) + 0.2499 * Math.min(1, Math.max(0, share))) * 10_000) / 10_000;
}

function edgeOf({ a, b, difference, likelihood, certainty, apart }: Found, left: JoinSide<Stated>, right: JoinSide<Stated>): EdgeDraft {
  return {
    ...(apart === null ? { kind: 'contradicts' } : { kind: 'differs-by-scope', aside: true, because: apart }), a: sideOf(a, left), b: sideOf(b, right), score: likelihood, certainty, cue: cueOf(difference, a, b),
    differs: [wordsAt(a, difference.a, left), wordsAt(b, difference.b, right)], method: 'claims: typed cue, scope gates, boosted trees over what is the same and what differs',
  };
}

/** Values and opposites that both sides call a default are told as one. */
function cueOf({ cue }: Difference, a: Claim, b: Claim): Difference['cue'] {
  return VALUED.has(cue) && [a, b].every(({ words }) => words.some((word) => word === 'default' || word === 'defaults')) ? 'default' : cue;
}

const VALUED: ReadonlySet<Difference['cue']> = new Set<Difference['cue']>(['number', 'unit', 'antonym', 'boolean', 'status', 'entity']);

function sideOf(claim: Claim, side: JoinSide<Stated>): EdgeSide {
  return { quote: side.input.text.slice(claim.start, claim.end), span: { start: side.input.offset + claim.start, end: side.input.offset + claim.end } };
}

function wordsAt(claim: Claim, [from, to]: readonly [number, number], side: JoinSide<Stated>): string {
  const { starts, ends } = wordPlaces(side.input.text, claim);
  return side.input.text.slice(starts[from] ?? claim.start, ends[to - 1] ?? claim.end);
}
