import type { ChunkLineage, DocumentVersion, Store } from '../../core/index.js';
import type { RunContext } from './context.js';
import { Holders, lineage, sentencesOf, worthKeeping, type Link, type Passage } from './lineage.js';

const PAGE = 500;
/** Of a chunk whose document still holds this much of it, nobody looks for the rest elsewhere. */
const MOST = 0.5;

async function publishedChunks(store: Store, documentId: string): Promise<readonly Passage[]> {
  const generation = await store.currentGeneration();
  return generation === null ? [] : store.listChunks({ at: generation.number, documentId, limit: 100_000 });
}

/** What the chunks of changed documents came from: those of the version that is published, which no run changes. */
export async function lineageOfChanged(store: Store, documents: readonly DocumentVersion[]): Promise<ChunkLineage> {
  const links: Link[] = [];
  for (const document of documents) {
    const own = await publishedChunks(store, document.documentId);
    if (own.length === 0) continue;
    links.push(...lineage(own, document.chunks.map((chunk) => ({ id: chunk.id, text: document.text.slice(chunk.start, chunk.end) }))));
  }
  return worthKeeping(links);
}

/**
 * Links what is new to what left in the same run, wherever it stood: a renamed file keeps its decisions, and a decided text that
 * moved to another document is heard of there.
 */
export async function linkRenamed(context: RunContext): Promise<void> {
  if ((await context.store.decisionSeq()) === 0) return;
  await linkEqual(context);
  await linkDeparted(context);
}

/** Links the chunks of new documents to equal chunks that left. */
async function linkEqual({ store, fence }: RunContext): Promise<void> {
  for (let after: string | undefined; ;) {
    const page = await store.arrivedDocuments({ limit: PAGE, ...(after === undefined ? {} : { after }) });
    const chunks = page.flatMap((document) => document.chunks);
    const departed = await store.departedByTextHash([...new Set(chunks.map((chunk) => chunk.textHash))]);
    const byText = new Map(departed.map((chunk) => [chunk.textHash, chunk.chunkId]));
    const links = chunks.flatMap((chunk) => {
      const predecessorId = byText.get(chunk.textHash);
      return predecessorId === undefined ? [] : [{ chunkId: chunk.id, predecessorId, share: 1 }];
    });
    if (links.length > 0) {
      await store.putPredecessors(fence, links);
      await store.putHeirs(fence, links.map(({ chunkId, predecessorId }) => ({ chunkId: predecessorId, heirId: chunkId, taken: 1 })));
    }
    after = page.at(-1)?.documentId;
    if (after === undefined) return;
  }
}

/**
 * Decided chunks that left and of which their own document kept less than half: where their text went is looked for in all
 * documents that changed. Rests on the pending state alone, so a run also finds what an interrupted one did not come to link.
 */
async function linkDeparted({ store, fence }: RunContext): Promise<void> {
  const lost = await store.decidedDepartures({ takenBelow: MOST });
  if (lost.length === 0) return;
  const departed: Passage[] = [];
  for (const documentId of new Set(lost.map((chunk) => chunk.documentId))) {
    const stays = new Set(await store.chunkIdsOf([documentId], 'pending'));
    departed.push(...(await publishedChunks(store, documentId)).filter(({ id }) => !stays.has(id)));
  }
  const lostIds = new Set(lost.map(({ chunkId }) => chunkId));
  const sought = new Set(departed.filter(({ id }) => lostIds.has(id)).flatMap(({ text }) => sentencesOf(text).map(({ hash }) => hash)));
  const others = new Holders(departed);
  const links: Link[] = [];
  for (let after: string | undefined; ;) {
    const page = await store.changedDocuments({ limit: PAGE, ...(after === undefined ? {} : { after }) });
    for (const { documentId, chunks } of page) {
      if (!chunks.some(({ text }) => sentencesOf(text).some(({ hash }) => sought.has(hash)))) continue;
      links.push(...lineage(await publishedChunks(store, documentId), chunks, others));
    }
    after = page.at(-1)?.documentId;
    if (after === undefined) break;
  }
  if (links.length === 0) return;
  const { predecessors, heirs } = worthKeeping(links);
  await store.putPredecessors(fence, predecessors);
  await store.putHeirs(fence, heirs.filter(({ chunkId }) => lostIds.has(chunkId)));
}
