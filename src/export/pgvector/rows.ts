import { canonicalJson, itemHash, vectorHash, type Json, type JsonObject, type SnapshotItem } from '../../core/index.js';
import type { Connection } from './connection.js';
import type { PgvectorExportOptions } from './options.js';
import { OTHERWISE } from '../shared/records.js';

/** Rows fetched at once. */
const FETCH = 1_000;

/** Columns for people to filter by, worked out of the metadata by the server, so that they cannot say anything else. */
export const DERIVED = [
  ['source', "metadata ->> 'source'"], ['path', "metadata ->> 'path'"], ['title', "metadata ->> 'title'"], ['language', "metadata ->> 'language'"], ['version', "metadata ->> 'version'"],
  ['access', "metadata ->> 'access'"], ['date', "metadata -> 'dates' ->> 'value'"],
] as const;

export const tableOf = ({ schema, table }: Pick<PgvectorExportOptions, 'schema' | 'table'>): string => `"${schema}"."${table}"`;

// NUL and lone surrogates, which PostgreSQL holds in no text and no jsonb.
const UNHOLDABLE = /\u0000|\p{Surrogate}/gu;
const holdable = (text: string): string => text.replace(UNHOLDABLE, '\uFFFD');

function holdableJson(value: Json): Json {
  if (typeof value === 'string') return holdable(value);
  if (Array.isArray(value)) return value.map(holdableJson);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [holdable(key), holdableJson(inner)]));
}

/** An item as a row has it. */
export interface Cells {
  readonly text: string;
  readonly metadata: string;
  /** Canonical JSON of `{ metadata, text }` where the columns cannot hold them; else `null`. */
  readonly exact: string | null;
}

export function cellsOf({ text, metadata }: Pick<SnapshotItem, 'text' | 'metadata'>): Cells {
  const json = canonicalJson(metadata);
  // In JSON what cannot be held stands escaped.
  const held = !/\\u(?:0000|d[89a-f])/u.test(json) && holdable(text) === text;
  return held ? { text, metadata: json, exact: null } : { text: holdable(text), metadata: canonicalJson(holdableJson(metadata)), exact: canonicalJson({ metadata, text }) };
}

/** A vector as pgvector reads it: to the last bit, since a number is written so that it is read as the same 32-bit float. */
export const vectorText = (vector: Float32Array): string => `[${vector.join(',')}]`;

interface Row extends Cells { readonly id: string; readonly vector: Buffer | null }

function hashOf({ id, text, metadata, exact, vector }: Row): string {
  try {
    const item = exact === null ? { text, metadata: JSON.parse(metadata) as JsonObject } : (JSON.parse(exact) as { text: string; metadata: JsonObject });
    const due = cellsOf(item);
    if (due.text !== text || due.exact !== exact || due.metadata !== canonicalJson(JSON.parse(metadata))) return OTHERWISE;
    const json = canonicalJson({ id, metadata: item.metadata, text: item.text });
    return vector === null ? itemHash(json) : itemHash(json, vectorHash(numbersOf(vector)));
  } catch {
    return OTHERWISE;
  }
}

/** Of what `vector_send` gives: two 16-bit numbers, then the floats, all with the highest byte first. */
const numbersOf = (sent: Buffer): Uint8Array => Buffer.from(sent.subarray(4)).swap32();

const columns = (vectors: boolean): string => `id::text AS id, text, metadata::text AS metadata, exact, ${vectors ? 'vector_send(embedding)' : 'NULL::bytea'} AS vector`;

/** All rows, some at a time. Within a transaction. */
export async function* allRows(connection: Connection, table: string, vectors: boolean): AsyncGenerator<readonly [string, string]> {
  await connection.query(`DECLARE winnow_rows NO SCROLL CURSOR FOR SELECT ${columns(vectors)} FROM ${table}`);
  for (;;) {
    const rows = await connection.query<Row & Record<string, unknown>>(`FETCH ${FETCH} FROM winnow_rows`);
    for (const row of rows) yield [row.id, hashOf(row)];
    if (rows.length < FETCH) break;
  }
  await connection.query('CLOSE winnow_rows');
}

export async function someRows(connection: Connection, table: string, vectors: boolean, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await connection.query<Row & Record<string, unknown>>(`SELECT ${columns(vectors)} FROM ${table} WHERE id = ANY($1::uuid[])`, [ids]);
  return new Map(rows.map((row) => [row.id, hashOf(row)]));
}
