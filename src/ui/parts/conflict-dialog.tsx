import type { JSX } from 'preact';
import { acts, closeConflict, perform, without } from '../state/acts.js';
import { select, queue } from '../state/queue.js';
import { useStore } from '../state/store.js';
import { many } from '../text/words.js';
import { ConflictLines } from '../queue/bulk-dialog.js';
import { Dialog } from './dialog.js';

/** A decision is refused where it would rest on something that is no longer so. What was decided on is back in the list, as it is now. */
export function ConflictDialog(): JSX.Element | null {
  const conflict = useStore(acts, (state) => state.conflict);
  if (conflict === null) return null;
  const { conflicts, doing, undo } = conflict;
  const ids = new Set(conflicts.map(({ id }) => id));
  const rest = without(doing, ids);
  const left = rest === null ? 0 : rest.acts.reduce((sum, act) => sum + ('items' in act ? act.items.length : 1), 0);
  const look = (): void => {
    closeConflict();
    const key = doing.leaving[0]?.key;
    if (key !== undefined && queue.get().rows.some((row) => row.key === key)) select(key);
  };
  return (
    <Dialog title="This has changed since you looked" onClose={look}>
      <p>{undo ? 'It was not taken back: somebody has gone on from it.' : 'Nothing of it was decided.'} {conflicts.length === 1 ? 'What has changed:' : `What has changed, ${many(conflicts.length, 'item')}:`}</p>
      <ConflictLines error={{ conflicts }} />
      <div class="dialog-foot">
        {left > 0 && rest !== null ? <button type="button" class="button" onClick={() => { closeConflict(); void perform(rest); }}>Decide on the other {many(left, 'item')}</button> : null}
        <button type="button" class="button button-good" autofocus onClick={look}>{undo ? 'Close' : 'Look at it again'} <kbd aria-hidden="true">Enter</kbd></button>
      </div>
    </Dialog>
  );
}
