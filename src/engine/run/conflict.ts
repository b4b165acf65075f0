import { WinnowError } from '../../core/index.js';

/** What a reviewer saw when they decided. A decision on anything else is refused. */
export interface SeenEvidence {
  readonly contentHash: string;
  /** Rules that had fired, sorted. */
  readonly rules: readonly string[];
  /** Number of the newest decision on it; 0 = none. */
  readonly decision: number;
}

/** Why a decision was refused: what is no longer as it was seen. */
export interface Conflict {
  readonly id: string;
  /** `gone`: the chunk has left the corpus; `decision`: somebody decided on it since. */
  readonly changed: readonly ('content' | 'rules' | 'decision' | 'gone')[];
  /** For people. */
  readonly message: string;
  readonly now: SeenEvidence | null;
}

/** Something is not as the reviewer saw it: nothing was decided. */
export class DecisionConflict extends WinnowError {
  readonly conflicts: readonly Conflict[];

  constructor(conflicts: readonly Conflict[]) {
    const [first] = conflicts;
    const more = conflicts.length > 1 ? `, and ${conflicts.length - 1} more ${conflicts.length === 2 ? 'item has' : 'items have'} changed` : '';
    super('decision-conflict', `${first?.message ?? 'what was decided on has changed'}${more}`);
    this.conflicts = conflicts;
  }
}
