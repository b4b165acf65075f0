import { createStore } from './store.js';
import { stored } from './stored.js';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const kept = stored('winnow.theme', 'system');
export const theme = createStore<{ readonly theme: Theme }>({ theme: 'system' });

export function setTheme(next: Theme): void {
  kept.set(next);
  document.documentElement.dataset['theme'] = next;
  theme.set({ theme: next });
}

export function openTheme(): void {
  setTheme(THEMES.find((name) => name === kept.get()) ?? 'system');
}
