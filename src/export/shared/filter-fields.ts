import type { Json, JsonObject } from '../../core/index.js';
import { textCell } from './cell.js';

/** What a retriever can filter by, by itself beside the metadata it is a part of. */
interface FilterField {
  readonly name: string;
  readonly kind: 'text' | 'whole' | 'real';
  readonly of: (metadata: JsonObject) => string | number | null;
}

const text = (name: string, of: (metadata: JsonObject) => Json | undefined): FilterField => ({ name, kind: 'text', of: (metadata) => textCell(of(metadata)) });
const whole = (name: string, of: (metadata: JsonObject) => Json | undefined): FilterField => ({ name, kind: 'whole', of: (metadata) => wholeOf(of(metadata)) });
const real = (name: string, of: (metadata: JsonObject) => Json | undefined): FilterField => ({ name, kind: 'real', of: (metadata) => realOf(of(metadata)) });
const inside = (name: string, key: string) => (metadata: JsonObject): Json | undefined => {
  const value = metadata[name];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject)[key] : undefined;
};

/** All there are. Numbers are 64 bits wide, whole ones and scores (0..1, 1 = good); what the metadata has as a list or a number where a field is text is JSON. */
export const FILTER_FIELDS: readonly FilterField[] = [
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
  real('structure_score', inside('scores', 'structure')),
  real('safety_score', inside('scores', 'safety')),
];

function wholeOf(value: Json | undefined): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}

const realOf = (value: Json | undefined): number | null => (typeof value === 'number' ? value : null);

/** The fields of one item; `null` = not known. */
export const filterFields = (metadata: JsonObject): Record<string, string | number | null> => Object.fromEntries(FILTER_FIELDS.map(({ name, of }) => [name, of(metadata)]));
