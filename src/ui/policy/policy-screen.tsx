import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Session } from '../api/client.js';
import { blamedRow, choiceOf, isSame, LISTS, loadPolicy, policy, showPolicy } from '../state/policy.js';
import { useStore } from '../state/store.js';
import { T } from '../text/shown.js';
import { PolicyChanges } from './changes.js';
import { Expressions } from './expressions.js';
import { SaveDialog } from './save-dialog.js';
import { usePolicyPreview } from './use-policy-preview.js';

/** Moves the line between what is released and what is held back, and shows who is on which side of it before anything is saved. */
export function PolicyScreen({ session }: { readonly session: Session }): JSX.Element {
  const { view, rows, error } = useStore(policy, (state) => state);
  const [wholeOf, setWholeOf] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);
  useEffect(() => { void loadPolicy(); }, []);
  const choice = choiceOf(rows);
  const changed = view !== null && !isSame(choice, view);
  // Another choice begins with a sample again.
  const preview = usePolicyPreview(changed ? choice : null, wholeOf === JSON.stringify(choice));
  if (view === null) return <div class="page-body"><h1>Policy</h1>{error === null ? <p class="muted" role="status">Loading …</p> : <p class="problem" role="alert"><T text={`${error.message} ${error.next ?? ''}`} max={400} /></p>}</div>;
  const blamed = preview.error === null ? null : blamedRow(preview.error.message, rows);
  const maySave = session.role === 'admin' && view.file !== null;
  return (
    <div class="page-body">
      <header class="page-head"><h1>Policy</h1><p class="muted"><T text={view.key} max={60} />{view.file === null ? '; there is no pipeline file to write another one to' : <>, in <T text={view.file} max={120} /></>}</p><span class="grow" />
        <button type="button" class="button" disabled={!changed} onClick={() => { showPolicy(view); }}>As it was</button>
        {maySave ? <button type="button" class="button button-good" disabled={!changed || preview.working || preview.error !== null} onClick={() => { setSaving(true); }}>Save …</button> : <span class="muted">{session.role === 'admin' ? '' : 'An admin can save it.'}</span>}
      </header>
      <div class="policy">
        <div class="policy-lists">{LISTS.map((list) => <Expressions key={list} list={list} rows={rows.filter((row) => row.list === list)} blamed={blamed?.id ?? null} />)}</div>
        <PolicyChanges preview={preview} changed={changed} onWhole={() => { setWholeOf(JSON.stringify(choice)); }} />
      </div>
      {saving ? <SaveDialog view={view} choice={choice} result={preview.result} onClose={() => { setSaving(false); }} /> : null}
    </div>
  );
}
