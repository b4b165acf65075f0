/** Longer paths and patterns match nothing: the cost is the product of both lengths. */
const MAX_CHARS = 4096;

/** Whether a path matches a glob of `*` (within a folder), `**` (any number of folders) and `?`. Never backtracks exponentially. */
export function matchesGlob(path: string, glob: string): boolean {
  if (path.length > MAX_CHARS || glob.length > MAX_CHARS) return false;
  return matchesSequence(path.split('/'), glob.split('/'), '**', matchesSegment);
}

function matchesSegment(segment: string, pattern: string): boolean {
  return matchesSequence(Array.from(segment), Array.from(pattern), '*', (char, expected) => expected === '?' || char === expected);
}

/** Greedy wildcard matching: on a mismatch the last star takes one item more, so the cost is at most items x patterns. */
function matchesSequence(items: readonly string[], patterns: readonly string[], star: string, matches: (item: string, pattern: string) => boolean): boolean {
  let item = 0;
  let pattern = 0;
  let starAt = -1;
  let starItem = 0;
  while (item < items.length) {
    const expected = patterns[pattern];
    if (expected === star) {
      starAt = pattern;
      starItem = item;
      pattern += 1;
    } else if (expected !== undefined && matches(items[item] ?? '', expected)) {
      item += 1;
      pattern += 1;
    } else if (starAt >= 0) {
      starItem += 1;
      item = starItem;
      pattern = starAt + 1;
    } else {
      return false;
    }
  }
  return patterns.slice(pattern).every((rest) => rest === star);
}
