import type { Schemas } from '@qdrant/js-client-rest';
import { WinnowError, type ExportSnapshot, type Json, type SnapshotItem } from '../../core/index.js';
import type { Collection, CollectionWriter, Held } from '../shared/collection-target.js';
import { OTHERWISE } from '../shared/records.js';
import { foreign, readStamp, stampOf, type Stamp } from '../shared/stamp.js';
import { sketchOf } from '../shared/vector-sketch.js';
import { connect, type Server } from './client.js';
import { ENDS, type QdrantExportOptions } from './options.js';
import { hashOfPoint, payloadOf } from './points.js';

type Info = Schemas['CollectionInfo'];

const STAMP = 'winnow';
const DISTANCE = { cosine: 'Cosine', dot: 'Dot', euclid: 'Euclid' } as const;
/** What filters are likely to ask for. A date that is a year or a month alone is in no index of times. */
const INDEXES = {
  'metadata.source': 'keyword', 'metadata.path': 'keyword', 'metadata.language': 'keyword', 'metadata.version': 'keyword', 'metadata.access': 'keyword', 'metadata.dates.value': 'datetime',
} as const;
/** Points and numbers of vectors in one answer, and numbers in one request: of some 20 characters each, and a server takes 32 MB. */
const FETCH = 1_000;
const NUMBERS_FETCHED = 500_000;
const NUMBERS_SENT = 1_000_000;

const stampIn = ({ config }: Info): Stamp | null => readStamp(config.metadata?.[STAMP]);
const stampAs = (stamp: Stamp): Record<string, string> => ({ [STAMP]: JSON.stringify(stamp) });
const behind = ({ collection }: QdrantExportOptions): string[] => ENDS.map((end) => collection + end);

interface Vectors { readonly size: number; readonly distance: string }

/** `null` = no vectors, or such as have names. */
function vectorsIn({ config: { params: { vectors } } }: Info): Vectors | null {
  const { size, distance } = vectors ?? {};
  return typeof size === 'number' && typeof distance === 'string' ? { size, distance } : null;
}

/** What searches see; `null` = there is no such alias. */
export async function openCollection(options: QdrantExportOptions): Promise<Collection | null> {
  const server = await connect(options);
  const { collection } = options;
  const at = (await server.aliases()).get(collection);
  const found = await server.find(at ?? collection);
  if (found === null) return null;
  const ours = at !== undefined && behind(options).includes(at);
  return { ...collectionOf(server, at ?? collection, found, options), ...(ours ? {} : { stamp: null }) };
}

/** The collection that searches do not see, made ready. It takes the place of the other once it is whole. */
export async function prepareCollection(options: QdrantExportOptions, snapshot: ExportSnapshot): Promise<CollectionWriter> {
  const server = await connect(options);
  const aliases = await server.aliases();
  const name = behind(options).find((each) => each !== aliases.get(options.collection)) ?? options.collection;
  if (aliases.has(name)) throw foreign(`the alias "${name}"`, null, snapshot.pipeline);
  let found = await server.find(name);
  if (found !== null && stampIn(found)?.pipeline !== snapshot.pipeline) throw foreign(`the collection "${name}"`, stampIn(found), snapshot.pipeline);
  if (found !== null && !isFit(found, options, snapshot)) {
    await server.ask((api, init) => api.deleteCollection({ collection_name: name }, init));
    found = null;
  }
  found ??= await make(server, name, options, snapshot);
  for (const [field, kind] of Object.entries(INDEXES)) {
    if (found.payload_schema[field] === undefined) await server.ask((api, init) => api.createFieldIndex({ collection_name: name, wait: true, field_name: field, field_schema: kind }, init));
  }
  return writerOf(server, name, found, options, snapshot.pipeline);
}

/** Whether it can hold such vectors. */
function isFit(found: Info, { distance }: QdrantExportOptions, { dimensions, count }: ExportSnapshot): boolean {
  const vectors = vectorsIn(found);
  if (dimensions === undefined) return count === 0 || Object.keys(found.config.params.vectors ?? {}).length === 0;
  return vectors?.size === dimensions && vectors.distance === DISTANCE[distance];
}

