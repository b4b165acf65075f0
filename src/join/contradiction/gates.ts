import { excerpt } from '../../core/index.js';
import { contextConflict, lemmaOf, scopeConflict, scopeOneSided, scopeWithin, type Scope } from '../../core/language/index.js';
import { subjectOf, type Claim } from './claims.js';
import type { Context } from './context.js';
import type { Difference } from './differences.js';
import { sharedShare } from './ids.js';
import type { Overlap } from './subject.js';

/** What the context says of a pair: `apart` = two scopes, no contradiction; `leaning` = the same where the two are worded alike; `unsure` = at most possible. */
export type Gate = 'open' | 'unsure' | 'leaning' | 'apart';

export interface Gated {
  readonly gate: Gate;
  /** Of `apart` and `leaning`: what they differ in, for people. */
  readonly because: string | null;
}

const UNSURE: Gated = { gate: 'unsure', because: null };
const OPEN: Gated = { gate: 'open', because: null };
const apart = (because: string): Gated => ({ gate: 'apart', because });
const leaning = (because: string): Gated => ({ gate: 'leaning', because });

export function gateOf(a: Claim, b: Claim, overlap: Overlap, contextA: Context, contextB: Context, difference: Difference, disputed: ReadonlySet<string>): Gated {
  const [ownA, ownB] = [ownScope(a, difference), ownScope(b, difference)];
  const scopeA = scopeWithin(ownA, contextA.scope.inner);
  const scopeB = scopeWithin(ownB, contextB.scope.inner);
  const conflict = scopeConflict(scopeA, scopeB) ?? contextConflict(contextA.scope, contextB.scope);
  if (conflict !== null) return apart(`the ${conflict.facet} (${pair(quoted(conflict.a), quoted(conflict.b))})`);
  const oneSided = scopeOneSided(ownA, ownB).find((facet) => scopeA.has(facet) !== scopeB.has(facet));
  if (oneSided !== undefined) return leaning(`the ${oneSided} that one of them names (${quoted((scopeA.get(oneSided) ?? scopeB.get(oneSided) ?? []).join(', '))})`);
  const [namesA, namesB] = [extraNames(a, b), extraNames(b, a)];
  if (namesA.length > 0 && namesB.length > 0) return leaning(`names (${pair(listed(namesA, a), listed(namesB, b))})`);
  if (setsApart(a.codes, b.codes)) return leaning(`identifiers (${pair(listed(without(a.codes, b.codes), a), listed(without(b.codes, a.codes), b))})`);
  if (conditionsApart(a, b)) return apart(`conditions (${pair(listed(a.conditions, a), listed(b.conditions, b))})`);
  const gates = [variantGate(a, b, contextA, contextB), headingGate(a, b, overlap, contextA, contextB), leadGate(a, b), cellGate(a, b, overlap, contextA, contextB), afterOnePattern(a, b, disputed) ? UNSURE : OPEN];
  const closed = gates.find(({ gate }) => gate === 'apart') ?? gates.find(({ gate }) => gate === 'leaning');
  if (closed !== undefined) return closed;
  const leans = scopeOneSided(scopeA, scopeB).length > 0 || a.conditions.size > 0 !== b.conditions.size > 0 || namesA.length + namesB.length > 0 || setsDiffer(a.codes, b.codes);
  return leans || gates.includes(UNSURE) ? UNSURE : OPEN;
}

const quoted = (text: string): string => `\`${excerpt(text, 40).replaceAll('`', "'")}\``;
/** What the one and the other says; which side is a is of no account. */
const pair = (a: string, b: string): string => (a < b ? `${a}; ${b}` : `${b}; ${a}`);
/** Lemmas as the words that the claim has for them. */
const listed = (lemmas: Iterable<string>, { words }: Claim): string => [...lemmas].slice(0, 3).map((lemma) => quoted(words.find((word) => word === lemma || lemmaOf(word) === lemma) ?? lemma)).join(', ');
const without = (a: ReadonlySet<string>, b: ReadonlySet<string>): string[] => [...a].filter((item) => !b.has(item));

/** A version that is itself in dispute does not limit the statement. */
function ownScope(claim: Claim, difference: Difference): Scope {
  return difference.cue === 'version' ? new Map([...claim.scope].filter(([facet]) => facet !== 'version')) : claim.scope;
}

