import { defineExporter } from '../../core/index.js';
import { collectionTarget, type CollectionFormat } from '../shared/collection-target.js';
import { isTransient } from './client.js';
import { openCollection, prepareCollection } from './collection.js';
import { options, type ChromaExportOptions } from './options.js';
import { chromaIndex } from './browse.js';

export type { ChromaExportOptions } from './options.js';

export const chromaFormat: CollectionFormat<ChromaExportOptions> = {
  name: ({ url, collection }) => `the collection "${collection}" at ${url}`,
  open: openCollection,
  prepare: prepareCollection,
  isTransient,
  // A server of one's own takes some 5,000 items at once, the hosted one 300.
  requests: { items: 300, chars: 2_000_000, atOnce: 2, timeoutMs: 60_000 },
};

/**
 * Exports released chunks with their vectors to a collection of a Chroma server. Needs the package `chromadb`.
 *
 * Errors: those of `collectionTarget`, `package-missing`, `usage` without the token that `tokenEnv` names.
 */
export const chromaExporter = defineExporter<ChromaExportOptions>({
  id: 'chroma', version: 1, options, index: chromaIndex,
  embedding: { of: ({ embeddings }) => embeddings },
  ...collectionTarget(chromaFormat),
});
