import { sha256, type JoinInput } from '../../core/index.js';
import { contextScopeKey, contextScopeOf, maskMarkup, scanWords, type ContextScope, type Words } from '../../core/language/index.js';
import { hashWord, setOf, shingleHashes } from './minhash.js';
import type { DuplicationOptions } from './options.js';

/** A chunk as the duplication join sees it. */
export interface Shingled {
  readonly words: Words;
  /** Hashes of the words, in order. */
  readonly hashes: Int32Array;
  /** Hashes of the shingles, in order. */
  readonly sequence: Int32Array;
  /** The same, each once, ascending. */
  readonly set: Int32Array;
  /** Equal for chunks with the same words in the same order. */
  readonly identity: string;
  /** What title, headings, path and parent item limit the chunk to. */
  readonly scope: ContextScope;
}

export function prepare(input: JoinInput, options: DuplicationOptions): Shingled {
  const words = scanWords(maskMarkup(input.text));
  const hashes = Int32Array.from(words.folded, hashWord);
  const sequence = shingleHashes(hashes, options.shingleWords);
  return { words, hashes, sequence, set: setOf(sequence), identity: sha256(words.folded.join(' ')), scope: contextScopeOf(input) };
}

export function nodeOf(prepared: Shingled, options: DuplicationOptions): string | null {
  return prepared.words.folded.length < options.minWords ? null : `${prepared.identity} ${contextScopeKey(prepared.scope)}`;
}
