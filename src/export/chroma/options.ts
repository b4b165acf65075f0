import { z } from 'zod';
import { embeddingChoice } from '../../core/index.js';
import { serverUrl, tokenEnv } from '../shared/server-url.js';

export const options = z.strictObject({
  url: serverUrl.default('http://localhost:8000').describe('Where the server answers'),
  tenant: z.string().min(1).max(200).default('default_tenant').describe('Tenant of the database; it must be there'),
  database: z.string().min(1).max(200).default('default_database').describe('Database of the collection; it must be there'),
  tokenEnv,
  // Chroma's rule, and room for the name of its stand-in.
  collection: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,490}[A-Za-z0-9]$/u, "expected 3 to 492 letters, digits, '.', '_' or '-', with a letter or digit at either end").default('chunks')
    .describe('Collection of its own for the chunks'),
  embeddings: embeddingChoice,
  switch: z.enum(['in-place', 'whole']).default('in-place').describe('Whether the collection is changed as it is, or a second one that then takes its name'),
  distance: z.enum(['cosine', 'l2', 'ip']).default('cosine').describe('How vectors are compared; another one makes the collection anew'),
});

export type ChromaExportOptions = z.infer<typeof options>;
