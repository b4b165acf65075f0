import { z } from 'zod';

/** What LangChain calls `Embeddings`, as far as it is used here. */
export interface Embedder {
  /** One vector for each text, in their order, all of one length. */
  embedDocuments(texts: string[]): Promise<number[][]>;
}

/** Embeddings under a name, for blocks that ask for vectors of texts (`Join.embedding`). */
export interface EmbeddingModel {
  readonly kind: 'embeddings';
  readonly id: string;
  /** To be changed whenever the same text gets another vector: another model, other dimensions, another prompt. All is embedded anew then. */
  readonly version: number | string;
  /** Texts in one call of `embedDocuments`, 1 to 2,048. */
  readonly textsPerBatch: number;
  /** Calls at the same time, 1 to 64. */
  readonly batchesAtOnce: number;
  /** Milliseconds after which a call counts as failed. */
  readonly timeoutMs: number;
  /** Longest text it takes, in tokens. A longer one is refused, not cut. Absent = not looked at. */
  readonly maxTokens?: number;
  /** Tokens in one call. Absent = only texts are counted. */
  readonly tokensPerBatch?: number;
  /** Whose tokens these are, by the names that chunkers take. Default: those of OpenAI's embedding models. */
  readonly tokenizer?: string;
  /** What a million tokens cost, in US dollars; for estimates. */
  readonly usdPerMillionTokens?: number;
  /** Called once a run, and only where a text has no vector yet: a night without new texts needs neither key nor network. */
  create(): Embedder | Promise<Embedder>;
}

/** Few enough texts for the limits of hosted models on tokens a request (64 chunks of 512 tokens are 32,768). */
const TEXTS_PER_BATCH = 64;
const BATCHES_AT_ONCE = 2;
const TIMEOUT_MS = 120_000;

type Given = Pick<EmbeddingModel, 'id' | 'version' | 'create'> & Partial<Omit<EmbeddingModel, 'kind' | 'id' | 'version' | 'create'>>;

/**
 * Gives any LangChain `Embeddings` a name: `defineEmbeddings({ id: 'small', version: 1, create: () => new OpenAIEmbeddings({ … }) })`.
 * @throws RangeError for a number that is out of its range
 */
export function defineEmbeddings(given: Given): EmbeddingModel {
  const model = { kind: 'embeddings' as const, textsPerBatch: TEXTS_PER_BATCH, batchesAtOnce: BATCHES_AT_ONCE, timeoutMs: TIMEOUT_MS, ...given };
  for (const [name, most] of [['textsPerBatch', 2048], ['batchesAtOnce', 64], ['timeoutMs', 3_600_000]] as const) {
    const value = model[name];
    if (!Number.isInteger(value) || value < 1 || value > most) throw new RangeError(`defineEmbeddings: ${name} is ${value}, expected a whole number from 1 to ${most}`);
  }
  for (const name of ['maxTokens', 'tokensPerBatch'] as const) {
    const value = given[name];
    if (value !== undefined && (!Number.isInteger(value) || value < 1)) throw new RangeError(`defineEmbeddings: ${name} is ${value}, expected a whole number from 1`);
  }
  const { usdPerMillionTokens: price } = given;
  if (price !== undefined && !(price >= 0 && price < Infinity)) throw new RangeError(`defineEmbeddings: usdPerMillionTokens is ${price}, expected a number from 0`);
  return Object.freeze(model);
}

/** Whether `defineEmbeddings` made it. Of one that a store remembered `create` is `null`: it serves for all but embedding. */
export function isEmbeddingModel(value: unknown): value is EmbeddingModel {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'embeddings' && 'id' in value && typeof value.id === 'string' && 'version' in value && 'textsPerBatch' in value && 'create' in value;
}

/** What vectors are kept under: those of another version are others. */
export function embeddingKey(model: Pick<EmbeddingModel, 'id' | 'version'>): string {
  return `${model.id}@${model.version}`;
}

const EXPECTED = 'expected the id of embeddings that a plugin exports (`defineEmbeddings`), or, from TypeScript, what `defineEmbeddings` gives';

/** The option of a join that names its embeddings. */
export const embeddingChoice = z.union([z.string({ error: EXPECTED }).min(1, EXPECTED).max(200), z.custom<EmbeddingModel>(isEmbeddingModel)])
  .describe('Id of the embeddings that a plugin brings with `defineEmbeddings`; from TypeScript also these themselves.');
