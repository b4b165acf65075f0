import { excerpt, isWinnowError, type WinnowError } from '../../core/index.js';
import { DecisionConflict } from '../../engine/review/index.js';
import type { ActResult, QueueGroup, QueueItem, QueueQuery, ReviewDesk } from '../../engine/review/types.js';
import { counted } from '../terminal.js';
import type { Saying } from './acts.js';
import { idsOf, refused, said, step, type Baseline, type Effect, type PastAct, type Session } from './state.js';
import type { Command } from './keys.js';

const GROUPS_A_PAGE = 50;
const ITEMS_A_PAGE = 100;
/** Items of one act. */
const MAX_SELECTED = 1000;
const MAX_CONFLICTS = 5;
/** After these a person can go on; others end the session. */
const TOLD: ReadonlySet<string> = new Set(['decision-conflict', 'usage', 'id-unknown', 'store-busy', 'generation-pinned']);

/** The desk, and at most how many groups are walked through. */
export interface Work {
  readonly desk: ReviewDesk;
  readonly limit: number;
}

/** Does what a command asks for. `null` = it asked to leave. What is refused is told in the session's notice; other errors are thrown. */
export async function perform(work: Work, before: Session, command: Command): Promise<Session | null> {
  const { session, effect } = step(before, command);
  if (effect.do === 'leave') return null;
  try {
    return await carriedOut(work, session, effect);
  } catch (error) {
    if (!isWinnowError(error) || !TOLD.has(error.code)) throw error;
    return afterRefusal(work, effect, session, error);
  }
}

async function carriedOut(work: Work, session: Session, effect: Exclude<Effect, { readonly do: 'leave' }>): Promise<Session> {
  switch (effect.do) {
    case 'nothing': return session;
    case 'go': return opened(work, session, effect.group, effect.item);
    case 'load': return loaded(work, session, effect.query);
    case 'select-group': return groupSelected(work, session);
    case 'preview': return { ...session, pending: { saying: effect.saying, result: await work.desk.decide(effect.saying.act, { actor: session.actor, preview: true }) } };
    case 'decide': return decided(work, session, effect.saying);
    case 'count-baseline': return counting(work, session, effect.reason);
    case 'baseline': return baseline(work, session, effect.baseline);
    case 'undo': return undone(work, session, effect.act);
  }
}

/** The list from its beginning, as it is now. `id`: goes to that item where it is in the list. */
export async function loaded({ desk, limit }: Work, session: Session, query: QueueQuery, id?: string): Promise<Session> {
  const page = await desk.queue(query, { limit: Math.min(GROUPS_A_PAGE, limit) });
  const next: Session = { ...session, query, groups: page.page, more: page.next !== null && page.page.length < limit, waiting: page.items };
  const key = id === undefined ? null : (await desk.item(id)).group;
  const at = key === null ? -1 : next.groups.findIndex((group) => group.key === key);
  return opened({ desk, limit }, next, Math.max(0, at), 0, at < 0 ? undefined : id);
}

/** Groups that were not loaded yet. They are looked for from the beginning: what was settled meanwhile has moved all places. */
async function extended({ desk, limit }: Work, session: Session, settled: ReadonlySet<string>): Promise<Session> {
  const known = new Set([...session.groups.map(({ key }) => key), ...settled]);
  const room = limit - session.groups.length;
  let after: string | undefined;
  for (;;) {
    const page = await desk.queue(session.query, { after, limit: GROUPS_A_PAGE });
    const fresh = page.page.filter(({ key }) => !known.has(key)).slice(0, Math.max(0, room));
    if (fresh.length > 0 || page.next === null || room <= 0) return { ...session, groups: [...session.groups, ...fresh], more: page.next !== null && fresh.length < room };
    after = page.next;
  }
}

/** Opens a group at an item, by index or id. Groups that nothing waits in any more are left out, and the next one is opened. */
async function opened(work: Work, before: Session, at: number, on: number, id?: string): Promise<Session> {
  let session = before;
  // What the queue lists and nothing is found of is not asked for again, or this would never end.
  const [settled, gone] = [new Set<string>(), new Set<string>()];
  for (;;) {
    if (at >= session.groups.length && session.more) session = await extended(work, session, settled);
    const place = Math.min(at, session.groups.length - 1);
    const group = session.groups[place];
    if (group === undefined) return { ...session, at: 0, on: 0, members: [], moreMembers: null, shown: null, aside: false };
    const found = await membersOf(work, session, group, id ?? on);
    const first = found?.members[found.on];
    if (found === null || first === undefined || gone.has(first.id)) {
      settled.add(group.key);
      session = { ...session, groups: session.groups.filter(({ key }) => key !== group.key) };
      continue;
    }
    const approving = await whatApprovingDoes(work, session, first);
    try {
      const review = await work.desk.item(first.id);
      return { ...session, ...found, groups: session.groups.with(place, found.group), at: place, shown: { review, approving }, aside: false };
    } catch (error) {
      // It has left the corpus since the group was read: the group is read again.
      if (!isWinnowError(error) || error.code !== 'id-unknown') throw error;
      gone.add(first.id);
    }
  }
}

