import type { StatusChange, QueueGroup, QueueItem, QueuePage, QueueQuery } from '../../engine/review/types.js';
import { api, isAbort, shownError, type ApiError } from '../api/client.js';
import { createStore } from './store.js';

export interface Members { readonly key: string; readonly items: readonly QueueItem[]; readonly next: string | null; readonly phase: 'loading' | 'ready' | 'failed' }

export interface QueueState {
  readonly filter: QueueQuery;
  readonly phase: 'loading' | 'ready' | 'failed';
  readonly error: ApiError | null;
  readonly rows: readonly QueueGroup[];
  readonly next: string | null;
  readonly more: 'idle' | 'loading' | 'failed';
  readonly items: number;
  readonly groups: number;
  readonly facets: QueuePage['facets'];
  /** Out of the queue for now, whatever is filtered by. */
  readonly snoozed: number;
  readonly acknowledged: number;
  readonly current: string | null;
  readonly members: Members | null;
  /** Which of the members is shown. */
  readonly at: number;
}

const NO_FACETS: QueuePage['facets'] = { sources: [], rules: [], kinds: [], owners: [], assignees: [] };
const PAGE = 100;
const MEMBERS = 100;

export const queue = createStore<QueueState>({
  filter: {}, phase: 'loading', error: null, rows: [], next: null, more: 'idle', items: 0, groups: 0, facets: NO_FACETS, snoozed: 0, acknowledged: 0, current: null, members: null, at: 0,
});

let loading: AbortController | null = null;
let loadingMembers: AbortController | null = null;
/** Keys of groups whose rows are older than what has happened to them. */
const outdated = new Set<string>();

/** Loads the first page. `keep`: goes back to that group where it is still there. */
export async function loadQueue(filter: QueueQuery, keep: string | null = null): Promise<void> {
  loading?.abort();
  loading = new AbortController();
  const { signal } = loading;
  queue.set({ filter, phase: 'loading', error: null });
  try {
    const page = await api.queue(filter, { limit: PAGE }, signal);
    outdated.clear();
    left.clear();
    queue.set({ phase: 'ready', rows: page.page, next: page.next, more: 'idle', items: page.items, groups: page.groups, facets: page.facets, snoozed: page.snoozed, acknowledged: page.acknowledged, current: null, members: null, at: 0 });
    seenGeneration(page.generation);
    select(page.page.some(({ key }) => key === keep) ? keep : page.page[0]?.key ?? null);
  } catch (error) {
    if (!isAbort(error)) queue.set({ phase: 'failed', error: shownError(error) });
  }
}

/** Loads on until row `until` is there: pages are keyset pages, so those before it come too. */
export async function loadMore(until: number): Promise<void> {
  const { next, more, filter, phase } = queue.get();
  if (next === null || more === 'loading' || phase !== 'ready') return;
  queue.set({ more: 'loading' });
  try {
    for (let after: string | null = next; after !== null && queue.get().rows.length <= until;) {
      const page: QueuePage = await api.queue(filter, { after, limit: until - queue.get().rows.length > PAGE ? 200 : PAGE }, loading?.signal);
      if (queue.get().filter !== filter) return;
      const known = new Set(queue.get().rows.map(({ key }) => key));
      queue.set(({ rows }) => ({ rows: [...rows, ...page.page.filter(({ key }) => !known.has(key) && !left.has(key))], next: page.next }));
      after = page.next;
    }
    queue.set({ more: 'idle' });
  } catch (error) {
    if (!isAbort(error)) queue.set({ more: 'failed' });
  }
}

export const currentGroup = ({ rows, current }: QueueState): QueueGroup | null => rows.find(({ key }) => key === current) ?? null;

export function currentItem(state: QueueState): QueueItem | null {
  const group = currentGroup(state);
  return group === null ? null : (state.members?.key === group.key ? state.members.items[state.at] : undefined) ?? group.lead;
}

