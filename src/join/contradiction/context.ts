import type { JoinInput } from '../../core/index.js';
import { contextScopeOf, isCueWord, isStopWord, lemmaOf, maskMarkup, remembered, scanWords, type ContextScope, type Words } from '../../core/language/index.js';
import { idsOf } from './ids.js';

/** What a chunk's claims stand in. */
export interface Context {
  readonly documentId: string;
  readonly scope: ContextScope;
  /** Lemmas, in order, of file name, title and each heading, innermost last. */
  readonly file: readonly string[];
  readonly folder: string;
  readonly title: readonly string[];
  readonly headings: readonly (readonly string[])[];
  /** Lemmas of the innermost heading and the parent item, each once. */
  readonly leaf: readonly string[];
  /** Of title, headings, parent item and file name (`idsOf`). */
  readonly all: Int32Array;
  /** Of the content lemmas of the chunk's whole text; none where it has no claims. */
  readonly said: Int32Array;
  /** As written, to be told to people. */
  readonly raw: { readonly file: string; readonly title: string; readonly headings: readonly string[] };
}

/** A chunk's text without markup, as long as it, and its words. */
export interface Scanned { readonly masked: string; readonly words: Words }

export function scanned(masked: string): Scanned {
  return { masked, words: scanWords(masked) };
}

/** @param text `null` for a chunk without claims: what it says is of no account */
export function contextOf(input: JoinInput, text: Scanned | null): Context {
  const declared = input.declared['version'];
  const version = typeof declared === 'string' || typeof declared === 'number' ? String(declared) : null;
  const file = input.path.slice(input.path.lastIndexOf('/') + 1).replace(/\.[a-zA-Z0-9]{1,5}$/u, '').replace(/[_-]/gu, ' ');
  const parts = [input.title ?? '', ...input.headingPath, input.parentItem ?? '', file];
  return {
    documentId: input.documentId, scope: contextScopeOf({ ...input, version }), file: lemmaList(file), folder: input.path.slice(0, input.path.lastIndexOf('/') + 1), title: lemmaList(input.title ?? ''),
    headings: input.headingPath.map(lemmaList), leaf: [...new Set([...lemmaList(input.headingPath.at(-1) ?? ''), ...lemmaList(input.parentItem ?? '')])], all: idsOf(parts.flatMap(lemmaList)), said: text === null ? NONE : saidIn(text),
    raw: { file: input.path.slice(input.path.lastIndexOf('/') + 1), title: input.title ?? '', headings: input.headingPath },
  };
}

const NONE = new Int32Array();

/** Characters of a chunk that are read for what it says around a claim. */
const MOST_SAID = 4000;

/** Of the first thousand characters: titles, headings and the lines over lists come again with every chunk and item below them. */
export const lemmaList = remembered((text): readonly string[] => scanWords(maskMarkup(text.slice(0, 1000))).folded.flatMap(saidLemma));

function saidIn({ masked, words }: Scanned): Int32Array {
  const end = masked.length <= MOST_SAID ? words.folded.length : words.ends.findIndex((at) => at > MOST_SAID);
  return idsOf((end === -1 ? words.folded : words.folded.slice(0, end)).flatMap(saidLemma));
}

const WORDS_KEPT = 50_000;
export const isContent = remembered((word) => word.length > 1 && !isStopWord(word) && !isCueWord(word) && /^[\p{L}_]/u.test(word), WORDS_KEPT);
/** The lemma of a word that says something, numbers included; none of any other. */
const saidLemma = remembered((word): readonly string[] => (isContent(word) || /^\d/u.test(word) ? [lemmaOf(word)] : []), WORDS_KEPT);
