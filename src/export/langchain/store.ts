import { WinnowError, exportedFrom, type ExportedOptions } from '../../core/index.js';
import type { LangchainExportOptions } from './options.js';
import type { VectorStoreLike } from './vector-store.js';

/** An item as a store lists it. */
export interface Listed {
  readonly id?: unknown;
  readonly pageContent?: unknown;
  readonly metadata?: unknown;
  /** Its vector, where the store tells. */
  readonly vector?: readonly number[];
}

export interface OpenStore {
  readonly store: VectorStoreLike;
  /** Everything it holds; `null` = it does not list. */
  readonly list: (() => AsyncIterable<Listed> | Iterable<Listed> | Promise<Iterable<Listed>>) | null;
}

/** @throws WinnowError `package-missing`, `export-failed` for what is no vector store that can delete */
export async function openStore(options: ExportedOptions | Pick<Extract<LangchainExportOptions, { store: unknown }>, 'store'>, baseDir: string): Promise<OpenStore> {
  const given = 'store' in options
    ? (typeof options.store === 'function' ? await options.store() : options.store)
    : await exportedFrom(options, baseDir, { codes: { failed: 'export-failed', missing: 'export-failed' }, methods: ['addVectors'] });
  const { store, list } = isPair(given) ? given : { store: given, list: null };
  if (!isStore(store)) {
    throw new WinnowError('export-failed', 'the target names no LangChain vector store that can delete: expected one with `addDocuments`, `addVectors` and `delete`, or `{ store, list }`', {
      next: 'Many stores can delete only where they are given ids; some cannot at all, and hold nothing exactly.',
    });
  }
  return { store, list: list ?? knownList(store) };
}

function isPair(given: unknown): given is { readonly store: unknown; readonly list: OpenStore['list'] } {
  return typeof given === 'object' && given !== null && 'store' in given && 'list' in given && typeof given.list === 'function';
}

function isStore(given: unknown): given is VectorStoreLike {
  return typeof given === 'object' && given !== null && (['addDocuments', 'addVectors', 'delete'] as const).every((method) => method in given && typeof Reflect.get(given, method) === 'function');
}

interface MemoryVector { readonly id?: string; readonly content: string; readonly metadata: object; readonly embedding: readonly number[] }

/** How a store of LangChain's own lists what it holds: `MemoryVectorStore` shows it. */
function knownList(store: VectorStoreLike): OpenStore['list'] {
  if (!('memoryVectors' in store) || !Array.isArray(store.memoryVectors)) return null;
  // Looked up each time: deleting may put another array in its place.
  return () => (store.memoryVectors as readonly MemoryVector[]).map(({ id, content, metadata, embedding }) => ({ id, pageContent: content, metadata, vector: embedding }));
}
