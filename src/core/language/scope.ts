import { remembered } from './remembered.js';
import { maskMarkup, scanWords } from './words.js';

/** What a statement can be limited to. Two values of one facet make two statements, not a contradiction or a copy. */
export const FACETS = ['platform', 'distribution', 'plan', 'region', 'environment', 'version', 'audience', 'language'] as const;
export type Facet = (typeof FACETS)[number];
/** Facet values found, each once and sorted. Absent facets are not limited. */
export type Scope = ReadonlyMap<Facet, readonly string[]>;

const VOCABULARY: Record<Exclude<Facet, 'version'>, string> = {
  platform: 'windows macos=mac,macos,osx linux ios=ios,iphone,ipad android web=browser,web desktop mobile kubernetes docker=docker,podman chrome firefox safari edge ' +
    'powershell bash node=node,nodejs python java golang=golang,go ruby php rust csharp=dotnet,csharp postgresql=postgresql,postgres mysql sqlite aws azure gcp outlook gmail slack teams',
  distribution: 'ubuntu debian fedora centos rhel=rhel,redhat alpine opensuse suse=suse,sles almalinux',
  plan: 'free enterprise premium starter professional=pro,professional trial freemium business',
  region: 'eu=eu,europe,european,emea us=us,usa,american uk=uk,britain,british germany=germany,german france=france,french apac canada=canada,canadian australia india=india,indian japan china switzerland ' +
    'austria spain italy netherlands ireland berlin london paris munich=munich,münchen york tokyo sydney dublin amsterdam california',
  environment: 'production=production,prod staging=staging,stage development=dev sandbox=sandbox,testnet onprem=onprem,on-premises,on-premise,premises,self-hosted,selfhosted cloud=cloud,saas,hosted',
  audience: 'contractor=contractor,contractors,freelancer,freelancers intern=intern,interns manager=manager,managers parttime=part-time,parttime fulltime=full-time,fulltime admin=admin,admins,administrator,administrators ' +
    'guest=guest,guests reseller=reseller,resellers student=student,students',
  language: 'english german=deutsch french=français spanish=español',
};
/** Everyday words that name a plan, an environment or a language only beside one of these. */
const BESIDE_PLAN = new Set(['plan', 'plans', 'tier', 'tiers', 'edition', 'subscription', 'account', 'accounts', 'licence', 'license', 'customers', 'users', 'workspaces']);
const EVERYDAY_PLANS = new Set(['free', 'business', 'professional', 'trial', 'standard', 'basic', 'team', 'plus', 'premium', 'starter']);
const EVERYDAY = new Set(['us', 'go', 'edge', 'teams', 'web', 'browser', 'stage', 'york', 'node', 'bash', 'hosted', 'java', 'alpine']);

const VALUES = new Map<string, [Facet, string]>();
for (const facet of FACETS) {
  if (facet === 'version') continue;
  for (const entry of VOCABULARY[facet].split(' ')) {
    const [name = entry, words = name] = entry.split('=');
    for (const word of words.split(',')) VALUES.set(word, [facet, name]);
  }
}
for (const plan of EVERYDAY_PLANS) VALUES.set(plan, ['plan', plan]);

const VERSION = /^v?\d{1,4}(?:\.(?:\d{1,4}|x)){1,3}$|^v\d{1,4}$/u;
/** `upgrade_3_5`, `v1-2`: a file name has other signs for the point. Dates have more digits. */
const VERSION_IN_NAME = /(?<=[vV_-])(\d{1,3})[_-](?=\d{1,3}(?!\d))/gu;
const VERSION_WORDS = new Set(['version', 'release', 'v', 'rev', 'revision']);
const YEAR = /^(?:19|20)\d\d$/u;
const NUMBER = /^\d{1,4}(?:\.\d{1,4}){0,3}$/u;

export interface ScopeOptions {
  /** Whether years and bare dotted numbers name a version (true for titles, headings and paths; false in running text). */
  readonly heading: boolean;
}

const MOST_CHARS = 4000;

/** The scope that a piece of text names: platforms, plans, regions, environments, versions, audiences. */
export function scopeOf(text: string, options: ScopeOptions): Scope {
  const masked = maskMarkup(text.slice(0, MOST_CHARS));
  const { folded, starts, ends } = scanWords(options.heading ? masked.replace(VERSION_IN_NAME, '$1.').replaceAll('_', ' ') : masked);
  return scopeOfWords(folded, (at) => masked.slice(starts[at], ends[at]), options);
}

/** The same of words that were scanned already; `raw` gives one as written. */
export function scopeOfWords(folded: readonly string[], raw: (at: number) => string, options: ScopeOptions): Scope {
  const found = new Map<Facet, Set<string>>();
  for (const at of folded.keys()) {
    const value = valueAt(folded, at, raw, options);
    if (value === null) continue;
    const [facet, name] = value;
    found.set(facet, (found.get(facet) ?? new Set()).add(name));
    if (facet === 'distribution') found.set('platform', (found.get('platform') ?? new Set()).add('linux'));
  }
  return found.size === 0 ? NOWHERE : new Map(FACETS.flatMap((facet): [Facet, readonly string[]][] => {
    const values = found.get(facet);
    return values === undefined ? [] : [[facet, [...values].sort()]];
  }));
}

