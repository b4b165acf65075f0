import type { ActResult, Choice, DecisionAct, QueueGroup, QueueItem, QueueQuery, ReviewItem } from '../../engine/review/types.js';
import { actFor, isDeciding, type Deciding, type Done, type Saying } from './acts.js';
import type { Command } from './keys.js';

/** An act of this session. */
export interface PastAct {
  readonly first: number;
  readonly last: number;
  /** For people: `approved leave.md`. */
  readonly label: string;
  readonly chunks: number;
  /** How taking it back is told. */
  readonly back: 'undone' | 'set back';
}

/** Where somebody stands in the queue, and what they have done. Each command makes a new one. */
export interface Session {
  readonly query: QueueQuery;
  readonly actor: string;
  /** Groups that were loaded, in the order of the queue; those that were settled are gone. */
  readonly groups: readonly QueueGroup[];
  /** Whether the queue has groups that were not loaded yet. */
  readonly more: boolean;
  /** Items that match, when the list was loaded. */
  readonly waiting: number;
  /** Index of the group. */
  readonly at: number;
  /** Its items, as far as they were loaded. */
  readonly members: readonly QueueItem[];
  /** Mark of its further items; `null` = that is all. */
  readonly moreMembers: string | null;
  /** Index of the item. */
  readonly on: number;
  /** The item with what approving it would do; `null` = nothing waits. */
  readonly shown: { readonly review: ReviewItem; readonly approving: ActResult | null } | null;
  /** Whether what is shown is not in the list any more: it was refused, and is as it is now. Its place has what comes next. */
  readonly aside: boolean;
  readonly selected: ReadonlyMap<string, Choice>;
  /** For the next decision; `''` = none. */
  readonly reason: string;
  readonly view: 'item' | 'story' | 'help';
  /** What waits for Enter: an act on several with what it would do, or a baseline with the items that it is about. */
  readonly pending: { readonly saying: Saying; readonly result: ActResult } | Baseline | null;
  readonly past: readonly PastAct[];
  readonly tally: Readonly<Partial<Record<Done, number>>>;
  readonly behind: ActResult['behind'];
  readonly notice: { readonly tone: 'said' | 'refused'; readonly lines: readonly string[] } | null;
  /** Exit code of the first refusal; 0 = nothing was refused. */
  readonly refusal: number;
}

export interface Baseline { readonly reason: string; readonly items: number }

/** What a command needs of the desk. */
export type Effect =
  | { readonly do: 'nothing' }
  | { readonly do: 'leave' }
  | { readonly do: 'select-group' }
  /** Goes to a group and an item of it, by index. */
  | { readonly do: 'go'; readonly group: number; readonly item: number }
  | { readonly do: 'load'; readonly query: QueueQuery }
  | { readonly do: 'preview' | 'decide'; readonly saying: Saying }
  | { readonly do: 'count-baseline'; readonly reason: string }
  | { readonly do: 'baseline'; readonly baseline: Baseline }
  | { readonly do: 'undo'; readonly act: PastAct };

export interface Step { readonly session: Session; readonly effect: Effect }

/** What looks at, or closes, what is shown. */
const KEEP_VIEW: ReadonlySet<Command['do']> = new Set(['explain', 'help', 'cancel', 'confirm', 'reason']);
/** Exit code where something was asked for that cannot be done. */
const USAGE = 2;

export function started(query: QueueQuery, actor: string): Session {
  return {
    query, actor, groups: [], more: false, waiting: 0, at: 0, members: [], moreMembers: null, on: 0, shown: null, aside: false, selected: new Map(), reason: '', view: 'item', pending: null,
    past: [], tally: {}, behind: [], notice: null, refusal: 0,
  };
}

export const said = (session: Session, ...lines: readonly string[]): Session => ({ ...session, notice: { tone: 'said', lines } });
export const refused = (session: Session, exit: number, ...lines: readonly string[]): Session => ({ ...session, notice: { tone: 'refused', lines }, refusal: session.refusal === 0 ? exit : session.refusal });

