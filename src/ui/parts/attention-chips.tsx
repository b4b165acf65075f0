import type { JSX } from 'preact';
import type { QueueItem } from '../../engine/review/types.js';
import { localDay } from '../state/attention.js';
import { T } from '../text/shown.js';

/** Whose it is, and why it is out of the queue. */
export function AttentionChips({ item: { assignee, snoozedUntil, acknowledged } }: { readonly item: Pick<QueueItem, 'assignee' | 'snoozedUntil' | 'acknowledged'> }): JSX.Element {
  return (
    <>
      {assignee === null ? null : <span class="chip chip-assignee" title="Assigned to"><span class="vh">assigned to </span><T text={assignee} max={30} /></span>}
      {snoozedUntil === null ? null : <span class="chip chip-snoozed">snoozed until {localDay(snoozedUntil)}</span>}
      {acknowledged ? <span class="chip chip-known" title="Out of the queue until its text or what is found in it changes">known</span> : null}
    </>
  );
}
