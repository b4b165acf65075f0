import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Facet } from '../../engine/review/types.js';
import { daysFor, localDay, startOfDay, type AskedVerdict, type Details } from '../state/attention.js';
import { queue } from '../state/queue.js';
import { sessions } from '../state/session.js';
import { useStore } from '../state/store.js';
import { T } from '../text/shown.js';
import { count } from '../text/words.js';
import { Dialog } from './dialog.js';

interface Given { readonly verdict: AskedVerdict; /** `this item`, `14 items` */ readonly what: string; readonly onChoose: (details: Details) => void; readonly onClose: () => void }

/** Until when, or whose: asked where a key alone does not say enough. */
export function AttentionDialog({ verdict, what, onChoose, onClose }: Given): JSX.Element {
  const choose = (details: Details): void => { onClose(); onChoose(details); };
  return verdict === 'assign' ? <AssignDialog what={what} onChoose={choose} onClose={onClose} /> : <UntilDialog verdict={verdict} what={what} onChoose={choose} onClose={onClose} />;
}

const isTyping = (target: EventTarget | null): boolean => target instanceof HTMLInputElement;

function UntilDialog({ verdict, what, onChoose, onClose }: Omit<Given, 'verdict'> & { readonly verdict: 'snooze' | 'waive' }): JSX.Element {
  const me = useStore(sessions, ({ session }) => session?.actor ?? '');
  const days = daysFor(verdict);
  const [given, setGiven] = useState('');
  const [owner, setOwner] = useState(me);
  const first = useRef<HTMLButtonElement>(null);
  const tomorrow = localDay(new Date(Date.now() + 86_400_000));
  const soon = given !== '' && given < tomorrow;
  const choose = (day: Date): void => { onChoose({ until: startOfDay(day), ...(verdict === 'waive' && owner.trim() !== '' ? { assignee: owner.trim() } : {}) }); };
  const onKey = (event: KeyboardEvent): void => {
    const picked = isTyping(event.target) || !/^[1-9]$/u.test(event.key) ? undefined : days[Number(event.key) - 1];
    if (picked !== undefined) { event.preventDefault(); choose(picked.day); }
  };
  const onDate = (event: SubmitEvent): void => {
    event.preventDefault();
    // With a time the day is read as one here, not in Greenwich.
    if (given !== '' && !soon) choose(new Date(`${given}T00:00`));
  };
  return (
    <Dialog title={verdict === 'snooze' ? `Snooze ${what}` : `Release ${what} for a time`} onClose={onClose}>
      <div class="ask" onKeyDown={onKey}>
        <p class="muted">{verdict === 'snooze' ? 'Out of the queue until then. It stays held back, and comes back by itself.' : 'Released until then, whatever is found in it. Then it is held back again by itself, and is its owner’s.'}</p>
        {verdict === 'waive' ? <OwnerField owner={owner} me={me} onOwner={setOwner} onDone={() => { first.current?.focus(); }} /> : null}
        <ul class="choices" aria-label="Days">{days.map(({ label, day }, at) => (
          <li key={label}><button type="button" class="button" ref={at === 0 ? first : null} autofocus={at === 0} onClick={() => { choose(day); }}><kbd aria-hidden="true">{at + 1}</kbd> {label} <span class="muted">{localDay(day)}</span></button></li>))}</ul>
        <form class="ask-line" onSubmit={onDate}>
          <label class="field">Another day <input type="date" min={tomorrow} value={given} aria-describedby="day-hint" onInput={(event) => { setGiven(event.currentTarget.value); }} /></label>
          <button type="submit" class="button" disabled={given === '' || soon}>Until that day</button>
          <span id="day-hint" class="muted">{soon ? 'A day that is still to come.' : ''}</span>
        </form>
      </div>
    </Dialog>
  );
}

interface OwnerGiven { readonly owner: string; readonly me: string; readonly onOwner: (name: string) => void; readonly onDone: () => void }

