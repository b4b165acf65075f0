import type { DateEvidence } from '../../core/index.js';
import type { Period } from '../../core/calendar.js';

/** One piece of evidence with the days it stands for. */
export interface Dated {
  readonly evidence: DateEvidence;
  readonly period: Period;
}
