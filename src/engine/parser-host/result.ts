import { PIECE_CHARS, WinnowError, piecesOf } from '../../core/index.js';
import type { ChildResult, Piece } from './protocol.js';

/** A result as text: the JSON of everything but the documents' texts, and those beside it, so that they are never held escaped and plain at once. */
export interface PackedResult {
  readonly json: string;
  readonly texts: readonly string[];
}

export function pack(result: ChildResult): PackedResult {
  return { json: JSON.stringify({ ...result, documents: result.documents.map((document) => ({ ...document, text: '' })) }), texts: result.documents.map(({ text }) => text) };
}

/** In UTF-16 units. */
export function sizeOf({ json, texts }: PackedResult): number {
  return texts.reduce((size, text) => size + text.length, json.length);
}

/** The pieces of a result in the order in which they must arrive, in parts of at most `PIECE_CHARS` together. */
export function partsOf({ json, texts }: PackedResult): Piece[][] {
  const parts: Piece[][] = [];
  let part: Piece[] = [];
  let room = 0;
  for (const [of, whole] of [['json', json] as const, ...texts.entries()]) {
    for (const text of piecesOf(whole)) {
      if (text.length > room) {
        part = [];
        parts.push(part);
        room = PIECE_CHARS;
      }
      part.push({ of, text });
      room -= text.length;
    }
  }
  return parts;
}

/** Takes a result over piece by piece. Nothing is taken for granted: a parser may make its process send anything. */
export class ResultInParts {
  size = 0;
  #json = '';
  readonly #texts = new Map<number, string>();
  #documents = 0;

  /** `false` when it is no piece of a result, or comes out of order. */
  add(piece: Piece | null): boolean {
    const { of, text } = piece ?? { of: 'json', text: null };
    if (typeof text !== 'string' || text.length > PIECE_CHARS) return false;
    this.size += text.length;
    if (of === 'json') this.#json += text;
    else if (Number.isInteger(of) && of >= this.#documents - 1) {
      this.#texts.set(of, (this.#texts.get(of) ?? '') + text);
      this.#documents = of + 1;
    } else return false;
    return true;
  }

  /** What came beside the texts, of which nothing is known. */
  json(): unknown {
    return JSON.parse(this.#json);
  }

  /** @throws WinnowError `parse-failed` when the pieces are no result */
  unpack(): ChildResult {
    const result = this.json() as Partial<ChildResult> | null;
    if (!isResult(result) || this.#documents > result.documents.length) throw new WinnowError('parse-failed', 'The parser\'s process sent a result that is none');
    return { ...result, documents: result.documents.map((document, index) => ({ ...document, text: this.#texts.get(index) ?? '' })) };
  }
}

function isResult(value: Partial<ChildResult> | null): value is ChildResult {
  return value !== null && typeof value.parserId === 'string' && Array.isArray(value.documents);
}
