import { MONTHS, parsePeriod } from '../../core/calendar.js';
import { compareVersions, plainVersion } from '../../core/editions.js';
import { align, hunksOf, type Hunk } from '../../core/language/index.js';

/**
 * What two near copies say themselves of which was written later. Each kind of evidence was measured on pages of adjacent versions of two
 * documentation sets, with the version taken out of their paths (`npm run bench -- families`); what told little is not here:
 * which of the two is longer or has more headings, says `deprecated` more often, or has more front matter.
 */
export interface TextOrder {
  /** `null`: nothing tells, or what tells disagrees. */
  readonly newer: 'a' | 'b' | null;
  readonly because: string;
  /** The two texts name different people, firms or products in the same places: they are parallel, not editions. */
  readonly parallel: boolean;
}

/** Words as they are compared: versions and dates with their points and hyphens, other signs by themselves. */
const TOKEN = /[\p{L}\p{N}_]+(?:[.-][\p{L}\p{N}_]+)*|[^\s\p{L}\p{N}_]/gu;
const MAX_CHARS = 400_000;
/** A hunk with more words on a side is a passage written anew: nothing in it stands in another's place. */
const LONGEST_HUNK = 12;
const VERSION = /^v?\d{1,3}(?:\.\d{1,4}){1,2}(?:-[a-z0-9.]{1,12})?$/iu;
const YEAR = /^(?:19[89]|20\d)\d$/u;
const DAY = /^(?:19[89]|20\d)\d-\d\d(?:-\d\d)?$/u;
/** Words that say from when on something holds: a page can only name the versions that it knows. Not `from`: an upgrade is from what was. */
const SINCE = /\b(?:since|starting (?:with|from|in)|as of|added in|introduced in|available (?:from|since|in))[ \t]{1,3}(?:[\p{L}-]{1,30}[ \t]{1,3})?v?(\d{1,3}\.\d{1,4}(?:\.\d{1,4})?)(?![\w.]{0,1}\d)/giu;
const UNFINISHED = /\b(?:todo|tbd|fixme|wip|not (?:yet )?finished|unfinished|work in progress|coming soon|under construction)\b/giu;
/** What replaced what everywhere: encrypted addresses, and the name of the first branch. */
const RENEWED = new Map([['http', 'https'], ['master', 'main']]);
/** So many places of one pair of names: one may be a slip, or somebody who took over. */
const PARALLEL_PLACES = 2;

export function textOrder(a: string, b: string): TextOrder {
  const [left, right] = [tokensOf(a), tokensOf(b)];
  const pairs = replaced(left, right);
  const found = [...inPlace(pairs), ...overall(a, b)];
  const [first, ...others] = found;
  const agreed = first !== undefined && others.every(({ newer }) => newer === first.newer);
  return { newer: agreed ? first.newer : null, because: agreed ? first.because : '', parallel: isParallel(pairs, new Set(left), new Set(right)) };
}

interface Sign { readonly newer: 'a' | 'b'; readonly because: string }

/** A word of the first text and the one of the second in its place. */
type Pair = readonly [string, string];

const tokensOf = (text: string): readonly string[] => text.slice(0, MAX_CHARS).match(TOKEN) ?? [];

/** Pairs of words that stand in each other's place, once each. */
function replaced(a: readonly string[], b: readonly string[]): Pair[] {
  const numbers = new Map<string, number>();
  const numbered = (words: readonly string[]): Int32Array => Int32Array.from(words, (word) => {
    const number = numbers.get(word) ?? numbers.size;
    numbers.set(word, number);
    return number;
  });
  const [left, right] = [numbered(a), numbered(b)];
  const { inner, outer } = hunksOf(align(left, right), left.length, right.length);
  return [...inner, ...outer].flatMap((hunk) => pairsOf(hunk, a, b));
}

