import { isAbsolute, resolve } from 'node:path';
import { WinnowError, canonicalJson, defineEmbeddings, excerpt, isWinnowError, messageOf, sha256, type Embedder, type EmbeddingModel, type LocalDtype, type LocalModel, type TextLimits } from '../../core/index.js';
import { modelFolder } from './files.js';
import { importTransformers, transformers, type Model, type ModelConfig, type Tokenizer } from './package.js';
import { pooled } from './pooling.js';

/** A batch keeps the CPU's cores busy by itself, and is padded to its longest text. */
const TEXTS_PER_BATCH = 16;
const BATCHES_AT_ONCE = 1;
/** With what the layers hold in between, some hundred MB for a model of BERT's size. */
const TOKENS_PER_BATCH = 8192;
/** Inference cannot be stopped: this is for what hangs, not for what is slow. */
const TIMEOUT_MS = 1_800_000;
/** Quantised so that activations are scaled by the largest in the call (`DynamicQuantizeLinear`): a text's vector would depend on its neighbours. */
const SCALED_BY_BATCH: ReadonlySet<LocalDtype> = new Set(['q8', 'int8', 'uint8']);
/** Their positions begin behind that of padding: of 514 there are 512. */
const POSITIONS_BEHIND_PADDING: ReadonlySet<unknown> = new Set(['roberta', 'xlm-roberta', 'xlm-roberta-xl', 'camembert', 'mpnet']);

/** Where a pipeline names the model, and what its paths are relative to. */
interface Place { readonly where: string; readonly baseDir: string }

/**
 * Embeddings by a model that runs here. A folder stands for itself: nothing is fetched then, and its content is part of the key. Neither package nor model is
 * loaded before a text is to be counted or embedded.
 * @throws WinnowError `pipeline-invalid` for a folder that holds no such model; later `package-missing`, `embedding-failed`
 */
export async function localEmbeddings(settings: LocalModel, { where, baseDir }: Place, load: () => Promise<unknown> = importTransformers): Promise<EmbeddingModel> {
  const { local: name, pooling, normalize, dtype, prefix, version } = settings;
  const folder = /^\.{0,2}\//u.test(name) || isAbsolute(name) ? resolve(baseDir, name) : null;
  const found = folder === null ? null : await modelFolder(folder, dtype, `${where}.local`);
  const place = folder ?? name;
  const files = found === null ? {} : { local_files_only: true };
  const loaded = async <Part>(part: () => Promise<Part>): Promise<Part> => {
    try {
      return await part();
    } catch (error) {
      if (isWinnowError(error)) throw error;
      throw new WinnowError('embedding-failed', `the model ${name} cannot be loaded: ${excerpt(messageOf(error), 300)}`, { cause: error, next: found === null ? 'See the cause; models of that name are fetched from Hugging Face once.' : 'See the cause, and mend the folder.' });
    }
  };
  const tokenizer = once(() => loaded(async () => (await transformers(name, load)).AutoTokenizer.from_pretrained(place, files)));
  return defineEmbeddings({
    id: `local:${found?.id ?? name}`, version: `${version}+${sha256(canonicalJson({ pooling, normalize, dtype, prefix })).slice(0, 12)}`,
    textsPerBatch: TEXTS_PER_BATCH, batchesAtOnce: BATCHES_AT_ONCE, tokensPerBatch: TOKENS_PER_BATCH, timeoutMs: TIMEOUT_MS,
    limits: once(async () => {
      const tokens = await tokenizer();
      const config = await loaded(async () => (await transformers(name, load)).AutoConfig.from_pretrained(place, files));
      return limitsOf(settings, tokens, config);
    }),
    // Joins and targets of one pipeline share it.
    create: once(() => loaded(async () => {
      const { AutoModel } = await transformers(name, load);
      const model = await AutoModel.from_pretrained(place, { ...files, dtype, device: 'cpu', ...(found === null ? {} : { subfolder: found.subfolder }) });
      return embedderOf(settings, await tokenizer(), model);
    })),
  });
}

/** What was made stays; what failed is tried again when it is asked for again. */
function once<Made>(make: () => Promise<Made>): () => Promise<Made> {
  let made: Promise<Made> | null = null;
  return async () => {
    made ??= make();
    try {
      return await made;
    } catch (error) {
      made = null;
      throw error;
    }
  };
}

function limitsOf({ prefix, maxTokens = Infinity }: LocalModel, tokenizer: Tokenizer, { model_type: type, max_position_embeddings: positions = Infinity, pad_token_id: padding }: ModelConfig): TextLimits {
  const behind = POSITIONS_BEHIND_PADDING.has(type) ? (padding ?? 1) + 1 : 0;
  const most = Math.min(maxTokens, tokenizer.model_max_length ?? Infinity, positions - behind);
  return { count: (text) => tokenizer.encode(prefix + text).length, ...(Number.isFinite(most) ? { maxTokens: most } : {}) };
}

function embedderOf(settings: LocalModel, tokenizer: Tokenizer, model: Model): Embedder {
  const vectorsOf = async (texts: readonly string[]): Promise<number[][]> => {
    const inputs = tokenizer(texts.map((text) => settings.prefix + text), { padding: true, truncation: false });
    const { last_hidden_state: hidden, ...others } = await model(inputs);
    if (hidden?.type !== 'float32' || hidden.dims.length !== 3) {
      const found = hidden === undefined ? Object.keys(others).join(', ') || 'nothing' : `\`last_hidden_state\` of ${hidden.type} in ${hidden.dims.length} dimensions`;
      throw new WinnowError('embedding-failed', `unexpected ${found} from the model ${settings.local}, expected \`last_hidden_state\` of float32 in 3 dimensions`, { next: 'Name a model that was exported for feature extraction, or another `dtype` of it.' });
    }
    return pooled(hidden, inputs.attention_mask.data, settings);
  };
  return {
    async embedDocuments(texts) {
      if (!SCALED_BY_BATCH.has(settings.dtype)) return vectorsOf(texts);
      const vectors: number[][] = [];
      for (const text of texts) vectors.push(...await vectorsOf([text]));
      return vectors;
    },
  };
}
