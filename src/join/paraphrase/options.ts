import { z } from 'zod';
import { embeddingChoice } from '../../core/index.js';

export const paraphraseOptions = z.strictObject({
  embeddings: embeddingChoice,
  cosine: z.number().min(0.5).max(0.999).default(0.92).describe('Cosine of two vectors from which the texts are paraphrases. Every model has a range of its own: look at the edges before you hold anything back.'),
  recall: z.number().min(0.5).max(0.9999).default(0.99).describe('Share of the pairs exactly at `cosine` that must be found; the keys are chosen for it.'),
  shared: z.number().gt(0).max(1).default(0.8).describe('Share of the smaller text\'s runs of five words found in the other (0..1] from which the pair is a copy or an excerpt, which is left to `duplication`.'),
  minWords: z.int().min(1).max(1000).default(8).describe('Chunks with fewer words take no part and are not embedded.'),
});

export type ParaphraseOptions = z.output<typeof paraphraseOptions>;
