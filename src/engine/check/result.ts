import type { CorpusCounts, Severity } from '../../core/index.js';
import type { Region } from './lines.js';

/** Something that holds a chunk, or a whole document, back. */
export interface CheckFinding {
  readonly rule: string;
  readonly severity: Severity;
  /** Relative to the working directory. */
  readonly path: string;
  readonly record: string | null;
  readonly region: Region | null;
  readonly message: string;
}

/** A document that was read. */
export interface CheckedDocument {
  /** Relative to the working directory. */
  readonly path: string;
  readonly record: string | null;
}

export interface CheckResult {
  /** Accepted chunks in percent of all, one decimal, rounded down; 0 when there is no chunk at all. */
  readonly health: number;
  readonly documents: CorpusCounts['documents'];
  readonly chunks: CorpusCounts['chunks'];
  /** In the order of the findings. */
  readonly read: readonly CheckedDocument[];
  /** By path, then by place. */
  readonly findings: readonly CheckFinding[];
  readonly failures: readonly { readonly path: string; readonly stage: string; readonly code: string; readonly message: string }[];
}
