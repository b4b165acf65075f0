import picomatch from 'picomatch';
import type { JoinInput } from '../../core/index.js';
import { contextScopeOf, scanSigns, subjectOf, type ContextScope, type Subject, type Words } from '../../core/language/index.js';
import { editionOf, type Edition } from '../../core/editions.js';
import { hashWord, mix, signatureKernel, type SignatureKernel } from './kernel/index.js';
import { setOf } from './minhash.js';
import { bandingOf, type DuplicationOptions } from './options.js';
import { paragraphsOf, type Paragraph } from './paragraphs.js';

/** Words of a text, and what is made of them. */
export interface Measured {
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
  /** Equal for the same text, whatever its letters' case and its white space, as long as that makes no other words. */
  readonly identity: string;
}

/** A chunk as the duplication join sees it. */
export interface Shingled extends Measured {
  readonly paragraphs: readonly Paragraph[];
  /** The chunk without these of its paragraphs; places are those in the whole chunk. */
  without(paragraphs: readonly Paragraph[]): Measured;
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
  return new PreparedChunk(input, options);
}

/** What most chunks are never asked for is made when they are: only those of candidate pairs are compared word by word. */
class MeasuredText implements Measured {
  readonly identity: string;
  readonly wordCount: number;
  readonly sequence: Int32Array;
  readonly values: Int32Array;
  #set: Int32Array | undefined;
  #words: Words | undefined;
  #hashes: Int32Array | undefined;

  constructor(private readonly text: string, options: DuplicationOptions) {
    kernel ??= signatureKernel();
    const { bands, rows } = bandingOf(options);
    const { wordCount, sequence, values, digest } = kernel.sketch(text, { shingleWords: options.shingleWords, hashes: bands * rows, digest: true });
    this.wordCount = wordCount;
    this.sequence = sequence;
    this.values = values;
    this.identity = `${digest} ${foldOf(sequence)}`;
  }

  get set(): Int32Array {
    return (this.#set ??= setOf(this.sequence));
  }

  get words(): Words {
    return (this.#words ??= scanSigns(this.text));
  }

  get hashes(): Int32Array {
    return (this.#hashes ??= Int32Array.from(this.words.folded, (word) => hashWord(word)));
  }
}

class PreparedChunk extends MeasuredText implements Shingled {
  readonly scope: ContextScope;
  readonly subject: Subject;
  readonly edition: Edition;
  readonly area: string;
  #paragraphs: readonly Paragraph[] | undefined;
  /** Of an epoch all ask for the same. */
  #without: { readonly paragraphs: string; readonly rest: Measured } | undefined;

  constructor(private readonly input: JoinInput, private readonly options: DuplicationOptions) {
    super(input.text, options);
    this.area = areaOf(input, options);
    this.scope = contextScopeOf(input);
    this.subject = subjectOf(input, this.wordCount > MOST_STUB_WORDS ? 'own' : 'all');
    this.edition = editionOf(input);
  }

  get paragraphs(): readonly Paragraph[] {
    return (this.#paragraphs ??= paragraphsOf(this.input.text, this.area));
  }

  without(paragraphs: readonly Paragraph[]): Measured {
    const asked = paragraphs.map(({ start }) => start).join(' ');
    if (this.#without?.paragraphs !== asked) this.#without = { paragraphs: asked, rest: new MeasuredText(blanked(this.input.text, paragraphs), this.options) };
    return this.#without.rest;
  }
}

function blanked(text: string, paragraphs: readonly Paragraph[]): string {
  let at = 0;
  const parts = paragraphs.map(({ start, end }) => {
    const part = text.slice(at, start) + ' '.repeat(end - start);
    at = end;
    return part;
  });
  return parts.join('') + text.slice(at);
}

/** One number for a sequence. A node must determine its keys, and a line's end decides whether `1.` is a word or a list's number. */
export function foldOf(sequence: Int32Array): number {
  let fold = sequence.length;
  for (const value of sequence) fold = mix(fold ^ value);
  return fold;
}

/** Whether two chunks say the same words and signs in the same order. */
export function sameWords(a: Measured, b: Measured): boolean {
  return a.identity === b.identity || (areEqual(a.sequence, b.sequence) && areEqual(a.hashes, b.hashes));
}

function areEqual(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}

export function areaOf(input: JoinInput, { within }: DuplicationOptions): string {
  return within === 'corpus' ? '' : within === 'source' ? `source ${input.source}` : `language ${input.language ?? ''}`;
}

const ignored = new WeakMap<readonly string[], (path: string) => boolean>();

export function isIgnored(path: string, { ignore }: Pick<DuplicationOptions, 'ignore'>): boolean {
  if (ignore.length === 0) return false;
  let matches = ignored.get(ignore);
  if (matches === undefined) ignored.set(ignore, matches = picomatch([...ignore], { dot: true }));
  return matches(path);
}
