import type Database from 'better-sqlite3';
import { itemHash, vectorHash, type Json, type JsonObject } from '../../core/index.js';
import { textCell } from '../shared/cell.js';
import type { Tables } from './database.js';
import { OTHERWISE } from '../shared/records.js';

/** What a search can filter by inside the table of vectors, whose columns hold no nulls: `''` stands for what is not known. */
export const FILTERS: readonly { readonly name: string; readonly of: (metadata: JsonObject) => Json | undefined }[] = [
  { name: 'source', of: ({ source }) => source },
  { name: 'path', of: ({ path }) => path },
  { name: 'language', of: ({ language }) => language },
  { name: 'version', of: ({ version }) => version },
  { name: 'access', of: ({ access }) => access },
  { name: 'date', of: ({ dates }) => (typeof dates === 'object' && dates !== null && 'value' in dates ? dates['value'] : null) },
];

export const filterCells = (metadata: JsonObject): string[] => FILTERS.map(({ of }) => textCell(of(metadata)) ?? '');

/** A text that no UTF-8 can hold stands beside itself as a JSON string. */
export const exactOf = (text: string): string | null => (text.isWellFormed() ? null : JSON.stringify(text));

interface TextRow { readonly no: number; readonly id: string; readonly text: string; readonly exact: string | null; readonly metadata: string }
interface VectorRow extends Readonly<Record<string, unknown>> { readonly no: number; readonly embedding: Uint8Array }
interface KeptVector { readonly hash: string; readonly filters: string }

const joined = (cells: readonly unknown[]): string => JSON.stringify(cells);

/** The rows of a target, for its reader and its writer. */
export class Rows {
  readonly #db: Database.Database;
  readonly #tables: Tables;
  readonly #vectors: boolean;
  /** Vectors without a text, after `all`. */
  readonly orphans: number[] = [];

  constructor(db: Database.Database, tables: Tables, vectors: boolean) {
    this.#db = db;
    this.#tables = tables;
    this.#vectors = vectors;
  }

  /** Vectors come from a scan of their table: the extension is slow to find one by its number. */
  *all(): Generator<readonly [string, string]> {
    const vectors = new Map<number, KeptVector>();
    if (this.#vectors) for (const row of this.#db.prepare<[], VectorRow>(`SELECT * FROM "${this.#tables.vectors}"`).iterate()) vectors.set(row.no, kept(row));
    for (const row of this.#db.prepare<[], TextRow>(`SELECT no, id, text, exact, metadata FROM "${this.#tables.texts}"`).iterate()) {
      yield [row.id, hashOf(row, vectors.get(row.no))];
      vectors.delete(row.no);
    }
    this.orphans.splice(0, this.orphans.length, ...vectors.keys());
  }

  some(ids: readonly string[]): Map<string, string> {
    const text = this.#db.prepare<[string], TextRow>(`SELECT no, id, text, exact, metadata FROM "${this.#tables.texts}" WHERE id = ?`);
    const vector = this.#vectors ? this.#db.prepare<[number], VectorRow>(`SELECT * FROM "${this.#tables.vectors}" WHERE no = ?`) : null;
    const rows = ids.flatMap((id) => text.get(id) ?? []);
    return new Map(rows.map((row) => {
      const found = vector?.get(row.no);
      return [row.id, hashOf(row, found === undefined ? undefined : kept(found))];
    }));
  }
}

const kept = (row: VectorRow): KeptVector => ({ hash: vectorHash(row.embedding), filters: joined(FILTERS.map(({ name }) => row[name])) });

function hashOf({ id, text, exact, metadata }: TextRow, vector: KeptVector | undefined): string {
  try {
    const whole: unknown = exact === null ? text : JSON.parse(exact);
    if (typeof whole !== 'string' || whole.toWellFormed() !== text) return OTHERWISE;
    const json = `{"id":${JSON.stringify(id)},"metadata":${metadata},"text":${JSON.stringify(whole)}}`;
    if (vector === undefined) return itemHash(json);
    return vector.filters === joined(filterCells(JSON.parse(metadata) as JsonObject)) ? itemHash(json, vector.hash) : OTHERWISE;
  } catch {
    return OTHERWISE;
  }
}
