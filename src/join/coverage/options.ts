import { z } from 'zod';

export const coverageOptions = z.strictObject({
  subject: z.number().gt(0).max(1).default(0.35)
    .describe('Cosine (0..1] of two chunks\' rarest words, weighted by how often they stand in the chunk and how rarely in the corpus, from which both are about one subject.'),
  minWords: z.int().min(3).max(1000).default(12).describe('Chunks with fewer different words that carry meaning take no part: nothing tells what they are about.'),
});

export type CoverageOptions = z.infer<typeof coverageOptions>;
