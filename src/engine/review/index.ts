export { openDesk } from './desk.js';
export { MAX_ITEMS } from './acts.js';
export { DecisionConflict } from '../run/index.js';
export type * from './types.js';
