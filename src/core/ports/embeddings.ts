import { z } from 'zod';

/** What LangChain calls `Embeddings`, as far as it is used here. */
export interface Embedder {
  /** One vector for each text, in their order, all of one length. */
  embedDocuments(texts: string[]): Promise<number[][]>;
}

/** What a model's own files say of texts. */
export interface TextLimits {
  /** Tokens of a text as the model is given it, with what is put before it and around it. */
  readonly count: (text: string) => number;
  /** Longest text it takes. Absent = not looked at. */
  readonly maxTokens?: number;
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
  /** Instead of `maxTokens` and `tokenizer`, where only the model's files say. Asked where a text has no vector yet, for estimates too, so it should not load the model. */
  readonly limits?: () => Promise<TextLimits>;
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

/** Kinds of numbers that a model's file may be in, as `@huggingface/transformers` calls them. */
export const LOCAL_DTYPES = ['fp32', 'fp16', 'q8', 'int8', 'uint8', 'q4', 'q4f16', 'bnb4'] as const;
export type LocalDtype = (typeof LOCAL_DTYPES)[number];

const localModel = z.strictObject({
  local: z.string().min(1).max(500)
    .describe('A model in ONNX that runs here: its name at Hugging Face (`Xenova/all-MiniLM-L6-v2`), or a folder (`./models/bge-small`, relative to the pipeline file), of which nothing is fetched. Needs the package `@huggingface/transformers`.'),
  pooling: z.enum(['mean', 'cls', 'last_token']).default('mean').describe('How the vectors of a text\'s tokens become one: their mean, that of the first token, or that of the last. What the model was trained with.'),
  normalize: z.boolean().default(true).describe('Whether vectors are brought to length 1.'),
  dtype: z.enum(LOCAL_DTYPES).default('fp32')
    .describe('Numbers of the model\'s file: `fp32` is `onnx/model.onnx`, `q8` is `onnx/model_quantized.onnx`. With `q8`, `int8` and `uint8` texts go one by one, since a batch would change their vectors.'),
  prefix: z.string().max(1000).default('').describe('Put before each text, where the model was trained so: `"passage: "`.'),
  maxTokens: z.int().min(1).max(1_000_000).optional().describe('Longest text in tokens of the model, `prefix` included; a longer one is refused, not cut. At most, and by default, what the model\'s files say.'),
  version: z.union([z.string().max(100), z.int()]).default(1).describe('To be changed when the model of that name gives other vectors: all is embedded anew. Of a folder its files are looked at.'),
});

/** A model that runs here, as a pipeline names it. */
export type LocalModel = z.infer<typeof localModel>;

const EXPECTED = 'expected the id of embeddings that a plugin exports (`defineEmbeddings`), `{ local: … }` for a model that runs here, or, from TypeScript, what `defineEmbeddings` gives';

/** The option of a block that names its embeddings. */
export const embeddingChoice = z.union([z.string({ error: EXPECTED }).min(1, EXPECTED).max(200), z.custom<EmbeddingModel>(isEmbeddingModel), localModel])
  .describe('Id of the embeddings that a plugin brings with `defineEmbeddings`, or a model that runs here, as `{ local: … }`; from TypeScript also what `defineEmbeddings` gives.');
export type EmbeddingChoice = z.infer<typeof embeddingChoice>;

/** What a choice is called where people read of it. */
export function nameOfEmbeddings(choice: EmbeddingChoice): string {
  if (typeof choice === 'string') return choice;
  return 'local' in choice ? choice.local : choice.id;
}
