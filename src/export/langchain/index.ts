import { defineExporter, isWinnowError, withoutSecrets } from '../../core/index.js';
import { collectionTarget, type CollectionFormat } from '../shared/collection-target.js';
import { openCollection, prepareCollection } from './collection.js';
import { options, type LangchainExportOptions } from './options.js';
import { langchainIndex } from './browse.js';

export type { LangchainExportOptions } from './options.js';

function formatOf(given: LangchainExportOptions): CollectionFormat<LangchainExportOptions> {
  return {
    name: () => ('store' in given ? 'the LangChain vector store' : `the LangChain vector store of "${given.module}"`),
    open: openCollection,
    prepare: (each, _snapshot, context, ledger) => prepareCollection(each, context, [...ledger.keys(), ...(context.intended ?? [])]),
    // What a store throws says little: trying again is cheap.
    isTransient: (error) => !isWinnowError(error),
    shown: (error) => (isWinnowError(error) ? error : withoutSecrets(error, 'env' in given ? given.env.map((name) => process.env[name] ?? '') : [])),
    requests: { items: given.itemsAtOnce, chars: 1_000_000, atOnce: 1, timeoutMs: 600_000 },
  };
}

/**
 * Exports released chunks to any LangChain `VectorStore` with a `delete`.
 *
 * Errors: those of `collectionTarget`, `package-missing`.
 */
export const langchainExporter = defineExporter<LangchainExportOptions>({
  id: 'langchain', version: 1, options, index: langchainIndex,
  embedding: { of: ({ embeddings }) => embeddings ?? null },
  apply: (given, ...rest) => collectionTarget(formatOf(given)).apply(given, ...rest),
  stillHolds: (given, ...rest) => collectionTarget(formatOf(given)).stillHolds(given, ...rest),
  verify: (given, ...rest) => collectionTarget(formatOf(given)).verify(given, ...rest),
});
