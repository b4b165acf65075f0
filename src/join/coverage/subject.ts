import { parsePeriod, type Period } from '../../core/calendar.js';
import type { EpochStatistics, JoinInput } from '../../core/index.js';
import { isStopWord, lemmaOf, maskMarkup, scanWords } from '../../core/language/index.js';

/** A chunk as this join sees it. */
export interface About {
  readonly documentId: string;
  readonly language: string | null;
  readonly access: string | null;
  /** How often each lemma stands in the chunk, its title and its headings; forgotten once its subject is told. */
  counts: ReadonlyMap<string, number>;
  /** Different lemmas. */
  readonly lemmas: number;
  readonly rank: Rank;
}

/** What of two texts about one subject would be left: the later, the more trusted, the longer. */
export interface Rank {
  readonly period: Period | null;
  readonly authority: number;
  /** UTF-16 units. */
  readonly length: number;
  readonly path: string;
  readonly id: string;
}

/** Words of a subject that are compared, each of them a key: what a chunk is about stands in its rarest and most repeated words. */
const TOP = 20;
const MAX_WORDS = 4000;
/** Identifiers, numbers and addresses are rare and tell of no subject. */
const PLAIN = /^\p{L}[\p{L}\p{M}'’]{1,30}$/u;
/** Scripts without spaces: their words are pairs of letters. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** Of Japanese, what grammar is written in: pairs with it are no words. */
const GRAMMAR = /\p{Script=Hiragana}/u;

export function prepare({ text, title, headingPath, documentId, language, access, dates, authority, path, id }: JoinInput): About {
  const counts = new Map<string, number>();
  const add = (lemma: string): void => { counts.set(lemma, (counts.get(lemma) ?? 0) + 1); };
  for (const lemma of lemmasOf(text)) add(lemma);
  // The chunk may stand far below the headings that name its subject.
  for (const lemma of new Set(lemmasOf([title ?? '', ...headingPath].join('\n')))) add(lemma);
  return { documentId, language, access, counts, lemmas: counts.size, rank: { period: dates.value === null ? null : parsePeriod(dates.value), authority, length: text.length, path, id } };
}

function lemmasOf(text: string): string[] {
  const { folded, starts } = scanWords(maskMarkup(text));
  const lemmas: string[] = [];
  for (let at = 0; at < folded.length && at < MAX_WORDS; at += 1) {
    const word = folded[at] ?? '';
    if (UNSPACED.test(word)) {
      const next = (starts[at + 1] ?? -1) === (starts[at] ?? 0) + word.length ? (folded[at + 1] ?? '') : '';
      if (next !== '' && !GRAMMAR.test(word + next)) lemmas.push(word + next);
    } else if (PLAIN.test(word) && !isStopWord(word)) lemmas.push(lemmaOf(word));
  }
  return lemmas;
}

/** A chunk's subject: its heaviest lemmas and their weights. */
export interface Subject {
  /** Heaviest first. */
  readonly lemmas: readonly string[];
  readonly weights: ReadonlyMap<string, number>;
  readonly norm: number;
}

const NONE: ReadonlyMap<string, number> = new Map();
const MADE = new WeakMap<EpochStatistics, WeakMap<About, Subject>>();

/** (1 + ln tf) ln(1 + N / df), the heaviest `TOP` (Manning et al., Introduction to Information Retrieval, 6.4.1). */
export function subjectOf(about: About, statistics: EpochStatistics): Subject {
  let made = MADE.get(statistics);
  if (made === undefined) MADE.set(statistics, (made = new WeakMap()));
  const known = made.get(about);
  if (known !== undefined) return known;
  const weighed = [...about.counts].map(([lemma, count]): [string, number] => [lemma, (1 + Math.log(count)) * Math.log(1 + Math.max(1, statistics.nodes) / Math.max(1, statistics.frequency(lemma)))]);
  const top = weighed.sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, TOP);
  const subject = { lemmas: top.map(([lemma]) => lemma), weights: new Map(top), norm: Math.sqrt(top.reduce((sum, [, weight]) => sum + weight ** 2, 0)) };
  made.set(about, subject);
  about.counts = NONE;
  return subject;
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
