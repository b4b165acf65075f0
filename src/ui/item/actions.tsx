import type { JSX } from 'preact';
import type { Counterpart, QueueGroup } from '../../engine/review/types.js';
import { CommandButton } from '../parts/button.js';
import { mayDecide, sessions } from '../state/session.js';
import { useStore } from '../state/store.js';
import { count } from '../text/words.js';
import { ReasonBox } from './reason-box.js';

interface Given { readonly group: QueueGroup | null; readonly other: Counterpart | null; readonly copies: boolean; readonly preview: string; readonly ready: boolean }

/** All that can be decided on the item, where the hand expects it: always at the same place. */
export function Actions({ group, other, copies, preview, ready }: Given): JSX.Element {
  const session = useStore(sessions, (state) => state.session);
  if (!mayDecide(session)) {
    return <div class="actions"><p class="muted">You are logged in as a viewer: you can see why texts are held back, and decide nothing. A reviewer's token lets you decide.</p></div>;
  }
  const proposed = other?.dispute?.proposal;
  return (
    <div class="actions" role="group" aria-label="Decide">
      <div class="actions-line"><p class="preview">{preview}</p><ReasonBox /></div>
      <div class="actions-line actions-buttons">
        <CommandButton does="approve" tone="good" disabled={!ready} />
        <CommandButton does="reject" tone="bad" disabled={!ready} />
        <CommandButton does="requeue" disabled={!ready} />
        {other?.relation === 'contradiction' ? <span class="set"><CommandButton does="thisRight" tone={proposed === 'keep-this' ? 'good' : 'plain'} disabled={!ready} /><CommandButton does="thatRight" tone={proposed === 'keep-other' ? 'good' : 'plain'} disabled={!ready} /><CommandButton does="apart" disabled={!ready}>No contradiction</CommandButton></span> : null}
        {copies ? <span class="set"><CommandButton does="keep" disabled={!ready} />{other?.relation === 'copy' ? <CommandButton does="apart" disabled={!ready}>Not a duplicate</CommandButton> : null}</span> : null}
        <span class="set"><CommandButton does="snooze" disabled={!ready}>Snooze</CommandButton><CommandButton does="assign" disabled={!ready}>Assign</CommandButton><CommandButton does="waive" disabled={!ready}>Waive</CommandButton><CommandButton does="acknowledge" disabled={!ready} /></span>
        {group !== null && group.count > 1 ? <span class="set"><span class="muted">All {count(group.count)}:</span><CommandButton does="approveAll" disabled={!ready}>Approve</CommandButton><CommandButton does="rejectAll" disabled={!ready}>Reject</CommandButton></span> : null}
      </div>
    </div>
  );
}
