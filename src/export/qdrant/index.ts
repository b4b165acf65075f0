import { defineExporter } from '../../core/index.js';
import { collectionTarget, type CollectionFormat } from '../shared/collection-target.js';
import { TIMEOUT_MS, askedMs, isTransient } from './client.js';
import { openCollection, prepareCollection } from './collection.js';
import { options, type QdrantExportOptions } from './options.js';

export type { QdrantExportOptions } from './options.js';

/** Beside the vector, twice over where UTF-8 cannot hold it, a request of 32 MB must hold it. */
const MOST_BYTES = 10_000_000;

export const qdrantFormat: CollectionFormat<QdrantExportOptions> = {
  name: ({ url, collection }) => `the collection "${collection}" at ${url}`,
  open: openCollection,
  prepare: prepareCollection,
  refuses: ({ json }) => (json.length * 3 <= MOST_BYTES || Buffer.byteLength(json) <= MOST_BYTES ? null : `it has ${Buffer.byteLength(json)} bytes, a request takes ${MOST_BYTES} of one chunk`),
  isTransient,
  askedMs,
  requests: { items: 256, chars: 1_000_000, atOnce: 2, timeoutMs: TIMEOUT_MS },
};

/**
 * Exports released chunks to a collection of a Qdrant server, with their vectors where `embeddings` are named. Needs the package `@qdrant/js-client-rest`.
 *
 * Errors: those of `collectionTarget`, `package-missing`, `usage` without the key that `tokenEnv` names.
 */
export const qdrantExporter = defineExporter<QdrantExportOptions>({
  id: 'qdrant', version: 1, options,
  embedding: { of: ({ embeddings }) => embeddings ?? null },
  ...collectionTarget(qdrantFormat),
});
