import { sha256, type JoinInput } from '../../core/index.js';
import { contextScopeKey, contextScopeOf, isSign, scanSigns, subjectKey, subjectOf, type ContextScope, type Subject, type Words } from '../../core/language/index.js';
import { editionOf, type Edition } from './edition.js';
import { hashWord, setOf, shingleHashes } from './minhash.js';
import type { DuplicationOptions } from './options.js';

/** A chunk as the duplication join sees it. */
export interface Shingled {
  /** Words and signs. */
  readonly words: Words;
  /** Hashes of the words and signs, in order. */
  readonly hashes: Int32Array;
  /** Words without the signs. */
  readonly wordCount: number;
  /** Hashes of the shingles of words, in order. Signs are no part of them: an export that lost a few arrows is as near as before. */
  readonly sequence: Int32Array;
  /** The same, each once, ascending. */
  readonly set: Int32Array;
  /** Equal for chunks with the same words and signs in the same order. */
  readonly identity: string;
  /** What title, headings, path and parent item limit the chunk to. */
  readonly scope: ContextScope;
  readonly subject: Subject;
  readonly edition: Edition;
}

/**
 * Texts with more words say themselves what they are about, whatever the title or the headings above. A chunk of the default size
 * (512 tokens) holds some 350 words: a third of one is more than a stub that repeats from subject to subject.
 */
const MOST_STUB_WORDS = 120;

export function prepare(input: JoinInput, options: DuplicationOptions): Shingled {
  const words = scanSigns(input.text);
  const hashes = Int32Array.from(words.folded, hashWord);
  const plain = hashes.filter((_hash, at) => !isSign(words.folded[at] ?? ''));
  const sequence = shingleHashes(plain, options.shingleWords);
  return {
    words, hashes, wordCount: plain.length, sequence, set: setOf(sequence), identity: sha256(words.folded.join(' ')),
    scope: contextScopeOf(input), subject: subjectOf(input, plain.length > MOST_STUB_WORDS ? 'own' : 'all'), edition: editionOf(input),
  };
}

export function nodeOf(prepared: Shingled, options: DuplicationOptions): string | null {
  return prepared.wordCount < options.minWords ? null : `${prepared.identity} ${contextScopeKey(prepared.scope)} ${subjectKey(prepared.subject)}`;
}
