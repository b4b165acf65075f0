import {
  WinnowError, NO_DATES, assessmentAt, snapshotItem, type ExportSnapshot, type Json, type ReleasedChunk, type Score, type SnapshotItem, type Store,
} from '../../core/index.js';
import { folderVersion } from '../../core/editions.js';
import { withoutProvenance } from '../../core/model/provenance.js';
import type { Pipeline } from '../../config/index.js';
import { storedUnder } from '../views/scores.js';

const PAGE = 500;
/** Keys of an export's metadata that are Winnow's own; declared metadata of these names is kept under `declared`. */
const OWN_KEYS = new Set(['source', 'path', 'record', 'title', 'headingPath', 'page', 'span', 'parentItem', 'context', 'tokens', 'contentHash', 'dates', 'language', 'version', 'access', 'releasedIn', 'owner', 'documentId', 'scores', 'declared']);

/** A released chunk as it goes to a target. Nothing in it changes by itself: dates, no ages. */
export function exportItem(pipeline: Pipeline, chunk: ReleasedChunk): SnapshotItem {
  const assessment = pipeline.documentScorers.map((scorer) => chunk.assessments.get(scorer.key)).find((found) => found !== undefined);
  const declared = withoutProvenance(chunk.declared);
  const clashing = Object.entries(declared).filter(([key]) => OWN_KEYS.has(key));
  const metadata: Record<string, Json> = {
    ...Object.fromEntries(Object.entries(declared).filter(([key]) => !OWN_KEYS.has(key))),
    ...(clashing.length === 0 ? {} : { declared: Object.fromEntries(clashing) }),
    source: chunk.source, path: chunk.path, record: chunk.record, title: chunk.title, headingPath: chunk.headingPath, page: chunk.page,
    span: { start: chunk.start, end: chunk.end }, parentItem: chunk.parentItem, context: chunk.context, tokens: chunk.tokens, contentHash: chunk.contentHash, dates: { ...(assessment === undefined ? NO_DATES : assessmentAt(assessment, chunk).dates) },
    language: chunk.language, version: chunk.declared['version'] ?? folderVersion(chunk.path), access: chunk.access, owner: chunk.owner,
    documentId: chunk.documentId, releasedIn: chunk.releasedIn, scores: ownScores(pipeline, chunk),
  };
  return snapshotItem({ id: chunk.id, text: chunk.context + chunk.text, metadata });
}

/** By dimension what its scorers said of the chunk alone, to four digits, the lowest where several do. What joins say of it changes with other documents, and freshness with time. */
function ownScores(pipeline: Pipeline, { scores }: ReleasedChunk): Record<string, Score> {
  const own: Record<string, Score> = {};
  for (const scorer of pipeline.chunkScorers) {
    const score = storedUnder(scores, scorer);
    const rounded = score === null ? null : Math.round(score * 10_000) / 10_000;
    const known = own[scorer.block.dimension] ?? null;
    own[scorer.block.dimension] = known === null ? rounded : rounded === null ? known : Math.min(known, rounded);
  }
  return own;
}

/** The accepted chunks of a generation, in document order, a page in memory at a time. */
export async function* releasedItems(pipeline: Pipeline, store: Store, generation: number): AsyncGenerator<SnapshotItem> {
  for (let after: string | undefined; ;) {
    const page = await store.listReleased({ at: generation, limit: PAGE, ...(after === undefined ? {} : { after }) });
    for (const chunk of page) yield exportItem(pipeline, chunk);
    after = page.at(-1)?.id;
    if (after === undefined) return;
  }
}

/** The current generation as an export sees it. Fails with `nothing-to-export` before the first run. */
export async function snapshot(pipeline: Pipeline, store: Store): Promise<ExportSnapshot> {
  const generation = await store.currentGeneration();
  if (generation === null) throw new WinnowError('nothing-to-export', `${store.location} has no published generation`);
  return {
    generation: generation.number, pipeline: pipeline.name, pipelineHash: pipeline.hash, decidedAt: generation.decidedAt,
    count: generation.counts.chunks.accepted, items: () => releasedItems(pipeline, store, generation.number),
  };
}
