import { WinnowError } from '../../core/index.js';
import type { Conflict } from './types.js';

/** Refuses a decision or an undo: what it rests on is no longer as it was seen. Nothing was decided. Code: `decision-conflict`. */
export class DecisionConflict extends WinnowError {
  readonly conflicts: readonly Conflict[];

  constructor(conflicts: readonly Conflict[], options: { cause?: unknown } = {}) {
    const [moved, is] = conflicts.length === 1 ? ['1 item', 'is'] : [`${conflicts.length} items`, 'are'];
    super('decision-conflict', `${moved} that you decided on ${is} no longer as you saw ${conflicts.length === 1 ? 'it' : 'them'}; nothing was decided`, options);
    this.conflicts = conflicts;
  }
}
