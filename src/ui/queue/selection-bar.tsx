import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useCommands } from '../keys/use-commands.js';
import { ReasonBox } from '../item/reason-box.js';
import { AttentionDialog } from '../parts/attention-dialog.js';
import { CommandButton } from '../parts/button.js';
import type { AskedVerdict, Details } from '../state/attention.js';
import { chosen, chosenCount } from '../state/chosen.js';
import { queue } from '../state/queue.js';
import { mayDecide, sessions } from '../state/session.js';
import { useStore } from '../state/store.js';
import { say } from '../state/toast.js';
import { count, many } from '../text/words.js';
import type { BulkRequest } from './bulk-dialog.js';

/** In place of what is decided on one item: while something is selected, the keys that decide are about all of it. */
export function SelectionBar({ onDecide }: { readonly onDecide: (verdict: BulkRequest['verdict'], details?: Details) => void }): JSX.Element {
  const number = useStore(chosen, chosenCount);
  const groups = useStore(chosen, (state) => state.groups.size);
  // Elsewhere what is selected is in the queue.
  const out = useStore(queue, ({ filter }) => filter.attention !== undefined);
  const may = mayDecide(useStore(sessions, (state) => state.session));
  const [asked, setAsked] = useState<AskedVerdict | null>(null);
  const single = (): void => { say('Several are selected: Esc clears the selection, then decide on one.'); };
  useCommands({
    approve: () => { if (may) onDecide('approve'); }, reject: () => { if (may) onDecide('reject'); }, requeue: () => { if (may) onDecide('requeue'); },
    snooze: () => { if (may) setAsked('snooze'); }, assign: () => { if (may) setAsked('assign'); }, waive: () => { if (may) setAsked('waive'); }, acknowledge: () => { if (may) onDecide('acknowledge'); }, reopen: () => { if (may) onDecide('reopen'); },
    keep: single, thisRight: single, thatRight: single, apart: single, approveAll: single, rejectAll: single,
  });
  return (
    <div class="actions selection" role="group" aria-label="Decide on all that is selected">
      <div class="actions-line"><p class="preview"><strong>{count(number)} selected</strong>{groups > 1 ? ` in ${count(groups)} groups` : ''}. A preview comes before anything is done.</p>{may ? <ReasonBox /> : null}</div>
      <div class="actions-line actions-buttons">
        {may ? <><CommandButton does="approve" tone="good" /><CommandButton does="reject" tone="bad" /><CommandButton does="requeue" /><span class="set"><CommandButton does="snooze">Snooze</CommandButton><CommandButton does="assign">Assign</CommandButton><CommandButton does="waive">Waive</CommandButton><CommandButton does="acknowledge" />{out ? <CommandButton does="reopen">Back in the queue</CommandButton> : null}</span></> : null}
        <CommandButton does="choose">Toggle</CommandButton><CommandButton does="range">Up to here</CommandButton><CommandButton does="chooseAll">Select all</CommandButton><CommandButton does="close" tone="quiet">Clear</CommandButton>
      </div>
      {asked === null ? null : <AttentionDialog verdict={asked} what={many(number, 'item')} onClose={() => { setAsked(null); }} onChoose={(details) => { onDecide(asked, details); }} />}
    </div>
  );
}
