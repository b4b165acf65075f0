import type { JSX } from 'preact';
import type { Session } from '../api/client.js';
import { runCommand } from '../keys/use-commands.js';
import { corpus } from '../state/corpus.js';
import { queueHash, type Screen } from '../state/route.js';
import { generations, queue } from '../state/queue.js';
import { logOut } from '../state/session.js';
import { useStore } from '../state/store.js';
import { setTheme, theme, THEMES } from '../state/theme.js';
import { T } from '../text/shown.js';

export function AppHeader({ session, screen }: { readonly session: Session; readonly screen: Screen }): JSX.Element {
  const name = useStore(corpus, (state) => state.overview?.pipeline ?? '');
  const shown = useStore(generations, (state) => state.shown);
  const filter = useStore(queue, (state) => state.filter);
  const { theme: chosen } = useStore(theme, (state) => state);
  const link = (to: Screen, href: string, label: string): JSX.Element => <a href={href} aria-current={screen === to ? 'page' : undefined}>{label}</a>;
  return (
    <header class="app-header">
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById('main')?.focus(); }}>Skip to the content</a>
      <span class="brand">Winnow</span>
      <span class="corpus"><T text={name} max={60} />{shown === 0 ? null : <span class="muted"> generation {shown}</span>}</span>
      <nav aria-label="Screens">{link('queue', queueHash(filter), 'Queue')}{link('overview', '#/overview', 'Overview')}{link('policy', '#/policy', 'Policy')}{link('log', '#/log', 'Log')}</nav>
      <span class="grow" />
      <button type="button" class="button button-quiet" onClick={() => { runCommand('help'); }}>Keys <kbd aria-hidden="true">?</kbd></button>
      <label class="theme"><span class="vh">Theme</span><select value={chosen} onChange={(event) => { setTheme(THEMES.find((known) => known === event.currentTarget.value) ?? 'system'); }}><option value="system">System theme</option><option value="light">Light</option><option value="dark">Dark</option></select></label>
      <span class="actor"><T text={session.actor} max={40} /> <span class="muted">{session.role}</span></span>
      <button type="button" class="button button-quiet" onClick={() => { void logOut(); }}>Log out</button>
    </header>
  );
}
