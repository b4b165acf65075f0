import { createStore } from './store.js';

export interface Toast { readonly text: string; readonly tone: 'done' | 'failed' | 'note'; /** There is an act that `u` takes back. */ readonly undo: boolean; readonly id: number }

/** The last thing that happened. Announced to screen readers, shown for a while. */
export const toasts = createStore<{ readonly last: Toast | null }>({ last: null });

const SHOWN_MS = 10_000;
let serial = 0;

export function say(text: string, tone: Toast['tone'] = 'note', undo = false): void {
  serial += 1;
  const id = serial;
  toasts.set({ last: { text, tone, undo, id } });
  setTimeout(() => { if (toasts.get().last?.id === id) toasts.set({ last: null }); }, SHOWN_MS);
}
