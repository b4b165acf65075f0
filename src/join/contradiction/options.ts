import { z } from 'zod';
import { embeddingChoice, judgeSettings } from '../../core/index.js';

export const contradictionOptions = z.strictObject({
  possible: z.number().gt(0).lt(1).default(0.36)
    .describe('Sureness (0..1) of the model from which two statements count as a possible contradiction. No share of pairs: only its order counts.'),
  likely: z.number().gt(0).lt(1).default(0.85)
    .describe('The same sureness from which the contradiction counts as likely; at least `possible`. In the same words but for one typed difference, and in one scope, far less will do.'),
  maxClaims: z.int().min(1).max(1000).default(64).describe('Statements taken from one chunk; what comes after is not compared.'),
  maxEdges: z.int().min(1).max(20).default(3).describe('Contradictions kept for one pair of chunks, the most likely first.'),
  embeddings: embeddingChoice.nullable().default(null)
    .describe('Id of embeddings that a plugin brings with `defineEmbeddings`, or a model that runs here, as `{ local: … }` (from TypeScript also what `defineEmbeddings` gives), by which statements in wholly other words are found as well. Absent: none.'),
  cosine: z.number().min(0.5).max(0.999).default(0.8).describe('With `embeddings`: cosine of the vectors of two chunks from which their statements are compared though they have no rare words in common. Every model has a range of its own.'),
  judge: judgeSettings.nullable().default(null).describe('A model that is asked about the surest pairs. Absent: none.'),
}).superRefine((options, context) => {
  if (options.likely < options.possible) {
    context.addIssue({ code: 'custom', path: ['likely'], message: `likely ${options.likely} is below possible ${options.possible}; expected likely >= possible` });
  }
});

export type ContradictionOptions = z.infer<typeof contradictionOptions>;
