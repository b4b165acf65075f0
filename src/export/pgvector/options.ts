import { z } from 'zod';
import { embeddingChoice } from '../../core/index.js';

const identifier = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,39}$/u, 'expected letters, digits and underscores, at most 40, starting with a letter or underscore');

export const options = z.strictObject({
  env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/u, 'expected the name of an environment variable').default('DATABASE_URL')
    .describe('Environment variable that holds the connection string (`postgres://user:password@host/database`); it is never written down'),
  schema: identifier.default('public').describe('Schema of the table; it must be there'),
  table: identifier.default('chunks').describe('Table of its own for the chunks'),
  embeddings: embeddingChoice.optional(),
  distance: z.enum(['cosine', 'l2']).default('cosine').describe('What the index of the vectors compares by'),
  index: z.enum(['hnsw', 'none']).default('hnsw').describe('Index of the vectors; pgvector has none for more than 2,000 numbers'),
});

export type PgvectorExportOptions = z.infer<typeof options>;
