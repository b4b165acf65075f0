/** Precision, recall and F1 of yes-or-no answers, and how sure they are. */
export interface Score { readonly hits: number; readonly flagged: number; readonly of: number; readonly precision: number; readonly recall: number; readonly f1: number }

export interface Answer { readonly yes: boolean; readonly score: number }

/** Everything with a score of `from` or more counts as flagged. */
export function scoreAt(answers: readonly Answer[], from: number): Score {
  const flagged = answers.filter(({ score }) => score >= from);
  const hits = flagged.filter(({ yes }) => yes).length;
  const of = answers.filter(({ yes }) => yes).length;
  const [precision, recall] = [hits / Math.max(1, flagged.length), hits / Math.max(1, of)];
  return { hits, flagged: flagged.length, of, precision, recall, f1: (2 * precision * recall) / Math.max(1e-9, precision + recall) };
}

/** The score from which F1 is highest. */
export function bestCut(answers: readonly Answer[]): number {
  const sorted = [...answers].sort((a, b) => b.score - a.score);
  const of = answers.filter(({ yes }) => yes).length;
  let [best, cut, hits] = [0, 1, 0];
  for (const [at, { yes, score }] of sorted.entries()) {
    if (yes) hits += 1;
    const f1 = (2 * hits) / (at + 1 + of);
    if (f1 > best && sorted[at + 1]?.score !== score) [best, cut] = [f1, score];
  }
  return cut;
}

/** Chance (0..1) that a yes scores higher than a no. */
export function areaUnder(answers: readonly Answer[]): number {
  const sorted = [...answers].sort((a, b) => a.score - b.score);
  let [sum, no, at] = [0, 0, 0];
  while (at < sorted.length) {
    let end = at;
    while (end < sorted.length && sorted[end]!.score === sorted[at]!.score) end += 1;
    const group = sorted.slice(at, end);
    const yes = group.filter((one) => one.yes).length;
    sum += yes * (no + (group.length - yes) / 2);
    no += group.length - yes;
    at = end;
  }
  return sum / Math.max(1, no * (answers.length - no));
}

/** 95%, Wilson (1927). */
export function interval(hits: number, of: number): string {
  if (of === 0) return '';
  const [p, z] = [hits / of, 1.96];
  const centre = (p + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half = (z * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of))) / (1 + (z * z) / of);
  return `${(centre - half).toFixed(2)} to ${(centre + half).toFixed(2)}`;
}
