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

/**
 * What is to be changed: what others see, or, where that cannot be (`switch: whole`; vectors of another length; another way to compare them), one that takes its place once
 * it is whole.
 */
export async function prepareCollection(options: ChromaExportOptions, snapshot: ExportSnapshot): Promise<CollectionWriter> {
  const server = await connect(options);
  const { collection: name, distance } = options;
  const keep = options.switch === 'whole';
  const found = (await server.find(name)) ?? (await unfinished(server, name));
  if (!keep && (found === null || isFit(found, options, snapshot))) {
    await dropLeftovers(server, name, snapshot.pipeline);
    return writerOf(server, found ?? (await server.make(name, madeFor(options, snapshot))), { distance, instead: null, keep });
  }
  return writerOf(server, await besides(server, options, snapshot), { distance, instead: name, keep });
}

const madeFor = ({ distance }: ChromaExportOptions, snapshot: ExportSnapshot): Parameters<Server['make']>[1] => ({ metadata: { [STAMP]: JSON.stringify(stampOf(snapshot, 0)) }, distance });

function isFit(found: ChromaCollection, { distance }: ChromaExportOptions, { dimensions }: ExportSnapshot): boolean {
  // One that was emptied remembers how long its vectors were, and does not tell.
  return found.configuration.hnsw?.space === distance && (dimensions === undefined || dimensions === (stampIn(found)?.dimensions ?? null));
}

/** The collection that nobody sees: what an export left that came to no end, or what others saw before the last one, where that was kept; else a new one. */
async function besides(server: Server, options: ChromaExportOptions, snapshot: ExportSnapshot): Promise<ChromaCollection> {
  const { collection: name } = options;
  for (const each of [standIn(name), former(name)]) {
    const left = await server.find(each);
    if (left === null) continue;
    if (stampIn(left)?.pipeline !== snapshot.pipeline) throw foreign(`the collection "${each}"`, stampIn(left), snapshot.pipeline);
    if (isFit(left, options, snapshot)) {
      if (each !== standIn(name)) await rename(server, left, standIn(name));
      return left;
    }
    await server.drop(each);
  }
  return server.make(standIn(name), madeFor(options, snapshot));
}

/** What is ours beside a collection that is changed in place: of an export that came to no end, or of another `switch`. */
async function dropLeftovers(server: Server, name: string, pipeline: string): Promise<void> {
  const there = new Set(await server.names());
  for (const each of [standIn(name), former(name)].filter((beside) => there.has(beside))) {
    const left = await server.find(each);
    if (left !== null && stampIn(left)?.pipeline === pipeline) await server.drop(each);
  }
}

/** The one that was on its way into its place when a process was killed: the former one has gone from there already. */
async function unfinished(server: Server, name: string): Promise<ChromaCollection | null> {
  const next = await server.find(standIn(name));
  if (next === null || (await server.find(former(name))) === null) return null;
  await rename(server, next, name);
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

function writerOf(server: Server, collection: ChromaCollection, { distance, instead, keep }: { readonly distance: ChromaExportOptions['distance']; readonly instead: string | null; readonly keep: boolean }): CollectionWriter {
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
      if (!keep) await server.drop(former(instead));
    },
  };
}
