import type { CauseKind, QueueQuery } from '../../engine/review/types.js';
import { createStore } from './store.js';

export type Screen = 'queue' | 'item' | 'overview' | 'log' | 'policy';
export interface Route { readonly screen: Screen; readonly id: string | null; readonly filter: QueueQuery }

const TEXTS = ['text', 'source', 'rule', 'owner', 'dimension', 'since', 'before'] as const;
const KINDS: readonly string[] = ['contradiction', 'cluster', 'family', 'document', 'lapsed', 'rule', 'audit'] satisfies readonly CauseKind[];
const ATTENTIONS: readonly string[] = ['snoozed', 'acknowledged', 'all'] satisfies readonly QueueQuery['attention'][];
const ORDERS: readonly string[] = ['damage', 'newest', 'oldest', 'path'];

/** A view of the queue as its address tells it. What an address has that is no filter, or no value of one, is left out. */
export function readRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/u, '').split('?', 2);
  const [screen = '', ...rest] = path.split('/');
  const id = rest.join('/');
  if (screen === 'overview' || screen === 'log' || screen === 'policy') return { screen, id: null, filter: {} };
  if (screen === 'item' && id !== '') return { screen, id: decoded(id), filter: readFilter(search) };
  return { screen: 'queue', id: null, filter: readFilter(search) };
}

function decoded(text: string): string {
  try { return decodeURIComponent(text); } catch { return text; }
}

function readFilter(search: string): QueueQuery {
  const given = new URLSearchParams(search);
  const filter: Record<string, string | number> = {};
  for (const name of TEXTS) {
    const value = given.get(name);
    if (value !== null && value !== '') filter[name] = value.slice(0, 500);
  }
  const kind = given.get('kind');
  if (kind !== null && KINDS.includes(kind)) filter['kind'] = kind;
  if (given.get('status') === 'rejected') filter['status'] = 'rejected';
  const attention = given.get('attention');
  if (attention !== null && ATTENTIONS.includes(attention)) filter['attention'] = attention;
  // Empty is a value of it: what is nobody's.
  const assignee = given.get('assignee');
  if (assignee !== null) filter['assignee'] = assignee.slice(0, 200);
  const order = given.get('order');
  if (order !== null && order !== 'damage' && ORDERS.includes(order)) filter['order'] = order;
  const below = Number(given.get('below') ?? Number.NaN);
  if (filter['dimension'] !== undefined) filter['below'] = Number.isFinite(below) && below > 0 && below <= 1 ? below : 0.5;
  return filter;
}

export function queueHash(filter: QueueQuery): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value !== undefined && (value !== '' || name === 'assignee')) given.set(name, String(value));
  const search = given.toString();
  return `#/queue${search === '' ? '' : `?${search}`}`;
}

export const itemHash = (id: string): string => `#/item/${encodeURIComponent(id)}`;

export const route = createStore<Route>(readRoute(''));

export function followAddress(): void {
  const follow = (): void => { route.set(readRoute(location.hash)); };
  window.addEventListener('hashchange', follow);
  follow();
}

export function go(hash: string): void {
  location.hash = hash;
}

/** Takes what is typed into the address without a step of the history for every letter. */
export function goFiltered(filter: QueueQuery): void {
  history.replaceState(null, '', queueHash(filter));
  route.set(readRoute(location.hash));
}
