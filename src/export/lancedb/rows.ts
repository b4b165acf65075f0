import type { Table } from '@lancedb/lancedb';
import type * as Arrow from 'apache-arrow';
import { itemHash, vectorHash, type JsonObject } from '../../core/index.js';
import { TEXTS, exactOf, flatCells, pageCell } from './columns.js';
import { OTHERWISE } from '../shared/records.js';

const joined = (cells: readonly unknown[]): string => JSON.stringify(cells);

/** A table as it was when it was opened. */
export interface OpenTable {
  readonly table: Table;
  /** Numbers in a vector; `null` = it has none, `undefined` = its columns are not ours. */
  readonly dimensions: number | null | undefined;
}

/** The rows of a target, for its reader and its writer. */
export class Rows {
  readonly #of: OpenTable;
  /** Ids that stand in more than one row, after `all`. */
  readonly repeated = new Set<string>();

  constructor(of: OpenTable) {
    this.#of = of;
  }

  async *all(): AsyncGenerator<readonly [string, string]> {
    const seen = new Set<string>();
    for await (const [id, hash] of this.#scan()) {
      if (seen.has(id)) this.repeated.add(id);
      seen.add(id);
      yield [id, this.repeated.has(id) ? OTHERWISE : hash];
    }
  }

  async some(ids: readonly string[]): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for await (const [id, hash] of this.#scan(withIds(ids))) found.set(id, found.has(id) ? OTHERWISE : hash);
    return found;
  }

  async *#scan(where?: string): AsyncGenerator<readonly [string, string]> {
    const { table, dimensions } = this.#of;
    if (dimensions === undefined) return;
    const query = table.query().select([...TEXTS, 'page', ...(dimensions === null ? [] : ['vector'])]);
    for await (const batch of where === undefined ? query : query.where(where)) yield* rowsIn(batch);
  }
}

/** A condition of SQL, for ids of whatever kind: a table may hold some that are not ours. */
export const withIds = (ids: readonly string[]): string => `id IN (${ids.map((id) => `'${id.replaceAll("'", "''")}'`).join(', ')})`;

/** What Arrow holds of a column. */
interface Column { getValid(at: number): boolean }
interface TextColumn extends Column { readonly values: Uint8Array; readonly valueOffsets: Int32Array }
interface NumberColumn extends Column { readonly values: Int32Array }
interface VectorColumn extends Column { readonly type: { readonly listSize: number }; readonly children: readonly { readonly nullCount: number; readonly values: Float32Array }[] }

function* rowsIn({ numRows, data: { children } }: Arrow.RecordBatch): Generator<readonly [string, string]> {
  const columns: readonly unknown[] = children;
  const texts = columns.slice(0, TEXTS.length) as TextColumn[];
  const [pages, vectors] = columns.slice(TEXTS.length) as [NumberColumn, VectorColumn?];
  for (let at = 0; at < numRows; at += 1) {
    const [id = '', text, metadata, exact, ...flat] = texts.map((column) => textAt(column, at));
    const page = pages.getValid(at) ? (pages.values[at] ?? null) : null;
    yield [id ?? '', hashOf({ id: id ?? '', text: text ?? '', metadata: metadata ?? '', exact: exact ?? null, beside: joined([...flat, page]) }, vectors === undefined ? null : vectorAt(vectors, at))];
  }
}

/** Not by Arrow's own way, which drops a byte order mark that a text begins with. */
function textAt(column: TextColumn, at: number): string | null {
  if (!column.getValid(at)) return null;
  const { buffer, byteOffset } = column.values;
  const [from = 0, to = 0] = [column.valueOffsets[at], column.valueOffsets[at + 1]];
  return Buffer.from(buffer, byteOffset + from, to - from).toString('utf8');
}

function vectorAt(column: VectorColumn, at: number): Float32Array | null {
  const numbers = column.children[0];
  if (!column.getValid(at) || numbers === undefined || numbers.nullCount > 0) return null;
  const { listSize } = column.type;
  return numbers.values.subarray(at * listSize, (at + 1) * listSize);
}

interface TextRow { readonly id: string; readonly text: string; readonly metadata: string; readonly exact: string | null; readonly beside: string }

function hashOf({ id, text, metadata, exact, beside }: TextRow, vector: Float32Array | null): string {
  try {
    const whole: unknown = exact === null ? text : JSON.parse(exact);
    const said = JSON.parse(metadata) as JsonObject;
    if (typeof whole !== 'string' || whole.toWellFormed() !== text || exact !== exactOf(whole) || beside !== joined([...flatCells(said), pageCell(said)])) return OTHERWISE;
    const json = `{"id":${JSON.stringify(id)},"metadata":${metadata},"text":${JSON.stringify(whole)}}`;
    return vector === null ? itemHash(json) : itemHash(json, vectorHash(vector));
  } catch {
    return OTHERWISE;
  }
}
