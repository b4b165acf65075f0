import { normaliseText, sentenceSpans, sha256, type DocumentVersion, type Predecessor, type Store, type ChunkView } from '../../core/index.js';
import type { RunContext } from './context.js';

/** Below this share two chunks of a document have a phrase in common, not a history. */
const LEAST_SHARE = 0.2;
const PAGE = 500;

/** The sentences of a text by hash, with their lengths: what a chunk is compared by when its document was cut anew. */
function sentencesOf(text: string): { hash: string; length: number }[] {
  return sentenceSpans(text).map((span) => normaliseText(text.slice(span.start, span.end))).filter((sentence) => sentence !== '')
    .map((sentence) => ({ hash: sha256(sentence), length: sentence.length }));
}

/**
 * Which chunks of a former version the new ones came from: the share of each new chunk's sentences, by length, that an
 * old chunk held. A chunk whose id stayed needs no predecessor.
 */
export function predecessorsWithin(
  before: readonly { id: string; text: string }[], after: readonly { id: string; text: string }[],
): Predecessor[] {
  const kept = new Set(before.map((chunk) => chunk.id));
  const holders = new Map<string, string[]>();
  for (const chunk of before) {
    for (const { hash } of sentencesOf(chunk.text)) holders.set(hash, [...(holders.get(hash) ?? []), chunk.id]);
  }
  return after.filter((chunk) => !kept.has(chunk.id)).flatMap((chunk) => {
    const sentences = sentencesOf(chunk.text);
    const total = sentences.reduce((sum, sentence) => sum + sentence.length, 0);
    const shares = new Map<string, number>();
    for (const { hash, length } of sentences) {
      const held = holders.get(hash);
      if (held === undefined) continue;
      // A sentence that several chunks held counts for one of them, the one that already gave most: shares add up to 1 at most.
      const id = held.reduce((best, other) => ((shares.get(other) ?? 0) > (shares.get(best) ?? 0) ? other : best));
      shares.set(id, (shares.get(id) ?? 0) + length / total);
    }
    return [...shares].filter(([, share]) => share >= LEAST_SHARE).map(([predecessorId, share]) => ({ chunkId: chunk.id, predecessorId, share: Math.min(1, share) }));
  });
}

async function publishedChunks(store: Store, documentId: string): Promise<readonly ChunkView[]> {
  const generation = await store.currentGeneration();
  return generation === null ? [] : store.listChunks({ at: generation.number, documentId, limit: 100_000 });
}

/** Links the chunks of changed documents to those of the version that is published. */
export async function linkChanged(context: RunContext, documents: readonly DocumentVersion[]): Promise<void> {
  const links: Predecessor[] = [];
  for (const document of documents) {
    const before = await publishedChunks(context.store, document.documentId);
    if (before.length === 0) continue;
    links.push(...predecessorsWithin(before, document.chunks.map((chunk) => ({ id: chunk.id, text: document.text.slice(chunk.start, chunk.end) }))));
  }
  if (links.length > 0) await context.store.putPredecessors(context.fence, links);
}

/** Links the chunks of documents that are new to equal chunks that left in the same run: a renamed file keeps its decisions. */
export async function linkRenamed(context: RunContext): Promise<void> {
  if ((await context.store.decisionSeq()) === 0) return;
  for (let after: string | undefined; ;) {
    const page = await context.store.arrivedDocuments({ limit: PAGE, ...(after === undefined ? {} : { after }) });
    const chunks = page.flatMap((document) => document.chunks);
    const departed = await context.store.departedByTextHash([...new Set(chunks.map((chunk) => chunk.textHash))]);
    const byText = new Map(departed.map((chunk) => [chunk.textHash, chunk.chunkId]));
    const links = chunks.flatMap((chunk) => {
      const predecessorId = byText.get(chunk.textHash);
      return predecessorId === undefined ? [] : [{ chunkId: chunk.id, predecessorId, share: 1 }];
    });
    if (links.length > 0) await context.store.putPredecessors(context.fence, links);
    after = page.at(-1)?.documentId;
    if (after === undefined) return;
  }
}
