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

/** Without ids: all of them. */
export function forgetItems(ids?: readonly string[]): void {
  if (ids === undefined) asked.clear();
  else for (const id of ids) asked.delete(id);
  forgotten.set(({ times }) => ({ times: times + 1 }));
}
