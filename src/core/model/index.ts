export type * from './span.js';
export type * from './document.js';
export type * from './finding.js';
export type * from './edge.js';
export type * from './decision.js';
export type * from './dates.js';
export type * from './provenance.js';
export { DATE_SOURCES, NO_DATES } from './dates.js';
export { ATTENTION_VERDICTS, CHUNK_VERDICTS, EDIT_FIELDS, PAIR_VERDICTS, PERSON_VERDICTS, PIN_VERDICTS, STATUS_VERDICTS, hasEnded, isOnAttention, isOnPair, isOnStatus, isPin, isSameQuestion } from './decision.js';
