import { contextsApart, scopeConflict, scopeOneSided, scopeWithin, type Scope } from '../../core/language/index.js';
import type { Claim, Context } from './claims.js';
import type { Difference } from './differences.js';
import type { Overlap } from './subject.js';

/** What the context says of a pair: `apart` = two scopes, no contradiction; `unsure` = at most possible. */
export type Gate = 'open' | 'unsure' | 'apart';

export function gateOf(a: Claim, b: Claim, overlap: Overlap, contextA: Context, contextB: Context, difference: Difference, disputed: ReadonlySet<string>): Gate {
  const [ownA, ownB] = [ownScope(a, difference), ownScope(b, difference)];
  const scopeA = scopeWithin(ownA, contextA.scope.inner);
  const scopeB = scopeWithin(ownB, contextB.scope.inner);
  if (scopeConflict(scopeA, scopeB) !== null || contextsApart(contextA.scope, contextB.scope)) return 'apart';
  if (scopeOneSided(ownA, ownB).some((facet) => scopeA.has(facet) !== scopeB.has(facet))) return 'apart';
  if ((extraNames(a, b) && extraNames(b, a)) || setsApart(a.codes, b.codes) || conditionsApart(a, b)) return 'apart';
  const gates = [variantGate(contextA, contextB), headingGate(a, b, overlap, contextA, contextB), leadGate(a, b), cellGate(a, b, overlap, contextA, contextB), wordingGate(a, b, disputed)];
  if (gates.includes('apart')) return 'apart';
  const oneSided = scopeOneSided(scopeA, scopeB).length > 0 || a.conditions.size > 0 !== b.conditions.size > 0 || extraNames(a, b) || extraNames(b, a) || setsDiffer(a.codes, b.codes);
  return oneSided || gates.includes('unsure') ? 'unsure' : 'open';
}

/** A version that is itself in dispute does not limit the statement. */
function ownScope(claim: Claim, difference: Difference): Scope {
  return difference.cue === 'version' ? new Map([...claim.scope].filter(([facet]) => facet !== 'version')) : claim.scope;
}

/** A name that the other statement does not mention at all. */
function extraNames(a: Claim, b: Claim): boolean {
  const theirs = new Set(b.lemmas);
  return [...a.names].some((name) => !theirs.has(name));
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
function variantGate(a: Context, b: Context): Gate {
  if (a.documentId !== b.documentId) {
    if (a.folder === b.folder && isVariant(a.file, b.file, 2)) return 'apart';
    if (isVariant(a.title, b.title, 2)) return 'apart';
  }
  const levels = Math.min(a.headings.length, b.headings.length);
  for (let level = 1; level <= levels; level += 1) {
    if (isVariant(a.headings[levels - level] ?? [], b.headings[levels - level] ?? [], 1)) return 'apart';
  }
  return 'open';
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
function wordingGate(a: Claim, b: Claim, disputed: ReadonlySet<string>): Gate {
  const plain = (claim: Claim): string[] => claim.subject.filter((lemma) => !disputed.has(lemma));
  return isVariant(plain(a), plain(b), 2) ? 'unsure' : 'open';
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

function headingGate(a: Claim, b: Claim, overlap: Overlap, contextA: Context, contextB: Context): Gate {
  const leaf = overlapCoefficient(contextA.leaf, contextB.leaf);
  const all = overlapCoefficient(contextA.all, contextB.all);
  const leans = Math.min(a.lemmas.length, b.lemmas.length) < STANDS_ALONE;
  const mentioned = [...contextA.leaf].some((lemma) => overlap.shared.has(lemma)) && [...contextB.leaf].some((lemma) => overlap.shared.has(lemma));
  // One page that says both has seen both: mostly items of a list of alike things.
  if (contextA.documentId === contextB.documentId) return leans && leaf !== null && leaf < 1 ? 'apart' : 'unsure';
  if (Math.min(a.lemmas.length, b.lemmas.length) < SAYS_MUCH && sameSection(contextA, contextB)) return 'unsure';
  if (leaf !== null && leaf < 0.5 && !mentioned) return leans && (all ?? 0) < 0.2 ? 'apart' : overlap.cosine >= STRONG ? 'open' : 'unsure';
  if (all === null || all >= 0.2 || mentioned) return 'open';
  return leans ? 'apart' : overlap.cosine >= STRONG ? 'open' : 'unsure';
}

/** The same section of two pages with titles of their own: pages after one pattern ("Prerequisites", "Running the demo"). */
function sameSection(a: Context, b: Context): boolean {
  const titles = a.title.length > 0 && b.title.length > 0 && a.title.join(' ') !== b.title.join(' ');
  return titles && a.headings.length > 1 && JSON.stringify(a.headings.slice(1)) === JSON.stringify(b.headings.slice(1));
}

/** A subject this much the same needs no help from headings. */
const STRONG = 0.9;

/** Two lists introduced by different lines. */
function leadGate(a: Claim, b: Claim): Gate {
  if (a.lead.size === 0 && b.lead.size === 0) return 'open';
  if (a.lead.size === 0 || b.lead.size === 0) return 'unsure';
  return (overlapCoefficient(a.lead, b.lead) ?? 0) < 0.5 || setsApart(a.lead, b.lead) ? 'apart' : 'open';
}

/** Of two cells everything but the value must be the same: row, column and what the table stands under. */
function cellGate(a: Claim, b: Claim, overlap: Overlap, contextA: Context, contextB: Context): Gate {
  if (!a.cell && !b.cell) return 'open';
  if (a.cell && b.cell && overlap.onlyA.length + overlap.onlyB.length > 0) return 'apart';
  if (contextA.documentId === contextB.documentId) return setsDiffer(contextA.leaf, contextB.leaf) ? 'apart' : 'unsure';
  // Reference pages repeat a table for each thing they describe: the pages must be about the same thing.
  const pages = overlapCoefficient(new Set([...contextA.title, ...contextA.file]), new Set([...contextB.title, ...contextB.file])) ?? 0;
  if (pages < 0.5) return 'apart';
  return setsDiffer(contextA.leaf, contextB.leaf) ? 'unsure' : 'open';
}
