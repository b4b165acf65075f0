import { z } from 'zod';

/** A number would not do: YAML reads 3.10 as 3.1. */
const version = z.string({ error: 'expected a version in quotes, such as "3.10"' }).min(1).max(100);

export const supersessionOptions = z.strictObject({
  minShared: z.number().gt(0).max(1).default(0.2)
    .describe('Least share (0..1) of the shorter document\'s word 3-shingles that the other has too. 0.2: (1 - 0.4)^3 = 0.216, so up to four words in ten may have been rewritten.'),
  minAlike: z.number().min(0.5).max(1).default(0.8)
    .describe('Share (0.5..1) of all word 3-shingles of two documents that both have from which they are editions of one text though neither path nor title says so. 0.8: of four words in a hundred rewritten s = 0.96^3 is left in each, s / (2 - s) = 0.79.'),
  minDaysApart: z.number().int().min(1).max(36_500).default(30)
    .describe('Days that two dates must lie apart to say which document is newer, when the names do not.'),
  versions: z.union([z.enum(['keep-all', 'keep-latest']), z.strictObject({ keep: z.array(version).min(1).max(200).describe('Versions that live side by side, as folders or metadata name them; `v3.5` and `3.5` are one.') })]).default('keep-all')
    .describe('Product versions of one page (`docs/v1/`, `docs/v2/`): `keep-all` lets them live side by side, with `keep-latest` the newest supersedes the others, with `{ keep: ["3.5", "3.6"] }` those listed, and pages that name no version, supersede the others.'),
});

export type SupersessionOptions = z.output<typeof supersessionOptions>;