export function select(key: string | null): void {
  loadingMembers?.abort();
  const group = queue.get().rows.find((row) => row.key === key);
  if (group === undefined) { queue.set({ current: null, members: null, at: 0 }); return; }
  const whole = group.count === 1 && !outdated.has(group.key);
  queue.set({ current: group.key, at: 0, members: { key: group.key, items: [group.lead], next: null, phase: whole ? 'ready' : 'loading' } });
  if (!whole) void loadMembers(group.key);
}

async function loadMembers(key: string, after: string | null = null): Promise<void> {
  loadingMembers = new AbortController();
  const { filter } = queue.get();
  try {
    const page = await api.group(key, filter, { limit: MEMBERS, ...(after === null ? {} : { after }) }, loadingMembers.signal);
    outdated.delete(key);
    queue.set(({ rows, members, current }) => {
      const before = after === null || members === null ? [page.group.lead] : members.items;
      const known = new Set(before.map(({ id }) => id));
      return {
        rows: rows.map((row) => (row.key === key ? page.group : row)),
        ...(current === key ? { members: { key, items: [...before, ...page.items.filter(({ id }) => !known.has(id))], next: page.next, phase: 'ready' as const } } : {}),
      };
    });
  } catch (error) {
    if (isAbort(error)) return;
    if (shownError(error).code === 'id-unknown') { removeRow(key); return; }
    queue.set(({ members }) => ({ members: members === null ? null : { ...members, phase: 'failed' } }));
  }
}

export function step(by: number): void {
  const { rows, current } = queue.get();
  const at = rows.findIndex(({ key }) => key === current);
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
  if (next !== undefined && next.key !== current) select(next.key);
  if (at + by >= rows.length - 20) void loadMore(at + by + 20);
}

export function stepItem(by: number): void {
  const { members, at } = queue.get();
  if (members === null) return;
  const next = Math.max(0, Math.min(members.items.length - 1, at + by));
  queue.set({ at: next });
  if (next >= members.items.length - 5 && members.next !== null && members.phase === 'ready') {
    queue.set({ members: { ...members, phase: 'loading' } });
    void loadMembers(members.key, members.next);
  }
}

/** A group as it was before an act, and where it stood. */
export interface Before { readonly group: QueueGroup; readonly index: number }

/** Groups that were decided on as a whole: pages loaded later do not bring them back. */
const left = new Set<string>();

/** Takes what is decided out of the list at once, and moves on. `all`: every item of the group. */
export function leave(touched: readonly { readonly key: string; readonly ids: ReadonlySet<string> | 'all' }[]): Before[] {
  const { rows, current, members } = queue.get();
  const by = new Map(touched.map(({ key, ids }) => [key, ids]));
  const before: Before[] = [];
  let gone = 0;
  let goneGroups = 0;
  const kept = rows.flatMap((group, index): QueueGroup[] => {
    const ids = by.get(group.key);
    if (ids === undefined) return [group];
    before.push({ group, index });
    const count = ids === 'all' ? 0 : group.count - ids.size;
    gone += group.count - count;
    if (count <= 0) { goneGroups += 1; left.add(group.key); return []; }
    const remaining = members?.key === group.key && ids !== 'all' ? members.items.filter(({ id }) => !ids.has(id)) : [];
    outdated.add(group.key);
    return [{ ...group, count, lead: remaining[0] ?? group.lead }];
  });
  const index = rows.findIndex(({ key }) => key === current);
  queue.set(({ items, groups }) => ({ rows: kept, items: Math.max(0, items - gone), groups: Math.max(0, groups - goneGroups) }));
  moveOn(index, by);
  return before;
}

function moveOn(index: number, by: ReadonlyMap<string, ReadonlySet<string> | 'all'>): void {
  const { rows, current, members, at } = queue.get();
  if (!rows.some(({ key }) => key === current)) {
    const next = rows[Math.min(index, rows.length - 1)];
    select(next?.key ?? null);
    if (index >= rows.length - 20) void loadMore(index + 20);
    return;
  }
  const ids = current === null ? undefined : by.get(current);
  if (members === null || ids === undefined || ids === 'all') return;
  const items = members.items.filter(({ id }) => !ids.has(id));
  if (items.length === 0) { select(current); return; }
  queue.set({ members: { ...members, items }, at: Math.min(at, items.length - 1) });
}

