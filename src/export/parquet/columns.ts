import type { SchemaElement } from 'hyparquet';
import { canonicalJson, type SnapshotItem } from '../../core/index.js';
import { FILTER_FIELDS } from '../shared/filter-fields.js';

/** A cell as it is written and read. */
export type Cell = string | number | null;
type Kind = 'text' | 'whole' | 'real';

interface Column {
  readonly name: string;
  readonly kind: Kind;
  readonly required?: true;
  readonly of: (item: SnapshotItem) => Cell;
}

/**
 * The columns, in order. An item is `id`, `text` and `metadata`; the others repeat what people filter by. `exact` is the text as a JSON string, for the few texts
 * that no UTF-8 can hold (lone surrogates), else null.
 */
export const COLUMNS: readonly Column[] = [
  { name: 'id', kind: 'text', required: true, of: ({ id }) => id },
  { name: 'text', kind: 'text', required: true, of: (item) => item.text.toWellFormed() },
  { name: 'exact', kind: 'text', of: (item) => (item.text.isWellFormed() ? null : JSON.stringify(item.text)) },
  ...FILTER_FIELDS.map(({ name, kind, of }): Column => ({ name, kind, of: ({ metadata }) => of(metadata) })),
  // JSON escapes lone surrogates, so that all metadata is here whatever it holds.
  { name: 'metadata', kind: 'text', required: true, of: ({ metadata }) => canonicalJson(metadata) },
];

export const SCHEMA: SchemaElement[] = [
  { name: 'root', num_children: COLUMNS.length },
  ...COLUMNS.map(({ name, kind, required }): SchemaElement => ({
    name, repetition_type: required === true ? 'REQUIRED' : 'OPTIONAL',
    ...(kind === 'text' ? { type: 'BYTE_ARRAY', converted_type: 'UTF8' } : { type: kind === 'whole' ? 'INT64' : 'DOUBLE' }),
  })),
];