/** Names that the other statement does not mention at all. */
function extraNames(a: Claim, b: Claim): string[] {
  const theirs = new Set(b.lemmas);
  return [...a.names].filter((name) => !theirs.has(name));
}

function setsApart(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return [...a].some((item) => !b.has(item)) && [...b].some((item) => !a.has(item));
}

function setsDiffer(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size !== b.size || [...a].some((item) => !b.has(item));
}

function conditionsApart(a: Claim, b: Claim): boolean {
  if (a.conditions.size === 0 || b.conditions.size === 0) return false;
  const shared = [...a.conditions].filter((lemma) => b.conditions.has(lemma)).length;
  return shared / Math.min(a.conditions.size, b.conditions.size) < 0.5;
}

/**
 * Pages and sections made after one pattern (`istio-progressive-delivery` and `linkerd-progressive-delivery`, "Large cluster"
 * and "Small cluster") say the same of different things.
 */
function variantGate(claimA: Claim, claimB: Claim, a: Context, b: Context): Gated {
  const limits = (ours: readonly string[], theirs: readonly string[], least: number): boolean => isVariant(ours, theirs, least) && !namesOther(claimA, theirs, ours) && !namesOther(claimB, ours, theirs);
  if (a.documentId !== b.documentId) {
    if (a.folder === b.folder && limits(a.file, b.file, 2)) return apart(`pages named after one pattern (${pair(quoted(a.raw.file), quoted(b.raw.file))})`);
    if (limits(a.title, b.title, 2)) return apart(`titles after one pattern (${pair(quoted(a.raw.title), quoted(b.raw.title))})`);
  }
  const levels = Math.min(a.headings.length, b.headings.length);
  for (let level = 1; level <= levels; level += 1) {
    const [ours, theirs] = [a.headings[levels - level] ?? [], b.headings[levels - level] ?? []];
    // One word in common is little where the two are no neighbours ("Watch API", "Server API"), and of two pages that begin with it ("Travel policy", "Travel questions").
    const siblings = a.documentId === b.documentId || (sameUpTo(a.headings, b.headings, level) && (level < levels || endsAlike(ours, theirs)));
    if (limits(ours, theirs, siblings ? 1 : 2)) return apart(`headings after one pattern (${pair(quoted(a.raw.headings[levels - level] ?? ''), quoted(b.raw.headings[levels - level] ?? ''))})`);
  }
  return OPEN;
}

/** Whether two headings end in one word, or both in a number ("Day tariff" and "Night tariff", "Room 1" and "Room 2"): then they are two of a kind. */
function endsAlike(a: readonly string[], b: readonly string[]): boolean {
  const [ours, theirs] = [a.at(-1) ?? '', b.at(-1) ?? ''];
  return ours === theirs || (/\d/u.test(ours) && /\d/u.test(theirs));
}

/** Whether two heading paths are one above the level that is counted from the innermost. */
function sameUpTo(a: Context['headings'], b: Context['headings'], level: number): boolean {
  return a.length === b.length && a.slice(0, a.length - level).every((heading, at) => heading.join(' ') === b[at]?.join(' '));
}

/** Whether a claim says a word that only the heading of the other one has: then its own heading does not limit it ("Travel FAQ", "Travel insurance"). */
function namesOther({ lemmas }: Claim, other: readonly string[], own: readonly string[]): boolean {
  return other.some((lemma) => !own.includes(lemma) && lemmas.includes(lemma));
}

/** Most words by which two names of one pattern differ, on each side. */
const VARIANT_WORDS = 2;

/** Whether two names share `least` words or more, in order, and each has one or two of its own in the same place. */
export function isVariant(a: readonly string[], b: readonly string[], least: number): boolean {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const [ownA, ownB] = [a.length - head - tail, b.length - head - tail];
  return head + tail >= least && ownA >= 1 && ownB >= 1 && ownA <= VARIANT_WORDS && ownB <= VARIANT_WORDS;
}

/** Word for word the same but for one or two nouns ("annual leave", "sick leave"): likely said of another thing on purpose. */
export function afterOnePattern(a: Claim, b: Claim, disputed: ReadonlySet<string>): boolean {
  const plain = (claim: Claim): string[] => subjectOf(claim).filter((lemma) => !disputed.has(lemma));
  return isVariant(plain(a), plain(b), 2);
}

