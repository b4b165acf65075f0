import { safeIndex, type EdgeDraft, type EdgeSide, type JoinSide } from '../../../core/index.js';
import { shared, shingleKey } from '../minhash.js';
import { BOILERPLATE_DOCUMENTS } from '../options.js';
import type { DocumentCopiesOptions } from './options.js';
import { longestPassage, type Passage } from './passage.js';
import type { PreparedDocument } from './prepared.js';

type Side = JoinSide<PreparedDocument>;

/** Longest quote, in words and in UTF-16 units (a word may be a megabyte long). */
const QUOTE_WORDS = 40;
const QUOTE_UNITS = 600;
/** Reuse has a passage of so many words to show, like the shortest chunk that can be a copy: less is a phrase. */
const PASSAGE_WORDS = 8;

/**
 * What two documents have of each other: the same words throughout, a Jaccard of their shingles from which they are near
 * duplicates, or a share of the smaller one's shingles in the larger, a passage among them. That share leaves out what
 * `BOILERPLATE_DOCUMENTS` or more have (licences, templates, navigation), by how much of the sample that both are found by is common.
 */
export function verify(a: Side, b: Side, options: DocumentCopiesOptions): readonly EdgeDraft[] {
  const [left, right] = [a.prepared, b.prepared];
  if (sameWords(left, right)) {
    return [{ kind: 'duplicate', a: quote(a, 0, QUOTE_WORDS), b: quote(b, 0, QUOTE_WORDS), score: 1, certainty: 'exact', cue: null, differs: null, method: 'equal normalised words and signs' }];
  }
  const both = shared(left.set, right.set);
  const jaccard = both / (left.set.length + right.set.length - both);
  const [inner, outer] = isSmaller(left, right) ? [a, b] : [b, a];
  if (jaccard >= options.jaccard) {
    const [ofInner, ofOuter] = quotes(inner, outer, passageOf(inner, outer) ?? passageOf(inner, outer, () => true), options);
    const [ofA, ofB] = inner === a ? [ofInner, ofOuter] : [ofOuter, ofInner];
    return [{ kind: 'near-duplicate', a: ofA, b: ofB, score: rounded(jaccard), certainty: 'verified', cue: null, differs: null, method: `jaccard word-${options.shingleWords} >= ${options.jaccard}` }];
  }
  const containment = (both * countedShare(a, b)) / inner.prepared.set.length;
  if (containment < options.containment) return [];
  const passage = passageOf(inner, outer);
  if (passage === null || wordsOf(passage, options) < PASSAGE_WORDS) return [];
  const [ofInner, ofOuter] = quotes(inner, outer, passage, options);
  return [{
    kind: 'contained', a: ofInner, b: ofOuter, score: rounded(containment), certainty: 'verified', cue: null, differs: null,
    method: `containment word-${options.shingleWords} >= ${options.containment}, less what ${BOILERPLATE_DOCUMENTS} documents have`,
    ...(inner === a ? {} : { reversed: true }),
    // A few words in common tie whole corpora together; only the document that is mostly another's is told so.
    ...(containment < options.excerpt ? { aside: true as const } : {}),
  }];
}

function sameWords(a: PreparedDocument, b: PreparedDocument): boolean {
  return a.wordCount === b.wordCount && a.fold === b.fold && a.set.length === b.set.length && shared(a.set, b.set) === a.set.length && a.signs === b.signs;
}

/** By shingles, then by identity: a total order, so that containment has one direction. */
function isSmaller(a: PreparedDocument, b: PreparedDocument): boolean {
  return a.set.length === b.set.length ? a.identity < b.identity : a.set.length < b.set.length;
}

/** Of the keys that both documents have, the share that is not common; 0 when they have none. */
function countedShare(a: Side, b: Side): number {
  const [left, right] = [a.prepared.lowest, b.prepared.lowest];
  let [both, counted] = [0, 0];
  for (let i = 0, j = 0; i < left.length && j < right.length;) {
    const [x, y] = [left[i] ?? 0, right[j] ?? 0];
    if (x === y) both += 1;
    if (x === y && isCounted(a, x)) counted += 1;
    if (x <= y) i += 1;
    if (x >= y) j += 1;
  }
  return counted / Math.max(1, both);
}

const isCounted = ({ common }: Side, shingle: number): boolean => common === undefined || !common.has(shingleKey(shingle));

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

/** The longest passage that both have, of shingles that count. */
function passageOf(inner: Side, outer: Side, counts = (shingle: number): boolean => isCounted(inner, shingle)): Passage | null {
  return longestPassage(inner.prepared.placed.shingles, outer.prepared.placed.shingles, counts);
}

const wordsOf = ({ length }: Passage, { shingleWords }: DocumentCopiesOptions): number => length + shingleWords - 1;

/** A passage as each has it; each one's beginning where there is none that can be shown. */
function quotes(inner: Side, outer: Side, passage: Passage | null, options: DocumentCopiesOptions): [EdgeSide, EdgeSide] {
  if (passage === null) return [quote(inner, 0, QUOTE_WORDS), quote(outer, 0, QUOTE_WORDS)];
  const words = Math.min(QUOTE_WORDS, wordsOf(passage, options));
  return [quote(inner, passage.a, words), quote(outer, passage.b, words)];
}

/** Words [from, from + count) as written, cut where they are too long. */
function quote({ input, prepared: { body, placed } }: Side, from: number, count: number): EdgeSide {
  const start = placed.starts[from] ?? 0;
  const last = Math.min(from + count, placed.ends.length) - 1;
  const end = safeIndex(body, Math.min(placed.ends[last] ?? start, start + QUOTE_UNITS));
  const offset = input.offset + input.text.length - body.length;
  return { quote: body.slice(start, end), span: { start: offset + start, end: offset + end } };
}
