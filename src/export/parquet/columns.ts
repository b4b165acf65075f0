import type { SchemaElement } from 'hyparquet';
import { canonicalJson, type Json, type JsonObject, type SnapshotItem } from '../../core/index.js';
import { textCell } from '../shared/cell.js';

/** A cell as it is written and read. */
export type Cell = string | number | null;
type Kind = 'text' | 'whole';

interface Column {
  readonly name: string;
  readonly kind: Kind;
  readonly required?: true;
  readonly of: (item: SnapshotItem) => Cell;
}

const text = (name: string, of: (metadata: JsonObject) => Json | undefined): Column => ({ name, kind: 'text', of: ({ metadata }) => textCell(of(metadata)) });
const whole = (name: string, of: (metadata: JsonObject) => Json | undefined): Column => ({ name, kind: 'whole', of: ({ metadata }) => wholeOf(of(metadata)) });
const inside = (name: string, key: string) => (metadata: JsonObject): Json | undefined => {
  const value = metadata[name];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject)[key] : undefined;
};

/**
 * The columns, in order. An item is `id`, `text` and `metadata`; the others repeat what people filter by. `exact` is the text as a JSON string, for the few texts
 * that no UTF-8 can hold (lone surrogates), else null.
 */
export const COLUMNS: readonly Column[] = [
  { name: 'id', kind: 'text', required: true, of: ({ id }) => id },
  { name: 'text', kind: 'text', required: true, of: (item) => item.text.toWellFormed() },
  { name: 'exact', kind: 'text', of: (item) => (item.text.isWellFormed() ? null : JSON.stringify(item.text)) },
  text('source', ({ source }) => source),
  text('path', ({ path }) => path),
  text('record', ({ record }) => record),
  text('title', ({ title }) => title),
  text('heading_path', ({ headingPath }) => (Array.isArray(headingPath) ? headingPath.join(' › ') : null)),
  whole('page', ({ page }) => page),
  whole('span_start', inside('span', 'start')),
  whole('span_end', inside('span', 'end')),
  whole('tokens', ({ tokens }) => tokens),
  text('language', ({ language }) => language),
  text('version', ({ version }) => version),
  text('date', inside('dates', 'value')),
  text('published', inside('dates', 'published')),
  text('modified', inside('dates', 'modified')),
  text('effective', inside('dates', 'effective')),
  text('expires', inside('dates', 'expires')),
  text('access', ({ access }) => access),
  text('owner', ({ owner }) => owner),
  text('document_id', ({ documentId }) => documentId),
  text('content_hash', ({ contentHash }) => contentHash),
  whole('released_in', ({ releasedIn }) => releasedIn),
  // JSON escapes lone surrogates, so that all metadata is here whatever it holds.
  { name: 'metadata', kind: 'text', required: true, of: ({ metadata }) => canonicalJson(metadata) },
];

export const SCHEMA: SchemaElement[] = [
  { name: 'root', num_children: COLUMNS.length },
  ...COLUMNS.map(({ name, kind, required }): SchemaElement => ({
    name, repetition_type: required === true ? 'REQUIRED' : 'OPTIONAL',
    ...(kind === 'text' ? { type: 'BYTE_ARRAY', converted_type: 'UTF8' } : { type: 'INT64' }),
  })),
];

function wholeOf(value: Json | undefined): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}
