import picomatch from 'picomatch';
import { sha256, type JoinInput } from '../../core/index.js';
import { contextScopeKey, contextScopeOf, scanSigns, subjectKey, subjectOf, type ContextScope, type Subject, type Words } from '../../core/language/index.js';
import { editionOf, type Edition } from '../../core/editions.js';
import { foldText, hashWord, mix, signatureKernel, type SignatureKernel } from './kernel/index.js';
import { bandKeys, passageKeys, setOf } from './minhash.js';
import { bandingOf, type DuplicationOptions } from './options.js';

/** A chunk as the duplication join sees it. */
export interface Shingled {
  /** Words without the signs. */
  readonly wordCount: number;
  /** Hashes of the shingles of words, in order. Signs are no part of them: an export that lost a few arrows is as near as before. */
  readonly sequence: Int32Array;
  /** MinHash values of the shingles, one a row of a band. */
  readonly values: Int32Array;
  /** The shingles, each once, ascending. */
  readonly set: Int32Array;
  /** Words and signs with their places. */
  readonly words: Words;
  /** Hashes of the words and signs, in order. */
  readonly hashes: Int32Array;
  /** Equal for chunks with the same text, whatever its letters' case and its white space, as long as that makes no other words. */
  readonly identity: string;
  /** What title, headings, path and parent item limit the chunk to. */
  readonly scope: ContextScope;
  readonly subject: Subject;
  readonly edition: Edition;
  /** Chunks of different areas are never compared (option `within`); `''` = there is one. */
  readonly area: string;
}

/**
 * Texts with more words say themselves what they are about, whatever the title or the headings above. A chunk of the default size
 * (512 tokens) holds some 350 words: a third of one is more than a stub that repeats from subject to subject.
 */
const MOST_STUB_WORDS = 120;

let kernel: SignatureKernel | undefined;

export function prepare(input: JoinInput, options: DuplicationOptions): Shingled {
  kernel ??= signatureKernel();
  const { bands, rows } = bandingOf(options);
  const { wordCount, sequence, values } = kernel.sketch(input.text, { shingleWords: options.shingleWords, hashes: bands * rows });
  return new PreparedChunk(input, { area: areaOf(input, options), wordCount, sequence, values });
}

/** What most chunks are never asked for is made when they are: only those of candidate pairs are compared word by word. */
class PreparedChunk implements Shingled {
  readonly identity: string;
  readonly scope: ContextScope;
  readonly subject: Subject;
  readonly edition: Edition;
  readonly area: string;
  readonly wordCount: number;
  readonly sequence: Int32Array;
  readonly values: Int32Array;
  #set: Int32Array | undefined;
  #words: Words | undefined;
  #hashes: Int32Array | undefined;

  constructor(private readonly input: JoinInput, { area, wordCount, sequence, values }: Pick<Shingled, 'area' | 'wordCount' | 'sequence' | 'values'>) {
    this.area = area;
    this.wordCount = wordCount;
    this.sequence = sequence;
    this.values = values;
    this.identity = `${sha256(foldText(input.text).replace(/\s+/gu, ' ').trim())} ${foldOf(sequence)}`;
    this.scope = contextScopeOf(input);
    this.subject = subjectOf(input, wordCount > MOST_STUB_WORDS ? 'own' : 'all');
    this.edition = editionOf(input);
  }

  get set(): Int32Array {
    return (this.#set ??= setOf(this.sequence));
  }

  get words(): Words {
    return (this.#words ??= scanSigns(this.input.text));
  }

  get hashes(): Int32Array {
    return (this.#hashes ??= Int32Array.from(this.words.folded, (word) => hashWord(word)));
  }
}

/** One number for a sequence. A node must determine its keys, and a line's end decides whether `1.` is a word or a list's number. */
function foldOf(sequence: Int32Array): number {
  let fold = sequence.length;
  for (const value of sequence) fold = mix(fold ^ value);
  return fold;
}

/** Whether two chunks say the same words and signs in the same order. */
export function sameWords(a: Shingled, b: Shingled): boolean {
  return a.identity === b.identity || (areEqual(a.sequence, b.sequence) && areEqual(a.hashes, b.hashes));
}

function areEqual(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}

function areaOf(input: JoinInput, { within }: DuplicationOptions): string {
  return within === 'corpus' ? '' : within === 'source' ? `source ${input.source}` : `language ${input.language ?? ''}`;
}

const ignored = new WeakMap<readonly string[], (path: string) => boolean>();

function isIgnored(path: string, { ignore }: DuplicationOptions): boolean {
  if (ignore.length === 0) return false;
  let matches = ignored.get(ignore);
  if (matches === undefined) ignored.set(ignore, matches = picomatch([...ignore], { dot: true }));
  return matches(path);
}

export function nodeOf({ path }: JoinInput, prepared: Shingled, options: DuplicationOptions): string | null {
  if (prepared.wordCount < options.minWords || isIgnored(path, options)) return null;
  return `${prepared.area === '' ? '' : `${sha256(prepared.area)} `}${prepared.identity} ${contextScopeKey(prepared.scope)} ${subjectKey(prepared.subject)}`;
}

/** Bands, one of which makes a pair, and passages, of which a share is needed; those of different areas never meet. */
export function keysOf(prepared: Shingled, options: DuplicationOptions): number[] {
  const keys = new Set([...bandKeys(prepared.values, bandingOf(options)), ...passageKeys(prepared.sequence)]);
  if (prepared.area === '') return [...keys];
  const salt = hashWord(prepared.area) & ~1;
  return [...keys].map((key) => key - (key >>> 0) + ((key ^ salt) >>> 0));
}
