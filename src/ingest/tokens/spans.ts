/** Pieces of a text in order, as the pre-tokenizer cuts it, in lists of some thousands. */
type Pieces = Iterable<readonly string[]>;

/**
 * Token counts of spans of one text. The pieces are counted once and added up; what a span's ends cut through is counted
 * anew. That is exact because pieces are cut without looking back: from a piece's start on, a span is cut as the text is,
 * up to the piece its end falls into. Where neither holds (a start within a word, white space at the end) the span is
 * counted by itself.
 */
export function spanCounter(text: string, pieces: Pieces, countPiece: (piece: string) => number, count: (text: string) => number): (start: number, end: number) => number {
  const starts: number[] = [];
  const sums: number[] = [0];
  let at = 0;
  let total = 0;
  for (const list of pieces) {
    for (const piece of list) {
      starts.push(at);
      at += piece.length;
      total += countPiece(piece);
      sums.push(total);
    }
  }
  // Something between the pieces, which no encoding at hand leaves: places would be wrong.
  if (at !== text.length) return (start, end) => count(text.slice(start, end));
  starts.push(text.length);
  const sum = (from: number, to: number): number => (sums[to] ?? 0) - (sums[from] ?? 0);

  return (start, end) => {
    if (end <= start) return 0;
    if (SPACE.test(text.charAt(end - 1))) return count(text.slice(start, end));
    let first = indexOf(starts, start);
    let head = 0;
    if (starts[first] !== start) {
      const next = starts[first + 1] ?? text.length;
      if (next > end || !NEWLINES.test(text.slice(start, next)) || SPACE.test(text.charAt(next))) return count(text.slice(start, end));
      head = count(text.slice(start, next));
      first += 1;
    }
    const last = indexOf(starts, end);
    const cut = starts[last] ?? end;
    return head + sum(first, last) + (cut === end ? 0 : count(text.slice(cut, end)));
  };
}

const SPACE = /\s/u;
/** The end of a piece such as `.\n\n`: by itself it is cut as one piece too, unless white space follows, which it may be one piece with. */
const NEWLINES = /^[\r\n]+$/u;

/** The last index whose start is at or before the place. */
function indexOf(starts: readonly number[], place: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((starts[middle] ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}
