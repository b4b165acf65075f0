import type { EdgeDraft, EdgeSide, JoinSide } from '../../core/index.js';
import { align, hunksOf, type Run, contextsApart, scanWords, subjectsApart } from '../../core/language/index.js';
import { conflictOf, rangeOf, type Conflict, type Side } from './conflict.js';
import { edgesOf } from './edges.js';
import { editionsApart } from '../../core/editions.js';
import { shared } from './minhash.js';
import type { DuplicationOptions } from './options.js';
import { sameWords, type Shingled } from './prepared.js';

/** Longest quote of a shared passage, in words. */
const QUOTE_WORDS = 40;
/** A text this many times as long as another holds more than a text parallel to it: it may quote the other with its heading. */
const EXCERPT_FACTOR = 1.5;
/** Words shown on either side of a difference. */
const CONTEXT_WORDS = 12;

/** Exact Jaccard and containment of two chunks; symmetric up to the sides' order. */
export function verify(a: JoinSide<Shingled>, b: JoinSide<Shingled>, options: DuplicationOptions): readonly EdgeDraft[] {
  const left = a.prepared;
  const right = b.prepared;
  if (left.area !== right.area) return [];
  if (contextsApart(left.scope, right.scope) || editionsApart(left.edition, right.edition) || parallel(left, right)) return [];
  if (sameWords(left, right)) return [equalWords(a, b)];
  // Sections of one page that are nearly alike differ on purpose: two calls, two examples, two platforms.
  if (a.input.documentId === b.input.documentId) return [];
  const common = shared(left.set, right.set);
  const smaller = Math.min(left.set.length, right.set.length);
  const jaccard = common / (left.set.length + right.set.length - common);
  if (jaccard >= options.jaccard) return [nearEdge(a, b, jaccard, options)];
  const containment = common / smaller;
  if (containment < options.containment) return [];
  const [inner, outer] = isSmaller(left, right) ? [a, b] : [b, a];
  if (inner.prepared.wordCount < options.minExcerptWords) return [];
  return [{ ...containedEdge(inner, outer, containment, options), ...(inner === a ? {} : { reversed: true }) }];
}

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
function isSmaller(a: Shingled, b: Shingled): boolean {
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

function nearEdge(a: Side, b: Side, jaccard: number, options: DuplicationOptions): EdgeDraft {
  const compared = compare(a, b, 'all');
  return { kind: 'near-duplicate', ...shown(a, b, compared), score: rounded(jaccard), certainty: 'verified', method: `jaccard word-${options.shingleWords} >= ${options.jaccard}` };
}

function containedEdge(inner: Side, outer: Side, containment: number, options: DuplicationOptions): EdgeDraft {
  const compared = compare(inner, outer, 'edges');
  return { kind: 'contained', ...shown(inner, outer, compared), score: rounded(containment), certainty: 'verified', method: `containment word-${options.shingleWords} >= ${options.containment}` };
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
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), { a: 0, b: 0, length: 0 });
  const length = Math.min(longest.length, QUOTE_WORDS);
  return { a: quote(a, longest.a, longest.a + length), b: quote(b, longest.b, longest.b + length), cue: null, differs: null };
}

/** Words [from, to) as written; the span is in the document's text. */
function quote(side: Side, from: number, to: number): EdgeSide {
  const { start, end } = rangeOf(side, Math.max(0, from), Math.min(side.prepared.words.folded.length, to));
  return { quote: side.input.text.slice(start, end), span: { start: side.input.offset + start, end: side.input.offset + end } };
}
