import type { RulePrecision } from '../../engine/review/types.js';
import { api } from '../api/client.js';
import { createStore } from './store.js';

/** How people judged what each rule held back. Something to go by: where it cannot be had, screens do without. */
export const precision = createStore<{ readonly rules: ReadonlyMap<string, RulePrecision> }>({ rules: new Map() });

export async function loadPrecision(): Promise<void> {
  const found = await api.precision().catch(() => null);
  if (found !== null) precision.set({ rules: new Map(found.map((rule) => [rule.rule, rule])) });
}
