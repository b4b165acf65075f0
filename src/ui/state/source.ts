import { createStore } from './store.js';
import { stored } from './stored.js';

const kept = stored('winnow.source', 'closed');

/** Whether the source file stands beside the text: as it was left last, on the next item as well. */
export const source = createStore<{ readonly open: boolean }>({ open: false });

export function openSource(): void {
  source.set({ open: kept.get() === 'open' });
}

export function showSource(open: boolean): void {
  kept.set(open ? 'open' : 'closed');
  source.set({ open });
}
