import type { Hunk, Run } from '../../core/language/index.js';
import type { Side } from './conflict.js';

/** More words than these are another passage beside the shared one, not the end of its sentence. */
const LONGEST_EDGE = 4;

/**
 * What stands right before and after the passage that an excerpt shares with what holds it, as long as the shorter side has
 * words there: "is topic 3.4" is no excerpt of "is topic 3.3. See also …". A heading above the excerpt is no part of its sentence.
 */
export function edgesOf(a: Side, b: Side, runs: readonly Run[]): Hunk[] {
  const first = runs[0];
  const last = runs.at(-1);
  if (first === undefined || last === undefined) return [];
  const before = Math.min(first.a, first.b);
  const [aEnd, bEnd] = [last.a + last.length, last.b + last.length];
  const after = Math.min(a.prepared.hashes.length - aEnd, b.prepared.hashes.length - bEnd);
  const edges: Hunk[] = [];
  if (fits(before) && isOneParagraph(a, first.a - before, first.a) && isOneParagraph(b, first.b - before, first.b)) {
    edges.push({ aFrom: first.a - before, aTo: first.a, bFrom: first.b - before, bTo: first.b });
  }
  if (fits(after) && isOneParagraph(a, aEnd - 1, aEnd - 1 + after) && isOneParagraph(b, bEnd - 1, bEnd - 1 + after)) {
    edges.push({ aFrom: aEnd, aTo: aEnd + after, bFrom: bEnd, bTo: bEnd + after });
  }
  return edges;
}

const fits = (words: number): boolean => words > 0 && words <= LONGEST_EDGE;

/** Whether no blank line stands between two words. */
function isOneParagraph(side: Side, from: number, to: number): boolean {
  const { starts } = side.prepared.words;
  return !/\n[ \t]*\n/u.test(side.input.text.slice(starts[from] ?? 0, starts[to] ?? side.input.text.length));
}