/** Share of the smaller set that both hold; `null` when one is empty. */
function overlapCoefficient(a: ReadonlySet<string>, b: ReadonlySet<string>): number | null {
  const smaller = Math.min(a.size, b.size);
  if (smaller === 0) return null;
  return [...a].filter((lemma) => b.has(lemma)).length / smaller;
}

/** Below this many content lemmas a statement leans on its heading for its subject ("The default is 5 seconds"). */
const STANDS_ALONE = 4;
/** A statement this long is hardly repeated on pages about different things. */
const SAYS_MUCH = 6;

function headingGate(a: Claim, b: Claim, overlap: Overlap, contextA: Context, contextB: Context): Gated {
  const leaf = overlapCoefficient(new Set(contextA.leaf), new Set(contextB.leaf));
  const all = sharedShare(contextA.all, contextB.all);
  const leans = Math.min(a.lemmas.length, b.lemmas.length) < STANDS_ALONE;
  const mentioned = contextA.leaf.some((lemma) => overlap.shared.has(lemma)) && contextB.leaf.some((lemma) => overlap.shared.has(lemma));
  const elsewhere = leaning(`the headings they stand under (${pair(quoted(contextA.raw.headings.at(-1) ?? contextA.raw.title), quoted(contextB.raw.headings.at(-1) ?? contextB.raw.title))})`);
  // One page that says both has seen both: mostly items of a list of alike things.
  if (contextA.documentId === contextB.documentId) return leans && leaf !== null && leaf < 1 ? elsewhere : UNSURE;
  if (Math.min(a.lemmas.length, b.lemmas.length) < SAYS_MUCH && sameSection(contextA, contextB)) return UNSURE;
  if (leaf !== null && leaf < 0.5 && !mentioned) return leans && (all ?? 0) < 0.2 ? elsewhere : overlap.cosine >= STRONG ? OPEN : UNSURE;
  if (all === null || all >= 0.2 || mentioned) return OPEN;
  return leans ? elsewhere : overlap.cosine >= STRONG ? OPEN : UNSURE;
}

/** The same section of two pages with titles of their own: pages after one pattern ("Prerequisites", "Running the demo"). */
function sameSection(a: Context, b: Context): boolean {
  const titles = a.title.length > 0 && b.title.length > 0 && a.title.join(' ') !== b.title.join(' ');
  return titles && a.headings.length > 1 && JSON.stringify(a.headings.slice(1)) === JSON.stringify(b.headings.slice(1));
}

/** A subject this much the same needs no help from headings. */
const STRONG = 0.9;

/** Two lists introduced by different lines. */
function leadGate(a: Claim, b: Claim): Gated {
  if (a.lead.size === 0 && b.lead.size === 0) return OPEN;
  if (a.lead.size === 0 || b.lead.size === 0) return UNSURE;
  return (overlapCoefficient(a.lead, b.lead) ?? 0) < 0.5 || setsApart(a.lead, b.lead) ? leaning('the lines that introduce their lists') : OPEN;
}

/** Of two cells everything but the value must be the same: row, column and what the table stands under. */
function cellGate(a: Claim, b: Claim, overlap: Overlap, contextA: Context, contextB: Context): Gated {
  if (!a.cell && !b.cell) return OPEN;
  if (a.cell && b.cell && overlap.onlyA.length + overlap.onlyB.length > 0) return leaning('the row, column or table they stand in');
  // A summary and the table that it sums up stand under headings of their own.
  if (contextA.documentId === contextB.documentId) return a.cell && b.cell && setsDiffer(new Set(contextA.leaf), new Set(contextB.leaf)) ? leaning('the row, column or table they stand in') : UNSURE;
  // Reference pages repeat a table for each thing they describe: the pages must be about the same thing.
  const pages = overlapCoefficient(new Set([...contextA.title, ...contextA.file]), new Set([...contextB.title, ...contextB.file])) ?? 0;
  if (pages < 0.5) return leaning('the row, column or table they stand in');
  return setsDiffer(new Set(contextA.leaf), new Set(contextB.leaf)) ? UNSURE : OPEN;
}
