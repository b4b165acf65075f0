import { z } from 'zod';
import { embeddingChoice } from '../../core/index.js';
import { serverUrl, tokenEnv } from '../shared/server-url.js';

/** Ends of the names of the two collections behind the alias. */
export const ENDS = ['__a', '__b'] as const;

export const options = z.strictObject({
  url: serverUrl.default('http://localhost:6333').describe('Where the server answers; without a port that of the protocol, 443 or 80'),
  tokenEnv,
  // Qdrant takes 255 characters, and two of these with other ends stand behind the alias.
  collection: z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,199}$/u, "expected at most 200 letters, digits, '.', '_' or '-', with a letter, digit or '_' first")
    .refine((name) => !ENDS.some((end) => name.endsWith(end)), "expected a name that does not end in '__a' or '__b', as the collections behind it do").default('chunks')
    .describe('Alias that searches name; behind it stand two collections, with `__a` and `__b` after its name'),
  embeddings: embeddingChoice.optional(),
  distance: z.enum(['cosine', 'dot', 'euclid']).default('cosine').describe('How vectors are compared; another one makes the collections anew'),
});

export type QdrantExportOptions = z.infer<typeof options>;
