/** The highest-scored edges of a run as pairs to be judged without knowing what the join thought of them, and verdicts on them. */
import { createHash } from 'node:crypto';
import type { ChunkLine, EdgeLine } from '../../../src/index.js';
import { nearlySame, placeOf, wordsOf } from '../../lib/quotes.js';

export type Verdict = 'contradiction' | 'no' | 'unclear';
/** `path` begins with the name of the documentation set. */
interface Quoted { readonly path: string; readonly quote: string }
export interface JudgedPair { readonly a: Quoted; readonly b: Quoted; readonly verdict: Verdict; readonly why: string }
/** What a judge needs to know of a side. */
export interface SideToJudge extends Quoted { readonly title: string | null; readonly headings: readonly string[]; readonly before: string; readonly after: string }
export interface PairToJudge { readonly a: SideToJudge; readonly b: SideToJudge }
export interface TopPair extends PairToJudge { readonly edge: EdgeLine }

export const CONTEXT_CHARS = 300;

const setOf = (path: string): string => path.slice(0, path.indexOf('/'));
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The same whichever side comes first, and whatever white space and markup. */
export function keyOf({ a, b }: { readonly a: Quoted; readonly b: Quoted }): string {
  return [a, b].map(({ path, quote }) => `${path} ${wordsOf(quote)}`).sort().join('\n');
}

/**
 * `most` pairs, the highest scores first and by a hash where they are equal; of pairs whose quotes are nearly those of another on both sides, whichever comes first;
 * at most `mostOfOne` with a side in any one documentation set.
 */
export function topPairs(edges: readonly EdgeLine[], chunks: readonly ChunkLine[], { most, mostOfOne }: { readonly most: number; readonly mostOfOne: number }): TopPair[] {
  const byId = new Map(chunks.map((chunk) => [chunk.id, chunk]));
  const texts = documentTexts(chunks);
  const sideOf = ({ chunkId, quote }: EdgeLine['a']): SideToJudge | null => {
    const chunk = byId.get(chunkId ?? '');
    return chunk === undefined ? null : { path: `${chunk.source}/${chunk.path}`, quote, title: chunk.title, headings: chunk.headingPath, ...around(quote, chunk, texts.get(chunk.documentId) ?? '') };
  };
  const pairs = edges.flatMap((edge): TopPair[] => {
    const [a, b] = [sideOf(edge.a), sideOf(edge.b)];
    return a === null || b === null ? [] : [{ a, b, edge }];
  });
  const ranked = pairs.map((pair) => ({ pair, hash: hashOf(keyOf(pair)) })).sort((x, y) => y.pair.edge.score - x.pair.edge.score || (x.hash < y.hash ? -1 : 1));
  const taken: TopPair[] = [];
  const ofSet = new Map<string, number>();
  for (const { pair } of ranked) {
    if (taken.length >= most) break;
    const sets = [...new Set([setOf(pair.a.path), setOf(pair.b.path)])];
    if (sets.some((set) => (ofSet.get(set) ?? 0) >= mostOfOne) || taken.some((other) => isSame(pair, other))) continue;
    taken.push(pair);
    for (const set of sets) ofSet.set(set, (ofSet.get(set) ?? 0) + 1);
  }
  return taken;
}

/** Without what the join thought of them, in an order that tells nothing of it. */
export function toJudge(pairs: readonly TopPair[]): PairToJudge[] {
  return pairs.map(({ a, b }) => ({ pair: { a, b }, hash: hashOf(`judge ${keyOf({ a, b })}`) })).sort((x, y) => (x.hash < y.hash ? -1 : 1)).map(({ pair }) => pair);
}

/** By `keyOf`; of two verdicts on one pair the later one holds. */
export function verdictsOf(judged: readonly JudgedPair[]): Map<string, Verdict> {
  return new Map(judged.map((pair) => [keyOf(pair), pair.verdict]));
}

function isSame(one: PairToJudge, other: PairToJudge): boolean {
  return (nearlySame(one.a.quote, other.a.quote) && nearlySame(one.b.quote, other.b.quote)) || (nearlySame(one.a.quote, other.b.quote) && nearlySame(one.b.quote, other.a.quote));
}

/** Of every document what its chunks hold, each at its place. */
function documentTexts(chunks: readonly ChunkLine[]): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { documentId, span, text } of [...chunks].sort((x, y) => x.span.start - y.span.start)) {
    const before = texts.get(documentId) ?? '';
    texts.set(documentId, before + ' '.repeat(Math.max(0, span.start - before.length)) + text.slice(Math.max(0, before.length - span.start)));
  }
  return texts;
}

/** What stands before and behind the quote; the chunk's beginning where it cannot be found in it. */
function around(quote: string, { span, text }: ChunkLine, documentText: string): { before: string; after: string } {
  const place = placeOf(quote, text);
  if (place === null) return { before: '', after: text.slice(0, 2 * CONTEXT_CHARS) };
  const [start, end] = [span.start + place.start, span.start + place.end];
  return { before: documentText.slice(Math.max(0, start - CONTEXT_CHARS), start), after: documentText.slice(end, end + CONTEXT_CHARS) };
}