/** Whose it is when the waiver ends: oneself, unless another is named. */
function OwnerField({ owner, me, onOwner, onDone }: OwnerGiven): JSX.Element {
  // The name that it begins with hides none of the others.
  const names = useNames(owner === me ? '' : owner);
  const pick = (name: string): void => { onOwner(name); onDone(); };
  return (
    <>
      <div class="ask-line"><label class="field ask-name">Owner <input type="text" maxLength={200} autocomplete="off" placeholder={me} value={owner} aria-describedby="owner-hint" onInput={(event) => { onOwner(event.currentTarget.value); }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') { event.preventDefault(); onDone(); return; }
          onNumber(event, owner, names, pick);
        }} /></label></div>
      <p id="owner-hint" class="muted">Whose it is when it comes back. Empty: yours.{names.length > 1 ? ' While it is empty, a number in it chooses a name below.' : ''}</p>
      {names.length > 1 || owner !== me ? <Names names={names} me={me} numbered={owner === ''} onPick={pick} /> : null}
    </>
  );
}

function AssignDialog({ what, onChoose, onClose }: Omit<Given, 'verdict'>): JSX.Element {
  const me = useStore(sessions, ({ session }) => session?.actor ?? '');
  const [name, setName] = useState('');
  const names = useNames(name);
  const pick = (assignee: string): void => { onChoose({ assignee }); };
  return (
    <Dialog title={`Assign ${what}`} onClose={onClose}>
      <form class="ask" onSubmit={(event) => { event.preventDefault(); pick(name.trim()); }}>
        <div class="ask-line"><label class="field ask-name">To <input type="text" autofocus maxLength={200} autocomplete="off" placeholder="nobody" value={name} aria-describedby="assign-hint" onInput={(event) => { setName(event.currentTarget.value); }} onKeyDown={(event) => { onNumber(event, name, names, pick); }} /></label>
          <button type="submit" class="button button-good">{name.trim() === '' ? 'Nobody’s' : 'Assign'} <kbd aria-hidden="true">Enter</kbd></button></div>
        <p id="assign-hint" class="muted">Empty makes it nobody’s. While it is empty, a number chooses a name below.</p>
        <Names names={names} me={me} numbered={name === ''} onPick={pick} />
      </form>
    </Dialog>
  );
}

/** One's own name and those that items are assigned to, as far as they have what is typed. */
function useNames(typed: string): readonly Facet[] {
  const known = useStore(queue, ({ facets }) => facets.assignees);
  const me = useStore(sessions, ({ session }) => session?.actor ?? '');
  const others = known.filter((facet) => facet.name !== '' && facet.name !== me);
  return [{ name: me, count: known.find((facet) => facet.name === me)?.count ?? 0 }, ...others].filter((facet) => facet.name.toLowerCase().includes(typed.trim().toLowerCase())).slice(0, 9);
}

/** While nothing is typed, a number is the name behind it. */
function onNumber(event: KeyboardEvent, typed: string, names: readonly Facet[], pick: (name: string) => void): void {
  const picked = typed === '' && /^[1-9]$/u.test(event.key) ? names[Number(event.key) - 1] : undefined;
  if (picked !== undefined) { event.preventDefault(); pick(picked.name); }
}

function Names({ names, me, numbered, onPick }: { readonly names: readonly Facet[]; readonly me: string; readonly numbered: boolean; readonly onPick: (name: string) => void }): JSX.Element {
  return (
    <ul class="choices" aria-label="Names">{names.map((facet, at) => (
      <li key={facet.name}><button type="button" class="button" onClick={() => { onPick(facet.name); }}>{numbered ? <><kbd aria-hidden="true">{at + 1}</kbd>{' '}</> : null}<T text={facet.name} max={60} />{facet.name === me ? <span class="muted">you</span> : null} <span class="muted">{count(facet.count)}</span></button></li>))}</ul>
  );
}
