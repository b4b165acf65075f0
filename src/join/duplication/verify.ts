import type { EdgeDraft, EdgeSide, EpochStatistics, JoinSide } from '../../core/index.js';
import { align, hunksOf, type Run, contextsApart, scanWords, subjectsApart } from '../../core/language/index.js';
import { divide, type Divided } from './boilerplate.js';
import { conflictOf, rangeOf, type Conflict, type Side } from './conflict.js';
import { edgesOf } from './edges.js';
import { editionsApart } from '../../core/editions.js';
import { shared } from './minhash.js';
import type { DuplicationOptions } from './options.js';
import { sameWords, type Measured, type Shingled } from './prepared.js';

/** Longest quote of a shared passage, in words. */
const QUOTE_WORDS = 40;
/** A text this many times as long as another holds more than a text parallel to it: it may quote the other with its heading. */
const EXCERPT_FACTOR = 1.5;
/** Words shown on either side of a difference. */
const CONTEXT_WORDS = 12;

/** Exact Jaccard and containment of two chunks; symmetric up to the sides' order. */
export function verify(a: JoinSide<Shingled>, b: JoinSide<Shingled>, options: DuplicationOptions, statistics: EpochStatistics): readonly EdgeDraft[] {
  const left = a.prepared;
  const right = b.prepared;
  if (left.area !== right.area) return [];
  if (contextsApart(left.scope, right.scope) || editionsApart(left.edition, right.edition) || parallel(left, right)) return [];
  if (sameWords(left, right)) return [equalWords(a, b)];
  // Sections of one page that are nearly alike differ on purpose: two calls, two examples, two platforms.
  if (a.input.documentId === b.input.documentId) return [];
  const [mine, theirs] = [divide(left, options, statistics), divide(right, options, statistics)];
  const jaccard = jaccardOf(left, right);
  if (jaccard >= options.jaccard) {
    const compared = compare(a, b, 'all');
    if (isCopyOf(mine, theirs, compared.runs)) return [nearEdge(a, b, { jaccard, compared }, options)];
  }
  return relationOfRests([a, mine], [b, theirs], options);
}

function jaccardOf(a: Measured, b: Measured): number {
  const common = shared(a.set, b.set);
  return common / (a.set.length + b.set.length - common);
}

/** Share of the words of its own that a copy of a page must find again in the other: less is a page of the same template. */
const FOUND_AGAIN = 0.5;

/** Whether what is no boilerplate in either text is found again, so that they are not alike by their boilerplate only. */
function isCopyOf(a: Divided, b: Divided, runs: readonly Run[]): boolean {
  return isFoundAgain(a, runs.map(({ a: from, length }) => ({ from, length }))) && isFoundAgain(b, runs.map(({ b: from, length }) => ({ from, length })));
}

function isFoundAgain({ whole, boilerplate, bare }: Divided, runs: readonly { from: number; length: number }[]): boolean {
  if (boilerplate.length === 0 || bare) return true;
  const { starts } = whole.words;
  const own = Array.from(starts, () => 1);
  let at = 0;
  for (const { start, end } of boilerplate) {
    while (at < own.length && (starts[at] ?? 0) < start) at += 1;
    for (; at < own.length && (starts[at] ?? 0) < end; at += 1) own[at] = 0;
  }
  const count = (from: number, to: number): number => own.slice(from, to).reduce((sum, one) => sum + one, 0);
  return runs.reduce((sum, { from, length }) => sum + count(from, from + length), 0) >= FOUND_AGAIN * count(0, own.length);
}

/** What is left without boilerplate, and all of a chunk that is nothing else. */
function relationOfRests([a, mine]: readonly [JoinSide<Shingled>, Divided], [b, theirs]: readonly [JoinSide<Shingled>, Divided], options: DuplicationOptions): readonly EdgeDraft[] {
  const [left, right] = [sideOf(a, mine), sideOf(b, theirs)];
  const jaccard = jaccardOf(left.prepared, right.prepared);
  const fewest = Math.min(left.prepared.wordCount, right.prepared.wordCount);
  if (jaccard >= options.jaccard && fewest >= options.minExcerptWords) return [nearEdge(left, right, { jaccard, compared: compare(left, right, 'all') }, options, WITHOUT)];
  const reversed = !isSmaller(left.prepared, right.prepared);
  const [inner, outer] = reversed ? [right, left] : [left, right];
  const containment = shared(inner.prepared.set, outer.prepared.set) / inner.prepared.set.length;
  if (containment < options.containment || inner.prepared.wordCount < options.minExcerptWords) return [];
  const without = mine.compared === mine.whole && theirs.compared === theirs.whole ? '' : WITHOUT;
  return [{ ...containedEdge(inner, outer, containment, options, without), ...(reversed ? { reversed } : {}) }];
}

function sideOf({ input }: JoinSide<Shingled>, { compared, whole, boilerplate }: Divided): Side {
  return { input, prepared: compared, leftOut: compared === whole ? [] : boilerplate };
}

/** Said of a measure that looks at the rests only. */
const WITHOUT = ', boilerplate left out';

/**
 * Texts about two things whose names stand in headings or titles only: parallel reference text, however alike. A text that names
 * the other side's subject itself is a copy of what is said there, whatever it was pasted under.
 */
function parallel(a: Shingled, b: Shingled): boolean {
  const apart = subjectsApart(a.subject, b.subject);
  if (apart === null) return false;
  return apart.by === 'own' && !isExcerpt(a, b) ? true : !tells(a, apart.b) && !tells(b, apart.a);
}

