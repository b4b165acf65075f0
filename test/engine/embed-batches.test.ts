import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineEmbeddings, type EmbeddingModel } from '../../src/core/index.js';
import { batchesOf } from '../../src/engine/run/embed-batches.js';
import { tokenCounter } from '../../src/ingest/tokens/index.js';

const model = (change: Partial<EmbeddingModel>): EmbeddingModel => defineEmbeddings({ id: 'm', version: 1, create: () => ({ embedDocuments: () => Promise.resolve([]) }), ...change });
const text = fc.array(fc.constantFrom('lamp', ' cellar', ' gate', ' of', '\n'), { minLength: 1, maxLength: 30 }).map((words) => words.join(''));

describe('texts in batches', () => {
  it('hold every text once, no more texts and tokens than the model takes, the short ones first', async () => {
    const count = await tokenCounter('cl100k_base');
    await fc.assert(fc.asyncProperty(fc.array(text), fc.integer({ min: 1, max: 8 }), fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }), async (texts, textsPerBatch, tokensPerBatch) => {
      const given = texts.map((each, at) => ({ textHash: String(at), text: each }));
      const batches = await batchesOf(given, model({ textsPerBatch, tokenizer: 'cl100k_base', ...(tokensPerBatch === undefined ? {} : { tokensPerBatch }) }));
      expect(batches.flat().map(({ textHash }) => Number(textHash)).sort((a, b) => a - b)).toEqual(texts.map((_, at) => at));
      const sizes = batches.map((batch) => batch.map((each) => count(each.text)));
      for (const batch of sizes) {
        expect(batch.length).toBeLessThanOrEqual(textsPerBatch);
        // One that is longer than a call goes alone: whether the model takes it is for `maxTokens` to say.
        if (batch.length > 1 && tokensPerBatch !== undefined) expect(batch.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(tokensPerBatch);
      }
      expect(sizes.flat()).toEqual([...sizes.flat()].sort((a, b) => a - b));
    }), { numRuns: 200 });
  });

  it.each([['maxTokens', 0], ['tokensPerBatch', 1.5], ['usdPerMillionTokens', -1]])('have no model with a %s of %d', (name, value) => {
    expect(() => model({ [name]: value })).toThrow(RangeError);
  });
});
