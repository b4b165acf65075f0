import { render } from 'preact';
import { App } from './app.js';
import { listenToKeys } from './keys/use-commands.js';
import { openActs } from './state/acts.js';
import { followAddress } from './state/route.js';
import { openSession } from './state/session.js';
import { openSource } from './state/source.js';
import { openTheme } from './state/theme.js';

openTheme();
openSource();
openActs();
// Before anything reads the address: it may hold a code that logs in.
const opened = openSession();
followAddress();
listenToKeys();
const root = document.getElementById('app');
if (root !== null) render(<App />, root);
await opened;
