import { z } from 'zod';

/** Options of text recognition; without them there is none. */
export const ocrOptions = z.strictObject({
  languages: z.array(z.string().regex(/^[a-z]{3}(?:_[a-zA-Z]{2,10})*$/u)).min(1).max(5).default(['eng'])
    .describe('Languages by their names at Tesseract (`eng`, `deu`, `chi_sim`), the main one first; each needs the package `@tesseract.js-data/<name>`.'),
  minConfidence: z.number().min(0).max(100).default(60).describe('Mean confidence of a page\'s words, 0..100, below which it is reported; lines below half of it are left out.'),
  maxPages: z.int().min(1).max(10_000).default(50).describe('Pages of a file that are recognised at most, the first ones.'),
  budgetMs: z.int().min(100).max(86_400_000).default(20_000)
    .describe('Time for a file, in ms from its opening; pages left over are named. Must stay below `limits.parseTimeoutMs` by 10 s and more, and is raised together with it.'),
});
export type OcrOptions = z.infer<typeof ocrOptions>;