interface Members { readonly group: QueueGroup; readonly members: readonly QueueItem[]; readonly moreMembers: string | null; readonly on: number }

/** Items of a group up to the one that is meant, or the last there is; `null` = the group is settled. */
async function membersOf({ desk }: Work, { query }: Session, { key }: QueueGroup, wanted: number | string): Promise<Members | null> {
  try {
    let page = await desk.group(key, query, { limit: ITEMS_A_PAGE });
    const members = [...page.items];
    const place = (): number => (typeof wanted === 'number' ? (wanted < members.length ? wanted : -1) : members.findIndex((item) => item.id === wanted));
    while (place() < 0 && page.next !== null) {
      page = await desk.group(key, query, { after: page.next, limit: ITEMS_A_PAGE });
      members.push(...page.items);
    }
    const at = place();
    return { group: page.group, members, moreMembers: page.next, on: at >= 0 ? at : typeof wanted === 'string' ? 0 : Math.max(0, members.length - 1) };
  } catch (error) {
    if (isWinnowError(error) && error.code === 'id-unknown') return null;
    throw error;
  }
}

async function whatApprovingDoes({ desk }: Work, { actor }: Session, { id, evidence }: Pick<QueueItem, 'id' | 'evidence'>): Promise<ActResult | null> {
  try {
    return await desk.decide({ verdict: 'approve', items: [{ id, evidence }] }, { actor, preview: true });
  } catch (error) {
    // It moved just now, or the corpus is pinned: deciding says so.
    if (isWinnowError(error) && TOLD.has(error.code)) return null;
    throw error;
  }
}

async function groupSelected({ desk }: Work, session: Session): Promise<Session> {
  const group = session.groups[session.at];
  if (group === undefined) return refused(session, 2, 'There is nothing to select.');
  const page = await desk.group(group.key, session.query, { limit: MAX_SELECTED });
  const selected = new Map(session.selected);
  const isWhole = page.items.every(({ id }) => selected.has(id));
  for (const { id, evidence } of page.items) {
    if (isWhole) selected.delete(id);
    else selected.set(id, { id, evidence });
  }
  const rest = page.next === null ? [] : [`The group has more than ${MAX_SELECTED} items: the first of them are selected.`];
  return said({ ...session, selected }, `${counted(selected.size, 'item')} selected.`, ...rest);
}

async function decided(work: Work, before: Session, saying: Saying): Promise<Session> {
  const result = await work.desk.decide(saying.act, { actor: before.actor });
  const ids = new Set(idsOf(saying.act));
  const session: Session = {
    ...before, reason: '', selected: new Map([...before.selected].filter(([id]) => !ids.has(id))), behind: result.behind,
    past: result.act === null || isFinal(saying) ? before.past : [...before.past, { ...result.act, label: labelOf(saying, result), chunks: saying.done.reduce((sum, [, count]) => sum + count, 0), back: saying.act.verdict === 'edit' ? 'set back' : 'undone' }],
    tally: saying.done.reduce((tally, [done, count]) => ({ ...tally, [done]: (tally[done] ?? 0) + count }), before.tally),
  };
  const next = await opened(work, session, session.at, session.on);
  return said(await passedBy(work, before, next, ids), `${labelOf(saying, result)}${followsText(result)} ${decisionsText(result)}${isFinal(saying) ? '.' : '; u takes it back.'}`);
}

/** What took something back is not taken back itself. */
const isFinal = ({ act }: Saying): boolean => act.verdict === 'reopen';

/** What was decided on and still waits, as what is put back does, is behind: the next item is shown. */
async function passedBy(work: Work, before: Session, after: Session, ids: ReadonlySet<string>): Promise<Session> {
  const id = after.shown?.review.item.id;
  const isSame = id !== undefined && ids.has(id) && before.groups[before.at]?.key === after.groups[after.at]?.key;
  if (!isSame) return after;
  if (after.on + 1 < after.members.length || after.moreMembers !== null) return opened(work, after, after.at, after.on + 1);
  return after.at + 1 < after.groups.length || after.more ? opened(work, after, after.at + 1, 0) : after;
}

