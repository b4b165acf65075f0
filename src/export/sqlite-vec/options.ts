import { z } from 'zod';
import { embeddingChoice } from '../../core/index.js';

export const options = z.strictObject({
  path: z.string().min(1).max(4096).describe('SQLite file to write, relative to the pipeline file; its folder is created'),
  table: z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/u, 'expected letters, digits and underscores, at most 40, starting with a letter').default('chunks')
    .describe('Table of its own for the texts; that of the vectors is called `<table>_vectors`'),
  embeddings: embeddingChoice.optional(),
  distance: z.enum(['cosine', 'l2']).default('cosine').describe('How vectors are compared'),
});

export type SqliteVecExportOptions = z.infer<typeof options>;
