import type { DecisionAct, QueueItem, QueueQuery } from '../../engine/review/types.js';

/** What is asked before an act on who looks at an item, and when. */
export type AskedVerdict = 'snooze' | 'waive' | 'assign';
export type AttentionVerdict = AskedVerdict | 'acknowledge' | 'reopen';
export interface Details { readonly until?: string; readonly assignee?: string }

/** Whether what is decided goes from the list as it is filtered. What only changes hands stays in it, and so does what is looked for because it is out of the queue. */
export function leavesList(act: DecisionAct, { attention, assignee }: QueueQuery): boolean {
  if (act.verdict === 'edit') return false;
  if (act.verdict === 'snooze' || act.verdict === 'acknowledge') return attention === undefined || attention === 'open';
  if (act.verdict === 'reopen') return attention === 'snoozed' || attention === 'acknowledged';
  return act.verdict !== 'assign' || (assignee !== undefined && assignee !== (act.assignee ?? ''));
}

/** Whether somebody has put it out of the queue for now. */
export const isOutOfQueue = ({ snoozedUntil, acknowledged }: Pick<QueueItem, 'snoozedUntil' | 'acknowledged'>): boolean => snoozedUntil !== null || acknowledged;

/** The beginning of a day here, as an instant: it lies ahead wherever in the world the server counts its days. */
export const startOfDay = (local: Date): string => new Date(local.getFullYear(), local.getMonth(), local.getDate()).toISOString();

/** `2026-12-04`, as the clock here has it. */
export function localDay(at: Date | string): string {
  const date = typeof at === 'string' ? new Date(at) : at;
  const two = (number: number): string => String(number).padStart(2, '0');
  return Number.isNaN(date.getTime()) ? 'an unknown day' : `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

export interface DayChoice { readonly label: string; readonly day: Date }

/** What is offered: soon for what is put off, later for what is let pass. */
export function daysFor(verdict: 'snooze' | 'waive', now = new Date()): readonly DayChoice[] {
  const [year, month, date] = [now.getFullYear(), now.getMonth(), now.getDate()];
  const toMonday = ((8 - now.getDay()) % 7) || 7;
  // The 31st of a month that has 30 days would be the first of the one after it.
  const inMonths = (months: number): Date => new Date(year, month + months, Math.min(date, new Date(year, month + months + 1, 0).getDate()));
  return verdict === 'snooze'
    ? [{ label: 'Tomorrow', day: new Date(year, month, date + 1) }, { label: 'Next week', day: new Date(year, month, date + toMonday) }, { label: 'In a month', day: inMonths(1) }]
    : [{ label: 'For a month', day: inMonths(1) }, { label: 'For three months', day: inMonths(3) }, { label: 'For a year', day: inMonths(12) }];
}
