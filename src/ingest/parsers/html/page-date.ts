import type { DateEvidence } from '../../../core/index.js';

/** A date of a page before its dates are weighed against each other. */
export interface PageDate {
  readonly evidence: DateEvidence;
  /** A time in UTC, whose day may be another one where the page was written. */
  readonly isUtc: boolean;
  /** From a field that does not say which date it holds. */
  readonly isPlain: boolean;
}

/** From here on a date takes the word from those that say less; these then count for less than any firm one. */
export const TELLING = 0.5;
export const OUTDONE = 0.45;
/** Believed where nothing else tells. */
export const HINT = 0.4;
/** The least that is believed. */
export const GUESS = 0.35;
