import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { logIn, sessions } from '../state/session.js';
import { useStore } from '../state/store.js';
import { T } from '../text/shown.js';

export function Login(): JSX.Element {
  const { error, ended } = useStore(sessions, (state) => state);
  const [busy, setBusy] = useState(false);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const input = form instanceof HTMLFormElement ? form.elements.namedItem('token') : null;
    if (!(input instanceof HTMLInputElement) || input.value === '') return;
    setBusy(true);
    const { value } = input;
    input.value = '';
    void logIn(value).finally(() => { setBusy(false); });
  };
  return (
    <main class="login">
      <form onSubmit={submit}>
        <h1>Winnow</h1>
        <p>{ended ? 'Your session is over. Log in again: what you decided is kept.' : 'Log in to review what is held back.'}</p>
        <label for="token">Access token</label>
        <input id="token" name="token" type="password" autocomplete="off" required autofocus aria-describedby="token-hint" />
        <p id="token-hint" class="muted">An admin makes one. On your own machine, `winnow serve` prints an address that logs you in.</p>
        {error === null ? null : <p class="problem" role="alert"><T text={`${error.message} ${error.next ?? ''}`} max={300} /></p>}
        <button type="submit" class="button button-good" disabled={busy}>Log in</button>
      </form>
    </main>
  );
}
