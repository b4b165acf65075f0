import type { JSX } from 'preact';
import { acts } from '../state/acts.js';
import { useStore } from '../state/store.js';
import { toasts } from '../state/toast.js';
import { T } from '../text/shown.js';
import { CommandButton } from './button.js';

/** What has just happened. The region is always there: screen readers announce what is put into it. */
export function Toasts(): JSX.Element {
  const last = useStore(toasts, (state) => state.last);
  const progress = useStore(acts, (state) => state.progress);
  const shown = progress === null ? last : { text: `Deciding: ${progress.done} of ${progress.of} parts done`, tone: 'note' as const, undo: false, id: 0 };
  return (
    <div class="toasts">
      <div role="status" aria-live="polite" class={shown === null ? 'toast toast-empty' : `toast toast-${shown.tone}`}>
        {shown === null ? null : <><span class="toast-text"><T text={shown.text} max={300} /></span>{shown.undo ? <CommandButton does="undo" tone="quiet" /> : null}</>}
      </div>
    </div>
  );
}
