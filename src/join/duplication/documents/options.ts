import { z } from 'zod';
import { bandingFor, type Banding } from '../options.js';

/** MinHash values a document. With 4 rows a band, 9 bands of them find 0.991 of the pairs at Jaccard 0.8 (`bandingFor`); at 0.5, the lowest there is, 35 bands of 3 rows. */
const HASHES = 128;
const RECALL = 0.99;

const share = (description: string, value: number, least = 0) => z.number().gt(least).max(1).default(value).describe(description);

export const documentCopiesOptions = z.strictObject({
  shingleWords: z.int().min(2).max(8).default(3).describe('Words in a shingle; documents are compared as sets of these. 3 leaves something of a text that was reworded; 5 leaves nothing of most.'),
  jaccard: z.number().min(0.5).max(1).default(0.8).describe('Share of all shingles of two documents that both hold (0.5..1) from which they are near-duplicates.'),
  containment: share('Share of the smaller document\'s shingles found in the larger one (0..1], without what five documents or more have, from which the pair is kept as an edge: text was reused.', 0.1),
  excerpt: share('Containment (0..1] from which a finding says that the smaller document stands in the larger one; at least `containment`.', 0.8),
  minWords: z.int().min(1).max(10_000).default(8).describe('Documents with fewer words take no part.'),
  ignore: z.array(z.string().min(1).max(1000)).max(1000).default([]).describe('Globs over paths, such as `legal/**`: their documents are no copies of anything and nothing is a copy of theirs.'),
}).superRefine((options, context) => {
  if (options.excerpt < options.containment) {
    context.addIssue({ code: 'custom', path: ['excerpt'], message: `excerpt ${options.excerpt} is below containment ${options.containment}: no such pair would be kept; expected excerpt >= containment` });
  }
  if (options.minWords < options.shingleWords) {
    context.addIssue({ code: 'custom', path: ['minWords'], message: `minWords ${options.minWords} is below shingleWords ${options.shingleWords}: such a document holds no shingle; expected minWords >= shingleWords` });
  }
});

export type DocumentCopiesOptions = z.infer<typeof documentCopiesOptions>;

export function documentBanding({ jaccard }: Pick<DocumentCopiesOptions, 'jaccard'>): Banding {
  return bandingFor(jaccard, HASHES, RECALL) ?? { bands: HASHES, rows: 1 };
}
