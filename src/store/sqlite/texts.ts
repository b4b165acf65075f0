import { PIECE_CHARS, piecesOf } from '../../core/index.js';
import { LruMap } from '../../core/lru.js';
import type { Connection } from './connection.js';

/** In place of the key of a version's parser: its text was erased. */
export const PURGED = 'purged';

/** Texts held at a time beyond the one in use, in UTF-16 units. */
export const MAX_HELD_CHARS = 2_000_000;

/** Keeps a version's text in pieces: SQLite copies every value that goes in or out as a whole. */
export function putText(db: Connection, versionNo: number, text: string): void {
  const [first = '', ...rest] = piecesOf(text);
  db.run('INSERT INTO version_text (version_no, text) VALUES (?, ?)', versionNo, first);
  rest.forEach((piece, at) => db.run('INSERT INTO version_text_rest (version_no, piece, text) VALUES (?, ?, ?)', versionNo, at, piece));
}

/** The text of a version, `''` where there is none. */
export function textOf(db: Connection, versionNo: number): string {
  let text = db.get<{ text: string }>('SELECT text FROM version_text WHERE version_no = ?', versionNo)?.text ?? '';
  // A piece that another follows is as long as pieces get, but for half a character.
  for (let at = 0; text.length >= PIECE_CHARS - 1; at += 1) {
    const piece = db.get<{ text: string }>('SELECT text FROM version_text_rest WHERE version_no = ? AND piece = ?', versionNo, at);
    if (piece === undefined) return text;
    text += piece.text;
  }
  return text;
}

const heldTexts = (): LruMap<number, string> => new LruMap<number, string>({ entries: 64, weight: MAX_HELD_CHARS, weigh: (text) => text.length });

/** Texts of document versions, the last used kept: chunks of one document are read together. */
export class TextCache {
  readonly #db: Connection;
  #texts = heldTexts();

  constructor(db: Connection) {
    this.#db = db;
  }

  /** Forgets what was erased. */
  clear(): void {
    this.#texts = heldTexts();
  }

  of(versionNo: number): string {
    return this.#texts.get(versionNo, () => textOf(this.#db, versionNo));
  }
}
