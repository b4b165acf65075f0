import { defineJoin, excerpt, keyOf, type EdgeDraft, type JoinInput, type JoinSide } from '../../core/index.js';
import { parsePeriod, type Period } from '../../core/calendar.js';
import { versionOf } from '../../core/editions.js';
import { versionClaims, type VersionClaim } from './claims.js';
import { byName, documentedVersions, foldersAbove, isChangelog, type DocumentedVersion } from './documented.js';
import { currencyOptions, type CurrencyOptions } from './options.js';
import { productNamed, productsAbove } from './products.js';
import { reduce } from './reduce.js';
import { MOST_AHEAD, byVersion, isNewer, isSame, versionFrom, type NamedVersion } from './versions.js';

export type { CurrencyOptions } from './options.js';

/** A claim with all that its version may be of. */
export interface ScopedClaim {
  readonly claim: VersionClaim;
  readonly scopes: readonly string[];
  /** Whether the sentence names the product: else it is the page's, or that of a folder around it. */
  readonly named: boolean;
}

/** A chunk as this join sees it. */
export interface Versions {
  readonly documentId: string;
  readonly access: string | null;
  /** When the page came out, and when it was last true. */
  readonly published: Period | null;
  readonly dated: Period | null;
  readonly claims: readonly ScopedClaim[];
  readonly documented: readonly DocumentedVersion[];
}

/**
 * Pages that call a version current of which the corpus documents a later one: by a heading or title that names product and version, by a change
 * log above the page, or by a folder of documentation a version.
 */
export const currencyJoin = defineJoin<CurrencyOptions, Versions>({
  id: 'currency',
  version: 1,
  unit: 'chunk',
  dimension: 'freshness',
  rules: ['freshness/outdated-version'],
  options: currencyOptions,
  ignores: ['parentItem', 'kinds', 'language', 'authority', 'mediaType'],
  light: true,
  prepare,
  node: ({ id }, { claims, documented }) => (claims.length + documented.length === 0 ? null : id),
  keys: ({ claims, documented }) => new Set([...documented.flatMap(keysOfDocumented), ...claims.flatMap(keysOfClaim)].map((key) => keyOf(key))),
  bucket: { cap: 4, overflow: 'hubs' },
  filter: (a, b) => a.documentId !== b.documentId && a.access === b.access,
  verify: (a, b) => [...outdated(a, b), ...outdated(b, a).map((edge) => ({ ...edge, reversed: true }))],
  sameNode: null,
  reduce,
});

function prepare(input: JoinInput, options: CurrencyOptions): Versions {
  const { documentId, access, dates } = input;
  const periodOf = (date: string | null): Period | null => (date === null ? null : parsePeriod(date));
  const documented = documentedVersions(input).map((one) => ({ ...one, scopes: one.scopes.map((scope) => canonicalScope(scope, options)) }));
  return { documentId, access, published: periodOf(dates.published), dated: periodOf(dates.value), documented, claims: claimsOf(input, options) };
}

function claimsOf(input: JoinInput, options: CurrencyOptions): ScopedClaim[] {
  const { text, title, headingPath, type, path } = input;
  if ((type !== null && options.skipTypes.includes(type)) || isChangelog(path)) return [];
  const claims = versionClaims(text);
  if (claims.length === 0) return [];
  const own = versionOf(input);
  const ofPage = productsAbove([title ?? '', ...headingPath]);
  return claims.flatMap((claim): ScopedClaim[] => {
    // Documentation of version 2 calls it current, and is read by whoever has version 2.
    if (own !== null && /^\d/u.test(own) && isSame(versionFrom(own), claim.version)) return [];
    // A page of no name is about what the folders around it are about; one about something else has versions of its own.
    const products = claim.product === null ? ofPage : [claim.product];
    const scopes = products.length === 0 ? foldersAbove(input) : products.map(byName);
    return [{ claim, scopes: scopes.map((scope) => canonicalScope(scope, options)), named: claim.product !== null }];
  });
}

function canonicalScope(scope: string, { aliases }: CurrencyOptions): string {
  const known = Object.entries(aliases).find(([, others]) => others.some((other) => byName(productNamed(other) ?? other) === scope));
  return known === undefined ? scope : byName(productNamed(known[0]) ?? known[0]);
}

function keysOfDocumented({ version: { numbers: [major = 0, minor] }, scopes }: DocumentedVersion): string[] {
  return scopes.flatMap((scope) => [`${scope} ${major}`, ...(minor === undefined ? [] : [`${scope} ${major}.${minor}`])]);
}

function keysOfClaim({ claim: { version: { numbers: [major = 0, minor] }, state }, scopes }: ScopedClaim): string[] {
  const ahead = Array.from({ length: MOST_AHEAD }, (_, at) => at + 1);
  return scopes.flatMap((scope) => [
    ...ahead.map((more) => `${scope} ${major + more}`),
    ...(minor === undefined ? [] : [0, ...ahead].map((more) => `${scope} ${major}.${minor + more}`)),
    ...(minor === undefined && state === 'upcoming' ? [`${scope} ${major}`] : []),
  ]);
}

/** From each claim of `a` to the latest version that `b` documents after it. */
function outdated(a: JoinSide<Versions>, b: JoinSide<Versions>): EdgeDraft[] {
  // Whoever wrote after that knew of it: the number is of something else.
  if (a.prepared.published !== null && b.prepared.dated !== null && b.prepared.dated.last < a.prepared.published.first) return [];
  return a.prepared.claims.flatMap(({ claim, scopes, named }): EdgeDraft[] => {
    const later = b.prepared.documented.filter((one) => one.scopes.some((scope) => scopes.includes(scope)) && isOutdated(claim, one.version));
    const [latest] = [...later].sort((x, y) => byVersion(y.version, x.version) || (x.quote < y.quote ? -1 : 1));
    if (latest === undefined) return [];
    const { start, end, quote, version, state } = claim;
    return [{
      kind: 'newer-version', a: { quote, span: { start: a.input.offset + start, end: a.input.offset + end } }, b: { quote: excerpt(latest.quote, 160), span: null },
      score: named ? 0.9 : 0.6, certainty: named ? 'likely' : 'possible', cue: 'version', differs: [version.written, latest.version.written],
      method: state === 'current' ? 'version called current before version documented' : 'version called upcoming, documented',
    }];
  });
}

function isOutdated({ version, state }: VersionClaim, documented: NamedVersion): boolean {
  return isNewer(documented, version) || (state === 'upcoming' && documented.numbers.length >= version.numbers.length && isSame(version, documented));
}
