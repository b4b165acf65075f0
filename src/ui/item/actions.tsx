import type { JSX } from 'preact';
import type { Counterpart, QueueGroup } from '../../engine/review/types.js';
import { CommandButton } from '../parts/button.js';
import { mayDecide, sessions } from '../state/session.js';
import { useStore } from '../state/store.js';
import { count } from '../text/words.js';
import { ReasonBox } from './reason-box.js';

interface Given { readonly group: QueueGroup | null; readonly other: Counterpart | null; readonly copies: boolean; readonly preview: string | null; readonly ready: boolean; readonly full: boolean }

/** All that can be decided on the item, where the hand expects it: always at the same place. */
export function Actions({ group, other, copies, preview, ready, full }: Given): JSX.Element {
  const session = useStore(sessions, (state) => state.session);
  if (!mayDecide(session)) {
    return <footer class="actions"><p class="muted">You are logged in as a viewer: you can see why texts are held back, and decide nothing. A reviewer's token lets you decide.</p></footer>;
  }
  return (
    <footer class="actions" aria-label="Decide">
      <div class="actions-line"><p class="preview">{preview ?? (ready ? 'Working out what approving would do …' : ' ')}</p><ReasonBox /></div>
      <div class="actions-line actions-buttons">
        {other?.relation === 'contradiction' ? <><CommandButton does="thisRight" tone="good" disabled={!ready}>This side is right</CommandButton><CommandButton does="thatRight" tone="good" disabled={!ready}>That side is right</CommandButton><CommandButton does="apart" disabled={!ready}>No contradiction</CommandButton></> : null}
        {copies ? <><CommandButton does="keep" tone="good" disabled={!ready}>Keep this one</CommandButton>{other?.relation === 'copy' ? <CommandButton does="apart" disabled={!ready}>Not a duplicate</CommandButton> : null}</> : null}
        <CommandButton does="approve" tone="good" disabled={!ready} />
        <CommandButton does="reject" tone="bad" disabled={!ready} />
        <CommandButton does="requeue" disabled={!ready} />
        {group !== null && group.count > 1 ? <CommandButton does="approveAll" disabled={!ready}>Approve all {count(group.count)}</CommandButton> : null}
        {group !== null && group.count > 1 ? <CommandButton does="rejectAll" disabled={!ready}>Reject all {count(group.count)}</CommandButton> : null}
        <span class="grow" />
        <CommandButton does="undo" tone="quiet" />
        {full ? null : <CommandButton does="open" tone="quiet">Explain</CommandButton>}
      </div>
    </footer>
  );
}