function labelOf({ act, done, label }: Saying, { decided: changes }: ActResult): string {
  if (label !== undefined) return label;
  const pathOf = (id: string): string => excerpt(changes.find((change) => change.id === id)?.path ?? id, 120);
  if (act.verdict === 'side-right') return `approved ${pathOf(act.right.id)}, rejected ${pathOf(act.wrong.id)}`;
  const [first, ...more] = idsOf(act);
  return `${done.map(([what]) => what).join(' and ')}${first === undefined ? '' : ` ${pathOf(first)}`}${more.length > 0 ? ` and ${more.length} more` : ''}`;
}

const followsText = ({ others }: ActResult): string => (others.length === 0 ? '' : `; ${counted(others.length, 'other')} follow${others.length === 1 ? 's' : ''}`);
const decisionsText = ({ act }: ActResult): string => (act === null ? '' : act.first === act.last ? `(decision ${act.first})` : `(decisions ${act.first} to ${act.last})`);

async function undone(work: Work, before: Session, act: PastAct): Promise<Session> {
  const result = await work.desk.undo(act, { actor: before.actor, ...(before.reason === '' ? {} : { reason: before.reason }) });
  const session: Session = { ...before, reason: '', past: before.past.slice(0, -1), tally: { ...before.tally, [act.back]: (before.tally[act.back] ?? 0) + act.chunks }, behind: result.behind };
  return said(await loaded(work, session, session.query, result.decided[0]?.id), `taken back: ${act.label}${followsText(result)}`);
}

/** How many a baseline is about is said before it is drawn. */
async function counting({ desk }: Work, session: Session, reason: string): Promise<Session> {
  const { items } = await desk.baseline({ actor: session.actor, reason, preview: true });
  return items === 0 ? said(session, 'Nothing waits that is not known already.') : { ...session, pending: { reason, items } };
}

async function baseline(work: Work, before: Session, { reason, items: agreed }: Baseline): Promise<Session> {
  const { desk } = work;
  // What was said yes to is no longer all of it, or more than that: asked again.
  const asked = await counting(work, before, reason);
  if (asked.pending === null || !('items' in asked.pending) || asked.pending.items !== agreed) return asked;
  const { items, act } = await desk.baseline({ actor: before.actor, reason });
  if (act === null) return said(before, 'Nothing waits that is not known already.');
  const label = `known from now on: ${counted(items, 'item')}`;
  const session: Session = {
    ...before, reason: '', selected: new Map(), past: [...before.past, { ...act, label, chunks: items, back: 'undone' }], tally: { ...before.tally, known: (before.tally.known ?? 0) + items },
  };
  return said(await loaded(work, session, session.query), `${label} (decisions ${act.first} to ${act.last}); u takes it back.`);
}

/** Says why something was refused, and shows what it was about as it is now. */
async function afterRefusal(work: Work, effect: Effect, before: Session, error: WinnowError): Promise<Session> {
  const conflicts = error instanceof DecisionConflict ? error.conflicts : [];
  const gone = new Set(conflicts.map(({ id }) => id));
  const session: Session = {
    ...before, selected: new Map([...before.selected].filter(([id]) => !gone.has(id))),
    // What somebody has decided on since, or taken back, stays so: the act before it can still be undone.
    past: effect.do === 'undo' && error.code === 'decision-conflict' ? before.past.slice(0, -1) : before.past,
  };
  const lines = conflicts.length === 0 ? [`${error.message}. ${error.next}`] : [
    `Nothing was ${effect.do === 'undo' ? 'taken back' : 'decided'}: it is not as it was.`, ...conflicts.slice(0, MAX_CONFLICTS).map(({ message }) => message),
    ...(conflicts.length > MAX_CONFLICTS ? [`and ${conflicts.length - MAX_CONFLICTS} more`] : []),
  ];
  const now = error.code === 'decision-conflict' || error.code === 'id-unknown' ? await shownAgain(work, session) : session;
  return refused(now, error.exitCode, ...lines.map((line) => excerpt(line, 400)));
}

/** The item as it is now, also where it is not in the list any more. */
async function shownAgain(work: Work, before: Session): Promise<Session> {
  const id = before.shown?.review.item.id;
  const session = await opened(work, before, before.at, before.on, id);
  if (id === undefined || session.shown?.review.item.id === id) return session;
  try {
    const review = await work.desk.item(id);
    return { ...session, shown: { review, approving: await whatApprovingDoes(work, session, review.item) }, aside: true };
  } catch (error) {
    if (isWinnowError(error) && error.code === 'id-unknown') return session;
    throw error;
  }
}
