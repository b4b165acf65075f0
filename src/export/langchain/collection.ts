import type { ExportContext, SnapshotItem } from '../../core/index.js';
import type { Collection, CollectionWriter, Held } from '../shared/collection-target.js';
import { OTHERWISE, flatRecord, hashOfRecord } from '../shared/records.js';
import { sketchOf } from '../shared/vector-sketch.js';
import type { LangchainExportOptions } from './options.js';
import { openStore, type Listed, type OpenStore } from './store.js';
import type { DocumentLike } from './vector-store.js';

/** Under which an item's id stands in its metadata: there are stores that give documents back without theirs. */
const ID = 'winnow_id';
/** Nearest documents that are asked for to find one: there may be others with the same text. */
const NEAREST = [8, 64];

/** A store as it is found. */
export async function openCollection(options: LangchainExportOptions, { baseDir }: ExportContext): Promise<Collection> {
  return collectionOf(await openStore(options, baseDir), options);
}

/** A store to change. `held` = ids that may be there: a store need not replace what it holds. */
export async function prepareCollection(options: LangchainExportOptions, { baseDir }: ExportContext, held: readonly string[]): Promise<CollectionWriter> {
  const open = await openStore(options, baseDir);
  const { store } = open;
  const collection = collectionOf(open, options);
  const there = new Set(held);
  return {
    ...collection,
    async page(from) {
      const page = await collection.page(from);
      for (const [id] of page.held) there.add(id);
      return page;
    },
    live: true,
    async put(items, anew) {
      const ids = items.map(({ id }) => id);
      const before = anew ? ids : ids.filter((id) => there.has(id));
      if (before.length > 0) await store.delete({ ids: before });
      // Should the answer be lost, they may be there when this is done again.
      for (const id of ids) there.add(id);
      const documents = items.map(documentOf);
      if (options.embeddings === undefined) await store.addDocuments(documents, { ids });
      else await store.addVectors(items.map(({ vector }) => Array.from(vector ?? [])), documents, { ids });
    },
    async remove(ids) { await store.delete({ ids: [...ids] }); },
    async publish() { /* it is seen as it is changed */ },
  };
}

/** Flat metadata, and no key without a value: most stores take no other. */
function documentOf(item: SnapshotItem): DocumentLike {
  const { text, metadata } = flatRecord(item, item.vector === undefined ? null : sketchOf(item.vector));
  return { id: item.id, pageContent: text, metadata: Object.fromEntries([...Object.entries(metadata).filter(([, value]) => value !== null), [ID, item.id]]) };
}

function collectionOf({ store, list }: OpenStore, { embeddings }: LangchainExportOptions): Collection {
  const search = store.similaritySearchVectorWithScore?.bind(store);
  return {
    stamp: undefined,
    sees: list !== null ? 'all' : search !== undefined && embeddings !== undefined ? 'asked' : 'nothing',
    async page() {
      const held = new Map<string, string>();
      let unnamed = 0;
      for await (const listed of (await list?.()) ?? []) {
        const [id, hash] = heldOf(listed) ?? [`nothing's id ${unnamed += 1}`, OTHERWISE];
        // One that is there twice is not as it should be.
        held.set(id, held.has(id) ? OTHERWISE : hash);
      }
      return { held: [...held], next: null };
    },
    async some(items) {
      const found = await Promise.all(items.map(async ({ id, vector }) => (vector === undefined || search === undefined ? null : nearestOf(search, id, Array.from(vector)))));
      return found.flatMap((held) => held ?? []);
    },
    async count() {
      let count = 0;
      for await (const _ of (await list?.()) ?? []) count += 1;
      return count;
    },
    async seal() { /* there is no place for it */ },
  };
}

async function nearestOf(search: (query: number[], k: number) => Promise<readonly (readonly [DocumentLike, number])[]>, id: string, vector: number[]): Promise<Held[] | null> {
  for (const k of NEAREST) {
    const nearest = await search(vector, k);
    const found = nearest.map(([document]) => heldOf(document)).find((held) => held?.[0] === id);
    if (found !== undefined && found !== null) return [found];
    if (nearest.length < k) break;
  }
  return null;
}

function heldOf({ id, pageContent, metadata, vector }: Listed): Held | null {
  const told = typeof metadata === 'object' && metadata !== null && ID in metadata ? metadata[ID] : undefined;
  const named = typeof id === 'string' && id !== '' ? id : told;
  if (typeof named !== 'string') return null;
  // Under another id than its own, it could not be deleted by that.
  return [named, told === named ? hashOfRecord({ id: named, text: pageContent, metadata, ...(vector === undefined ? {} : { vector }) }, { others: true }) : OTHERWISE];
}
