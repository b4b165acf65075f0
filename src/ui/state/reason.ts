import { createStore } from './store.js';

/** The reason that goes with the next act. It is kept for later ones only where the reviewer pins it. */
export const reasons = createStore<{ readonly text: string; readonly pinned: boolean }>({ text: '', pinned: false });

/** For the body of an act, which leaves an empty reason out. */
export function takeReason(): { readonly reason?: string } {
  const { text, pinned } = reasons.get();
  const reason = text.trim();
  if (!pinned) reasons.set({ text: '' });
  return reason === '' ? {} : { reason };
}
