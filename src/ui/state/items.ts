import type { ReviewItem } from '../../engine/review/types.js';
import { api } from '../api/client.js';
import { createStore } from './store.js';

/** Whatever shows an item asks again when this changes. */
export const forgotten = createStore<{ readonly times: number }>({ times: 0 });

const KEPT = 40;
const asked = new Map<string, Promise<ReviewItem>>();

/** An item with its whole story; asked for once until something is decided that may have changed it. */
export function reviewItem(id: string): Promise<ReviewItem> {
  const known = asked.get(id);
  if (known !== undefined) return known;
  const answer = api.item(id);
  asked.set(id, answer);
  answer.catch(() => { asked.delete(id); });
  const [oldest] = asked.keys();
  if (asked.size > KEPT && oldest !== undefined) asked.delete(oldest);
  return answer;
}

/** So that the next group is there before it is asked for. */
export function prefetch(ids: readonly string[]): void {
  for (const id of ids) reviewItem(id).catch(() => undefined);
}

/** When each item was last known to have changed, in `forgotten.times`; `allAt` is that of every item. */
const changedAt = new Map<string, number>();
let allAt = 0;
const MAX_CHANGED = 5000;

/** Without ids: all of them. `changed`: those that nothing must be decided on before they have been asked for again; the others may only have another story. */
export function forgetItems(ids?: readonly string[], changed: readonly string[] | 'all' = ids ?? 'all'): void {
  const times = forgotten.get().times + 1;
  if (ids === undefined) asked.clear();
  else for (const id of ids) asked.delete(id);
  if (changed === 'all' || changedAt.size + changed.length > MAX_CHANGED) { allAt = times; changedAt.clear(); } else for (const id of changed) changedAt.set(id, times);
  forgotten.set({ times });
}

/** Whether what was asked for at `times` may be no longer so. */
export const isOutdated = (id: string, times: number): boolean => Math.max(allAt, changedAt.get(id) ?? 0) > times;
