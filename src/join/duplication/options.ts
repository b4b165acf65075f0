import { z } from 'zod';

export interface Banding {
  readonly bands: number;
  readonly rows: number;
}

/** Share of the pairs at Jaccard `jaccard` that meet in at least one band: 1 - (1 - j^rows)^bands (Leskovec et al., Mining of Massive Datasets, 3.4.2). */
export function recallOf({ bands, rows }: Banding, jaccard: number): number {
  return 1 - (1 - jaccard ** rows) ** bands;
}

/**
 * Rows of a band: more make a band more selective and more bands necessary, each of them a key to keep and to look up. With
 * 4, chunks that share a tenth of their shingles meet once in 1,100 pairs (9 x 0.1^4), and a wrong candidate costs one intersection.
 */
const ROWS = 4;

/**
 * The fewest bands of `ROWS` values (or fewer, where `hashes` do not suffice) that find `recall` of the pairs at the threshold
 * itself; `null` when there are none. 0.8, 128 hashes, 0.99 give 9 bands of 4 rows: 1 - (1 - 0.8^4)^9 = 0.991 (8 bands: 0.985).
 */
export function bandingFor(jaccard: number, hashes: number, recall: number): Banding | null {
  for (let rows = Math.min(hashes, ROWS); rows >= 1; rows -= 1) {
    const bands = Math.ceil(Math.log(1 - recall) / Math.log(1 - jaccard ** rows)) || 1;
    if (bands * rows <= hashes && recallOf({ bands, rows }, jaccard) >= recall) return { bands, rows };
  }
  return null;
}

/** Documents with the same words from which on they are boilerplate: a policy kept in a handbook, a wiki, a mail and a PDF is four copies. */
export const BOILERPLATE_DOCUMENTS = 5;

const share = (description: string, value: number) => z.number().gt(0).max(1).default(value).describe(description);

export const duplicationOptions = z.strictObject({
  shingleWords: z.int().min(2).max(12).default(5).describe('Words in a shingle; texts are compared as sets of these.'),
  jaccard: share('Share of all shingles of two chunks that both hold (0..1] from which they are near-duplicates.', 0.8),
  containment: share('Share of the smaller chunk\'s shingles found in the larger one (0..1] from which the pair is kept as an edge.', 0.6),
  excerpt: share('Containment (0..1] from which the smaller chunk is taken for a copy and gives way to the larger one; at least `containment`.', 0.8),
  hashes: z.int().min(16).max(512).default(128).describe('MinHash values a chunk; more find more pairs and cost more time.'),
  recall: z.number().min(0.5).max(0.999999).default(0.99).describe('Share of the pairs exactly at `jaccard` that must be found; bands and rows are chosen for it.'),
  minWords: z.int().min(1).max(1000).default(8).describe('Chunks with fewer words take no part: "See also" is not a copy of "See also".'),
  minExcerptWords: z.int().min(8).max(10_000).default(25).describe('Fewest words of a chunk that can be an excerpt of another.'),
  boilerplateDocuments: z.int().min(3).max(1_000_000).default(BOILERPLATE_DOCUMENTS).describe('Documents that hold the same paragraph, list or table from which on it is boilerplate: marked, and left out of what is compared.'),
  within: z.enum(['corpus', 'source', 'language']).default('corpus').describe('Where copies are looked for: in all of the corpus, among the chunks of a source, or among those of a language.'),
  ignore: z.array(z.string().min(1).max(1000)).max(1000).default([]).describe('Globs over paths, such as `legal/**`: their chunks are no copies of anything and nothing is a copy of theirs.'),
}).superRefine((options, context) => {
  if (options.excerpt < options.containment) {
    context.addIssue({ code: 'custom', path: ['excerpt'], message: `excerpt ${options.excerpt} is below containment ${options.containment}: no such pair would be kept; expected excerpt >= containment` });
  }
  if (options.minWords < options.shingleWords) {
    context.addIssue({ code: 'custom', path: ['minWords'], message: `minWords ${options.minWords} is below shingleWords ${options.shingleWords}: such a chunk holds no shingle; expected minWords >= shingleWords` });
  }
  if (bandingFor(options.jaccard, options.hashes, options.recall) === null) {
    const best = recallOf({ bands: options.hashes, rows: 1 }, options.jaccard);
    context.addIssue({
      code: 'custom', path: ['hashes'],
      message: `${options.hashes} hashes find at most 1-(1-${options.jaccard})^${options.hashes} = ${best.toFixed(3)} of the pairs at Jaccard ${options.jaccard}, expected recall ${options.recall}; raise hashes or jaccard, or lower recall`,
    });
  }
});

export type DuplicationOptions = z.infer<typeof duplicationOptions>;

/** The bands that these options ask for. */
export function bandingOf(options: DuplicationOptions): Banding {
  return bandingFor(options.jaccard, options.hashes, options.recall) ?? { bands: options.hashes, rows: 1 };
}
