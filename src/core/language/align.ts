/** `length` equal words at `a` and at `b`. */
export interface Run {
  readonly a: number;
  readonly b: number;
  readonly length: number;
}

/** Words between two runs: a[aFrom, aTo) stands where b[bFrom, bTo) stands. */
export interface Hunk {
  readonly aFrom: number;
  readonly aTo: number;
  readonly bFrom: number;
  readonly bTo: number;
}

/** Words of a k-gram that anchors the two texts to each other. */
const ANCHOR_WORDS = 3;
/** A gap with more cells than this (400 x 400 words) is not aligned further: it counts as one difference. */
const MOST_CELLS = 160_000;

/**
 * Aligns two word sequences: k-grams that occur once in both are anchors (patience diff), the gaps between them are
 * closed by a longest common subsequence. Near linear for near copies; a gap's cost is capped.
 */
export function align(a: Int32Array, b: Int32Array): Run[] {
  const pairs: [number, number][] = [];
  let atA = 0;
  let atB = 0;
  for (const [i, j] of [...anchors(a, b), [a.length, b.length] as const]) {
    if (i < atA || j < atB) continue;
    closeGap(a, b, { aFrom: atA, aTo: i, bFrom: atB, bTo: j }, pairs);
    if (i < a.length && j < b.length) pairs.push([i, j]);
    atA = i + 1;
    atB = j + 1;
  }
  return runsOf(pairs);
}

/** Word pairs (i, j), both rising, at which a unique k-gram of both texts starts. */
function anchors(a: Int32Array, b: Int32Array): [number, number][] {
  const ours = uniqueGrams(a);
  const theirs = uniqueGrams(b);
  const pairs: [number, number][] = [];
  for (const [gram, i] of ours) {
    const j = theirs.get(gram);
    if (i >= 0 && j !== undefined && j >= 0 && a[i] === b[j]) pairs.push([i, j]);
  }
  return longestRising(pairs.sort((x, y) => x[0] - y[0]));
}

/** k-gram -> its place, or -1 when there are several. */
function uniqueGrams(words: Int32Array): Map<number, number> {
  const places = new Map<number, number>();
  for (let at = 0; at + ANCHOR_WORDS <= words.length; at += 1) {
    let gram = 0;
    for (let inner = 0; inner < ANCHOR_WORDS; inner += 1) gram = (Math.imul(gram, 0x01000193) ^ (words[at + inner] ?? 0)) | 0;
    places.set(gram, places.has(gram) ? -1 : at);
  }
  return places;
}

/** Longest subsequence with rising second members, by patience sorting. */
function longestRising(pairs: readonly [number, number][]): [number, number][] {
  const tails: number[] = [];
  const previous = new Int32Array(pairs.length).fill(-1);
  for (const [at, [, j]] of pairs.entries()) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tails[middle] ?? 0]?.[1] ?? 0) < j) low = middle + 1;
      else high = middle;
    }
    previous[at] = tails[low - 1] ?? -1;
    tails[low] = at;
  }
  const out: [number, number][] = [];
  for (let at = tails.at(-1) ?? -1; at >= 0; at = previous[at] ?? -1) {
    const pair = pairs[at];
    if (pair !== undefined) out.push(pair);
  }
  return out.reverse();
}

function closeGap(a: Int32Array, b: Int32Array, gap: Hunk, out: [number, number][]): void {
  let { aFrom, aTo, bFrom, bTo } = gap;
  while (aFrom < aTo && bFrom < bTo && a[aFrom] === b[bFrom]) {
    out.push([aFrom, bFrom]);
    aFrom += 1;
    bFrom += 1;
  }
  const tail: [number, number][] = [];
  while (aTo > aFrom && bTo > bFrom && a[aTo - 1] === b[bTo - 1]) {
    aTo -= 1;
    bTo -= 1;
    tail.push([aTo, bTo]);
  }
  if ((aTo - aFrom) * (bTo - bFrom) <= MOST_CELLS) commonSubsequence(a, b, { aFrom, aTo, bFrom, bTo }, out);
  out.push(...tail.reverse());
}

function commonSubsequence(a: Int32Array, b: Int32Array, { aFrom, aTo, bFrom, bTo }: Hunk, out: [number, number][]): void {
  const rows = aTo - aFrom;
  const columns = bTo - bFrom;
  if (rows === 0 || columns === 0) return;
  const width = columns + 1;
  const best = new Uint16Array((rows + 1) * width);
  for (let i = rows - 1; i >= 0; i -= 1) {
    for (let j = columns - 1; j >= 0; j -= 1) {
      best[i * width + j] = a[aFrom + i] === b[bFrom + j] ? (best[(i + 1) * width + j + 1] ?? 0) + 1 : Math.max(best[(i + 1) * width + j] ?? 0, best[i * width + j + 1] ?? 0);
    }
  }
  for (let i = 0, j = 0; i < rows && j < columns; ) {
    if (a[aFrom + i] === b[bFrom + j]) {
      out.push([aFrom + i, bFrom + j]);
      i += 1;
      j += 1;
    } else if ((best[(i + 1) * width + j] ?? 0) >= (best[i * width + j + 1] ?? 0)) i += 1;
    else j += 1;
  }
}

function runsOf(pairs: readonly [number, number][]): Run[] {
  const runs: { a: number; b: number; length: number }[] = [];
  for (const [a, b] of pairs) {
    const last = runs.at(-1);
    if (last !== undefined && last.a + last.length === a && last.b + last.length === b) last.length += 1;
    else runs.push({ a, b, length: 1 });
  }
  return runs;
}

/** The differences between the runs, in order; those before the first and after the last run are `outer`. */
export function hunksOf(runs: readonly Run[], aLength: number, bLength: number): { inner: Hunk[]; outer: Hunk[] } {
  const inner: Hunk[] = [];
  const outer: Hunk[] = [];
  let aFrom = 0;
  let bFrom = 0;
  for (const [index, run] of [...runs, { a: aLength, b: bLength, length: 0 }].entries()) {
    if (run.a > aFrom || run.b > bFrom) (index === 0 || index === runs.length ? outer : inner).push({ aFrom, aTo: run.a, bFrom, bTo: run.b });
    aFrom = run.a + run.length;
    bFrom = run.b + run.length;
  }
  return { inner, outer };
}