function isExcerpt(a: Shingled, b: Shingled): boolean {
  return a.set.length * EXCERPT_FACTOR <= b.set.length || b.set.length * EXCERPT_FACTOR <= a.set.length;
}

function tells(side: Shingled, names: readonly string[]): boolean {
  const text = ` ${side.words.folded.join(' ')} `;
  return names.some((name) => text.includes(` ${scanWords(name).folded.join(' ')} `));
}

/** By shingles, then by identity: a total order, so that containment never runs in a circle. */
function isSmaller(a: Measured, b: Measured): boolean {
  if (a.set.length !== b.set.length) return a.set.length < b.set.length;
  return a.identity < b.identity;
}

function equalWords(a: Side, b: Side): EdgeDraft {
  const passage = (side: Side): EdgeSide => quote(side, 0, Math.min(QUOTE_WORDS, side.prepared.words.folded.length));
  return { kind: 'duplicate', a: passage(a), b: passage(b), score: 1, certainty: 'exact', cue: null, differs: null, method: 'equal normalised words and signs' };
}

interface Compared {
  readonly runs: readonly Run[];
  readonly conflict: Conflict | null;
}

/** Aligns in an order of its own, so that swapping the sides changes nothing but their names. */
function compare(a: Side, b: Side, around: 'all' | 'edges'): Compared {
  if (a.prepared.identity > b.prepared.identity) {
    const { runs, conflict } = compare(b, a, around);
    return { runs: runs.map(({ a: left, b: right, length }) => ({ a: right, b: left, length })), conflict: conflict === null ? null : swapped(conflict) };
  }
  const runs = align(a.prepared.hashes, b.prepared.hashes);
  const { inner, outer } = hunksOf(runs, a.prepared.hashes.length, b.prepared.hashes.length);
  return { runs, conflict: conflictOf(a, b, [...inner, ...(around === 'all' ? outer : edgesOf(a, b, runs))]) };
}

function swapped({ cue, hunk, a, b }: Conflict): Conflict {
  return { cue, hunk: { aFrom: hunk.bFrom, aTo: hunk.bTo, bFrom: hunk.aFrom, bTo: hunk.aTo }, a: b, b: a };
}

function nearEdge(a: Side, b: Side, { jaccard, compared }: { jaccard: number; compared: Compared }, options: DuplicationOptions, without = ''): EdgeDraft {
  return { kind: 'near-duplicate', ...shown(a, b, compared), score: rounded(jaccard), certainty: 'verified', method: `jaccard word-${options.shingleWords} >= ${options.jaccard}${without}` };
}

function containedEdge(inner: Side, outer: Side, containment: number, options: DuplicationOptions, without: string): EdgeDraft {
  const compared = compare(inner, outer, 'edges');
  return { kind: 'contained', ...shown(inner, outer, compared), score: rounded(containment), certainty: 'verified', method: `containment word-${options.shingleWords} >= ${options.containment}${without}` };
}

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

function shown(a: Side, b: Side, { runs, conflict }: Compared): Pick<EdgeDraft, 'a' | 'b' | 'cue' | 'differs'> {
  if (conflict !== null) {
    const { hunk } = conflict;
    return {
      a: quote(a, hunk.aFrom - CONTEXT_WORDS, hunk.aTo + CONTEXT_WORDS), b: quote(b, hunk.bFrom - CONTEXT_WORDS, hunk.bTo + CONTEXT_WORDS),
      cue: conflict.cue, differs: [a.input.text.slice(conflict.a.start, conflict.a.end), b.input.text.slice(conflict.b.start, conflict.b.end)],
    };
  }
  const longest = unbroken(runs, a, b).reduce((best, run) => (run.length > best.length ? run : best), { a: 0, b: 0, length: 0 });
  const length = Math.min(longest.length, QUOTE_WORDS);
  return { a: quote(a, longest.a, longest.a + length), b: quote(b, longest.b, longest.b + length), cue: null, differs: null };
}

/** The runs in pieces, none of which reaches over what was left out on either side. */
function unbroken(runs: readonly Run[], a: Side, b: Side): readonly Run[] {
  const [ours, theirs] = [breaksOf(a), breaksOf(b)];
  if (ours.size + theirs.size === 0) return runs;
  return runs.flatMap((run) => {
    const ends = Array.from({ length: run.length }, (_, at) => at).filter((at) => at > 0 && (ours.has(run.a + at) || theirs.has(run.b + at)));
    return [...ends, run.length].map((end, at) => ({ a: run.a + (ends[at - 1] ?? 0), b: run.b + (ends[at - 1] ?? 0), length: end - (ends[at - 1] ?? 0) }));
  });
}

/** Words before which something was left out. */
function breaksOf({ prepared, leftOut = [] }: Side): ReadonlySet<number> {
  const breaks = new Set<number>();
  let word = 0;
  for (const { end } of leftOut) {
    while (word < prepared.words.starts.length && (prepared.words.starts[word] ?? 0) < end) word += 1;
    breaks.add(word);
  }
  return breaks;
}

/** Words [from, to) as written; the span is in the document's text. */
function quote(side: Side, from: number, to: number): EdgeSide {
  const { start, end } = rangeOf(side, Math.max(0, from), Math.min(side.prepared.words.folded.length, to));
  return { quote: side.input.text.slice(start, end), span: { start: side.input.offset + start, end: side.input.offset + end } };
}
