import type { DateEvidence, JsonObject } from '../../../core/index.js';
import { dateKindOf, evidenceOf, readDate } from '../../dates.js';

const CONFIDENCE = 0.9;

/**
 * Dates in a record's fields, by the field's name (`updated`, `published_at`, `validUntil` …), in the record itself and in its
 * `metadata` object. Only unambiguous values count: `05/06/2023` could be two days and is none.
 */
export function recordDates(record: JsonObject, dateField?: string): DateEvidence[] {
  const metadata = record['metadata'];
  const inner = metadata !== null && typeof metadata === 'object' && !Array.isArray(metadata) ? Object.entries(metadata) : [];
  const fields = [
    ...Object.entries(record).map(([name, value]) => ({ name, where: name, value })),
    ...inner.map(([name, value]) => ({ name, where: `metadata.${name}`, value })),
  ];
  return fields.flatMap(({ name, where, value }): DateEvidence[] => {
    const kind = where === dateField ? 'modified' : dateKindOf(name);
    const date = kind === null ? null : readDate(value);
    return kind === null || date === null || !date.certain ? [] : [evidenceOf(kind, date, 'record', CONFIDENCE, where)];
  });
}
