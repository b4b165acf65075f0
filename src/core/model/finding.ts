import type { Span } from './span.js';

export type Severity = 'info' | 'warning' | 'error';
/** `dimension/name`, for example `freshness/stale`. A retired id is never used again. */
export type RuleId = `${string}/${string}`;
export type Dimension = 'structure' | 'freshness' | 'duplication' | 'contradiction' | (string & {});

/** The other side of a finding about two things. */
export interface Related {
  readonly documentId?: string;
  readonly chunkId?: string;
  readonly path?: string;
  readonly quote?: string;
}

/** What a block reports. The span refers to the document's text. */
export interface FindingDraft {
  readonly rule: RuleId;
  readonly severity: Severity;
  /** Names the fault, not the check, and must not change as time passes: it is kept with the decision. */
  readonly message: string;
  readonly seen?: string | null;
  readonly expected?: string | null;
  readonly span?: Span | null;
  readonly related?: Related | null;
}

/** One measurement. Never a verdict. */
export interface Signal {
  readonly name: string;
  readonly value: number | string | boolean | null;
  readonly unit?: string;
  /** 0..1 */
  readonly confidence?: number;
}

/** Score of one dimension: 0..1, 1 = good; `null` = not checked, which is not passed. */
export type Score = number | null;
