import { WinnowError, excerpt } from '../../core/index.js';
import { groupDamage } from '../../curate/index.js';
import { ruleMatcher } from '../views/index.js';
import type { Facet, QueueQuery } from './types.js';
import type { Attention, Waiting, WaitingList } from './waiting.js';

/** Items of one cause that match, the most likely damage first. */
export interface Group {
  readonly key: string;
  readonly items: readonly Waiting[];
  readonly damage: number;
  /** Of its oldest item, ISO 8601. */
  readonly heldSince: string;
}

/** What a query needs that is not in memory; asked for only where it is filtered by. */
export interface Lookups {
  /** Ids of chunks whose text holds the words. */
  textHolds(text: string): Promise<ReadonlySet<string>>;
  scoreOf(item: Waiting, dimension: string): Promise<number | null>;
}

/** The items that a query asks for. */
export async function matching(list: WaitingList, query: QueueQuery, lookups: Lookups, now: number): Promise<Waiting[]> {
  const fires = ruleMatcher(query.rule);
  const { status = 'quarantined', kind, source, owner, since, before, assignee } = query;
  const found = [...list.items.values()].filter((item) => {
    const { chunk, cause } = item;
    if (!waitsAs(chunk.status, status)) return false;
    if (kind !== undefined && cause.kind !== kind) return false;
    if (source !== undefined && chunk.source.name !== source) return false;
    if (owner !== undefined && (chunk.source.owner ?? '') !== owner) return false;
    if (query.rule !== undefined && !chunk.reasons.some(({ rule }) => fires(rule))) return false;
    if (since !== undefined && chunk.heldSince < since) return false;
    if (before !== undefined && chunk.heldSince >= before) return false;
    const attention = list.attentionOn(item, now);
    if (assignee !== undefined && (attention.assignee ?? '') !== assignee) return false;
    return asksFor(query.attention ?? 'open', attention);
  });
  return withScores(await withText(found, query.text, lookups), query, lookups);
}

/** What of the released is asked about waits with what is held back. */
const waitsAs = (status: Waiting['chunk']['status'], wanted: 'quarantined' | 'rejected'): boolean => status === wanted || (wanted === 'quarantined' && status === 'accepted');

function asksFor(wanted: NonNullable<QueueQuery['attention']>, { snoozedUntil, acknowledged }: Attention): boolean {
  switch (wanted) {
    case 'all': return true;
    case 'open': return snoozedUntil === null && !acknowledged;
    case 'snoozed': return snoozedUntil !== null;
    case 'acknowledged': return acknowledged;
  }
}

async function withText(items: Waiting[], text: string | undefined, lookups: Lookups): Promise<Waiting[]> {
  const wanted = text?.trim().toLowerCase() ?? '';
  if (wanted === '') return items;
  const held = await lookups.textHolds(wanted);
  const inNames = ({ path, title, reasons }: Waiting['chunk']): boolean => [path, title ?? '', ...reasons.map(({ message }) => message)].some((name) => name.toLowerCase().includes(wanted));
  return items.filter(({ chunk }) => held.has(chunk.chunkId) || inNames(chunk));
}

async function withScores(items: Waiting[], { dimension, below }: QueueQuery, lookups: Lookups): Promise<Waiting[]> {
  if (dimension === undefined || below === undefined) return items;
  const kept: Waiting[] = [];
  for (const [at, item] of items.entries()) {
    // The first time scores are read one by one: others get their turn meanwhile.
    if (at % 100 === 99) await new Promise(setImmediate);
    const score = await lookups.scoreOf(item, dimension);
    if (score !== null && score < below) kept.push(item);
  }
  return kept;
}

