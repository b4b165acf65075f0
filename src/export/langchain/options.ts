import { z } from 'zod';
import { embeddingChoice, exportedOptions } from '../../core/index.js';
import type { VectorStoreLike } from './vector-store.js';

const shared = {
  embeddings: embeddingChoice.optional().describe('Embeddings whose vectors go into the store (`addVectors`), kept so that a text is embedded once. Without, the store embeds by itself (`addDocuments`).'),
  itemsAtOnce: z.int().min(1).max(5_000).default(100).describe('Documents in one call'),
};

const fromModule = z.strictObject({
  ...exportedOptions,
  module: exportedOptions.module.describe('File relative to the pipeline file (`./store.mjs`), or package path'),
  export: exportedOptions.export.describe('Name of a function that gives a LangChain `VectorStore` with a `delete`, or `{ store, list }`; or of these themselves'),
  ...shared,
});

const fromStore = z.strictObject({
  store: z.custom<VectorStoreLike | (() => unknown)>((value) => typeof value === 'function' || (typeof value === 'object' && value !== null), { error: 'Expected a LangChain vector store, or a function that gives one' })
    .describe('From TypeScript only: a vector store, `{ store, list }`, or a function that gives either'),
  ...shared,
});

export const options = z.union([fromModule, fromStore]);

export type LangchainExportOptions = z.infer<typeof options>;
