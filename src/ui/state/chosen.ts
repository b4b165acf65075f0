import type { Choice, QueueGroup, QueueItem } from '../../engine/review/types.js';
import { api } from '../api/client.js';
import { loadMore, queue } from './queue.js';
import { createStore } from './store.js';

/** What several items are decided on at once: whole groups, and single items of other groups. */
interface Chosen {
  readonly groups: ReadonlyMap<string, number>;
  readonly items: ReadonlyMap<string, { readonly key: string; readonly item: QueueItem }>;
  /** Where a range begins. */
  readonly anchor: string | null;
}

const NONE: Chosen = { groups: new Map(), items: new Map(), anchor: null };
export const chosen = createStore<Chosen>(NONE);

export function clearChosen(): void {
  chosen.set(NONE);
}

export function toggleGroup(group: QueueGroup): void {
  chosen.set(({ groups, items }) => {
    const next = new Map(groups);
    if (!next.delete(group.key)) next.set(group.key, group.count);
    return { groups: next, items: new Map([...items].filter(([, { key }]) => key !== group.key)), anchor: group.key };
  });
}

/** From the last one that was chosen to this one, both included. */
export function chooseRange(to: QueueGroup): void {
  const { rows } = queue.get();
  const end = rows.findIndex(({ key }) => key === to.key);
  const anchor = rows.findIndex(({ key }) => key === chosen.get().anchor);
  const begin = anchor === -1 ? end : anchor;
  chosen.set(({ groups }) => ({
    groups: new Map([...groups, ...rows.slice(Math.min(begin, end), Math.max(begin, end) + 1).map(({ key, count }) => [key, count] as const)]), anchor: to.key,
  }));
}

/** Rows that are not loaded yet are loaded first: what is selected can be counted. */
export async function chooseAll(): Promise<void> {
  await loadMore(Number.MAX_SAFE_INTEGER);
  const { rows, next } = queue.get();
  if (next === null) chosen.set({ groups: new Map(rows.map(({ key, count }) => [key, count])), items: new Map() });
}

export function toggleItem(key: string, item: QueueItem): void {
  chosen.set(({ groups, items }) => {
    const next = new Map(items);
    if (!next.delete(item.id)) next.set(item.id, { key, item });
    const others = new Map(groups);
    others.delete(key);
    return { groups: others, items: next };
  });
}

export const chosenCount = ({ groups, items }: Chosen): number => [...groups.values()].reduce((sum, count) => sum + count, 0) + items.size;

export interface Target { readonly choice: Choice; readonly key: string }

/** Every item of what is chosen, with its evidence as it is now; groups are asked for page by page. */
export async function targetsOf({ groups, items }: Pick<Chosen, 'groups' | 'items'>, progress: (loaded: number) => void, signal: AbortSignal): Promise<Target[]> {
  const found: Target[] = [...items.values()].map(({ key, item: { id, evidence } }) => ({ key, choice: { id, evidence } }));
  const { filter, rows } = queue.get();
  const byKey = new Map(rows.map((group) => [group.key, group]));
  for (const key of groups.keys()) {
    const group = byKey.get(key);
    if (group?.count === 1) { found.push({ key, choice: { id: group.lead.id, evidence: group.lead.evidence } }); continue; }
    for (let after: string | null | undefined; after !== null;) {
      const page = await api.group(key, filter, { limit: 1000, after }, signal);
      found.push(...page.items.map(({ id, evidence }) => ({ key, choice: { id, evidence } })));
      after = page.next;
      progress(found.length);
    }
  }
  return found;
}
