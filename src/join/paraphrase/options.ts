import { z } from 'zod';
import { isEmbeddingModel, type EmbeddingModel } from '../../core/index.js';

/** Signs of projections in a key, and how many such keys a text has. */
export interface SignBands {
  readonly bands: number;
  readonly bits: number;
}

/** Share of the random hyperplanes that two vectors of this cosine lie on the same side of: 1 - angle / pi (Goemans and Williamson 1995; Charikar, STOC 2002). */
export function sameSide(cosine: number): number {
  return 1 - Math.acos(Math.min(1, Math.max(-1, cosine))) / Math.PI;
}

/** Share of the pairs of this cosine that share at least one key: 1 - (1 - p^bits)^bands with p = `sameSide(cosine)`. */
export function recallOf({ bands, bits }: SignBands, cosine: number): number {
  return 1 - (1 - sameSide(cosine) ** bits) ** bands;
}

/** Most bits of a key: a million buckets. At a cosine of .3 p is .597: .597^20 = 1 pair in 30,000 meets in a band. */
const MOST_BITS = 20;
/** Most keys of a text, at 8 bytes each. */
const MOST_BANDS = 96;

/**
 * The longest keys of which no more than `MOST_BANDS` are needed for `recall` at the threshold itself. 0.92, 0.99:
 * p = 1 - arccos(.92)/pi = .8718, p^20 = .0643, and 70 keys of 20 bits give 1 - (1 - .0643)^70 = .9905. At .85 it is 83 of 15, at .8 89 of 13.
 */
export function bandsFor(cosine: number, recall: number): SignBands {
  for (let bits = MOST_BITS; bits > 1; bits -= 1) {
    const bands = Math.max(1, Math.ceil(Math.log(1 - recall) / Math.log(1 - sameSide(cosine) ** bits)));
    if (bands <= MOST_BANDS) return { bands, bits };
  }
  return { bands: MOST_BANDS, bits: 1 };
}

const EXPECTED = 'expected the id of embeddings that a plugin exports (`defineEmbeddings`), or, from TypeScript, what `defineEmbeddings` gives';

export const paraphraseOptions = z.strictObject({
  embeddings: z.union([z.string({ error: EXPECTED }).min(1, EXPECTED).max(200), z.custom<EmbeddingModel>(isEmbeddingModel)])
    .describe('Id of the embeddings that a plugin brings with `defineEmbeddings`; from TypeScript also these themselves.'),
  cosine: z.number().min(0.5).max(0.999).default(0.92).describe('Cosine of two vectors from which the texts are paraphrases. Every model has a range of its own: look at the edges before you hold anything back.'),
  recall: z.number().min(0.5).max(0.9999).default(0.99).describe('Share of the pairs exactly at `cosine` that must be found; the keys are chosen for it.'),
  shared: z.number().gt(0).max(1).default(0.8).describe('Share of the smaller text\'s runs of five words found in the other (0..1] from which the pair is a copy or an excerpt, which is left to `duplication`.'),
  minWords: z.int().min(1).max(1000).default(8).describe('Chunks with fewer words take no part and are not embedded.'),
});

export type ParaphraseOptions = z.output<typeof paraphraseOptions>;

/** What the embeddings are called. */
export function modelOf({ embeddings }: ParaphraseOptions): string {
  return typeof embeddings === 'string' ? embeddings : embeddings.id;
}
