import type { JSX } from 'preact';
import { useCommands } from '../keys/use-commands.js';
import { ReasonBox } from '../item/reason-box.js';
import { CommandButton } from '../parts/button.js';
import { chosen, chosenCount } from '../state/chosen.js';
import { mayDecide, sessions } from '../state/session.js';
import { useStore } from '../state/store.js';
import { say } from '../state/toast.js';
import { count } from '../text/words.js';
import type { BulkRequest } from './bulk-dialog.js';

/** In place of what is decided on one item: while something is selected, the keys that decide are about all of it. */
export function SelectionBar({ onDecide }: { readonly onDecide: (verdict: BulkRequest['verdict']) => void }): JSX.Element {
  const number = useStore(chosen, chosenCount);
  const groups = useStore(chosen, (state) => state.groups.size);
  const may = mayDecide(useStore(sessions, (state) => state.session));
  const single = (): void => { say('Several are selected: Esc clears the selection, then decide on one.'); };
  useCommands({
    approve: () => { if (may) onDecide('approve'); }, reject: () => { if (may) onDecide('reject'); }, requeue: () => { if (may) onDecide('requeue'); },
    keep: single, thisRight: single, thatRight: single, apart: single, approveAll: single, rejectAll: single,
  });
  return (
    <div class="actions selection" role="group" aria-label="Decide on all that is selected">
      <div class="actions-line"><p class="preview"><strong>{count(number)} selected</strong>{groups > 1 ? ` in ${count(groups)} groups` : ''}. A preview comes before anything is done.</p>{may ? <ReasonBox /> : null}</div>
      <div class="actions-line actions-buttons">
        {may ? <><CommandButton does="approve" tone="good" /><CommandButton does="reject" tone="bad" /><CommandButton does="requeue" /></> : null}
        <CommandButton does="choose">Toggle</CommandButton><CommandButton does="range">Up to here</CommandButton><CommandButton does="chooseAll">Select all</CommandButton><CommandButton does="close" tone="quiet">Clear</CommandButton>
      </div>
    </div>
  );
}
