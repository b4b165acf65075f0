import { parsePeriod, type Period } from '../../core/calendar.js';
import { KEY_BITS, keyOf, type EpochStatistics, type JoinInput } from '../../core/index.js';
import { eachLemma } from './lemmas.js';

/** A chunk as this join sees it: a few hundred bytes. */
export interface About {
  readonly documentId: string;
  readonly language: string | null;
  readonly access: string | null;
  /** Different lemmas of the chunk, its title and its headings, and how often each stands there; forgotten once its subject is told. */
  words: Words;
  /** How many they are. */
  readonly lemmas: number;
  readonly rank: Rank;
}

interface Words { readonly lemmas: readonly string[]; readonly counts: Uint16Array }

/** What of two texts about one subject would be left: the later, the more trusted, the longer. */
export interface Rank {
  readonly period: Period | null;
  readonly authority: number;
  /** UTF-16 units. */
  readonly length: number;
  readonly path: string;
  readonly id: string;
}

const DAY = 86_400_000;
/** Dates that are kept lie in these years. */
const [FIRST, LAST] = [Date.UTC(1900, 0), Date.UTC(2101, 0)];
/** What of the order the undated take: as each of them speaks for the dated and each of these for them, they come first. */
const UNDATED = 0.25;
/** A chunk is shorter than that many UTF-16 units, or as good as one that is not. */
const LONG = 16_384;
const AUTHORITIES = 64;

/** Who speaks for most comes first: the undated, then the later, the more trusted, the longer. [0, 1). */
export function orderOf({ period, authority, length }: Rank): number {
  const trusted = AUTHORITIES - 1 - Math.floor(Math.min(1, Math.max(0, authority)) * (AUTHORITIES - 1));
  const lesser = (trusted + 1 - Math.min(length, LONG) / (LONG + 1)) / (AUTHORITIES + 1);
  if (period === null) return UNDATED * lesser;
  const days = Math.floor((LAST - Math.min(LAST, Math.max(FIRST, period.last))) / DAY);
  return UNDATED + ((1 - UNDATED) * (days + lesser)) / ((LAST - FIRST) / DAY + 1);
}

/** Words of a subject that are compared: what a chunk is about stands in its rarest and most repeated words. */
const TOP = 20;
/** Of these, the heaviest that two subjects must share two of. */
const PAIRED = 8;

export function prepare({ text, title, headingPath, documentId, language, access, dates, authority, path, id }: JoinInput): About {
  const counts = new Map<string, number>();
  const add = (lemma: string): void => { counts.set(lemma, (counts.get(lemma) ?? 0) + 1); };
  eachLemma(text, add);
  // The chunk may stand far below the headings that name its subject.
  const above = new Set<string>();
  eachLemma([title ?? '', ...headingPath].join('\n'), (lemma) => above.add(lemma));
  for (const lemma of above) add(lemma);
  return {
    documentId, language, access, words: { lemmas: [...counts.keys()], counts: Uint16Array.from(counts.values()) }, lemmas: counts.size,
    rank: { period: dates.value === null ? null : parsePeriod(dates.value), authority, length: text.length, path, id },
  };
}

/** A chunk's subject: its heaviest lemmas and their weights. */
export interface Subject {
  /** Heaviest first. */
  readonly lemmas: readonly string[];
  readonly weights: ReadonlyMap<string, number>;
  readonly norm: number;
}

const NONE: Words = { lemmas: [], counts: new Uint16Array() };
const MADE = new WeakMap<EpochStatistics, WeakMap<About, Subject>>();

/** (1 + ln tf) ln(1 + N / df), the heaviest `TOP` (Manning et al., Introduction to Information Retrieval, 6.4.1). */
export function subjectOf(about: About, statistics: EpochStatistics): Subject {
  let made = MADE.get(statistics);
  if (made === undefined) MADE.set(statistics, (made = new WeakMap()));
  const known = made.get(about);
  if (known !== undefined) return known;
  const nodes = Math.max(1, statistics.nodes);
  const { lemmas, counts } = about.words;
  const weighed = lemmas.map((lemma, at): [string, number] => [lemma, (1 + Math.log(counts[at] ?? 1)) * Math.log(1 + nodes / Math.max(1, statistics.frequency(lemma)))]);
  const top = weighed.sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, TOP);
  const subject = { lemmas: top.map(([lemma]) => lemma), weights: new Map(top), norm: Math.sqrt(top.reduce((sum, [, weight]) => sum + weight ** 2, 0)) };
  made.set(about, subject);
  about.words = NONE;
  return subject;
}

/** A key for each two of the heaviest lemmas: the sum of theirs, as evenly spread as they are. Those with other access labels never speak for each other and share none. */
export function* pairKeys({ lemmas }: Subject, access: string | null): Generator<number> {
  const label = access === null ? 0 : keyOf(`access ${access}`);
  const keys = lemmas.slice(0, PAIRED).map(lemmaKey);
  for (const [at, one] of keys.entries()) for (const other of keys.slice(at + 1)) yield ((one + other) % KEYS + label) % KEYS;
}

const KEYS = 2 ** KEY_BITS;
const LEMMA_KEYS = new Map<string, number>();
const LEMMA_KEYS_KEPT = 100_000;

function lemmaKey(lemma: string): number {
  const known = LEMMA_KEYS.get(lemma);
  if (known !== undefined) return known;
  if (LEMMA_KEYS.size >= LEMMA_KEYS_KEPT) LEMMA_KEYS.clear();
  const key = keyOf(lemma);
  LEMMA_KEYS.set(lemma, key);
  return key;
}

/** Cosine of two subjects, 0..1. */
export function likeness(a: Subject, b: Subject): number {
  let dot = 0;
  for (const [lemma, weight] of a.weights) dot += weight * (b.weights.get(lemma) ?? 0);
  return dot / (a.norm * b.norm || 1);
}

/** Lemmas that two subjects share, the heaviest of the first first. */
export function sharedLemmas(a: Subject, b: Subject, most: number): string[] {
  return a.lemmas.filter((lemma) => b.weights.has(lemma)).slice(0, most);
}

/** Whether `b` speaks for `a`: it is not known to be the older, and of two of one time it is the one that would be left. */
export function speaksFor(b: Rank, a: Rank): boolean {
  if (a.period === null || b.period === null) {
    if (a.period !== b.period) return true;
  } else {
    if (a.period.first > b.period.last) return false;
    if (b.period.first > a.period.last) return true;
  }
  return isBetter(b, a);
}

function isBetter(b: Rank, a: Rank): boolean {
  if (b.authority !== a.authority) return b.authority > a.authority;
  if (b.length !== a.length) return b.length > a.length;
  return b.path === a.path ? b.id < a.id : b.path < a.path;
}
