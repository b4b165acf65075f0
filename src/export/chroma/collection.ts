import type { Collection as ChromaCollection } from 'chromadb';
import type { ExportSnapshot, Json, SnapshotItem } from '../../core/index.js';
import type { Collection, CollectionWriter, Held } from '../shared/collection-target.js';
import { OTHERWISE, flatRecord, hashOfRecord } from '../shared/records.js';
import { foreign, readStamp, stampOf, type Stamp } from '../shared/stamp.js';
import { sketchOf } from '../shared/vector-sketch.js';
import { connect, type Server } from './client.js';
import type { ChromaExportOptions } from './options.js';

/** Items fetched at once. */
const FETCH = 1_000;
const STAMP = 'winnow';

const stampIn = (found: ChromaCollection): Stamp | null => readStamp(found.metadata?.[STAMP]);
/** Under which a collection is made that cannot be made out of the one that is there. */
const standIn = (collection: string): string => `${collection}.winnow-next`;
const former = (collection: string): string => `${collection}.winnow-former`;

/** What others see; `null` = there is no such collection. */
export async function openCollection(options: ChromaExportOptions): Promise<Collection | null> {
  const server = await connect(options);
  const found = await server.find(options.collection);
  return found === null ? null : collectionOf(server, found, options.distance);
}

/** What is to be changed: what others see, or, where that holds vectors of another length or compares them otherwise, one that takes its place once it is whole. */
export async function prepareCollection(options: ChromaExportOptions, snapshot: ExportSnapshot): Promise<CollectionWriter> {
  const server = await connect(options);
  const { collection: name, distance } = options;
  const found = (await server.find(name)) ?? (await unfinished(server, name));
  const made = { metadata: { [STAMP]: JSON.stringify(stampOf(snapshot, 0)) }, distance };
  if (found === null) return writerOf(server, await server.make(name, made), { distance, instead: null });
  const dimensions = stampIn(found)?.dimensions ?? null;
  const due = snapshot.dimensions ?? null;
  // One that was emptied remembers how long its vectors were, and does not tell.
  if (found.configuration.hnsw?.space === distance && (due === null || due === dimensions)) return writerOf(server, found, { distance, instead: null });
  const left = await server.find(standIn(name));
  if (left !== null && stampIn(left)?.pipeline !== snapshot.pipeline) throw foreign(`the collection "${standIn(name)}"`, stampIn(left), snapshot.pipeline);
  await server.drop(standIn(name));
  return writerOf(server, await server.make(standIn(name), made), { distance, instead: name });
}

/** The one that was on its way into its place when a process was killed: the former one has gone from there already. */
async function unfinished(server: Server, name: string): Promise<ChromaCollection | null> {
  const next = await server.find(standIn(name));
  if (next === null || (await server.find(former(name))) === null) return null;
  await rename(server, next, name);
  await server.drop(former(name));
  return server.find(name);
}

const rename = (server: Server, collection: ChromaCollection, name: string): Promise<void> => server.guarded(() => collection.modify({ name }));

function collectionOf(server: Server, found: ChromaCollection, distance: ChromaExportOptions['distance']): Collection {
  const { guarded } = server;
  // Compared otherwise than it is to be, none of it can stay.
  const isOther = found.configuration.hnsw?.space !== distance;
  const rows = async (which: { readonly ids?: string[]; readonly limit?: number; readonly offset?: number }): Promise<Held[]> => {
    const got = await guarded(() => found.get({ ...which, include: ['documents', 'metadatas', 'embeddings'] }));
    return got.ids.map((id, at) => [id, isOther ? OTHERWISE : hashOfRecord({ id, text: got.documents[at], metadata: got.metadatas[at], vector: got.embeddings[at] ?? null })]);
  };
  return {
    stamp: stampIn(found),
    sees: 'all',
    async page(from: Json) {
      const offset = typeof from === 'number' ? from : 0;
      const held = await rows({ limit: FETCH, offset });
      return { held, next: held.length < FETCH ? null : offset + held.length };
    },
    some: (items) => rows({ ids: items.map(({ id }) => id) }),
    count: () => guarded(() => found.count()),
    seal: (stamp) => guarded(() => found.modify({ metadata: { [STAMP]: JSON.stringify(stamp) } })),
  };
}

function writerOf(server: Server, collection: ChromaCollection, { distance, instead }: { readonly distance: ChromaExportOptions['distance']; readonly instead: string | null }): CollectionWriter {
  const { guarded } = server;
  const cosine = collection.configuration.hnsw?.space === 'cosine';
  return {
    ...collectionOf(server, collection, distance),
    live: instead === null,
    async put(items: readonly SnapshotItem[], anew) {
      const ids = items.map(({ id }) => id);
      if (anew) await guarded(() => collection.delete({ ids }));
      // By the cosine, vectors are given back a last bit off.
      const records = items.map((item) => flatRecord(item, cosine && item.vector !== undefined ? sketchOf(item.vector) : null));
      // A key without a value goes: the server would keep what stood there.
      await guarded(() => collection.upsert({
        ids, documents: records.map(({ text }) => text), metadatas: records.map(({ metadata }) => metadata), embeddings: items.map(({ vector }) => Array.from(vector ?? [])),
      }));
    },
    async remove(ids) { await guarded(() => collection.delete({ ids: [...ids] })); },
    async publish() {
      if (instead === null) return;
      const there = await server.find(instead);
      if (there?.id !== collection.id) {
        if (there !== null) {
          await server.drop(former(instead));
          await rename(server, there, former(instead));
        }
        await rename(server, collection, instead);
      }
      await server.drop(former(instead));
    },
  };
}