export function groupsOf(items: readonly Waiting[], order: NonNullable<QueueQuery['order']>): Group[] {
  const byKey = new Map<string, Waiting[]>();
  for (const item of items) {
    const group = byKey.get(item.cause.key);
    if (group === undefined) byKey.set(item.cause.key, [item]);
    else group.push(item);
  }
  const groups = [...byKey].map(([key, members]): Group => {
    members.sort((a, b) => b.damage - a.damage || compare(a.chunk.path, b.chunk.path) || compare(a.chunk.chunkId, b.chunk.chunkId));
    const heldSince = members.reduce((oldest, { chunk }) => (chunk.heldSince < oldest ? chunk.heldSince : oldest), members[0]?.chunk.heldSince ?? '');
    return { key, items: members, damage: groupDamage(members[0]?.damage ?? 0, members.length), heldSince };
  });
  return groups.sort((a, b) => inOrder(order, a, b) || compare(a.key, b.key));
}

function inOrder(order: NonNullable<QueueQuery['order']>, a: Group, b: Group): number {
  switch (order) {
    case 'damage': return b.damage - a.damage || compare(leadOf(a), leadOf(b));
    case 'newest': return compare(b.heldSince, a.heldSince);
    case 'oldest': return compare(a.heldSince, b.heldSince);
    case 'path': return compare(leadOf(a), leadOf(b));
  }
}

const leadOf = ({ items }: Group): string => items[0]?.chunk.path ?? '';

export interface Facets {
  readonly sources: readonly Facet[];
  readonly rules: readonly Facet[];
  readonly kinds: readonly Facet[];
  readonly owners: readonly Facet[];
  readonly assignees: readonly Facet[];
}

/** Counts over everything of a status, whatever else is asked for; an item counts for each of its rules. */
export function facetsOf(list: WaitingList, status: 'quarantined' | 'rejected', now: number): { facets: Facets; snoozed: number; acknowledged: number } {
  const [sources, rules, kinds, owners, assignees] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];
  const count = (map: Map<string, number>, name: string): unknown => map.set(name, (map.get(name) ?? 0) + 1);
  let [snoozed, acknowledged] = [0, 0];
  for (const item of list.items.values()) {
    const { chunk, cause } = item;
    if (!waitsAs(chunk.status, status)) continue;
    const attention = list.attentionOn(item, now);
    if (attention.snoozedUntil !== null) snoozed += 1;
    if (attention.acknowledged) acknowledged += 1;
    if (attention.snoozedUntil !== null || attention.acknowledged) continue;
    count(sources, chunk.source.name);
    count(kinds, cause.kind);
    count(owners, chunk.source.owner ?? '');
    count(assignees, attention.assignee ?? '');
    for (const rule of new Set(chunk.reasons.map((reason) => reason.rule))) count(rules, rule);
  }
  return { facets: { sources: listed(sources), rules: listed(rules), kinds: listed(kinds), owners: listed(owners), assignees: listed(assignees) }, snoozed, acknowledged };
}

const listed = (counts: ReadonlyMap<string, number>): Facet[] => [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count || compare(a.name, b.name));

/** A page of a list and the mark of the next; marks name the last entry, so that what was decided meanwhile moves nothing. Where that entry has gone, the page begins at its place in the list. */
export function pageOf<Entry>(entries: readonly Entry[], { after, limit }: { after: string | undefined; limit: number }, keyOf: (entry: Entry) => string): { page: readonly Entry[]; next: string | null } {
  const mark = after === undefined ? null : markOf(after);
  const at = mark === null ? -1 : entries.findIndex((entry) => keyOf(entry) === mark.key);
  const from = mark === null ? 0 : at >= 0 ? at + 1 : Math.min(mark.at, entries.length);
  const page = entries.slice(from, from + limit);
  const last = page.at(-1);
  return { page, next: last === undefined || from + limit >= entries.length ? null : `${from + limit}~${keyOf(last)}` };
}

function markOf(text: string): { at: number; key: string } {
  const [, at = '', key = ''] = /^(\d{1,9})~(.{1,200})$/u.exec(text) ?? [];
  if (key === '') throw new WinnowError('usage', `there is no page after "${excerpt(text)}"`, { next: 'Give `after` the `next` of the page before.' });
  return { at: Number(at), key };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
