const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];

export interface WordScore {
  readonly f1: number;
  readonly precision: number;
  readonly recall: number;
}

/** Agreement of two texts as bags of lower-case words (Web Content Extraction Benchmark, README "Evaluate manually"). */
export function wordScore(found: string, gold: string): WordScore {
  const expected = new Map<string, number>();
  for (const word of wordsOf(gold)) expected.set(word, (expected.get(word) ?? 0) + 1);
  const [ours, theirs] = [wordsOf(found), [...expected.values()].reduce((sum, count) => sum + count, 0)];
  if (theirs === 0 || ours.length === 0) return { f1: theirs === ours.length ? 1 : 0, precision: ours.length === 0 ? 1 : 0, recall: theirs === 0 ? 1 : 0 };
  let shared = 0;
  for (const word of ours) {
    const left = expected.get(word) ?? 0;
    if (left === 0) continue;
    shared += 1;
    expected.set(word, left - 1);
  }
  const [precision, recall] = [shared / ours.length, shared / theirs];
  return { f1: shared === 0 ? 0 : (2 * precision * recall) / (precision + recall), precision, recall };
}
