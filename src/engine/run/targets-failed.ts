import { WinnowError } from '../../core/index.js';

export interface TargetFailure {
  readonly target: string;
  readonly error: WinnowError;
  /** The generation that it acknowledged last; `null` = none. */
  readonly acknowledged: number | null;
}

/** Targets that could not be brought in step, in the words of the first where it was the only one. */
export class TargetsFailed extends WinnowError {
  readonly failures: readonly TargetFailure[];

  constructor(first: WinnowError, message: string, failures: readonly TargetFailure[]) {
    super(first.code, message, { cause: failures.length === 1 ? (first.cause ?? first) : first, next: first.next });
    this.failures = failures;
  }
}
