import { z } from 'zod';
import { WinnowError, exportedOptions, toJsonObject } from '../../core/index.js';
import { indexReader } from '../shared/index-items.js';
import { openStore } from './store.js';

const options = z.strictObject({
  ...exportedOptions,
  args: z.preprocess((given) => (typeof given === 'string' ? [given] : given), exportedOptions.args),
  env: z.preprocess((given) => (typeof given === 'string' ? given.split(',') : given), exportedOptions.env),
});

/** A LangChain vector store that can list as an index, whoever filled it. */
export const langchainIndex = indexReader<z.infer<typeof options>>({
  options,
  name: ({ module }) => `the LangChain vector store of "${module}"`,
  async *items(given, { baseDir, signal }) {
    const { list } = await openStore(given, baseDir);
    if (list === null) throw new WinnowError('index-unreadable', `the LangChain vector store of "${given.module}" does not list what it holds`, { next: 'Export `{ store, list }` from the module: `list` gives all documents it holds.' });
    let number = 0;
    for await (const { id, pageContent, metadata } of await list()) {
      signal.throwIfAborted();
      number += 1;
      yield { id: typeof id === 'string' && id !== '' ? id : `row ${number}`, text: typeof pageContent === 'string' ? pageContent : null, metadata: toJsonObject(metadata) };
    }
  },
});
