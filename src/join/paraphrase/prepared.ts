import { textHashOf, type JoinInput } from '../../core/index.js';
import { contextScopeKey, contextScopeOf, scanSigns, subjectKey, subjectOf, type ContextScope, type Subject, type Words } from '../../core/language/index.js';
import { editionOf, type Edition } from '../../core/editions.js';
import { unitOf } from '../../core/signs.js';
import { statementOf, type Statement } from './statement.js';

/** A chunk as the paraphrase join sees it. */
export interface Embedded {
  /** Of unit length; `null` = takes no part. */
  readonly vector: Float32Array | null;
  readonly identity: string;
  /** What title, headings, path and parent item limit the chunk to. */
  readonly scope: ContextScope;
  readonly subject: Subject;
  readonly edition: Edition;
  readonly words: Words;
  /** What the text commits itself to, apart from its wording. */
  readonly statement: Statement;
}

export function prepare(input: JoinInput): Embedded {
  return new PreparedChunk(input);
}

/** Only candidates that are near enough are read word by word. */
class PreparedChunk implements Embedded {
  readonly vector: Float32Array | null;
  readonly #input: JoinInput;
  #words: Words | undefined;
  #statement: Statement | undefined;

  constructor(input: JoinInput) {
    this.#input = input;
    this.vector = input.embedding === undefined ? null : unitOf(input.embedding);
  }

  get identity(): string {
    return `${textHashOf(this.#input.text)} ${this.#input.language ?? ''} ${contextScopeKey(this.scope)} ${subjectKey(this.subject)}`;
  }

  get scope(): ContextScope {
    return contextScopeOf(this.#input);
  }

  get subject(): Subject {
    return subjectOf(this.#input, 'all');
  }

  get edition(): Edition {
    return editionOf(this.#input);
  }

  get words(): Words {
    return (this.#words ??= scanSigns(this.#input.text));
  }

  get statement(): Statement {
    return (this.#statement ??= statementOf(this.#input.text, this.words));
  }
}

/** Words are runs of letters or digits here; scripts without spaces have one a character. Stops at `least`: what is longer need not be read to its end. */
export function hasWords(text: string, least: number): boolean {
  const word = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]|[\p{L}\p{N}]+/gu;
  for (let count = 0; count < least; count += 1) if (word.exec(text) === null) return false;
  return true;
}
