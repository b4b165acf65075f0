export type DatePrecision = 'day' | 'month' | 'year';
/** Published, modified, effective, reviewed and expiry dates are different things. */
export type DateKind = 'published' | 'modified' | 'effective' | 'reviewed' | 'expires';
/** In falling order of trust. */
export const DATE_SOURCES = [
  'front-matter', 'record', 'json-ld', 'meta', 'time-element', 'pdf-info', 'file-properties',
  'visible-text', 'path', 'git', 'file-time',
] as const;
/** `person`: somebody's word, believed before all that is found. */
export type DateSource = (typeof DATE_SOURCES)[number] | 'person';

/** One date found in or about a document. Evidence, not belief: the freshness scorer decides what to believe. */
export interface DateEvidence {
  readonly kind: DateKind;
  /** ISO 8601 and no more precise than known: `2024-05-04`, `2024-05` or `2024`. */
  readonly value: string;
  readonly precision: DatePrecision;
  readonly source: DateSource;
  /** 0..1, 1 = sure. */
  readonly confidence: number;
  /** Where it was seen: a field name, a selector, a quote. */
  readonly where: string | null;
}

/** What the freshness scorer believes of a document's dates. All values ISO 8601, as precise as known. */
export interface ResolvedDates {
  /** The date the document's statements were last known to be true, before any expiry. */
  readonly value: string | null;
  readonly published: string | null;
  readonly modified: string | null;
  readonly effective: string | null;
  readonly reviewed: string | null;
  readonly expires: string | null;
  readonly source: DateSource | null;
  /** 0..1 of `value`. */
  readonly confidence: number | null;
}

export const NO_DATES: ResolvedDates = Object.freeze({
  value: null, published: null, modified: null, effective: null, reviewed: null, expires: null, source: null, confidence: null,
});
