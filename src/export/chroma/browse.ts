import { z } from 'zod';
import { WinnowError, excerpt, toJsonObject } from '../../core/index.js';
import { indexReader } from '../shared/index-items.js';
import { connect } from './client.js';
import { options as targetOptions } from './options.js';

const FETCH = 1_000;

const { url, tenant, database, tokenEnv } = targetOptions.shape;
const options = z.strictObject({ url, tenant, database, tokenEnv, collection: z.string().min(1).max(512).optional().describe('Collection; else the only one') });

/** A collection of a Chroma server as an index, whoever filled it. */
export const chromaIndex = indexReader<z.infer<typeof options>>({
  options,
  name: ({ url: at, collection }) => `the collection ${collection === undefined ? '' : `"${excerpt(collection, 100)}" `}at ${at}`,
  async *items({ collection, ...place }, { signal }) {
    const server = await connect(place);
    const name = collection ?? onlyOne(await server.names(), place.url);
    const found = await server.find(name);
    if (found === null) throw new WinnowError('index-unreadable', `there is no collection "${excerpt(name, 100)}" at ${place.url}; it has ${shown(await server.names())}`, { next: 'Name it: --with collection=<name>.' });
    for (let offset = 0; ; ) {
      signal.throwIfAborted();
      const at = offset;
      const page = await server.guarded(() => found.get({ limit: FETCH, offset: at, include: ['documents', 'metadatas'] }));
      for (const [index, id] of page.ids.entries()) yield { id, text: page.documents[index] ?? null, metadata: toJsonObject(page.metadatas[index]) };
      offset += page.ids.length;
      if (page.ids.length < FETCH) return;
    }
  },
});

const shown = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.slice(0, 20).map((name) => excerpt(name, 60)).join(', '));

function onlyOne(names: readonly string[], url: string): string {
  const [only] = names;
  if (only !== undefined && names.length === 1) return only;
  throw new WinnowError('index-unreadable', `there are ${names.length} collections at ${url}: ${shown(names)}`, { next: 'Name one: --with collection=<name>.' });
}
