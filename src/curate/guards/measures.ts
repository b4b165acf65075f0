import type { SourceReading } from '../../core/index.js';

/** A figure of a source that is compared from run to run. */
export interface Measure {
  readonly name: 'documents' | 'chunks' | 'textLength' | 'accepted' | 'score';
  readonly rule: `guard/${string}`;
  /** What is said of it, before "of `source`". */
  readonly words: string;
  /** A change is relative to what it was, or in points of a share. */
  readonly unit: 'relative' | 'points';
  /** `null` = there is none to measure it on. */
  value(reading: SourceReading): number | null;
  /** On how many it rests. */
  count(reading: SourceReading): number;
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

export const MEASURES: readonly Measure[] = [
  { name: 'documents', rule: 'guard/documents', words: 'documents', unit: 'relative', value: ({ documents }) => documents, count: ({ documents }) => documents },
  { name: 'chunks', rule: 'guard/chunks', words: 'chunks', unit: 'relative', value: ({ chunks }) => chunks, count: ({ chunks }) => chunks },
  { name: 'textLength', rule: 'guard/text-length', words: 'characters a document', unit: 'relative', value: ({ characters, documents }) => share(characters, documents), count: ({ documents }) => documents },
  { name: 'accepted', rule: 'guard/accepted', words: 'share of accepted chunks', unit: 'points', value: ({ accepted, chunks }) => share(accepted, chunks), count: ({ chunks }) => chunks },
];

/** The mean score of one dimension. */
export function scoreMeasure(dimension: string): Measure {
  return {
    name: 'score', rule: 'guard/score', words: `mean score of ${dimension}`, unit: 'points',
    value: ({ scores }) => share((scores[dimension]?.sum ?? 0) / 1e6, scores[dimension]?.chunks ?? 0), count: ({ scores }) => scores[dimension]?.chunks ?? 0,
  };
}

/** How a figure changed: relative to what it was, or in points. `null` = it was or is not there. */
export function changeOf(unit: Measure['unit'], from: number | null, to: number | null): number | null {
  if (from === null || to === null) return null;
  if (unit === 'points') return to - from;
  return from === 0 ? null : to / from - 1;
}
