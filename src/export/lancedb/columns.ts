import type * as Arrow from 'apache-arrow';
import { metadataJson, type Json, type JsonObject, type SnapshotItem } from '../../core/index.js';
import { textCell } from '../shared/cell.js';

/** Columns for people to filter by; they repeat the metadata. */
const FLAT: readonly { readonly name: string; readonly of: (metadata: JsonObject) => Json | undefined }[] = [
  { name: 'source', of: ({ source }) => source },
  { name: 'path', of: ({ path }) => path },
  { name: 'title', of: ({ title }) => title },
  { name: 'language', of: ({ language }) => language },
  { name: 'version', of: ({ version }) => version },
  { name: 'access', of: ({ access }) => access },
  { name: 'date', of: ({ dates }) => (typeof dates === 'object' && dates !== null && 'value' in dates ? dates['value'] : null) },
];

/** Columns that hold text, in their order. */
export const TEXTS = ['id', 'text', 'metadata', 'exact', ...FLAT.map(({ name }) => name)] as const;
const REQUIRED: ReadonlySet<string> = new Set(['id', 'text', 'metadata']);

export const flatCells = (metadata: JsonObject): (string | null)[] => FLAT.map(({ of }) => textCell(of(metadata)));

/** As far as 32 bits hold it. */
export const pageCell = ({ page }: JsonObject): number | null => (typeof page === 'number' && page === (page | 0) ? page : null);

/** A text that no UTF-8 can hold stands beside itself as a JSON string. */
export const exactOf = (text: string): string | null => (text.isWellFormed() ? null : JSON.stringify(text));

/** @param dimensions `null` = no vectors */
export function schemaOf(arrow: typeof Arrow, dimensions: number | null): Arrow.Schema {
  return new arrow.Schema([
    ...TEXTS.map((name) => new arrow.Field(name, new arrow.Utf8(), !REQUIRED.has(name))),
    new arrow.Field('page', new arrow.Int32(), true),
    ...(dimensions === null ? [] : [new arrow.Field('vector', new arrow.FixedSizeList(dimensions, new arrow.Field('item', new arrow.Float32(), true)), true)]),
  ]);
}

/** How long the vectors of a table are; `null` = it has none, `undefined` = its columns are not those above. */
export function dimensionsOf(arrow: typeof Arrow, schema: Arrow.Schema): number | null | undefined {
  const last = schema.fields.at(-1)?.type as Partial<Arrow.FixedSizeList> | undefined;
  const dimensions = typeof last?.listSize === 'number' ? last.listSize : null;
  const said = (of: Arrow.Schema): string => JSON.stringify(of.fields.map(({ name, type, nullable }) => [name, String(type), nullable]));
  return said(schema) === said(schemaOf(arrow, dimensions)) ? dimensions : undefined;
}

/** Items as rows of a table with that schema. */
export function tableOf(arrow: typeof Arrow, schema: Arrow.Schema, items: readonly SnapshotItem[]): Arrow.Table {
  const length = items.length;
  const cells = items.map((item) => [item.id, item.text.toWellFormed(), metadataJson(item), exactOf(item.text), ...flatCells(item.metadata)]);
  const children: Arrow.Data[] = TEXTS.map((_, at) => textData(arrow, cells.map((row) => row[at] ?? null)));
  const pages = items.map(({ metadata }) => pageCell(metadata));
  children.push(arrow.makeData({ type: new arrow.Int32(), length, ...nulls(pages), data: Int32Array.from(pages, (page) => page ?? 0) }));
  const vector = schema.fields[children.length]?.type as Arrow.FixedSizeList | undefined;
  if (vector !== undefined) children.push(vectorData(arrow, vector, items));
  return new arrow.Table([new arrow.RecordBatch(schema, arrow.makeData({ type: new arrow.Struct(schema.fields), length, nullCount: 0, children }))]);
}

function textData(arrow: typeof Arrow, cells: readonly (string | null)[]): Arrow.Data {
  const valueOffsets = new Int32Array(cells.length + 1);
  for (const [at, cell] of cells.entries()) valueOffsets[at + 1] = (valueOffsets[at] ?? 0) + (cell === null ? 0 : Buffer.byteLength(cell));
  const data = Buffer.allocUnsafe(valueOffsets.at(-1) ?? 0);
  for (const [at, cell] of cells.entries()) if (cell !== null) data.write(cell, valueOffsets[at] ?? 0);
  return arrow.makeData({ type: new arrow.Utf8(), length: cells.length, ...nulls(cells), valueOffsets, data });
}

function vectorData(arrow: typeof Arrow, type: Arrow.FixedSizeList, items: readonly SnapshotItem[]): Arrow.Data {
  const numbers = new Float32Array(items.length * type.listSize);
  for (const [at, { vector }] of items.entries()) if (vector !== undefined) numbers.set(vector, at * type.listSize);
  const child = arrow.makeData({ type: new arrow.Float32(), length: numbers.length, nullCount: 0, data: numbers });
  return arrow.makeData({ type, length: items.length, ...nulls(items.map(({ vector }) => vector ?? null)), child });
}

/** Which cells are there: a bit each, the lowest first. */
function nulls(cells: readonly unknown[]): { readonly nullCount: number; readonly nullBitmap: Uint8Array } {
  const nullBitmap = new Uint8Array(Math.ceil(cells.length / 8));
  let nullCount = 0;
  for (const [at, cell] of cells.entries()) {
    if (cell === null) nullCount += 1;
    else nullBitmap[at >> 3] = (nullBitmap[at >> 3] ?? 0) | (1 << (at & 7));
  }
  return { nullCount, nullBitmap };
}
