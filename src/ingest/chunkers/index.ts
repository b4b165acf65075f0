import type { Chunker } from '../../core/index.js';

/** The chunkers there are. Each is loaded when a pipeline uses it. */
export const chunkers: readonly { readonly id: string; load(): Promise<Chunker> }[] = [
  { id: 'headings', load: async () => (await import('./headings/index.js')).headingsChunker },
  { id: 'langchain', load: async () => (await import('./langchain/index.js')).langchainChunker },
];
