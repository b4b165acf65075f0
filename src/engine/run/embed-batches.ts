import { WinnowError, embeddingKey, excerpt, type EmbeddingModel, type TextLimits } from '../../core/index.js';
import { DEFAULT_TOKENIZER, tokenCounter } from '../../ingest/tokens/index.js';

/** A text and what its vector is kept under. */
export interface Text { readonly textHash: string; readonly text: string }

/** Counts as the model does; `null` = the model says nothing of tokens. Fails as `tokenCounter` and `limits` do. */
export async function limitsOf(model: EmbeddingModel): Promise<TextLimits | null> {
  const { tokenizer, maxTokens, tokensPerBatch, limits } = model;
  // Of embeddings that a store remembered `limits` is no function.
  if (typeof limits === 'function') return limits();
  if (tokenizer === undefined && maxTokens === undefined && tokensPerBatch === undefined) return null;
  return { count: await tokenCounter(tokenizer ?? DEFAULT_TOKENIZER), ...(maxTokens === undefined ? {} : { maxTokens }) };
}

/**
 * Texts in batches of at most so many texts and tokens as the model takes in one call, those of like length together: models that pad a batch pad little.
 * @throws WinnowError `embedding-failed` for a text that is longer than the model takes
 */
export async function batchesOf(texts: readonly Text[], model: EmbeddingModel): Promise<Text[][]> {
  const { textsPerBatch, tokensPerBatch = Infinity } = model;
  const { count = null, maxTokens = Infinity } = (await limitsOf(model)) ?? {};
  const sized = texts.map((text) => ({ text, size: count === null ? text.text.length : count(text.text) })).sort((a, b) => a.size - b.size);
  const longest = sized.at(-1);
  if (count !== null && longest !== undefined && longest.size > maxTokens) {
    throw new WinnowError('embedding-failed', `a text of ${longest.size} tokens is longer than the ${maxTokens} that the embeddings ${embeddingKey(model)} take ("${excerpt(longest.text.text, 60)}"); it is not cut, since it would be found by its beginning alone`, {
      next: 'Have chunks cut smaller (`chunk.with.maxTokens`), or hold such chunks back by the policy.',
    });
  }
  const batches: Text[][] = [];
  let tokens = Infinity;
  for (const { text, size } of sized) {
    const batch = batches.at(-1);
    tokens += size;
    if (batch === undefined || batch.length >= textsPerBatch || (count !== null && tokens > tokensPerBatch)) {
      batches.push([text]);
      tokens = size;
    } else batch.push(text);
  }
  return batches;
}
