import { defineJoin } from '../../core/index.js';
import { bandsFor, signKeys } from '../../core/signs.js';
import { paraphraseOptions, type ParaphraseOptions } from './options.js';
import { prepare, type Embedded } from './prepared.js';
import { BUCKET_CAP, reduce } from './reduce.js';
import { verify, wants } from './verify.js';

export type { ParaphraseOptions } from './options.js';

/**
 * Texts that say the same in other words, by the cosine of their embeddings. Candidates by the signs of random projections; every
 * pair is verified with the exact cosine. Texts that differ in a fact are no paraphrases: their edge keeps the difference (`cue`, `differs`).
 * Copies and excerpts are left to the duplication join.
 */
export const paraphraseJoin = defineJoin<ParaphraseOptions, Embedded>({
  id: 'paraphrase',
  version: 1,
  unit: 'chunk',
  dimension: 'duplication',
  rules: ['duplication/paraphrase'],
  options: paraphraseOptions,
  // Dates, authority and who may read are those of members, which `reduce` is given.
  ignores: ['dates', 'authority', 'access', 'kinds', 'mediaType', 'declared'],
  embedding: { of: ({ embeddings }) => embeddings, wants },
  prepare,
  node: (_input, { vector, identity }) => (vector === null ? null : identity),
  keys: ({ vector }, { cosine, recall }) => (vector === null ? [] : signKeys(vector, bandsFor(cosine, recall))),
  bucket: { cap: BUCKET_CAP, overflow: 'hubs' },
  verify,
  sameNode: null,
  reduce,
});