function pairsOf({ aFrom, aTo, bFrom, bTo }: Hunk, a: readonly string[], b: readonly string[]): Pair[] {
  const [mine, theirs] = [a.slice(aFrom, aTo), b.slice(bFrom, bTo)];
  if (mine.length === 0 || theirs.length === 0 || mine.length > LONGEST_HUNK || theirs.length > LONGEST_HUNK) return [];
  if (mine.length === theirs.length) return mine.map((word, at) => [word, theirs[at] ?? ''] as const);
  // Of unequal length: only what each has one of.
  return [VERSION, DAY, YEAR].flatMap((kind) => {
    const [[x, ...more], [y, ...further]] = [mine.filter((word) => kind.test(word)), theirs.filter((word) => kind.test(word))];
    return x === undefined || y === undefined || more.length > 0 || further.length > 0 ? [] : [[x, y] as const];
  });
}

/** Versions, dates and renewed names that stand in each other's place. Places that disagree cancel a kind. */
function inPlace(pairs: readonly Pair[]): Sign[] {
  return [
    ...unanimous(pairs, (x, y) => (VERSION.test(x) && VERSION.test(y) ? -compareVersions(plainVersion(x), plainVersion(y)) : 0), 'the version it names'),
    ...unanimous(pairs, laterDate, 'the date it names'),
    ...unanimous(pairs, (x, y) => Number(RENEWED.get(x) === y) - Number(RENEWED.get(y) === x), 'its addresses'),
  ];
}

function laterDate(x: string, y: string): number {
  const [one, two] = [x, y].map((word) => (YEAR.test(word) || DAY.test(word) ? parsePeriod(word) : null));
  if (one === null || two === null || one === undefined || two === undefined) return 0;
  return one.last < two.first ? 1 : two.last < one.first ? -1 : 0;
}

/** `direction`: above 0 when the second word is the newer. */
function unanimous(pairs: readonly Pair[], direction: (x: string, y: string) => number, what: string): Sign[] {
  const told = pairs.flatMap(([x, y]) => {
    const way = direction(x, y);
    return way === 0 ? [] : [{ newer: way > 0 ? 'b' as const : 'a' as const, pair: way > 0 ? [y, x] as const : [x, y] as const }];
  });
  const [first] = told;
  if (first === undefined || told.some(({ newer }) => newer !== first.newer)) return [];
  return [{ newer: first.newer, because: `${what} (\`${first.pair[0].slice(0, 20)}\` where the other has \`${first.pair[1].slice(0, 20)}\`)` }];
}

/** What one of the texts says and the other does not: from which version on, and that it is not done yet. */
function overall(a: string, b: string): Sign[] {
  const [left, right] = [a.slice(0, MAX_CHARS), b.slice(0, MAX_CHARS)];
  const signs: Sign[] = [];
  const [mine, theirs] = [latestSince(left), latestSince(right)];
  const later = mine === null || theirs === null ? Number(mine !== null) - Number(theirs !== null) : compareVersions(mine, theirs);
  if (later !== 0) signs.push({ newer: later > 0 ? 'a' : 'b', because: `the version from which on something holds (\`${(later > 0 ? mine : theirs) ?? ''}\`)` });
  const [open, otherOpen] = [(left.match(UNFINISHED) ?? []).length, (right.match(UNFINISHED) ?? []).length];
  if ((open === 0) !== (otherOpen === 0)) signs.push({ newer: open === 0 ? 'a' : 'b', because: 'the other being unfinished' });
  return signs;
}

function latestSince(text: string): string | null {
  let latest: string | null = null;
  for (const [, version = ''] of text.matchAll(SINCE)) if (latest === null || compareVersions(version, latest) > 0) latest = version;
  return latest;
}

const NAME = /^\p{Lu}[\p{L}\p{N}]+$/u;

function isParallel(pairs: readonly Pair[], ours: ReadonlySet<string>, theirs: ReadonlySet<string>): boolean {
  const counts = new Map<string, number>();
  for (const [x, y] of pairs) {
    if (x === y || ![x, y].every((word) => NAME.test(word) && !MONTHS.has(word.toLowerCase())) || theirs.has(x) || ours.has(y)) continue;
    counts.set(`${x} ${y}`, (counts.get(`${x} ${y}`) ?? 0) + 1);
  }
  return [...counts.values()].some((count) => count >= PARALLEL_PLACES);
}
