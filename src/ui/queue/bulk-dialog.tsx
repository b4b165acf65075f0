import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ActResult, StatusChange, DecisionAct, QueueItem } from '../../engine/review/types.js';
import { api, isAbort, shownError, type ApiError } from '../api/client.js';
import { Dialog } from '../parts/dialog.js';
import { leavesList, localDay, type AttentionVerdict, type Details } from '../state/attention.js';
import { perform, type Doing } from '../state/acts.js';
import { clearChosen, targetsOf, type Target } from '../state/chosen.js';
import { queue } from '../state/queue.js';
import { reasons, takeReason } from '../state/reason.js';
import { printable } from '../text/hostile.js';
import { T } from '../text/shown.js';
import { count, many, STATUS_NAMES } from '../text/words.js';

export interface BulkRequest {
  readonly verdict: 'approve' | 'reject' | 'requeue' | AttentionVerdict;
  readonly details?: Details;
  readonly groups: ReadonlyMap<string, number>;
  readonly items: ReadonlyMap<string, { readonly key: string; readonly item: QueueItem }>;
}

/** The API takes no more in one act. */
const MAX_ITEMS = 1000;
const SHOWN_PATHS = 20;
const NAMES: Readonly<Record<BulkRequest['verdict'], string>> = { approve: 'Approve', reject: 'Reject', requeue: 'Requeue', snooze: 'Snooze', assign: 'Assign', waive: 'Waive', acknowledge: 'Known:', reopen: 'Bring back' };

interface Worked { readonly acts: readonly DecisionAct[]; readonly targets: readonly Target[]; readonly results: readonly ActResult[] }

/** Says what would become of everything selected before anything does. */
export function BulkDialog({ request, onClose }: { readonly request: BulkRequest; readonly onClose: () => void }): JSX.Element {
  const [progress, setProgress] = useState('Looking up the items …');
  const [worked, setWorked] = useState<Worked | null>(null);
  const [error, setError] = useState<ApiError | null>(null);

  useEffect(() => {
    const stop = new AbortController();
    work(request, setProgress, stop.signal).then(setWorked, (problem: unknown) => { if (!isAbort(problem)) setError(shownError(problem)); });
    return () => { stop.abort(); };
  }, []);

  const go = (): void => {
    if (worked === null) return;
    const reason = takeReason();
    const leaving = leavingOf(worked.targets);
    const leaves = worked.acts[0] === undefined || leavesList(worked.acts[0], queue.get().filter);
    const doing: Doing = { acts: worked.acts.map((act) => ({ ...act, ...reason })), leaving: leaves ? leaving : [], staying: leaves ? [] : leaving.map(({ key }) => key) };
    clearChosen();
    onClose();
    void perform(doing);
  };
  const decided = worked?.results.flatMap((result) => result.decided) ?? [];
  const places = placesOf(decided);
  const others = worked?.results.flatMap((result) => result.others) ?? [];
  return (
    <Dialog title={`${NAMES[request.verdict]} ${worked === null ? 'what is selected' : many(worked.targets.length, 'item')}${detailText(request.details)}`} onClose={onClose}>
      {error !== null ? <><p class="problem" role="alert"><T text={`${error.message} ${error.next ?? ''}`} max={400} /></p><ConflictLines error={error} /></> : null}
      {worked === null && error === null ? <p role="status">{progress}</p> : null}
      {worked === null ? null : (
        <>
          <div class="columns"><Changes title="Decided" changes={decided} none="No status changes." /><Changes title="Others that follow" changes={others} none="No others change." /></div>
          <h3>{places.length > SHOWN_PATHS ? `First ${SHOWN_PATHS} of ${count(places.length)} places` : 'All of them'}</h3>
          <ul class="paths" tabIndex={0} aria-label="Paths">{places.slice(0, SHOWN_PATHS).map(({ path, to, items }) => <li key={`${to} ${path}`}><T text={path} max={120} /> <span class="muted">{items > 1 ? `${count(items)} items ` : ''}{STATUS_NAMES[to].toLowerCase()}</span></li>)}</ul>
          <p class="muted">{reasons.get().text.trim() === '' ? 'No reason is given.' : <>Reason: <q><T text={reasons.get().text} max={200} /></q></>} {worked.acts.length > 1 ? `It is done in ${worked.acts.length} parts; ` : ''}One undo takes all of it back.</p>
        </>
      )}
      <div class="dialog-foot">{/* Not disabled while it waits: it has the focus from the start, so that Enter never closes what it should confirm. */}
        <button autofocus type="button" class={`button ${request.verdict === 'reject' ? 'button-bad' : 'button-good'}`} aria-disabled={worked === null} onClick={go}>{NAMES[request.verdict].replace(':', '')} <kbd aria-hidden="true">Enter</kbd></button></div>
    </Dialog>
  );
}

