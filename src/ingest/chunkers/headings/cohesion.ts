import { isStopWord, lemmaOf, maskMarkup, scanWords } from '../../../core/language/index.js';
import type { Unit } from './units.js';

/** Words on either side of a gap that are compared: about a paragraph (`npm run bench -- chunking`; 30 and 120 do worse). */
const WINDOW_WORDS = 80;

/**
 * How much the words before each unit have in common with those after it, 0..1: low where the subject changes. The cosine of lemmas
 * weighted by how few units hold them, in windows of about 80 words (TextTiling: Hearst, Computational Linguistics 23(1), 1997).
 * The first is 0: nothing stands before it.
 */
export function cohesionOf(text: string, units: readonly Unit[]): Float64Array {
  const bags = units.map(({ start, end }) => lemmasOf(text.slice(start, end)));
  const weight = weightsOf(bags);
  const cohesion = new Float64Array(units.length);
  for (let gap = 1; gap < units.length; gap += 1) cohesion[gap] = cosine(windowOf(bags, gap - 1, -1), windowOf(bags, gap, 1), weight);
  return cohesion;
}

function lemmasOf(text: string): readonly string[] {
  return scanWords(maskMarkup(text)).folded.filter((word) => word.length > 1 && !isStopWord(word)).map(lemmaOf);
}

function weightsOf(bags: readonly (readonly string[])[]): (lemma: string) => number {
  const holders = new Map<string, number>();
  for (const bag of bags) for (const lemma of new Set(bag)) holders.set(lemma, (holders.get(lemma) ?? 0) + 1);
  return (lemma) => Math.log(1 + bags.length / (holders.get(lemma) ?? 1));
}

/** Counts of the lemmas of whole units from `from` on, in one direction, until they come to a window. */
function windowOf(bags: readonly (readonly string[])[], from: number, step: 1 | -1): Map<string, number> {
  const counts = new Map<string, number>();
  let words = 0;
  for (let at = from; at >= 0 && at < bags.length && words < WINDOW_WORDS; at += step) {
    const bag = bags[at] ?? [];
    words += Math.max(1, bag.length);
    for (const lemma of bag) counts.set(lemma, (counts.get(lemma) ?? 0) + 1);
  }
  return counts;
}

function cosine(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>, weight: (lemma: string) => number): number {
  let shared = 0;
  let squares = 0;
  for (const [lemma, count] of a) {
    const value = count * weight(lemma);
    squares += value * value;
    shared += value * (b.get(lemma) ?? 0) * weight(lemma);
  }
  let others = 0;
  for (const [lemma, count] of b) others += (count * weight(lemma)) ** 2;
  return squares === 0 || others === 0 ? 0 : shared / Math.sqrt(squares * others);
}
