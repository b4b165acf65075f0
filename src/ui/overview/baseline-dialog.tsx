import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { shownError, type ApiError } from '../api/client.js';
import { Dialog } from '../parts/dialog.js';
import { drawBaseline } from '../state/acts.js';
import { loadOverview } from '../state/corpus.js';
import { T } from '../text/shown.js';
import { many } from '../text/words.js';

/** For a corpus that has just been taken over: what is wrong with it already is known, and only what is new asks for attention. */
export function BaselineDialog({ items, onClose }: { readonly items: number; readonly onClose: () => void }): JSX.Element {
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const draw = (event: SubmitEvent): void => {
    event.preventDefault();
    if (reason.trim() === '' || busy) return;
    setBusy(true);
    drawBaseline(reason.trim()).then(() => { onClose(); void loadOverview(); }, (problem: unknown) => { setBusy(false); setError(shownError(problem)); });
  };
  return (
    <Dialog title="Draw a baseline" onClose={onClose}>
      <form class="ask" onSubmit={draw}>
        <p>Everything that waits now counts as known: {many(items, 'item')} {items === 1 ? 'leaves' : 'leave'} the queue until their text or what is found in them changes. Nothing is released.</p>
        <label class="field ask-name">Reason <input type="text" required autofocus maxLength={500} autocomplete="off" value={reason} onInput={(event) => { setReason(event.currentTarget.value); }} /></label>
        {error === null ? null : <p class="problem" role="alert"><T text={`${error.message} ${error.next ?? ''}`} max={400} /></p>}
        <div class="dialog-foot"><button type="submit" class="button button-good" aria-disabled={busy || reason.trim() === ''}>Draw it <kbd aria-hidden="true">Enter</kbd></button></div>
      </form>
    </Dialog>
  );
}
