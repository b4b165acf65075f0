import { sha256 } from '../../core/index.js';
import type { Condition, Subject } from './conditions.js';

/** What a channel was told of a kind and still holds. */
interface Known {
  readonly subjects: readonly string[];
  /** ISO 8601. */
  readonly at: string;
}

export interface News {
  readonly reminder: boolean;
  /** What was not told before; none in a reminder. */
  readonly fresh: readonly Subject[];
}

/** What is kept of a subject: enough to know it again. */
export const fingerprintOf = ({ key }: Subject): string => sha256(key).slice(0, 16);

/** What there is to tell of a condition: what was not told before, or all of it when the last time is long ago; `null` = nothing. */
export function newsOf({ subjects }: Pick<Condition, 'subjects'>, known: Known | null, { now, remindAfterMs }: { readonly now: number; readonly remindAfterMs: number }): News | null {
  if (subjects.length === 0) return null;
  const before = new Set(known?.subjects);
  const fresh = subjects.filter((subject) => !before.has(fingerprintOf(subject)));
  if (fresh.length > 0 || known === null) return { reminder: false, fresh };
  return now - Date.parse(known.at) >= remindAfterMs ? { reminder: true, fresh: [] } : null;
}