/** What a command does to a session before the desk is asked, and what the desk is asked for. */
export function step(before: Session, command: Command): Step {
  const { pending } = before;
  // Whatever else is asked for, what waited for Enter is not done, and the item is shown again.
  const session: Session = { ...before, notice: null, pending: null, view: KEEP_VIEW.has(command.do) ? before.view : 'item' };
  const answered = pending === null ? null : answer(session, pending, command);
  if (answered !== null) return answered;
  if (isDeciding(command)) return decided(session, command);
  switch (command.do) {
    case 'next-group': case 'previous-group': case 'next-item': case 'previous-item': return moved(session, command.do);
    case 'reload': return { session, effect: { do: 'load', query: session.query } };
    case 'filter': return filtered(session, command.text);
    case 'reason': return stay(reasoned(session, command.text));
    case 'baseline': return baseline(session, command.text);
    case 'select': return stay(toggled(session));
    case 'explain': return stay({ ...session, view: session.view === 'story' || session.shown === null ? 'item' : 'story' });
    case 'help': return stay({ ...session, view: session.view === 'help' ? 'item' : 'help' });
    case 'confirm': return stay(session);
    case 'cancel': return cancelled(session);
    case 'leave': case 'select-group': return { session, effect: { do: command.do } };
    case 'undo': return undone(session);
  }
}

/** Enter and Esc, while something waits for them. */
function answer(session: Session, pending: NonNullable<Session['pending']>, { do: key }: Command): Step | null {
  if (key === 'cancel') return stay(said(session, 'Nothing was decided.'));
  if (key !== 'confirm') return null;
  return { session, effect: 'saying' in pending ? { do: 'decide', saying: pending.saying } : { do: 'baseline', baseline: pending } };
}

const stay = (session: Session): Step => ({ session, effect: { do: 'nothing' } });

function reasoned(session: Session, reason: string): Session {
  return said({ ...session, reason }, reason === '' ? 'No reason is given with the next decision.' : 'The reason goes with the next decision.');
}

function baseline(session: Session, text: string): Step {
  const reason = text.trim() === '' ? session.reason : text.trim();
  return reason === '' ? stay(refused(session, USAGE, 'B needs a reason: B taken over as it is.')) : { session, effect: { do: 'count-baseline', reason } };
}

function filtered(session: Session, text: string): Step {
  return { session: { ...session, selected: new Map() }, effect: { do: 'load', query: { ...session.query, text: text === '' ? undefined : text } } };
}

function moved(session: Session, where: 'next-group' | 'previous-group' | 'next-item' | 'previous-item'): Step {
  const { at, on, groups, members, more, moreMembers } = session;
  const go = (group: number, item: number): Step => ({ session, effect: { do: 'go', group, item } });
  if (session.aside) return go(at, on);
  switch (where) {
    case 'next-group': return at + 1 < groups.length || more ? go(at + 1, 0) : stay(said(session, 'This is the last group.'));
    case 'previous-group': return at > 0 ? go(at - 1, 0) : stay(said(session, 'This is the first group.'));
    case 'next-item': return on + 1 < members.length || moreMembers !== null ? go(at, on + 1) : stay(said(session, 'This is the last item of the group; j goes to the next group.'));
    case 'previous-item': return on > 0 ? go(at, on - 1) : stay(said(session, 'This is the first item of the group.'));
  }
}

function toggled(session: Session): Session {
  const item = session.shown?.review.item;
  if (item === undefined) return refused(session, USAGE, 'There is nothing to select.');
  const selected = new Map(session.selected);
  if (!selected.delete(item.id)) selected.set(item.id, { id: item.id, evidence: item.evidence });
  return { ...session, selected };
}

function cancelled(session: Session): Step {
  if (session.view !== 'item') return stay({ ...session, view: 'item' });
  if (session.selected.size > 0) return stay(said({ ...session, selected: new Map() }, 'Nothing is selected.'));
  return { session, effect: { do: 'leave' } };
}

function undone(session: Session): Step {
  const act = session.past.at(-1);
  return act === undefined ? stay(refused(session, USAGE, 'Nothing was decided in this session that could be undone.')) : { session, effect: { do: 'undo', act } };
}

function decided(session: Session, command: Deciding): Step {
  const saying = actFor(session, command);
  if (typeof saying === 'string') return stay(refused(session, USAGE, saying));
  // What is about several is shown before it is done.
  return { session, effect: { do: session.selected.size > 0 && 'items' in saying.act ? 'preview' : 'decide', saying } };
}

/** Whether a command decides something, so that it must be meant for the item that is shown. */
export function decides(command: Command): boolean {
  return isDeciding(command) || command.do === 'confirm' || command.do === 'undo';
}

/** Ids that an act decides on. */
export function idsOf(act: DecisionAct): readonly string[] {
  if ('items' in act) return act.items.map(({ id }) => id);
  if ('pair' in act) return act.pair.map(({ id }) => id);
  if ('documentId' in act) return [];
  return 'right' in act ? [act.right.id, act.wrong.id] : [act.item.id];
}
