import { z } from 'zod';
import { embeddingChoice } from '../../core/index.js';

export const options = z.strictObject({
  path: z.string().min(1).max(4096).regex(/^(?![A-Za-z][A-Za-z0-9+.-]*:\/\/)/u, 'expected a folder of this machine: LanceDB Cloud (`db://`) and object stores (`s3://`) are not written to')
    .describe('Folder of the database, relative to the pipeline file; it is created'),
  table: z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/u, 'expected letters, digits and underscores, at most 40, starting with a letter').default('chunks')
    .describe('Table of its own for the chunks; what it was told to hold last stands in `<table>_winnow`'),
  embeddings: embeddingChoice.optional(),
});

export type LancedbExportOptions = z.infer<typeof options>;
