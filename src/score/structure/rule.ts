import type { RuleId, Severity, Span } from '../../core/index.js';
import type { View } from './view.js';

/** A fault seen in a chunk. */
export interface Fault {
  /** What the score is multiplied by: below 0.15 the chunk is worthless, below 0.5 the problem is serious. */
  readonly factor: number;
  readonly severity: Severity;
  readonly message: string;
  readonly seen: string;
  readonly expected: string;
  readonly span: Span | null;
}

/** One measurement of a chunk's text: its number, always, and the fault, if there is one. */
export interface Reading {
  readonly signals?: Readonly<Record<string, number>>;
  readonly fault: Fault | null;
}

export interface StructureLimits {
  readonly minWords: number;
  readonly maxTokens: number;
}

export interface StructureRule {
  readonly id: RuleId;
  check(view: View, limits: StructureLimits): Reading;
}

export const SOUND: Reading = Object.freeze({ fault: null });

/** A fault of what the whole chunk is: no one place to point at. */
export function faultOf(factor: number, message: string, seen: string, expected: string, span: Span | null = null): Fault {
  return { factor, severity: factor > 0.5 ? 'info' : 'warning', message, seen, expected, span };
}
