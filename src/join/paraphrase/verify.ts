import { nameOfEmbeddings, safeIndex, type EdgeDraft, type EdgeSide, type JoinInput, type JoinSide } from '../../core/index.js';
import { contextsApart, subjectsApart } from '../../core/language/index.js';
import { editionsApart } from '../../core/editions.js';
import { cosineOf } from '../../core/signs.js';
import { differenceOf } from './difference.js';
import type { ParaphraseOptions } from './options.js';
import { hasWords, type Embedded } from './prepared.js';

/** Longest quote of a text's start, in characters. */
const QUOTE_CHARS = 200;
/** Words in a run of which copies share most. */
const SHINGLE_WORDS = 5;

/** The exact cosine of two vectors; whether the texts agree in fact says `cue`. Symmetric up to the sides' order. */
export function verify(a: JoinSide<Embedded>, b: JoinSide<Embedded>, options: ParaphraseOptions): readonly EdgeDraft[] {
  const [ours, theirs] = [a.prepared, b.prepared];
  if (ours.vector === null || theirs.vector === null) return [];
  const cosine = cosineOf(ours.vector, theirs.vector);
  if (cosine < options.cosine || isElsewhere(a, b)) return [];
  if (sharedRuns(ours.words.folded, theirs.words.folded) >= options.shared) return [];
  const difference = differenceOf(ours.statement, theirs.statement);
  return [{
    kind: 'near-duplicate', a: opening(a.input), b: opening(b.input), score: Math.round(Math.min(1, cosine) * 10_000) / 10_000,
    certainty: isEnglish(a.input) && isEnglish(b.input) ? 'likely' : 'possible', cue: difference?.cue ?? null, differs: difference?.differs ?? null,
    method: `cosine ${nameOfEmbeddings(options.embeddings)} >= ${options.cosine}`,
  }];
}

/** Translations, sections of one page, other scopes, other editions of a page and parallel texts of two subjects are all meant to be there. */
function isElsewhere(a: JoinSide<Embedded>, b: JoinSide<Embedded>): boolean {
  const [one, other] = [a.input.language, b.input.language];
  return a.input.documentId === b.input.documentId || (one !== null && other !== null && baseOf(one) !== baseOf(other))
    || contextsApart(a.prepared.scope, b.prepared.scope) || editionsApart(a.prepared.edition, b.prepared.edition) || subjectsApart(a.prepared.subject, b.prepared.subject) !== null;
}

const baseOf = (language: string): string => language.toLowerCase().split('-', 1)[0] ?? '';

/** Words that deny and oblige are known for English: in other languages nobody can say that two texts agree in them. */
const isEnglish = ({ language }: JoinInput): boolean => language === null || baseOf(language) === 'en';

/** Share of the smaller text's runs of five words that the other has too, 0..1. */
function sharedRuns(a: readonly string[], b: readonly string[]): number {
  const [ours, theirs] = [runsOf(a), runsOf(b)];
  const [small, large] = ours.size <= theirs.size ? [ours, theirs] : [theirs, ours];
  let common = 0;
  for (const run of small) if (large.has(run)) common += 1;
  return small.size === 0 ? 0 : common / small.size;
}

function runsOf(words: readonly string[]): Set<string> {
  return new Set(words.slice(0, Math.max(0, words.length - SHINGLE_WORDS + 1)).map((_word, at) => words.slice(at, at + SHINGLE_WORDS).join(' ')));
}

function opening({ text, offset }: JoinInput): EdgeSide {
  const end = text.length <= QUOTE_CHARS ? text.length : safeIndex(text, QUOTE_CHARS);
  return { quote: text.slice(0, end), span: { start: offset, end: offset + end } };
}

export function wants({ text }: JoinInput, { minWords }: ParaphraseOptions): boolean {
  return hasWords(text, minWords);
}
