export { canaryFindings } from './canaries.js';
export { guardFindings, type GuardFinding, type GuardInput } from './evaluate.js';
export { guardsSchema, type Canary, type GuardSettings } from './settings.js';

/** Rules of the findings of guards. Each has its page under docs/rules/guard. */
export const GUARD_RULES = [
  'guard/failures', 'guard/empty', 'guard/documents', 'guard/chunks', 'guard/text-length', 'guard/accepted', 'guard/score', 'guard/replaced', 'guard/parser-changed', 'guard/source-vanished', 'guard/canary',
] as const;
