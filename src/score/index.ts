import type { Scorer } from '../core/index.js';

/** The scorers there are, one dimension each. Each is loaded when a pipeline uses it. */
export const scorers: readonly { readonly id: string; load(): Promise<Scorer> }[] = [
  { id: 'structure', load: async () => (await import('./structure/index.js')).structureScorer },
  { id: 'freshness', load: async () => (await import('./freshness/index.js')).freshnessScorer },
  { id: 'safety', load: async () => (await import('./safety/index.js')).safetyScorer },
];