async function work(request: BulkRequest, progress: (text: string) => void, signal: AbortSignal): Promise<Worked> {
  const targets = await targetsOf(request, (loaded) => { progress(`Looking up the items … ${count(loaded)}`); }, signal);
  const parts: DecisionAct[] = [];
  for (let from = 0; from < targets.length; from += MAX_ITEMS) parts.push({ verdict: request.verdict, ...request.details, items: targets.slice(from, from + MAX_ITEMS).map(({ choice }) => choice) });
  const results: ActResult[] = [];
  for (const part of parts) {
    progress(`Working out what would change … ${results.length} of ${parts.length} parts`);
    results.push(await api.preview(part, signal));
  }
  return { acts: parts, targets, results };
}

function detailText({ until, assignee }: Details = {}): string {
  if (until !== undefined) return ` until ${localDay(until)}${assignee === undefined ? '' : `, then ${printable(assignee, 60)}’s`}`;
  return assignee === undefined ? '' : assignee === '' ? ' to nobody' : ` to ${printable(assignee, 60)}`;
}

function leavingOf(targets: readonly Target[]): Doing['leaving'] {
  const byKey = new Map<string, Set<string>>();
  for (const { key, choice } of targets) byKey.set(key, (byKey.get(key) ?? new Set()).add(choice.id));
  return [...byKey].map(([key, ids]) => ({ key, ids }));
}

/** Chunks of one document have one path: it is named once. */
function placesOf(changes: readonly StatusChange[]): readonly { readonly path: string; readonly to: StatusChange['to']; readonly items: number }[] {
  const places = new Map<string, { path: string; to: StatusChange['to']; items: number }>();
  for (const { path, to } of changes) places.set(`${to} ${path}`, { path, to, items: (places.get(`${to} ${path}`)?.items ?? 0) + 1 });
  return [...places.values()];
}

function Changes({ title, changes, none }: { readonly title: string; readonly changes: readonly StatusChange[]; readonly none: string }): JSX.Element {
  const kinds = new Map<string, number>();
  for (const { from, to } of changes) {
    const name = from === to ? `stay ${STATUS_NAMES[to].toLowerCase()}` : `${STATUS_NAMES[from].toLowerCase()} → ${STATUS_NAMES[to].toLowerCase()}`;
    kinds.set(name, (kinds.get(name) ?? 0) + 1);
  }
  return <div><h3>{title}</h3>{kinds.size === 0 ? <p class="muted">{none}</p> : <ul class="counts">{[...kinds].map(([name, number]) => <li key={name}><strong>{count(number)}</strong> {name}</li>)}</ul>}</div>;
}

export function ConflictLines({ error: { conflicts } }: { readonly error: Pick<ApiError, 'conflicts'> }): JSX.Element | null {
  if (conflicts.length === 0) return null;
  return <ul class="paths" tabIndex={0} aria-label="What has changed">{conflicts.slice(0, 50).map(({ id, message }) => <li key={id}><T text={message} max={300} /></li>)}</ul>;
}

