import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { PolicyChoice, PolicyPreview, PolicyView } from '../../engine/review/types.js';
import { api, shownError, type ApiError } from '../api/client.js';
import { Dialog } from '../parts/dialog.js';
import { LISTS, loadPolicy, showPolicy, type PolicyList } from '../state/policy.js';
import { say } from '../state/toast.js';
import { T } from '../text/shown.js';
import { count } from '../text/words.js';
import { scopeText } from './changes.js';

interface Given { readonly view: PolicyView; readonly choice: PolicyChoice; readonly result: PolicyPreview | null; readonly onClose: () => void }

const LIST_NAMES: Readonly<Record<PolicyList, string>> = { reject: 'reject', quarantine: 'hold back' };

/** Says what is written where, and from when on it counts. */
export function SaveDialog({ view, choice, result, onClose }: Given): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const save = (): void => {
    if (busy) return;
    setBusy(true);
    api.savePolicy({ reject: choice.reject, quarantine: choice.quarantine, expectKey: view.key }).then(
      (saved) => { showPolicy(saved); onClose(); say('The policy is saved. The next run decides by it.', 'done'); },
      (problem: unknown) => { setBusy(false); setError(shownError(problem)); },
    );
  };
  const again = (): void => { onClose(); void loadPolicy(true); };
  const lines = LISTS.flatMap((list) => [
    ...view[list].filter((text) => !choice[list].includes(text)).map((text) => ({ sign: '−', list, text })), ...choice[list].filter((text) => !view[list].includes(text)).map((text) => ({ sign: '+', list, text })),
  ]);
  return (
    <Dialog title="Save this policy" onClose={onClose}>
      <p>It is written to <code><T text={view.file ?? ''} max={200} /></code>. <strong>The next run decides by it</strong>; until then everything stays as it is. What people have decided stands.</p>
      <ul class="paths" tabIndex={0} aria-label="What is written">{lines.length === 0 ? <li>The same expressions in another order</li> : lines.map(({ sign, list, text }) => <li key={`${sign}${list}${text}`}>{sign} <span class="muted">{LIST_NAMES[list]}</span> <code><T text={text} max={300} /></code></li>)}</ul>
      {result === null ? null : <p class="muted">{scopeText(result)} Released now {count(result.now.accepted)}, then {count(result.then.accepted)}.</p>}
      {error === null ? null : <p class="problem" role="alert"><T text={`${error.message} ${error.next ?? ''}`} max={600} /></p>}
      <div class="dialog-foot">
        {error?.code === 'decision-conflict' ? <button type="button" class="button" onClick={again}>Show the policy as it is now</button> : null}
        <button type="button" autofocus class="button button-good" aria-disabled={busy} onClick={save}>Save <kbd aria-hidden="true">Enter</kbd></button>
      </div>
    </Dialog>
  );
}
