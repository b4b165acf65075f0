import type { Choice, Counterpart, DecisionAct, ReviewItem } from '../../engine/review/types.js';
import { EDIT_FIELDS, excerpt } from '../../core/index.js';
import { isoTime } from '../values.js';
import type { Command } from './keys.js';

/** What was done with an act, for the sum at the end. */
export type Done = 'approved' | 'rejected' | 'requeued' | 'waived' | 'kept' | 'told apart' | 'snoozed' | 'assigned' | 'known' | 'brought back' | 'edited' | 'set back' | 'undone';

/** An act with how people are told of it. */
export interface Saying {
  readonly act: DecisionAct;
  /** What it did to how many chunks. */
  readonly done: readonly (readonly [Done, number])[];
  /** `Approving`, before what it would do. */
  readonly doing: string;
  /** What was done, where the paths of its items do not say it. */
  readonly label?: string;
}

interface Choosing {
  readonly shown: { readonly review: ReviewItem } | null;
  readonly selected: ReadonlyMap<string, Choice>;
  readonly reason: string;
}

const ON_ITEMS = ['approve', 'reject', 'requeue', 'waive', 'snooze', 'assign', 'acknowledge', 'reopen'] as const;
const ON_SHOWN = ['keep', 'this-right', 'that-right', 'apart', 'edit'] as const;

type OnItems = Extract<Command, { readonly do: (typeof ON_ITEMS)[number] }>;
export type Deciding = OnItems | Extract<Command, { readonly do: (typeof ON_SHOWN)[number] }>;

/** An act on what is selected, or else on the item that is shown; as a text: why there is none. */
export function actFor(session: Choosing, command: Deciding): Saying | string {
  const review = session.shown?.review;
  if (review === undefined) return 'Nothing waits that could be decided on.';
  const reason = session.reason === '' ? {} : { reason: session.reason };
  switch (command.do) {
    case 'keep': return keep(review, reason);
    case 'this-right': case 'that-right': return sideRight(review, command.do, reason);
    case 'apart': return apart(review, reason);
    case 'edit': return edit(review, command.text, reason);
    case 'approve': case 'reject': case 'requeue': case 'waive': case 'snooze': case 'assign': case 'acknowledge': case 'reopen':
      return onItems(session.selected.size > 0 ? [...session.selected.values()] : [choice(review.item)], command, reason);
  }
}

const choice = ({ id, evidence }: Choice): Choice => ({ id, evidence });

interface Why { readonly reason?: string }

function onItems(items: readonly Choice[], command: OnItems, reason: Why): Saying | string {
  const count = items.length;
  switch (command.do) {
    case 'approve': return { act: { verdict: 'approve', items, ...reason }, done: [['approved', count]], doing: 'Approving' };
    case 'reject': return { act: { verdict: 'reject', items, ...reason }, done: [['rejected', count]], doing: 'Rejecting' };
    case 'requeue': return { act: { verdict: 'requeue', items, ...reason }, done: [['requeued', count]], doing: 'Putting back' };
    case 'acknowledge': return { act: { verdict: 'acknowledge', items, ...reason }, done: [['known', count]], doing: 'Making known' };
    case 'reopen': return { act: { verdict: 'reopen', items, ...reason }, done: [['brought back', count]], doing: 'Bringing back' };
    case 'assign': return { act: { verdict: 'assign', items, assignee: command.text, ...reason }, done: [['assigned', count]], doing: 'Assigning' };
    case 'snooze': {
      const until = dayOf(command.text);
      return until === null ? 's needs a day that there is: 2027-03-01.' : { act: { verdict: 'snooze', items, until, ...reason }, done: [['snoozed', count]], doing: 'Snoozing' };
    }
    case 'waive': {
      const [, day = '', owner = ''] = /^(\S*)\s*(.*)$/su.exec(command.text.trim()) ?? [];
      const until = dayOf(day);
      return until === null ? "w needs a day that there is, and may name whose it is then: 2027-03-01 ada." : { act: { verdict: 'waive', items, until, ...(owner === '' ? {} : { assignee: owner }), ...reason }, done: [['waived', count]], doing: 'Waiving' };
    }
  }
}

function dayOf(text: string): string | null {
  try {
    return isoTime(text).toISOString();
  } catch {
    return null;
  }
}

function keep({ item, story, counterparts }: ReviewItem, reason: Why): Saying | string {
  if (story.cluster.length === 0 && !counterparts.some(({ relation }) => relation === 'copy')) return 'It has no copies of which it could be the one to keep; a approves it.';
  return { act: { verdict: 'keep', item: choice(item), ...reason }, done: [['kept', 1]], doing: 'Keeping' };
}

const first = (counterparts: readonly Counterpart[], relation: Counterpart['relation']): Counterpart | undefined => counterparts.find((one) => one.relation === relation);

function sideRight({ item, counterparts }: ReviewItem, side: 'this-right' | 'that-right', reason: Why): Saying | string {
  const other = first(counterparts, 'contradiction');
  if (other === undefined) return 'It contradicts nothing, so that no side is right.';
  const [right, wrong] = side === 'this-right' ? [item, other] : [other, item];
  return { act: { verdict: 'side-right', right: choice(right), wrong: choice(wrong), ...reason }, done: [['approved', 1], ['rejected', 1]], doing: 'Deciding for one side' };
}

/** Of the pair that is shown first: contradictions come before copies. */
function apart({ item, counterparts }: ReviewItem, reason: Why): Saying | string {
  const other = counterparts.find(({ relation }) => relation !== 'newer');
  if (other === undefined) return 'It is in no pair that Winnow could be wrong about.';
  return {
    act: { verdict: other.relation === 'contradiction' ? 'not-contradiction' : 'not-duplicate', pair: [choice(item), choice(other)], ...reason }, done: [['told apart', 1]], doing: 'Telling them apart',
  };
}

/** Of the item's document, also while others are selected. */
function edit({ item, story }: ReviewItem, text: string, reason: Why): Saying | string {
  const at = text.indexOf('=');
  const field = EDIT_FIELDS.find((one) => one === text.slice(0, Math.max(0, at)).trim());
  if (field === undefined) return `E needs a field and its value: date=2026-03-01. Fields are ${EDIT_FIELDS.join(', ')}; nothing after the = is none.`;
  const value = text.slice(at + 1).trim();
  return {
    act: { verdict: 'edit', documentId: item.documentId, contentHash: story.document.contentHash, field, value: value === '' ? null : value, ...reason }, done: [['edited', 1]], doing: 'Editing',
    label: `${field} of ${excerpt(item.path, 120)} is ${value === '' ? 'none' : excerpt(value, 120)}`,
  };
}

export function isDeciding(command: Command): command is Deciding {
  return [...ON_ITEMS, ...ON_SHOWN].some((name) => name === command.do);
}
