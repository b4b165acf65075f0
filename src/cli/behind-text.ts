import type { BehindTarget } from '../engine/run/index.js';

/** A target that no longer holds what is released, and what to do. */
export const behindText = ({ target, generation }: BehindTarget): string =>
  `target ${target} is behind: it holds ${generation === null ? 'nothing yet' : `generation ${generation}`}; run "winnow export" to bring it in step`;
