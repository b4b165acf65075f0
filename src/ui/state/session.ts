import { api, onLoggedOut, shownError, type ApiError, type Session } from '../api/client.js';
import { forgetActs } from './acts.js';
import { createStore } from './store.js';

interface SessionState { readonly phase: 'opening' | 'out' | 'in'; readonly session: Session | null; readonly error: ApiError | null; /** It was open before on this page. */ readonly ended: boolean }

export const sessions = createStore<SessionState>({ phase: 'opening', session: null, error: null, ended: false });

onLoggedOut(() => { sessions.set(({ phase, ended }) => ({ phase: 'out', session: null, ended: ended || phase === 'in' })); });

/** A code in the address is taken out of it before anything else: it must not stay in the history, nor be shared with the link. */
export async function openSession(): Promise<void> {
  const code = /^#code=([^&]+)/u.exec(location.hash)?.[1];
  if (code !== undefined) history.replaceState(null, '', `${location.pathname}${location.search}`);
  try {
    sessions.set({ phase: 'in', session: await (code === undefined ? api.session() : api.login({ code: decodeURIComponent(code) })), error: null, ended: false });
  } catch (error) {
    const shown = shownError(error);
    sessions.set({ phase: 'out', error: code === undefined && shown.status === 401 ? null : shown });
  }
}

export async function logIn(token: string): Promise<void> {
  try {
    sessions.set({ phase: 'in', session: await api.login({ token }), error: null, ended: false });
  } catch (error) {
    sessions.set({ phase: 'out', error: shownError(error) });
  }
}

export async function logOut(): Promise<void> {
  await api.logout().catch(() => undefined);
  forgetActs();
  // Whoever logs in next finds nothing of what was on the page.
  location.reload();
}

export const mayDecide = (session: Session | null): boolean => session !== null && session.role !== 'viewer';
