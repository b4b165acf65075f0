import type { Overview } from '../../engine/review/types.js';
import { api, shownError, type ApiError } from '../api/client.js';
import { many } from '../text/words.js';
import { acts } from './acts.js';
import { generations, queue, seenGeneration } from './queue.js';
import { sessions } from './session.js';
import { createStore } from './store.js';

/** The corpus as a whole: its name for every screen, its numbers for the overview. */
export const corpus = createStore<{ readonly overview: Overview | null; readonly error: ApiError | null }>({ overview: null, error: null });

export async function loadOverview(): Promise<void> {
  try {
    const overview = await api.overview();
    corpus.set({ overview, error: null });
    if (generations.get().shown === 0) seenGeneration(overview.generation.number);
  } catch (error) {
    corpus.set({ error: shownError(error) });
  }
}

const EVERY_MS = 30_000;

/** Looks now and then whether a run, or somebody else, has published: one row of the queue is all that it asks for. */
export function watchGenerations(): () => void {
  const look = async (): Promise<void> => {
    if (document.visibilityState !== 'visible' || sessions.get().phase !== 'in' || acts.get().running > 0) return;
    const page = await api.queue(queue.get().filter, { limit: 1 }).catch(() => null);
    if (page === null || acts.get().running > 0 || page.generation <= generations.get().shown) return;
    const overview = await api.overview().catch(() => null);
    if (overview === null || overview.generation.number <= generations.get().shown) return;
    generations.set({ newer: overview.generation.number, note: noteOf(overview) });
  };
  const timer = setInterval(() => { void look(); }, EVERY_MS);
  const onShow = (): void => { void look(); };
  document.addEventListener('visibilitychange', onShow);
  return () => { clearInterval(timer); document.removeEventListener('visibilitychange', onShow); };
}

function noteOf({ generation, lastRun }: Overview): string {
  if (generation.madeBy !== 'run') return `Somebody else's ${generation.madeBy === 'rollback' || generation.madeBy === 'purge' ? generation.madeBy : 'decisions'} published generation ${generation.number}.`;
  return `A run has published generation ${generation.number}${lastRun === null ? '.' : `: ${many(lastRun.newlyHeld, 'new item')}.`}`;
}
