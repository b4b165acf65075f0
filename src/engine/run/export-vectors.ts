import { embeddingKey, sha256, withVector, type EmbeddingModel, type ExportSnapshot, type SnapshotItem, type Store } from '../../core/index.js';
import type { ProgressSink } from './context.js';
import { limitsOf, type Text } from './embed-batches.js';
import { Embedding, type VectorCache } from './embed.js';

/** Items whose vectors are looked up at once. */
const PAGE = 500;

/** What embedding a snapshot would ask of a model. */
export interface EmbeddingEstimate {
  /** `id@version` of the embeddings. */
  readonly model: string;
  /** Texts that have no vector yet, each counted once. */
  readonly texts: number;
  /** Their tokens, as the model's tokenizer counts them; where the embeddings name none, as the chunker did. */
  readonly tokens: number;
  /** Texts among them that are longer than the model takes: the export would fail over them. */
  readonly tooLong: number;
  /** What that costs, in US dollars; `null` where the embeddings name no price. */
  readonly usd: number | null;
}

const vectorsOfExports = (store: Store): VectorCache => ({
  find: (model, textHashes) => store.exportVectors(model, textHashes),
  keep: (model, rows) => store.putExportVectors(model, rows),
});

/** A text as it is exported: to the last character, unlike what joins compare. */
const asExported = ({ text }: SnapshotItem): Text => ({ textHash: sha256(text), text });

/**
 * The snapshot with a vector in each item. Texts that have none yet are embedded first, and kept as they come, so that who is interrupted goes on where it stood.
 * @throws WinnowError `embedding-failed`
 */
export async function embedded(snapshot: ExportSnapshot, model: EmbeddingModel, on: { readonly store: Store; readonly signal: AbortSignal; readonly progress: ProgressSink }): Promise<ExportSnapshot> {
  const { store, signal, progress } = on;
  const embedding = new Embedding(model, { cache: vectorsOfExports(store), signal });
  const vectorsOf: VectorsOf = (page) => embedding.of(page.map(asExported));
  let dimensions: number | undefined;
  progress.stage(`embedding by ${embeddingKey(model)}`);
  progress.expect(snapshot.count);
  try {
    for await (const page of pages(snapshot)) {
      signal.throwIfAborted();
      const [first] = await vectorsOf(page);
      dimensions ??= first?.length;
      progress.advance(page.length);
    }
  } finally {
    progress.end();
  }
  return withVectors(snapshot, dimensions, vectorsOf);
}

/** The snapshot with the vectors that there are. Asks no model: an item whose text was never embedded stays without, and so differs from whatever a target holds. */
export async function withKnownVectors(snapshot: ExportSnapshot, model: EmbeddingModel, store: Store): Promise<ExportSnapshot> {
  const vectorsOf = knownVectors(model, store);
  let dimensions: number | undefined;
  for await (const page of pages(snapshot)) {
    dimensions = (await vectorsOf(page)).find((vector) => vector !== undefined)?.length;
    if (dimensions !== undefined) break;
  }
  return withVectors(snapshot, dimensions, vectorsOf);
}

/** What embedding the snapshot would ask of its model. */
export async function estimateOf(snapshot: ExportSnapshot, model: EmbeddingModel, store: Store): Promise<EmbeddingEstimate> {
  const vectorsOf = knownVectors(model, store);
  // A model's own tokenizer is a package and files to load: not where nothing is to be counted.
  let limits: ReturnType<typeof limitsOf> | undefined;
  const missing = new Map<string, number>();
  for await (const page of pages(snapshot)) {
    const vectors = await vectorsOf(page);
    for (const item of page.filter((_, at) => vectors[at] === undefined)) {
      const { count } = (await (limits ??= limitsOf(model))) ?? {};
      missing.set(asExported(item).textHash, count?.(item.text) ?? Number(item.metadata['tokens'] ?? 0));
    }
  }
  const lengths = [...missing.values()];
  const tokens = lengths.reduce((sum, length) => sum + length, 0);
  const { usdPerMillionTokens: price } = model;
  const { maxTokens = Infinity } = (await limits) ?? {};
  return {
    model: embeddingKey(model), texts: missing.size, tokens, tooLong: lengths.filter((length) => length > maxTokens).length, usd: price === undefined ? null : (tokens * price) / 1_000_000,
  };
}

type VectorsOf = (page: readonly SnapshotItem[]) => Promise<readonly (Float32Array | undefined)[]>;

function knownVectors(model: EmbeddingModel, store: Store): VectorsOf {
  const [key, cache] = [embeddingKey(model), vectorsOfExports(store)];
  return async (page) => {
    const hashes = page.map((item) => asExported(item).textHash);
    const found = await cache.find(key, [...new Set(hashes)]);
    return hashes.map((hash) => found.get(hash));
  };
}

const withVectors = (snapshot: ExportSnapshot, dimensions: number | undefined, vectorsOf: VectorsOf): ExportSnapshot => ({
  ...snapshot,
  ...(dimensions === undefined ? {} : { dimensions }),
  async *items() {
    for await (const page of pages(snapshot)) {
      const vectors = await vectorsOf(page);
      for (const [at, item] of page.entries()) {
        const vector = vectors[at];
        yield vector === undefined ? item : withVector(item, vector);
      }
    }
  },
});

async function* pages(snapshot: ExportSnapshot): AsyncGenerator<SnapshotItem[]> {
  let page: SnapshotItem[] = [];
  for await (const item of snapshot.items()) {
    page.push(item);
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}
