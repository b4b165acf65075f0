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

/** 95%, Wilson (1927). */
export function interval(hits: number, of: number): string {
  if (of === 0) return '';
  const [p, z] = [hits / of, 1.96];
  const centre = (p + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half = (z * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of))) / (1 + (z * z) / of);
  return `${(centre - half).toFixed(2)} to ${(centre + half).toFixed(2)}`;
}