async function make(server: Server, name: string, { url, distance }: QdrantExportOptions, snapshot: ExportSnapshot): Promise<Info> {
  const { dimensions } = snapshot;
  await server.ask((api, init) => api.createCollection({
    collection_name: name, vectors: dimensions === undefined ? {} : { size: dimensions, distance: DISTANCE[distance] }, metadata: stampAs(stampOf(snapshot, 0)),
  }, init));
  const made = await server.find(name);
  if (made !== null && stampIn(made) !== null) return made;
  // Without its stamp it would be somebody else's for ever.
  await server.ask((api, init) => api.deleteCollection({ collection_name: name }, init));
  throw new WinnowError('export-failed', `Cannot bring in step the collections at ${url}: the server does not keep what a collection says of itself (metadata), which Qdrant 1.16 and newer do`, { next: 'Update the server to Qdrant 1.16 or newer.' });
}

function collectionOf(server: Server, name: string, found: Info, { distance }: QdrantExportOptions): Collection {
  const vectors = vectorsIn(found);
  // Compared otherwise than it is to be, none of it can stay.
  const isOther = vectors !== null && vectors.distance !== DISTANCE[distance];
  const limit = Math.max(1, Math.min(FETCH, Math.floor(NUMBERS_FETCHED / (vectors?.size ?? 1))));
  const held = ({ id, payload, vector }: Schemas['Record']): Held => {
    const numbers = Array.isArray(vector) ? (vector as number[]) : null;
    return [String(id), isOther ? OTHERWISE : hashOfPoint({ id: String(id), payload, vector: numbers }, vectors?.distance === DISTANCE.cosine)];
  };
  return {
    stamp: stampIn(found),
    sees: 'all',
    async page(from: Json) {
      const { points, next_page_offset: next } = await server.ask((api, init) => api.scrollPoints({ collection_name: name, limit, with_payload: true, with_vector: true, ...(from === null ? {} : { offset: from as string | number }) }, init));
      // A number above 2^53 is read as one nearby.
      if (next !== null && next === from) throw new Error(`the points after ${JSON.stringify(from)} cannot be told apart`);
      return { held: points.map(held), next: (next ?? null) as Json };
    },
    some: async (items) => (await server.ask((api, init) => api.getPoints({ collection_name: name, ids: items.map(({ id }) => id), with_payload: true, with_vector: true }, init))).map(held),
    count: async () => (await server.ask((api, init) => api.countPoints({ collection_name: name, exact: true }, init))).count,
    seal: async (stamp) => { await server.ask((api, init) => api.updateCollection({ collection_name: name, metadata: stampAs(stamp) }, init)); },
  };
}

function writerOf(server: Server, name: string, found: Info, options: QdrantExportOptions, pipeline: string): CollectionWriter {
  const { collection } = options;
  const vectors = vectorsIn(found);
  const most = Math.max(1, Math.floor(NUMBERS_SENT / (vectors?.size ?? 1)));
  const pointOf = (item: SnapshotItem): Schemas['PointStruct'] => ({
    // By the cosine, vectors are normalised when they are written.
    id: item.id, payload: payloadOf(item, vectors?.distance === DISTANCE.cosine && item.vector !== undefined ? sketchOf(item.vector) : null), vector: item.vector === undefined ? {} : Array.from(item.vector),
  });
  return {
    ...collectionOf(server, name, found, options),
    live: false,
    async put(items) {
      for (let at = 0; at < items.length; at += most) {
        const points = items.slice(at, at + most).map(pointOf);
        await server.ask((api, init) => api.upsertPoints({ collection_name: name, wait: true, points }, init));
      }
    },
    async remove(ids) {
      // Somebody else's points may be numbered.
      await server.ask((api, init) => api.deletePoints({ collection_name: name, wait: true, points: ids.map((id) => (/^\d+$/u.test(id) ? Number(id) : id)) }, init));
    },
    async publish() {
      const at = (await server.aliases()).get(collection);
      if (at === name) return;
      if (at !== undefined && !behind(options).includes(at)) throw foreign(`the alias "${collection}"`, null, pipeline);
      // Of one request all is done at once, so that searches see either.
      const former = at === undefined ? [] : [{ delete_alias: { alias_name: collection } }];
      await server.ask((api, init) => api.updateAliases({ actions: [...former, { create_alias: { collection_name: name, alias_name: collection } }] }, init));
    },
  };
}
