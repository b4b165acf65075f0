import { WinnowError, exportedFrom, type ExportedOptions, type ReadContext } from '../../../core/index.js';

/** What a LangChain loader yields, as far as it is trusted before it is looked at. */
export interface LoadedDocument {
  readonly pageContent?: unknown;
  readonly metadata?: unknown;
  readonly id?: unknown;
}

/** A loader (`lazyLoad` or `load`), its documents, or a function that gives either. */
export type LoaderLike =
  | { lazyLoad(): AsyncIterable<LoadedDocument> }
  | { load(): Promise<readonly LoadedDocument[]> }
  | readonly LoadedDocument[]
  | AsyncIterable<LoadedDocument>
  | (() => LoaderLike | Promise<LoaderLike>);

/** Documents of anything loader-like, one by one where the loader can. Does not wait for a stuck loader once aborted. */
export async function* documentsOf(given: LoaderLike, { signal, announce }: Pick<ReadContext, 'signal' | 'announce'>): AsyncGenerator<LoadedDocument> {
  const documents = opened(given, announce);
  try {
    for (;;) {
      signal.throwIfAborted();
      const step = await nextUnlessAborted(documents, signal);
      if (step.done === true) return;
      yield step.value;
    }
  } finally {
    // Lets the loader close what it opened; not awaited, since it may be stuck.
    documents.return(undefined).catch(() => undefined);
  }
}

/** Not `Promise.race` with one promise for all steps: that would keep every step in memory. */
function nextUnlessAborted(documents: AsyncGenerator<LoadedDocument>, signal: AbortSignal): Promise<IteratorResult<LoadedDocument>> {
  return new Promise((resolvePromise, reject) => {
    const stop = (): void => { reject(signal.reason as Error); };
    signal.addEventListener('abort', stop, { once: true });
    documents.next().then(resolvePromise, reject).finally(() => { signal.removeEventListener('abort', stop); });
  });
}

async function* opened(given: LoaderLike, announce: ReadContext['announce']): AsyncGenerator<LoadedDocument> {
  const loader = typeof given === 'function' ? await given() : given;
  if (typeof loader === 'function') throw new WinnowError('source-failed', 'Unexpected function from the loader factory, expected a loader or documents');
  if ('lazyLoad' in loader && typeof loader.lazyLoad === 'function') yield* loader.lazyLoad();
  else if ('load' in loader && typeof loader.load === 'function') {
    const documents = await loader.load();
    announce?.(documents.length);
    yield* documents;
  } else if (Symbol.asyncIterator in loader || Symbol.iterator in loader) yield* loader as AsyncIterable<LoadedDocument>;
  else throw new WinnowError('source-failed', 'Unexpected value from the loader factory, expected a loader with `load()` or documents');
}

/** The loader that a module exports. Fails with `package-missing`, `source-missing` or `source-failed`. */
export const loaderFrom = async (options: ExportedOptions, baseDir: string): Promise<LoaderLike> =>
  (await exportedFrom(options, baseDir, { codes: { failed: 'source-failed', missing: 'source-missing' }, methods: ['load', 'lazyLoad'] })) as LoaderLike;
