import type { Conflict } from '../../src/engine/review/types.js';

/** Something the API answers with instead of a result. */
export class Refused extends Error {
  constructor(readonly status: number, readonly code: string, message: string, readonly next: string | null = null, readonly conflicts: readonly Conflict[] = []) { super(message); }
}
