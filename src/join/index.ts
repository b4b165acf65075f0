/** Every join Winnow brings, and how to load it. */
export const joins = [
  { id: 'supersession', load: async () => (await import('./supersession/index.js')).supersessionJoin },
  { id: 'coverage', load: async () => (await import('./coverage/index.js')).coverageJoin },
  { id: 'currency', load: async () => (await import('./currency/index.js')).currencyJoin },
  { id: 'duplication', load: async () => (await import('./duplication/index.js')).duplicationJoin },
  { id: 'document-copies', load: async () => (await import('./duplication/documents/index.js')).documentCopiesJoin },
  { id: 'contradiction', load: async () => (await import('./contradiction/index.js')).contradictionJoin },
  { id: 'paraphrase', load: async () => (await import('./paraphrase/index.js')).paraphraseJoin },
] as const;

export type { SupersessionOptions } from './supersession/index.js';
export type { CoverageOptions } from './coverage/index.js';
export type { CurrencyOptions } from './currency/index.js';
export type { DuplicationOptions } from './duplication/index.js';
export type { DocumentCopiesOptions } from './duplication/documents/index.js';
export type { ContradictionOptions } from './contradiction/index.js';
export type { ParaphraseOptions } from './paraphrase/index.js';
