export { canaryFindings } from './canaries.js';
export { guardFindings, type GuardFinding, type GuardInput } from './evaluate.js';
export { guardsSchema, type Canary, type GuardSettings } from './settings.js';
