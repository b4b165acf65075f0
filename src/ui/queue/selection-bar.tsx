import type { JSX } from 'preact';
import { useCommands } from '../keys/use-commands.js';
import { CommandButton } from '../parts/button.js';
import { chosen, chosenCount, clearChosen } from '../state/chosen.js';
import { mayDecide, sessions } from '../state/session.js';
import { useStore } from '../state/store.js';
import { say } from '../state/toast.js';
import { count } from '../text/words.js';
import type { BulkRequest } from './bulk-dialog.js';

/** In place of the totals, so that nothing moves. While something is selected, the keys that decide are about all of it. */
export function SelectionBar({ onDecide }: { readonly onDecide: (verdict: BulkRequest['verdict']) => void }): JSX.Element {
  const number = useStore(chosen, chosenCount);
  const may = mayDecide(useStore(sessions, (state) => state.session));
  const single = (): void => { say('Several are selected: Esc clears the selection, then decide on one.'); };
  useCommands({
    approve: () => { if (may) onDecide('approve'); }, reject: () => { if (may) onDecide('reject'); }, requeue: () => { if (may) onDecide('requeue'); },
    keep: single, thisRight: single, thatRight: single, apart: single,
  });
  return (
    <div class="selection" role="group" aria-label="Decide on all that is selected">
      <strong>{count(number)} selected</strong><span class="grow" />
      {may ? <><CommandButton does="approve" tone="good" /><CommandButton does="reject" tone="bad" /><CommandButton does="requeue" /></> : null}
      <button type="button" class="button button-quiet" onClick={clearChosen}>Clear <kbd aria-hidden="true">Esc</kbd></button>
    </div>
  );
}
