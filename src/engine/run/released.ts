import {
  WinnowError, NO_DATES, assessmentAt, sha256, snapshotItem, type ExportLedger, type ExportSnapshot, type Json, type JsonObject, type KeptItem, type ReleasedChunk, type Score, type SnapshotItem, type Store,
} from '../../core/index.js';
import { folderVersion } from '../../core/editions.js';
import { withoutProvenance } from '../../core/model/provenance.js';
import type { Pipeline } from '../../config/index.js';
import { storedUnder } from '../views/scores.js';

const PAGE = 500;
const IDS_PAGE = 5000;
/** Raised with any change of what `exportItem` makes of one and the same chunk. */
const ITEM_VERSION = 1;
/** Keys of an export's metadata that are Winnow's own; declared metadata of these names is kept under `declared`. */
const OWN_KEYS = new Set(['source', 'path', 'record', 'title', 'headingPath', 'page', 'span', 'parentItem', 'context', 'tokens', 'contentHash', 'dates', 'language', 'version', 'access', 'releasedIn', 'owner', 'documentId', 'scores', 'declared']);

/** A released chunk as it goes to a target. Nothing in it changes by itself: dates, no ages. */
export function exportItem(pipeline: Pipeline, chunk: ReleasedChunk): SnapshotItem {
  const assessment = pipeline.documentScorers.map((scorer) => chunk.assessments.get(scorer.key)).find((found) => found !== undefined);
  const { confidence, effective, expires, modified, published, reviewed, source, value } = assessment === undefined ? NO_DATES : assessmentAt(assessment, chunk).dates;
  // In the order of canonical JSON, which is then written without sorting anything.
  const own: Record<string, Json> = {
    access: chunk.access, contentHash: chunk.contentHash, context: chunk.context, dates: { confidence, effective, expires, modified, published, reviewed, source, value },
    documentId: chunk.documentId, headingPath: chunk.headingPath, language: chunk.language, owner: chunk.owner, page: chunk.page, parentItem: chunk.parentItem, path: chunk.path, record: chunk.record,
    releasedIn: chunk.releasedIn, scores: ownScores(pipeline, chunk), source: chunk.source, span: { end: chunk.end, start: chunk.start }, title: chunk.title, tokens: chunk.tokens,
    version: chunk.declared['version'] ?? folderVersion(chunk.path),
  };
  const metadata = withDeclared(own, withoutProvenance(chunk.declared));
  return snapshotItem({ id: chunk.id, text: chunk.context + chunk.text, metadata });
}

/** With the metadata that a document declares; what it names as we name our own is under `declared`. */
function withDeclared(own: Record<string, Json>, declared: JsonObject): JsonObject {
  const keys = Object.keys(declared);
  if (keys.length === 0) return own;
  const others = keys.filter((key) => !OWN_KEYS.has(key)).map((key) => [key, declared[key] ?? null] as const);
  const clashing = keys.filter((key) => OWN_KEYS.has(key)).map((key) => [key, declared[key] ?? null] as const);
  const all = [...others, ...Object.entries(own), ...(clashing.length === 0 ? [] : [['declared', Object.fromEntries(clashing)] as const])];
  return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** By dimension what its scorers said of the chunk alone, to four digits, the lowest where several do. What joins say of it changes with other documents, and freshness with time. */
function ownScores(pipeline: Pipeline, { scores }: ReleasedChunk): Record<string, Score> {
  const own: Record<string, Score> = {};
  for (const scorer of inOrder(pipeline)) {
    const score = storedUnder(scores, scorer);
    const rounded = score === null ? null : Math.round(score * 10_000) / 10_000;
    const known = own[scorer.block.dimension] ?? null;
    own[scorer.block.dimension] = known === null ? rounded : rounded === null ? known : Math.min(known, rounded);
  }
  return own;
}

const ordered = new WeakMap<Pipeline, Pipeline['chunkScorers']>();

/** The scorers of chunks, those of one dimension after those of the one before it in the alphabet. */
function inOrder(pipeline: Pipeline): Pipeline['chunkScorers'] {
  const known = ordered.get(pipeline);
  if (known !== undefined) return known;
  const sorted = [...pipeline.chunkScorers].sort(({ block: { dimension: a } }, { block: { dimension: b } }) => (a === b ? 0 : a < b ? -1 : 1));
  ordered.set(pipeline, sorted);
  return sorted;
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

/** What items are made by, the store aside: as long as it is the same, what did not change in the store goes out as it did. */
export function itemKey(pipeline: Pipeline): string {
  return sha256([ITEM_VERSION, ...[...pipeline.chunkScorers, ...pipeline.documentScorers].map(({ key }) => key)].join('\n')).slice(0, 12);
}

/** What an export has that knows what its target holds. */
export interface Since {
  /** Documents with chunks that may go out otherwise than they did (`releasedAnew`). */
  readonly anew: ReadonlySet<string>;
  readonly ledger: ExportLedger;
}

/** `releasedItems`, but of chunks of other documents than `anew` only what the ledger knows. One that it does not know is made. */
export async function* changedItems(pipeline: Pipeline, store: Store, generation: number, { anew, ledger }: Since): AsyncGenerator<SnapshotItem | KeptItem> {
  let made = new Map<string, SnapshotItem>();
  let of = '';
  for (let after: string | undefined; ;) {
    const page = await store.listReleasedIds({ at: generation, limit: IDS_PAGE, ...(after === undefined ? {} : { after }) });
    for (const { id, documentId } of page) {
      const hash = ledger.get(id);
      if (hash !== undefined && !anew.has(documentId)) {
        yield { id, hash, kept: true };
        continue;
      }
      if (of !== documentId) [of, made] = [documentId, await itemsOf(pipeline, store, generation, documentId)];
      const item = made.get(id);
      if (item === undefined) throw new WinnowError('internal', `chunk ${id} is listed as released, and is not among those of its document`);
      yield item;
    }
    after = page.at(-1)?.id;
    if (after === undefined) return;
  }
}

async function itemsOf(pipeline: Pipeline, store: Store, generation: number, documentId: string): Promise<Map<string, SnapshotItem>> {
  const items = new Map<string, SnapshotItem>();
  for (let after: string | undefined; ;) {
    const page = await store.listReleased({ at: generation, documentId, limit: PAGE, ...(after === undefined ? {} : { after }) });
    for (const chunk of page) items.set(chunk.id, exportItem(pipeline, chunk));
    after = page.at(-1)?.id;
    if (after === undefined) return items;
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
