import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ItemScreen } from './item/item-screen.js';
import { useCommands } from './keys/use-commands.js';
import { LogScreen } from './log/log-screen.js';
import { OverviewScreen } from './overview/overview-screen.js';
import { AppHeader } from './parts/app-header.js';
import { ConflictDialog } from './parts/conflict-dialog.js';
import { HelpDialog } from './parts/help-dialog.js';
import { Login } from './parts/login.js';
import { NewerBar } from './parts/newer-bar.js';
import { RulePage } from './parts/rule-page.js';
import { Toasts } from './parts/toasts.js';
import { PolicyScreen } from './policy/policy-screen.js';
import { QueueScreen } from './queue/queue-screen.js';
import { undoLast } from './state/acts.js';
import { loadOverview, watchGenerations } from './state/corpus.js';
import { loadPrecision } from './state/precision.js';
import { queue } from './state/queue.js';
import { go, queueHash, route } from './state/route.js';
import { mayDecide, sessions } from './state/session.js';
import { useStore } from './state/store.js';

const TITLES = { queue: 'Queue', item: 'Item', overview: 'Overview', log: 'Log', policy: 'Policy' } as const;

export function App(): JSX.Element {
  const { phase, session } = useStore(sessions, (state) => state);
  const { screen, id, filter } = useStore(route, (state) => state);
  const [help, setHelp] = useState(false);
  useCommands({
    help: () => { setHelp(true); },
    undo: () => { if (mayDecide(session)) void undoLast(); },
    goOverview: () => { go('#/overview'); }, goLog: () => { go('#/log'); }, goPolicy: () => { go('#/policy'); }, goQueue: () => { go(queueHash(queue.get().filter)); },
  });
  useEffect(() => { document.title = `${TITLES[screen]} · Winnow`; }, [screen]);
  useEffect(() => {
    if (phase !== 'in') return undefined;
    void loadOverview();
    void loadPrecision();
    return watchGenerations();
  }, [phase]);
  if (phase === 'opening') return <main class="login"><p role="status">Opening …</p></main>;
  if (session === null) return <Login />;
  return (
    <>
      <AppHeader session={session} screen={screen} />
      <NewerBar />
      <main id="main" tabIndex={-1} class={`main main-${screen}`}>
        {screen === 'queue' ? <QueueScreen filter={filter} /> : null}
        {screen === 'item' && id !== null ? <ItemScreen id={id} /> : null}
        {screen === 'overview' ? <OverviewScreen session={session} /> : null}
        {screen === 'policy' ? <PolicyScreen session={session} /> : null}
        {screen === 'log' ? <LogScreen actor={session.actor} /> : null}
      </main>
      <Toasts />
      <ConflictDialog />
      <RulePage />
      {help ? <HelpDialog onClose={() => { setHelp(false); }} /> : null}
    </>
  );
}
