import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
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
  const days = daysFor(verdict);
  const [given, setGiven] = useState('');
  const tomorrow = localDay(new Date(Date.now() + 86_400_000));
  const soon = given !== '' && given < tomorrow;
  const onKey = (event: KeyboardEvent): void => {
    const picked = isTyping(event.target) || !/^[1-9]$/u.test(event.key) ? undefined : days[Number(event.key) - 1];
    if (picked !== undefined) { event.preventDefault(); onChoose({ until: startOfDay(picked.day) }); }
  };
  const onDate = (event: SubmitEvent): void => {
    event.preventDefault();
    // With a time the day is read as one here, not in Greenwich.
    if (given !== '' && !soon) onChoose({ until: startOfDay(new Date(`${given}T00:00`)) });
  };
  return (
    <Dialog title={verdict === 'snooze' ? `Snooze ${what}` : `Release ${what} for a time`} onClose={onClose}>
      <div class="ask" onKeyDown={onKey}>
        <p class="muted">{verdict === 'snooze' ? 'Out of the queue until then. It stays held back, and comes back by itself.' : 'Released until then, whatever is found in it. Then it is held back again by itself.'}</p>
        <ul class="choices">{days.map(({ label, day }, at) => (
          <li key={label}><button type="button" class="button" autofocus={at === 0} onClick={() => { onChoose({ until: startOfDay(day) }); }}><kbd aria-hidden="true">{at + 1}</kbd> {label} <span class="muted">{localDay(day)}</span></button></li>))}</ul>
        <form class="ask-line" onSubmit={onDate}>
          <label class="field">Another day <input type="date" min={tomorrow} value={given} aria-describedby="day-hint" onInput={(event) => { setGiven(event.currentTarget.value); }} /></label>
          <button type="submit" class="button" disabled={given === '' || soon}>Until that day</button>
          <span id="day-hint" class="muted">{soon ? 'A day that is still to come.' : ''}</span>
        </form>
      </div>
    </Dialog>
  );
}

function AssignDialog({ what, onChoose, onClose }: Omit<Given, 'verdict'>): JSX.Element {
  const known = useStore(queue, ({ facets }) => facets.assignees);
  const me = useStore(sessions, ({ session }) => session?.actor ?? '');
  const [name, setName] = useState('');
  const others = known.filter((facet) => facet.name !== '' && facet.name !== me);
  const offered = [{ name: me, count: known.find((facet) => facet.name === me)?.count ?? 0 }, ...others].filter((facet) => facet.name.toLowerCase().includes(name.trim().toLowerCase())).slice(0, 9);
  const onKey = (event: KeyboardEvent): void => {
    const picked = name === '' && /^[1-9]$/u.test(event.key) ? offered[Number(event.key) - 1] : undefined;
    if (picked !== undefined) { event.preventDefault(); onChoose({ assignee: picked.name }); }
  };
  return (
    <Dialog title={`Assign ${what}`} onClose={onClose}>
      <form class="ask" onSubmit={(event) => { event.preventDefault(); onChoose({ assignee: name.trim() }); }}>
        <div class="ask-line"><label class="field ask-name">To <input type="text" autofocus maxLength={200} autocomplete="off" placeholder="nobody" value={name} aria-describedby="assign-hint" onInput={(event) => { setName(event.currentTarget.value); }} onKeyDown={onKey} /></label>
          <button type="submit" class="button button-good">{name.trim() === '' ? 'Nobody’s' : 'Assign'} <kbd aria-hidden="true">Enter</kbd></button></div>
        <p id="assign-hint" class="muted">Empty makes it nobody’s. While it is empty, a number chooses a name below.</p>
        <ul class="choices" aria-label="Names">{offered.map((facet, at) => (
          <li key={facet.name}><button type="button" class="button" onClick={() => { onChoose({ assignee: facet.name }); }}><kbd aria-hidden="true">{at + 1}</kbd> <T text={facet.name} max={60} />{facet.name === me ? <span class="muted">you</span> : null} <span class="muted">{count(facet.count)}</span></button></li>))}</ul>
      </form>
    </Dialog>
  );
}