const NOWHERE: Scope = new Map();
/** First halves of values that are written in two words ("on premises"). */
const JOINED = new Set([...VALUES.keys()].flatMap((value) => (value.includes('-') ? [value.slice(0, value.indexOf('-'))] : [])));

function valueAt(words: readonly string[], at: number, raw: (at: number) => string, options: ScopeOptions): [Facet, string] | null {
  const word = words[at] ?? '';
  const next = words[at + 1] ?? '';
  const before = words[at - 1] ?? '';
  const joined = JOINED.has(word) ? VALUES.get(`${word}-${next}`) : undefined;
  if (joined !== undefined) return joined;
  const version = versionAt(word, before, options);
  if (version !== null) return ['version', version];
  const known = VALUES.get(word);
  if (known === undefined) return null;
  if (EVERYDAY_PLANS.has(word) && known[0] === 'plan') {
    return BESIDE_PLAN.has(next) || BESIDE_PLAN.has(before) ? known : null;
  }
  if (EVERYDAY.has(word) && !namesSomething(raw(at), word)) return null;
  return known;
}

/** An everyday word names a thing when written with a capital (`Teams`), a short one when all in capitals (`US`). */
function namesSomething(raw: string, word: string): boolean {
  return word === 'us' ? raw === 'US' : /^\p{Lu}/u.test(raw);
}

function versionAt(word: string, before: string, options: ScopeOptions): string | null {
  if (VERSION.test(word) && (options.heading || word.startsWith('v') || VERSION_WORDS.has(before))) return word.replace(/^v/u, '');
  if (VERSION_WORDS.has(before) && NUMBER.test(word)) return word;
  return options.heading && YEAR.test(word) ? word : null;
}

/**
 * The facet in which two scopes exclude each other: both name it and share no value. `null` when there is none.
 * `2` and `2.1` share a value, as do `2.x` and `2.1`.
 */
export function scopeConflict(a: Scope, b: Scope): { facet: Facet; a: string; b: string } | null {
  for (const facet of FACETS) {
    const ours = a.get(facet);
    const theirs = b.get(facet);
    if (ours === undefined || theirs === undefined) continue;
    const shared = ours.some((value) => theirs.some((other) => value === other || (facet === 'version' && sameLine(value, other))));
    if (!shared) return { facet, a: ours.join(', '), b: theirs.join(', ') };
  }
  return null;
}

function sameLine(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return long.startsWith(`${short.replace(/\.x$/u, '')}.`);
}

/** Facets that one side names and the other does not. */
export function scopeOneSided(a: Scope, b: Scope): readonly Facet[] {
  return FACETS.filter((facet) => a.has(facet) !== b.has(facet));
}

/** The scope of the outer text for every facet that the inner one leaves open. */
export function scopeWithin(inner: Scope, outer: Scope): Scope {
  return outer.size === 0 ? inner : new Map([...outer, ...inner]);
}

/** One line that is equal for equal scopes. */
export function scopeKey(scope: Scope): string {
  return FACETS.flatMap((facet) => (scope.has(facet) ? [`${facet}:${scope.get(facet)?.join(',') ?? ''}`] : [])).join(';');
}

/** The scopes that a place in a document stands under. */
export interface ContextScope {
  /** Of the path alone: an inner heading ("API v1") does not undo the folder `2.x/`. */
  readonly path: Scope;
  /** Of path, title, headings and parent item together; for each facet the innermost counts. */
  readonly inner: Scope;
}

const headingScope = remembered((text) => scopeOf(text, { heading: true }));

/** Reads the scopes off a path (`guides/windows/install.md`), a title, headings and a parent item. `version` is a declared one. */
export function contextScopeOf(place: { path: string; title: string | null; headingPath: readonly string[]; parentItem: string | null; version?: string | null }): ContextScope {
  const words = place.path.replace(/\.[a-zA-Z0-9]{1,5}$/u, '').replaceAll('/', ' ');
  const path = headingScope(place.version === undefined || place.version === null ? words : `${words} version ${place.version}`);
  let inner = path;
  for (const text of [place.title, ...place.headingPath, place.parentItem]) {
    if (text !== null) inner = scopeWithin(headingScope(text.slice(0, MOST_CHARS)), inner);
  }
  return { path, inner };
}

/** The facet in which two places exclude each other, by their paths or by what they stand under; `null` when there is none. */
export function contextConflict(a: ContextScope, b: ContextScope): ReturnType<typeof scopeConflict> {
  return scopeConflict(a.path, b.path) ?? scopeConflict(a.inner, b.inner);
}

/** Whether two places exclude each other. */
export function contextsApart(a: ContextScope, b: ContextScope): boolean {
  return contextConflict(a, b) !== null;
}

export function contextScopeKey(scope: ContextScope): string {
  return `${scopeKey(scope.path)}|${scopeKey(scope.inner)}`;
}