/** Puts groups back where they were. Their evidence may have changed: it is asked for again before they are shown. */
export function bringBack(before: readonly Before[], show: boolean): void {
  queue.set(({ rows, items, groups }) => {
    const next = [...rows];
    let back = 0;
    let backGroups = 0;
    for (const { group, index } of before) {
      const at = next.findIndex(({ key }) => key === group.key);
      outdated.add(group.key);
      left.delete(group.key);
      if (at === -1) { next.splice(Math.min(index, next.length), 0, group); backGroups += 1; back += group.count; } else { back += group.count - (next[at]?.count ?? 0); next[at] = group; }
    }
    return { rows: next, items: items + back, groups: groups + backGroups };
  });
  const first = before[0]?.group.key;
  if (first !== undefined && (show || queue.get().current === null)) select(first);
}

/** What an act did to other chunks: groups of one that no longer wait leave with it, the others are asked for again when they are come to. */
export function follow(changes: readonly StatusChange[]): Before[] {
  const { filter, rows, current } = queue.get();
  const status = filter.status ?? 'quarantined';
  const by = new Map(changes.map(({ id, to }) => [id, to]));
  const affected = rows.filter(({ lead }) => by.has(lead.id));
  for (const { key } of affected) outdated.add(key);
  const gone = affected.filter(({ count, lead, key }) => count === 1 && key !== current && by.get(lead.id) !== status);
  return gone.length === 0 ? [] : leave(gone.map(({ key }) => ({ key, ids: 'all' })));
}

/** More than these are asked for in one page. */
const APART = 12;

/** Shows again as they are now groups that an act has changed and left in the list. */
export async function refresh(keys: readonly string[]): Promise<void> {
  const { filter, current } = queue.get();
  if (keys.length > APART) { await loadQueue(filter, current); return; }
  for (const key of keys) {
    if (key === current) { await loadMembers(key); continue; }
    outdated.add(key);
    const page = await api.group(key, filter, { limit: 1 }).catch(() => null);
    if (page !== null && queue.get().filter === filter) queue.set(({ rows }) => ({ rows: rows.map((row) => (row.key === key ? page.group : row)) }));
  }
}

function removeRow(key: string): void {
  const { rows, current } = queue.get();
  const index = rows.findIndex((row) => row.key === key);
  if (index === -1) return;
  queue.set(({ groups }) => ({ rows: rows.filter((row) => row.key !== key), groups: Math.max(0, groups - 1) }));
  if (current === key) select(queue.get().rows[Math.min(index, rows.length - 2)]?.key ?? null);
}

/** Totals and facets as the server counts them, without touching the rows. */
export async function recount(): Promise<number | null> {
  const { filter } = queue.get();
  const page = await api.queue(filter, { limit: 1 }).catch(() => null);
  if (page === null || queue.get().filter !== filter) return null;
  queue.set(({ next, rows }) => ({ items: page.items, groups: next === null ? rows.length : page.groups, facets: page.facets, snoozed: page.snoozed, acknowledged: page.acknowledged }));
  return page.generation;
}

/** The newest generation that this page shows, and one that somebody else has published since. */
export const generations = createStore<{ readonly shown: number; readonly newer: number | null; readonly note: string }>({ shown: 0, newer: null, note: '' });

export function seenGeneration(number: number): void {
  generations.set({ shown: number, newer: null, note: '' });
}

/** An act of one's own publishes one generation. Where there are more, somebody else has published as well. */
export function ownGeneration(number: number): void {
  const { shown } = generations.get();
  generations.set({ shown: Math.max(shown, number), ...(number > shown + 1 && shown > 0 ? { newer: number, note: 'Others have published as well: what is listed may have changed.' } : {}) });
}
